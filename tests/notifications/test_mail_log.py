"""The mail log: what became of every mail."""

from datetime import UTC, datetime, timedelta

import pytest

from community import clock
from community.db import db, writing
from community.notifications.models import Mail
from community.notifications.queries_log import PAGE_SIZE
from tests import factories
from tests.cast import ADA, BEN, MARTA, MO


def test_every_state_is_shown_with_its_reason(root, queue):
    queue("a@x.example")
    queue("b@x.example", state="skipped", reason="refused")
    queue("c@x.example", state="failed", reason="450 later", attempts=2)
    queue("d@x.example", state="dead", reason="550 no such person")
    queue("e@x.example", state="sent", sent_at=clock.now())
    page = root.get("/admin/mail").text
    for words in ("Waiting", "does not want such mails", "450 later", "2 tries", "550 no such person", "Given up", "Sent"):
        assert words in page


def test_a_code_to_sign_in_is_never_shown(root, queue):
    queue("a@x.example", kind="sign_in")
    page = root.get("/admin/mail").text
    assert "987" not in page
    assert "Sign-in code" in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [("state=dead", ["b"]), ("kind=sign_in", ["c"]), ("address=A@X.example", ["a"]), ("state=dead&kind=sign_in", []), ("state=dead&address=b@x.example", ["b"])],
)
def test_filters_narrow_it(root, queue, query, shown):
    queue("a@x.example")
    queue("b@x.example", state="dead")
    queue("c@x.example", kind="sign_in")
    page = root.get(f"/admin/mail?{query}").text
    assert [name for name in "abc" if f"{name}@x.example ·" in page] == shown


def test_an_address_is_found_as_its_owner_writes_it(root, queue):
    with writing():
        factories.person(ADA).email = "Ada@brannocs.example"
    queue("Ada@brannocs.example", "other@brannocs.example")
    page = root.get("/admin/mail?address=ada@BRANNOCS.example").text
    assert page.count('class="mail-row"') == 1
    assert "Ada@brannocs.example ·" in page


def test_it_can_be_read_for_one_idea_and_for_one_person(root, queue):
    with writing():
        idea, ada, ben = factories.idea(ADA).id, factories.person(ADA).id, factories.person(BEN).id
    queue("a@x.example", idea_id=idea, person_id=ada)
    queue("b@x.example", idea_id=idea, person_id=ben)
    queue("c@x.example")
    shown = {query: [name for name in "abc" if f"{name}@x.example ·" in root.get(f"/admin/mail?{query}").text] for query in (f"idea={idea}", f"person={ben}")}
    assert shown == {f"idea={idea}": ["a", "b"], f"person={ben}": ["b"]}
    assert f'href="/admin/mail?person={ben}"' in root.get(f"/admin/people/{ben}").text


def test_days_are_those_of_the_reader_both_included(root, queue):
    """In Tokyo the 5th begins at three in the afternoon of the 4th in London."""
    root.post("/me", data={"name": "Ruth Adeyemi", "zone": "Asia/Tokyo", "locale": "en"})
    for hour, name in enumerate("abcd"):
        queue(f"{name}@x.example", created_at=datetime(2026, 3, 4, 14, 59, tzinfo=UTC) + hour * timedelta(hours=12, seconds=30))
    page = root.get("/admin/mail?since=2026-03-05&until=2026-03-05").text
    assert [name for name in "abcd" if f"{name}@x.example ·" in page] == ["b"]
    assert [name for name in "abcd" if f"{name}@x.example ·" in root.get("/admin/mail?since=2026-03-06").text] == ["c", "d"]


@pytest.mark.parametrize(
    "query",
    ["state=x", "kind=%00", "before=-1", "before=999999999999999999999", "before=x", "address=%F0%9F", "idea=x", "person=-4", "since=2026-02-30", "until=9999-12-31", "since=0001-01-01"],
)
def test_a_strange_filter_is_no_error(root, query):
    assert root.get(f"/admin/mail?{query}").status_code in (200, 400)


def test_more_than_a_page_goes_on_by_key(root, queue):
    queue(*(f"p{n}@x.example" for n in range(PAGE_SIZE + 2)))
    first = root.get("/admin/mail").text
    assert first.count('class="mail-row"') == PAGE_SIZE
    assert "before=3" in first
    assert "state=queued" in root.get("/admin/mail?state=queued").text.split('class="pager"')[1]
    assert root.get("/admin/mail?before=3").text.count('class="mail-row"') == 2
    more = root.get("/admin/mail?before=3", headers={"HX-Request": "true"}).text
    assert "<html" not in more
    assert "before=" not in more


def test_it_says_since_when_mails_wait(root, queue, moved_clock):
    queue("a@x.example")
    assert ">since " in root.get("/admin/mail").text
    with writing():
        db.session.query(Mail).one().state = "sent"
    assert ">since " not in root.get("/admin/mail").text


@pytest.mark.parametrize("part", [ADA, MARTA, MO])
def test_it_is_for_administrators_only(as_person, part):
    assert as_person(part).get("/admin/mail").status_code == 404
    assert as_person(part).post("/admin/mail/1/again").status_code == 404


def test_it_stays_within_its_statement_budget(root, queue, statements):
    """The session, the site, the mails, the counts; and what alerts tell, or whose address it is."""
    queue(*(f"p{n}@x.example" for n in range(PAGE_SIZE)))
    for query, most in (("", 4), ("?state=queued&kind=endpoint_disabled", 4), ("?address=p1@x.example", 5)):
        with statements() as sent:
            root.get(f"/admin/mail{query}")
        assert len(sent) <= most, sent
