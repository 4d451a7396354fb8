"""Whom an @ in a comment means: people who took part, by names that only one of them has."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community import clock
from community.accounts.rules import fold_name
from community.db import db, writing
from community.events import Event
from community.ideas.actions import follow_idea
from community.ideas.models import Comment
from community.markdown import plain_runs, render
from community.notifications.actions_preferences import choose_paces
from community.notifications.rules_mentions import MOST_MENTIONS, called_in, meant_by
from tests import factories
from tests.cast import ADA, BEN, CLEO, DEV, MARTA
from tests.notifications.conftest import comment, reply, vote
from tests.notifications.mails import rows, text_of

PEOPLE = {1: "ada okoro", 2: "ben talbot", 3: "ben nemeth", 4: "jose maria", 5: "li", 6: "same name", 7: "same name", 8: "ada okoro jr"}


def meant(text, people=PEOPLE):
    return [(text[each.start : each.end], each.person_id) for each in meant_by(called_in(text, fold_name), people)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@Ada Okoro, could you look?", [("@Ada Okoro", 1)]),
        ("(@ada okoro)", [("@ada okoro", 1)]),
        ("@Ada Okoro Jr. knows", [("@Ada Okoro Jr", 8)]),
        ("@Ada @Li", [("@Li", 5)]),
        ("Ask @José María.", [("@José María", 4)]),
        ("@jose please", [("@jose", 4)]),
        ("@Ben please", []),
        ("@Ben Talbot and @Ben Nemeth!", [("@Ben Talbot", 2), ("@Ben Nemeth", 3)]),
        ("@Same Name", []),
        ("@Li", [("@Li", 5)]),
        ("@Lina", []),
        ("me@li.example or x@ada okoro", []),
        ("https://x.example/@Li", []),
        ("@ Li", []),
        ("@nobody here", []),
        ("@@Li", []),
    ],
)
def test_a_name_means_who_alone_bears_it(text, found):
    assert meant(text) == found


@given(st.text(alphabet="@aA bB.,lLiI\n\u0301ß", max_size=80))
def test_whatever_is_typed_the_pieces_are_in_order_and_apart(text):
    found = meant_by(called_in(text, fold_name), PEOPLE)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(text[one.start] == "@" for one in found)


def test_so_many_are_called_and_no_more():
    assert len(meant("@Li " * 40)) == MOST_MENTIONS


def test_code_and_links_call_nobody():
    assert [*filter(None, plain_runs("a `@Li` [@Li](https://x.example) **@Li**\n\n    @Li\n"))] == ["a ", " ", " ", "@Li"]
    assert render("x < @Li", lambda run: []) == render("x < @Li")


@pytest.fixture
def talk(as_person, idea_id):
    """Cleo writes on Ada's idea, for which Ben voted; answers with the comment."""
    vote(idea_id, BEN)

    def say(body, by=CLEO):
        reply = as_person(by).post(f"/ideas/{idea_id}/comments", data={"body": body})
        assert reply.status_code == 303
        return db.session.query(Comment).order_by(Comment.id.desc()).first()

    return say


def called(comment):
    (event,) = [event for event in db.session.query(Event).filter_by(kind="comment.added") if event.data["comment_id"] == comment.id]
    return event.data.get("mentions", [])


def test_a_mention_leads_to_the_persons_page_and_its_id_stands_in_the_event(talk):
    comment, ben = talk("Ask @Ben Talbot about it."), factories.person(BEN)
    assert comment.body == "Ask @Ben Talbot about it."
    assert f'<a href="/people/{ben.id}" rel="nofollow ugc noopener">@Ben Talbot</a>' in comment.body_html
    assert called(comment) == [ben.id]


def test_who_took_no_part_is_not_called(talk):
    with writing():
        factories.person(DEV)
    comment = talk(f"Ask @{DEV.name} about it.")
    assert "<a" not in comment.body_html
    assert called(comment) == []


def test_the_author_and_who_spoke_are_called_by_their_first_names(talk):
    first = talk("Us too.", by=BEN)
    comment = talk(f"@{ADA.name.split()[0]} and @{BEN.name.split()[0]}: yes, @{BEN.name}.")
    assert first.body_html.count("<a") == 0
    assert comment.body_html.count("<a") == 3
    assert called(comment) == [factories.person(ADA).id, factories.person(BEN).id]


def test_a_comment_without_an_at_asks_nothing_more(as_person, idea_id, statements):
    ben = as_person(BEN)
    with statements() as sent:
        ben.post(f"/ideas/{idea_id}/comments", data={"body": "Plain words."}, headers={"HX-Request": "true"})
    assert not [statement for statement in sent if "name_folded" in statement and "UNION" in statement]


def test_names_cannot_bring_markup_in(app, talk):
    with writing():
        factories.person(BEN).name = "<b>Ben</b> Talbot"
    comment = talk("Ask @<b>Ben</b> Talbot and [x](javascript:alert(1)).")
    assert "<b>" not in comment.body_html
    assert "javascript:" not in comment.body_html.replace("[x](javascript:alert(1))", "")


def told(*parts):
    """Kinds of mail about the last comment, by whom they go to."""
    last = max(row.event_id for row in rows("mentioned") + rows("idea_commented"))
    mails = [row for row in rows() if row.event_id == last]
    return {part.email: [(row.kind, row.state, row.reason) for row in mails if row.address == part.email] for part in parts}


QUEUED = ("queued", "")


def test_who_is_called_is_told_that_and_not_of_the_comment_again(idea_id):
    comment(idea_id, by=BEN)
    comment(idea_id, by=CLEO, body=f"Thank you @{BEN.name}, and @{CLEO.name}.")
    assert told(ADA, BEN, CLEO) == {ADA.email: [("idea_commented", *QUEUED)], BEN.email: [("mentioned", *QUEUED)], CLEO.email: []}
    (mail,) = rows("mentioned")
    assert f"{CLEO.name} mentions you in a comment" in text_of(mail)
    assert "You get this because the comment calls you by name." in text_of(mail)


def test_a_voter_hears_of_a_mention_though_not_of_comments(idea_id):
    vote(idea_id, BEN)
    comment(idea_id, by=CLEO, body=f"@{BEN.name}?")
    assert told(BEN)[BEN.email] == [("mentioned", *QUEUED)]


def test_a_reply_that_calls_its_reader_is_told_once(idea_id):
    first = comment(idea_id, by=BEN)
    reply(idea_id, to=first, by=CLEO, body=f"@{BEN.name}: so do we.")
    assert told(BEN)[BEN.email] == [("mentioned", *QUEUED)]


def test_who_wants_no_mentions_hears_of_the_comment_as_anybody(idea_id):
    comment(idea_id, by=BEN)
    with writing():
        choose_paces(factories.person(BEN).id, {"mentioned": "never"}, now=clock.now())
    comment(idea_id, by=CLEO, body=f"@{BEN.name}?")
    assert told(BEN)[BEN.email] == [("idea_commented", *QUEUED)]


def test_who_wants_nothing_of_the_idea_hears_no_mention_of_it(idea_id):
    comment(idea_id, by=BEN)
    with writing():
        follow_idea(idea_id, factories.person(BEN).id, "nothing", now=clock.now())
    comment(idea_id, by=CLEO, body=f"@{BEN.name}?")
    assert told(BEN)[BEN.email] == [("mentioned", "skipped", "stopped")]


def test_who_may_not_see_the_idea_any_more_is_not_told(idea_id):
    vote(idea_id, BEN)
    with writing():
        factories.topic("rotas").visibility = "organisations"
    comment(idea_id, by=MARTA, body=f"@{BEN.name}?")
    assert rows("mentioned") == rows("idea_commented") == []
