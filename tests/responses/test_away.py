"""Away dates: everyone sets their own, whoever leads people sets theirs; it stands beside what each has to answer."""

from datetime import UTC, datetime, timedelta

import pytest

from community import clock
from community.audit import AuditEntry
from community.db import db, writing
from community.jobs.figures import count_steps
from community.responses import queries, queries_load
from tests import factories
from tests.cast import ADA, DEV, DORA, MARTA, MO, OWEN, ROOT, SAM

DAYS = {"away_from": "2026-12-24", "away_until": "2026-12-31"}


@pytest.fixture(autouse=True)
def people(app):
    """Marta answers for rotas and Dev deputises, Owen manages it, Dora directs; Mo and Sam stand on no ladder."""
    with writing():
        factories.topic(
            "rotas", MARTA, deputy_id=factories.person(DEV).id, manager_id=factories.person(OWEN).id,
            director_id=factories.person(DORA).id,
        )
        return {part.key: factories.person(part).id for part in (ADA, MARTA, DEV, OWEN, DORA, MO, SAM, ROOT)}


def dates(part):
    db.session.expire_all()
    row = factories.person(part)
    return row.away_from, row.away_until


@pytest.mark.parametrize(
    ("part", "leads"),
    [
        (MARTA, "marta"), (DEV, "dev"), (SAM, "sam"), (MO, "mo"), (OWEN, "owen marta dev"), (DORA, "dora owen marta dev"),
        (ROOT, "marta dev owen dora mo sam root"),
    ],
)
def test_one_sets_ones_own_dates_and_those_of_ones_people(people, part, leads):
    assert queries_load.led_by(factories.viewer(part)) == {people[key] for key in leads.split()}


def test_whoever_has_an_idea_of_ones_topic_is_led_too(people):
    with writing():
        factories.idea(ADA).owner_id = people["sam"]
    assert people["sam"] in queries_load.led_by(factories.viewer(OWEN))


def test_the_days_are_whole_ones_where_the_person_lives(as_person, people):
    with writing():
        factories.person(DEV).zone = "America/New_York"
    owen = as_person(OWEN)
    assert owen.post(f"/desk/people/{people['dev']}/away", data=DAYS).status_code == 303
    assert dates(DEV) == (datetime(2026, 12, 24, 5, tzinfo=UTC), datetime(2027, 1, 1, 5, tzinfo=UTC))
    assert 'value="2026-12-31"' in owen.get(f"/desk/people/{people['dev']}/away").text
    assert db.session.query(AuditEntry).filter_by(act="person.changed").count() == 1


def test_who_is_away_is_passed_over_and_shown_so(as_person, people):
    today = clock.now().date()
    marta = as_person(MARTA)
    marta.post(f"/desk/people/{people['marta']}/away", data={"away_from": today.isoformat(), "away_until": (today + timedelta(days=3)).isoformat()})
    assert queries.unreachable([people["marta"]], clock.now()) == {people["marta"]}
    text = marta.get("/desk/people").text
    assert 'data-status="later">Away</span> until <time' in text
    marta.post(f"/desk/people/{people['marta']}/away", data={"away_from": "", "away_until": ""})
    assert dates(MARTA) == (None, None)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"away_from": "24.12."}, "day as 2026-12-25"), ({"away_until": "2026-12-24"}, "from which day on"),
        ({"away_from": "2026-12-24", "away_until": "2026-12-23"}, "before the first"), ({"away_from": "9999-12-31"}, "day as 2026-12-25"),
        ({"away_from": "\x00" * 300}, ""),
    ],
)
def test_a_mistake_is_named_and_what_was_typed_stays(as_person, people, typed, said):
    answer = as_person(MARTA).post(f"/desk/people/{people['marta']}/away", data={"away_from": "", "away_until": "", **typed})
    assert answer.status_code == (422 if said else 303)
    assert said in answer.text
    assert dates(MARTA) == (None, None)


@pytest.mark.parametrize("part", [MARTA, DEV, SAM])
def test_nobody_sets_the_dates_of_people_they_do_not_lead(as_person, people, part):
    browser = as_person(part)
    assert browser.get(f"/desk/people/{people['owen']}/away").status_code == 404
    assert browser.post(f"/desk/people/{people['owen']}/away", data=DAYS).status_code == 404
    assert browser.post(f"/desk/people/{people['ada']}/away", data=DAYS).status_code == 404
    assert browser.get(f"/desk/people/{2**62}/away").status_code == 404
    assert dates(OWEN) == (None, None)


def test_the_page_counts_what_waits_for_whom(as_person, people):
    with writing():
        for number in range(3):
            factories.idea(ADA, f"Idea {number}")
    text = as_person(SAM).get("/desk/people").text
    assert f'href="/desk?whose=everyone&amp;owner={people["marta"]}"' in text
    assert 'data-label="Open">3</td>' in text
    assert "Hand over" not in text
    assert "/desk/hand-over?of=" in as_person(MARTA).get("/desk/people").text


def test_the_page_stays_within_its_statement_budget(as_person, people, statements):
    with writing():
        for number in range(12):
            factories.idea(ADA, f"Idea {number}")
    count_steps()
    owen = as_person(OWEN)
    with statements() as sent:
        assert owen.get("/desk/people").status_code == 200
    assert len(sent) <= 11, sent
