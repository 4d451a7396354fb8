"""A person's page: who they are, what came of their help, and a reason for every point the reader may see."""

import re
from datetime import date

import pytest

from community import clock
from community.accounts.actions_handles import link_handle
from community.accounts.models import Organisation, Person
from community.accounts.models_accounts import Belonging, Segment, SegmentMember
from community.accounts.models_handles import Handle
from community.advocates.models import LedgerLine
from community.advocates.rules import POINTS, Cause
from community.db import db, writing
from community.ideas.models import Idea, Topic
from community.notifications.queries_news import speakers_of
from community.triage.actions_mentions import Said, log_mention, tie_mention
from community.voices.models import Voice
from tests import factories
from tests.advocates.helping import answer, comment_of, idea_of, mark, settle
from tests.cast import ADA, BEN, CLEO, MARTA, ROOT, SAM
from tests.crm.conftest import hook, loopback  # noqa: F401
from tests.crm.endpoints import listen, work
from tests.triage.joining import join


@pytest.fixture
def ada(app) -> int:
    """Ada has a shipped idea about rotas, and one in a topic that only staff may see; Ben helped her in the first."""
    first, second = idea_of(ADA, title="Print the week"), idea_of(ADA, title="Quiet launch", slug="secret")
    helped = comment_of(BEN, first, "We **export** it and print the sheet.")
    mark(ADA, helped)
    answer(first)
    answer(second)
    settle()
    with writing() as session:
        session.query(Topic).filter_by(slug="secret").one().visibility = "staff"
        return factories.person(ADA).id


def id_of(part) -> int:
    with writing():
        return factories.person(part).id


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def test_a_visitor_sees_name_work_and_since_when(client, ada):
    page = text_of(client.get(f"/people/{ada}"))
    assert "Ada Okoro" in page
    assert "Rota planner at St Brannoc's Hospital." in page.replace("&#39;", "'")
    assert re.search(r"Here since \w+ \d{4}\.", page)


def test_what_shipped_is_named_with_whose_idea_it_was(client, ada):
    page = client.get(f"/people/{ada}").text
    assert "1 thing shipped with their help" in page
    assert "Print the week" in page
    assert "Suggested by them, 0 votes" in page
    helper = client.get(f"/people/{id_of(BEN)}").text
    assert "A comment of theirs helped" in helper
    assert "We export it and print the sheet." in helper
    assert "1 person found it helpful" in helper


def test_others_see_the_lines_of_what_is_open_to_them_and_nothing_of_the_rest(client, as_person, ada):
    for browser in (client, as_person(BEN)):
        page = browser.get(f"/people/{ada}").text
        assert "Quiet launch" not in page
        assert "50 points for help given" in page
        assert page.count("+50") == 1


def test_one_self_sees_every_line(as_person, ada):
    page = as_person(ADA).get(f"/people/{ada}").text
    assert "100 points for help given" in page
    assert page.count("+50") == 2
    assert "an idea that is not open to you any more" in page
    assert "Quiet launch" not in page


def test_staff_see_every_line_with_its_idea(as_person, ada):
    page = as_person(SAM).get(f"/people/{ada}").text
    assert "100 points for help given" in page
    assert "Quiet launch" in page


def test_every_point_has_a_reason_and_the_lines_add_up(as_person, ada):
    page = as_person(ADA).get(f"/people/{ada}").text
    rows = re.findall(r'<td class="num">([+−]\d+)</td>', page)
    assert sum(int(row.replace("−", "-")) for row in rows) == 100
    assert page.count("A suggested idea shipped") == 2


def test_money_and_crm_keys_are_for_staff_only(client, as_person, ada):
    with writing() as session:
        session.get(Person, ada).external_id = "00Q-4471"
        row = session.query(Organisation).filter_by(name="St Brannoc's Hospital").one()
        row.value_cents, row.currency, row.owner_name, row.segment = 8_640_000, "GBP", "Priya Anand", "Enterprise"
    staff = as_person(SAM).get(f"/people/{ada}").text
    secrets = ("00Q-4471", "86,400", "Priya Anand", "Enterprise")
    assert [secret for secret in secrets if secret not in staff] == []
    for browser in (client, as_person(ADA), as_person(BEN)):
        page = browser.get(f"/people/{ada}").text
        assert [secret for secret in (*secrets, "CRM") if secret in page] == []


def test_nobodys_address_is_shown(client, as_person, ada):
    for browser in (client, as_person(BEN)):
        assert "ada@brannocs.example" not in browser.get(f"/people/{ada}").text


def test_staff_see_what_was_last_sent_to_the_crm_and_how_it_went(as_person, hook):  # noqa: F811
    listen(hook, "/scripted")
    hook.script.append("/500")
    idea_of(ADA)
    work()
    ada = id_of(ADA)
    page = as_person(SAM).get(f"/people/{ada}").text
    assert "A message to the CRM is on its way" in page
    assert "Reply 500" in page
    assert "ada@brannocs.example" in page
    assert "/admin/endpoints/deliveries/1" not in page
    assert "/admin/endpoints/deliveries/1" in as_person(ROOT).get(f"/people/{ada}").text
    assert "No message about this person" in as_person(SAM).get(f"/people/{id_of(CLEO)}").text


def test_a_staff_members_page_has_no_points(client, app):
    page = client.get(f"/people/{id_of(MARTA)}").text
    assert "Product lead for shifts" in page
    assert "staff-badge" in page
    assert "points" not in text_of(client.get(f"/people/{id_of(MARTA)}"))


def test_a_staff_members_page_counts_the_answers_open_to_the_reader(client, as_person, ada):
    marta = id_of(MARTA)
    assert "1 answer signed with this name" in text_of(client.get(f"/people/{marta}"))
    assert "2 answers signed with this name" in text_of(as_person(SAM).get(f"/people/{marta}"))


def test_somebody_new_is_told_what_points_come_from(as_person, client):
    ben = id_of(BEN)
    assert "How much you post does not matter" in as_person(BEN).get(f"/people/{ben}").text
    assert "No help has been marked here yet" in client.get(f"/people/{ben}").text


@pytest.mark.parametrize("state", ["banned", "erased"])
def test_of_who_left_only_the_name_stays(client, as_person, ada, state):
    with writing() as session:
        session.get(Person, ada).state = state
    page = client.get(f"/people/{ada}")
    assert page.status_code == 200
    assert "no longer takes part here" in page.text
    assert "Rota planner" not in page.text
    assert "Only staff see this" in as_person(SAM).get(f"/people/{ada}").text


@pytest.mark.parametrize("number", ["0", "999", "99999999999999999999"])
def test_an_unknown_person_is_not_there(client, number):
    assert client.get(f"/people/{number}").status_code == 404


def test_many_lines_are_read_page_by_page(as_person, app):
    idea, ada = idea_of(ADA), id_of(ADA)
    with writing() as session:
        session.add_all(LedgerLine(person_id=ada, cause="idea_shipped", points=50, idea_id=idea, at=clock.now()) for _ in range(53))
    browser = as_person(ADA)
    first = browser.get(f"/people/{ada}").text
    assert first.count("A suggested idea shipped") == 50
    older = re.search(r'href="(/people/\d+\?before=\d+)"', first)[1]
    second = browser.get(older).text
    assert second.count("A suggested idea shipped") == 3
    assert "2,650" in first
    assert "2,650" in second


def test_names_on_an_idea_lead_to_its_people(client, ada):
    idea = db.session.query(Idea).filter_by(title="Print the week").one()
    page = client.get(f"/ideas/{idea.id}").text
    for part in (ADA, BEN, MARTA):
        assert f'href="/people/{id_of(part)}"' in page


def test_ones_own_settings_lead_to_the_page(as_person, ada):
    assert f'href="/people/{ada}"' in as_person(ADA).get("/me").text


def test_how_points_work_is_told_from_the_constants(client, monkeypatch):
    page = client.get("/how-points-work").text
    assert [points for points in ("+50", "+10", "+5") if points not in page] == []
    monkeypatch.setitem(POINTS, Cause.IDEA_SHIPPED, 77)
    assert "+77" in client.get("/how-points-work").text


def test_the_page_costs_few_statements(client, as_person, ada, statements):
    for browser, most in ((client, 11), (as_person(ADA), 13), (as_person(SAM), 20)):
        with statements() as sent:
            browser.get(f"/people/{ada}")
        assert len(sent) <= most, sent


def test_staff_see_every_account_with_value_owner_renewal_and_segments(client, as_person, ada):
    with writing() as session:
        first = session.query(Organisation).filter_by(name="St Brannoc's Hospital").one()
        first.value_cents, first.currency, first.value_period, first.renewal_on = 720_000, "GBP", "month", date(2027, 3, 31)
        first.owner_name, first.owner_email = "Priya Anand", "priya@hourfold.example"
        second = factories.organisation("ostara")
        segment = Segment(name="Renewing in spring", name_folded="renewing in spring", rule={}, created_at=clock.now())
        session.add_all([segment, Belonging(person_id=ada, organisation_id=second.id, how="hand", since=clock.now())])
        if session.get(Belonging, (ada, first.id)) is None:
            session.add(Belonging(person_id=ada, organisation_id=first.id, how="crm", since=clock.now()))
        session.flush()
        session.add(SegmentMember(segment_id=segment.id, organisation_id=first.id))
    shown = text_of(as_person(SAM).get(f"/people/{ada}"))
    for words in ("£86,400 a year", "31 March 2027", "Priya Anand", "Renewing in spring", "Café Ostara", "Another account"):
        assert words in shown, words
    for browser in (client, as_person(ADA)):
        page = browser.get(f"/people/{ada}").text
        assert [words for words in ("86,400", "March 2027", "Priya", "Renewing in", "Café Ostara") if words in page] == []


def test_staff_see_whether_anything_may_go_to_the_crm(as_person, ada):
    assert "May be exported yes" in text_of(as_person(SAM).get(f"/people/{ada}"))
    with writing() as session:
        session.get(Person, ada).export_refused_at = clock.now()
    assert "May be exported no, refused by them" in text_of(as_person(SAM).get(f"/people/{ada}"))


def test_each_part_in_what_shipped_is_named_and_counted_for_its_reader(client, as_person, app):
    """Ben's idea joined Ada's, he gave words and a comment that helped; Cleo only gave words, in a topic she alone may not see."""
    root, joined, secret = idea_of(ADA), idea_of(BEN, title="A poster for the wall"), idea_of(ADA, title="Quiet launch", slug="secret")
    with writing() as session:
        for part, idea_id in ((BEN, root), (BEN, joined), (CLEO, secret)):
            session.add(Voice(idea_id=idea_id, person_id=factories.person(part).id, text="Half of us have no phone.", created_at=clock.now()))
    mark(ADA, comment_of(BEN, root))
    join(joined, root)
    answer(root)
    answer(secret)
    settle()
    with writing() as session:
        session.query(Topic).filter_by(slug="secret").one().visibility = "staff"
    ben = text_of(client.get(f"/people/{id_of(BEN)}"))
    assert "An idea of theirs is part of it. 2 voices of theirs. A comment of theirs helped" in ben
    assert "1 person found their comments helpful" in ben
    assert "2 voices in what shipped, or changed an answer" in ben
    cleo = id_of(CLEO)
    assert "shipped with their help" not in client.get(f"/people/{cleo}").text
    assert "in what shipped" not in client.get(f"/people/{cleo}").text
    assert "1 thing shipped with their help" in as_person(SAM).get(f"/people/{cleo}").text


def test_who_is_behind_a_mention_is_told_to_staff_alone(client, as_person, app):
    """Neither on the person's page, nor by name in the mails to customers when it ships."""
    idea_id = idea_of(ADA)
    with writing() as session:
        ben = factories.person(BEN).id
        link_handle(factories.viewer(SAM), factories.person(BEN), "x", "nightowl", now=clock.now())
        said = Said("https://x.example/1", "Still no way to print the week.", "x", "nightowl")
        mention, _ = log_mention(factories.viewer(SAM), said, now=clock.now())
        tie_mention(factories.viewer(SAM), mention, session.get_one(Idea, idea_id), now=clock.now())
        session.add(Voice(idea_id=idea_id, person_id=factories.person(CLEO).id, text="Half of us have no phone.", created_at=clock.now()))
    answer(idea_id)
    settle()
    for browser in (client, as_person(ADA), as_person(BEN)):
        page = browser.get(f"/people/{ben}").text
        assert "shipped with" not in page
        assert "in what shipped" not in page
    assert "1 thing shipped with their help" in as_person(SAM).get(f"/people/{ben}").text
    assert speakers_of(idea_id) == {id_of(CLEO): CLEO.name}


def test_a_mark_that_only_a_closed_topic_has_earned_is_not_there_for_others(client, as_person, app):
    idea_id = idea_of(ADA, title="Quiet launch", slug="secret")
    answer(idea_id)
    settle()
    page = f"/people/{id_of(ADA)}"
    assert "Made it real" in client.get(page).text
    with writing() as session:
        session.query(Topic).filter_by(slug="secret").one().visibility = "staff"
    assert ["Made it real" in browser.get(page).text for browser in (client, as_person(BEN), as_person(ADA), as_person(SAM))] == [False, False, True, True]


def test_staff_see_what_somebody_is_called_elsewhere(client, as_person, ada):
    with writing() as session:
        session.add(Handle(person_id=ada, channel="github", handle="ada-rotas", handle_folded="ada-rotas", linked_by_id=ada, at=clock.now()))
    page = as_person(SAM).get(f"/people/{ada}").text
    assert "ada-rotas" in page
    assert f'href="/people/{ada}/handles"' in page
    for browser in (client, as_person(ADA)):
        assert "ada-rotas" not in browser.get(f"/people/{ada}").text
