"""People in the browser: found, invited, given roles, sent away and brought back; always an administrator left."""

from datetime import UTC, datetime

import pytest

from community import clock
from community.accounts.models import Person, Session
from community.accounts.queries_admin import PeopleFilter, people
from community.accounts.rules import Role
from community.audit import AuditEntry
from community.db import db, writing
from community.events import Event
from community.ideas.models import Idea, Topic
from tests import factories
from tests.cast import ADA, BEN, DEV, DORA, EVERYONE, MARTA, MO, OWEN, ROOT, SAM

NEW = {"email": "lena@hourfold.example", "name": "Lena Voss", "role": "product_manager", "title": "Product lead"}


@pytest.fixture
def root(as_person):
    return as_person(ROOT)


@pytest.fixture
def ids(app):
    with writing():
        return {part.key: factories.person(part).id for part in EVERYONE}


def person(key_or_email):
    db.session.rollback()
    db.session.expire_all()
    return db.session.query(Person).filter_by(email=key_or_email).one()


def open_sessions(person_id):
    db.session.rollback()
    return db.session.query(Session).filter_by(person_id=person_id, revoked_at=None).count()


def acts():
    return [entry.act for entry in db.session.query(AuditEntry).order_by(AuditEntry.id)]


def test_somebody_invited_is_there_with_the_role_and_can_sign_in(root):
    answer = root.post("/admin/people/new", data=NEW)
    assert answer.status_code == 303
    lena = person("lena@hourfold.example")
    assert (lena.name, lena.role, lena.title, lena.state) == ("Lena Voss", "product_manager", "Product lead", "active")
    assert lena.password_hash is None
    assert acts() == ["person.invited"]


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("email", "lena", "one mail address"),
        ("email", "a@b.example, c@d.example", "one mail address"),
        ("role", "emperor", "choose a role"),
        ("role", "", "choose a role"),
        ("title", "t" * 121, "shorten this to 120"),
        ("organisation", "99", "from the list"),
    ],
)
def test_a_faulty_invitation_is_refused_beside_its_field(root, field, typed, said):
    with writing():
        factories.organisation("ostara")
    answer = root.post("/admin/people/new", data={**NEW, field: typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert f'id="{field}-problem"' in answer.text
    assert "Lena Voss" in answer.text
    assert db.session.query(Person).filter(Person.name == "Lena Voss").count() == 0


def test_an_address_that_is_here_already_leads_to_its_page(root, ids):
    answer = root.post("/admin/people/new", data={**NEW, "email": "ADA@Brannocs.example"})
    assert answer.status_code == 422
    assert f'href="/admin/people/{ids["ada"]}"' in answer.text
    assert person(ADA.email).role == "customer"


def test_only_named_fields_are_taken_from_an_invitation(root):
    root.post("/admin/people/new", data={**NEW, "points": "900", "state": "banned", "id": "500", "trusted_at": "2026-01-01"})
    lena = person("lena@hourfold.example")
    assert (lena.points, lena.state, lena.trusted_at) == (0, "active", None)
    assert lena.id != 500


def test_people_are_found_by_part_of_name_or_address(root, ids):
    assert "Marta Lindqvist" in root.get("/admin/people/?q=lindq").text
    found = root.get("/admin/people/?q=OSTARA").text
    assert "Ben Talbot" in found
    assert "Ada Okoro" not in found


def test_wildcards_in_the_search_mean_themselves(root, ids):
    assert "Nobody like that here" in root.get("/admin/people/?q=%25").text


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Élodie Ámon", "élodie"), ("Élodie Ámon", "ELODIE"), ("Øz Öztürk", "øZ"), ("Анна Петрова", "ПЕТРОВА"), ("ΣΙΣΥΦΟΣ", "σίσυφος"),
        ("Straße", "STRASSE"), ("Łukasz", "ŁUKASZ"), ("José", "Jose\u0301"), ("Ｗｉｄｅ", "wide"),
    ],
)
def test_names_are_found_in_any_script_whatever_their_case_and_accents(app, name, words):
    with writing():
        factories.person(ADA).name = name
        factories.person(BEN)
    assert [row.name for row in people(PeopleFilter(words=words))[0]] == [name]


def test_a_new_name_is_found_at_once_and_the_old_one_no_longer(app):
    with writing():
        factories.person(ADA)
    with writing():
        factories.person(ADA).name = "Ärmel"
    assert [row.name for row in people(PeopleFilter(words="armel"))[0]] == ["Ärmel"]
    assert people(PeopleFilter(words="okoro"))[0] == []


def test_the_list_narrows_to_roles_and_states(root, ids):
    staff = root.get("/admin/people/?role=staff").text
    assert "Mo Farah-Lind" in staff
    assert "Ben Talbot" not in staff
    assert "Nobody like that here" in root.get("/admin/people/?state=banned").text
    assert root.get("/admin/people/?role=x&state=y&after=zz").status_code == 200


def test_the_list_goes_on_page_by_page_without_gap_or_repeat(root):
    with writing():
        for number in range(120):
            db.session.add(Person(email=f"p{number}@x.example", email_folded=f"p{number}@x.example", name=f"P{number}", joined_at=clock.now()))
    seen, after = [], 0
    while after is not None:
        rows, after = people(PeopleFilter(after=after))
        seen += [row.id for row in rows]
    assert len(seen) == len(set(seen)) == 121
    assert "after=" in root.get("/admin/people/?q=x.example").text


def test_a_changed_role_closes_every_session_of_that_person(root, as_person, ids):
    sam = as_person(SAM)
    assert sam.get("/me").status_code == 200
    root.post(f"/admin/people/{ids['sam']}/role", data={"role": "moderator"})
    assert person(SAM.email).role == "moderator"
    assert sam.get("/me").status_code == 302
    assert open_sessions(ids["sam"]) == 0
    entry = db.session.query(AuditEntry).filter_by(act="person.role_changed").one()
    assert (entry.before, entry.after) == ({"role": "staff"}, {"role": "moderator"})


def test_the_same_role_again_changes_nothing(root, as_person, ids):
    sam = as_person(SAM)
    root.post(f"/admin/people/{ids['sam']}/role", data={"role": "staff"})
    assert sam.get("/me").status_code == 200
    assert acts() == []


@pytest.mark.parametrize("path", ["role", "deactivate"])
def test_the_last_administrator_stays_one(root, ids, path):
    answer = root.post(f"/admin/people/{ids['root']}/{path}", data={"role": "staff"})
    assert answer.status_code == 422
    assert "This is the last administrator" in answer.text
    assert (person(ROOT.email).role, person(ROOT.email).state) == ("administrator", "active")
    assert root.get("/admin/").status_code == 200


def test_with_a_second_administrator_the_first_may_step_down(root, ids):
    root.post(f"/admin/people/{ids['owen']}/role", data={"role": "administrator"})
    assert root.post(f"/admin/people/{ids['root']}/role", data={"role": "staff"}).status_code == 303
    assert person(ROOT.email).role == "staff"


def test_a_deactivated_administrator_does_not_count_as_one_left(root, ids):
    root.post(f"/admin/people/{ids['owen']}/role", data={"role": "administrator"})
    root.post(f"/admin/people/{ids['owen']}/deactivate")
    assert root.post(f"/admin/people/{ids['root']}/role", data={"role": "staff"}).status_code == 422


def test_an_unknown_role_is_refused(root, ids):
    answer = root.post(f"/admin/people/{ids['sam']}/role", data={"role": "emperor"})
    assert answer.status_code == 422
    assert 'id="role-problem"' in answer.text


def ladder(ids, **rungs):
    with writing():
        topic = factories.topic("rotas")
        for name, key in {"owner": "marta", "deputy": "dev", "manager": "owen", "director": "dora", **rungs}.items():
            setattr(topic, f"{name}_id", ids[key] if key else None)
        return topic.id


def idea(owner_id=None, title="Print the week on one page", status="new"):
    with writing():
        made = factories.idea(ADA, title)
        made.owner_id, made.status = owner_id, status
        return made.id


def owner_of(idea_id):
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Idea, idea_id).owner_id


def test_open_ideas_of_someone_deactivated_go_to_the_deputy(root, ids):
    ladder(ids)
    given, of_topic, someone_elses = idea(ids["marta"]), idea(title="Two"), idea(ids["owen"], "Three")
    shipped = idea(ids["marta"], "Four", status="shipped")
    root.post(f"/admin/people/{ids['marta']}/deactivate")
    assert [owner_of(each) for each in (given, of_topic)] == [ids["dev"], ids["dev"]]
    assert owner_of(someone_elses) == ids["owen"]
    assert owner_of(shipped) == ids["marta"]
    assert db.session.query(Event).filter_by(kind="idea.assigned").count() == 2
    assert acts() == ["person.deactivated", "idea.assigned", "idea.assigned"]
    assert "2 open ideas went to the next in line" in root.get(f"/admin/people/{ids['marta']}").text


def test_a_missing_or_absent_deputy_passes_them_on_to_the_manager(root, ids):
    ladder(ids, deputy=None)
    one = idea(ids["marta"])
    root.post(f"/admin/people/{ids['marta']}/deactivate")
    assert owner_of(one) == ids["owen"]


def test_at_the_end_of_the_ladder_stand_the_administrators(root, ids):
    ladder(ids, owner="dora", deputy=None, manager=None, director="dora")
    one = idea(ids["dora"])
    root.post(f"/admin/people/{ids['dora']}/deactivate")
    assert owner_of(one) == ids["root"]


def test_losing_the_right_to_answer_passes_ideas_on_as_well(root, ids):
    ladder(ids)
    one = idea(ids["marta"])
    root.post(f"/admin/people/{ids['marta']}/role", data={"role": "staff"})
    assert owner_of(one) == ids["dev"]


def test_a_deactivated_person_is_out_until_brought_back(root, as_person, ids):
    ben = as_person(BEN)
    root.post(f"/admin/people/{ids['ben']}/deactivate")
    assert ben.get("/me").status_code == 302
    assert open_sessions(ids["ben"]) == 0
    assert person(BEN.email).state == "deactivated"
    root.post(f"/admin/people/{ids['ben']}/deactivate")
    root.post(f"/admin/people/{ids['ben']}/reactivate")
    assert person(BEN.email).state == "active"
    assert acts() == ["person.deactivated", "person.reactivated"]


def details(**changes):
    return {"name": "Dev Rao", "title": "Product manager", "organisation": "", "away_from": "", "away_until": "", **changes}


def test_away_dates_are_whole_days_where_the_person_lives(root, ids):
    with writing():
        db.session.get_one(Person, ids["dev"]).zone = "America/New_York"
    root.post(f"/admin/people/{ids['dev']}", data=details(away_from="2026-12-24", away_until="2026-12-31"))
    dev = person(DEV.email)
    assert dev.away_from == datetime(2026, 12, 24, 5, tzinfo=UTC)
    assert dev.away_until == datetime(2027, 1, 1, 5, tzinfo=UTC)
    page = root.get(f"/admin/people/{ids['dev']}").text
    assert 'value="2026-12-24"' in page
    assert 'value="2026-12-31"' in page


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"name": ""}, "name", "name others will see"),
        ({"away_from": "24.12."}, "away_from", "day as 2026-12-25"),
        ({"away_until": "2026-12-24"}, "away_from", "from which day on"),
        ({"away_from": "2026-12-24", "away_until": "2026-12-23"}, "away_until", "before the first"),
        ({"away_from": "0001-01-01"}, "away_from", "day as 2026-12-25"),
        ({"away_from": "9999-12-31", "away_until": "9999-12-31"}, "away_from", "day as 2026-12-25"),
    ],
)
def test_faulty_details_are_refused_beside_their_field(root, ids, changes, field, said):
    answer = root.post(f"/admin/people/{ids['dev']}", data=details(**changes))
    assert answer.status_code == 422
    assert said in answer.text
    assert f'id="{field}-problem"' in answer.text
    assert person(DEV.email).away_from is None


def test_the_log_says_that_a_name_changed_and_never_what_it_was(root, ids):
    root.post(f"/admin/people/{ids['dev']}", data=details(name="Devdas Rao", title="Lead"))
    entry = db.session.query(AuditEntry).filter_by(act="person.changed").one()
    assert entry.after == {"changed": ["name", "title"]}
    assert "Rao" not in str(entry.before) + str(entry.after)


def test_only_named_fields_change_a_person(root, ids):
    sent = details(role="administrator", state="banned", points="50", email="x@y.example", password_hash="x")
    root.post(f"/admin/people/{ids['dev']}", data=sent)
    dev = person(DEV.email)
    assert (dev.role, dev.state, dev.points, dev.password_hash) == (Role.PRODUCT_MANAGER, "active", 0, None)


@pytest.mark.parametrize("path", ["", "/role", "/deactivate", "/reactivate"])
def test_unknown_and_erased_people_are_not_there(root, ids, path):
    with writing():
        db.session.get_one(Person, ids["cleo"]).state = "erased"
    for person_id in (9999, 10**12, ids["cleo"]):
        assert root.post(f"/admin/people/{person_id}{path}", data=details(role="staff")).status_code == 404


def test_a_topic_keeps_its_ladder_when_its_owner_leaves(root, ids):
    topic_id = ladder(ids)
    root.post(f"/admin/people/{ids['marta']}/deactivate")
    assert db.session.get_one(Topic, topic_id).owner_id == ids["marta"]


def test_people_of_the_cast_are_who_the_page_says(root, ids):
    page = root.get("/admin/people/").text
    assert all(part.name.replace("'", "&#39;") in page for part in (MARTA, MO, OWEN, DORA))
