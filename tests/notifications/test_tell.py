"""Who is told what: one table, the one in docs/MAIL.md."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.config import ROOT
from community.notifications.rules import rung_of
from community.notifications.rules_telling import KINDS, REFUSABLE, TOLD_AS, TOLD_BY, Relation, Telling, tell
from community.notifications.wording import NAMES, WHEN


def of(**facts):
    return Relation(**facts)


WHO = {
    "its author": of(author=True, follow="all"),
    "its author, who chose official answers only": of(author=True, follow="answers"),
    "who voted": of(voted=True),
    "who follows everything about it": of(follow="all"),
    "who follows its answers": of(follow="answers"),
    "who pointed it out": of(proposer=True),
    "whom it is put to: the author": of(asked="author", author=True, follow="all"),
    "whom it is put to: who voted": of(asked="voters", voted=True),
    "whom it is put to: advocates who voted": of(asked="advocates", voted=True),
    "whom it is put to: who called it critical": of(asked="critical", voted=True),
    "whose comment it replies to": of(thread="own", follow="answers"),
    "who wrote in the same thread": of(thread="joined", follow="all"),
    "who wrote in the same thread, and chose official answers only": of(thread="joined", follow="answers"),
    "whom it calls by name": of(mentioned=True),
}
EVERYBODY = [
    ("its author", "author"), ("its author, who chose official answers only", "author"), ("who voted", "voter"),
    ("who follows everything about it", "follower"), ("who follows its answers", "follower"),
]
ROWS = [
    ("idea.published", "idea_published", [("its author", "author"), ("its author, who chose official answers only", "author")]),
    ("idea.reached", "idea_reached", [("its author", "author"), ("its author, who chose official answers only", "author")]),
    ("answer.published", "idea_answered", EVERYBODY),
    ("answer.edited", "answer_changed", EVERYBODY),
    (
        "clock.started", "answer_expired",
        [(who, why) for who, why in EVERYBODY if why != "voter"],
    ),
    ("idea.shipped", "idea_shipped", EVERYBODY),
    ("idea.merged", "idea_merged", EVERYBODY),
    ("idea.unmerged", "idea_unmerged", EVERYBODY),
    ("comment.added", "idea_commented", [("its author", "author"), ("who follows everything about it", "follower")]),
    ("comment.added", "comment_replied", [("whose comment it replies to", "replied"), ("who wrote in the same thread", "thread")]),
    ("comment.added", "mentioned", [("whom it calls by name", "mentioned")]),
    ("proposal.accepted", "proposal_decided", [("who pointed it out", "proposer")]),
    ("proposal.refused", "proposal_decided", [("who pointed it out", "proposer")]),
    ("effort.asked", "effort_asked", [("its author", "author"), ("its author, who chose official answers only", "author")]),
    (
        "question.asked", "question_asked",
        [
            ("whom it is put to: the author", "author"), ("whom it is put to: who voted", "voter"),
            ("whom it is put to: advocates who voted", "advocate"), ("whom it is put to: who called it critical", "critical"),
        ],
    ),
]
TOLD = {(event, who): (kind, why) for event, kind, people in ROWS for who, why in people}


def like(who):
    """The relations that hold of the same person besides: whoever is put a question also wrote or voted, and so on."""
    relation = WHO[who]
    return {
        other for other, facts in WHO.items()
        if (facts.author, facts.voted, facts.follow) == (relation.author, relation.voted, relation.follow)
    }


@pytest.mark.parametrize("event", sorted(TOLD_BY))
@pytest.mark.parametrize("who", WHO)
def test_who_is_told_and_why(event, who):
    expected = TOLD.get((event, who)) or next((TOLD[event, other] for other in like(who) if (event, other) in TOLD and not special(other)), None)
    told = tell(event, WHO[who])
    assert (told and (told.kind, told.why, told.unsent)) == (expected and (*expected, ""))


def special(who):
    relation = WHO[who]
    return bool(relation.proposer or relation.asked or relation.thread or relation.mentioned)


BOTH = {"its author, who chose official answers only": "its author", "who follows its answers": "who follows it"}


def spoken(people):
    """Who hears it, in the words of the docs."""
    if people[-1] in BOTH:
        return BOTH[people[-1]]
    (who,) = people
    return {"its author": "its author, unless they chose official answers only"}.get(who, who)


def lines():
    """The table as it stands in the docs: those with one reason in one line."""
    for event, kind, people in ROWS:
        stop = {"kind": "this kind", "idea": "this idea"}[KINDS[kind].stops]
        choices = ", ".join(pace.replace("_", " ") for pace in KINDS[kind].paces)
        for why in dict.fromkeys(why for _, why in people):
            who = spoken([who for who, reason in people if reason == why])
            yield f"| `{event}` | {who} | `{kind}`, {why} | {KINDS[kind].pace.replace('_', ' ')} | {choices} | {stop} |"


def test_the_table_in_the_docs_says_the_same():
    text = (ROOT / "docs" / "MAIL.md").read_text()
    found = re.findall(r"^\| `[a-z]+\.[a-z]+` \|.*\|$", text, re.MULTILINE)
    assert found == list(lines())


def test_every_kind_is_in_the_docs_with_what_stops_it():
    text = (ROOT / "docs" / "MAIL.md").read_text().split("## Every kind", 1)[1].split("\n## ", 1)[0]
    stops = {}
    for names, stop in re.findall(r"^\| ([^|]+) \|.*\| ([^|]+) \|$", text, re.MULTILINE):
        stops |= dict.fromkeys(re.findall(r"`(\w+)`", names), stop)
    words = {"": "not refusable", "kind": "this kind", "idea": "this idea"}
    assert {name: words[kind.stops] for name, kind in KINDS.items()} == stops


def test_every_kind_has_its_words():
    assert set(NAMES) == set(KINDS)
    assert set(WHEN) == set(REFUSABLE)
    assert {*TOLD_BY.values(), *TOLD_AS.values()} <= set(REFUSABLE)


@pytest.mark.parametrize(
    ("event", "relation", "why"),
    [
        ("idea.published", of(author=True, actor=True), "author"),
        ("answer.published", of(voted=True, actor=True), None),
        ("answer.published", of(author=True, voted=True, follow="all"), "author"),
        ("answer.published", of(voted=True, follow="all"), "voter"),
        ("answer.published", of(), None),
        ("answer.published", of(author=True, active=False), None),
        ("answer.published", of(voted=True, sees=False), None),
        ("comment.added", of(author=True), "author"),
        ("comment.added", of(mentioned=True, thread="own", author=True, follow="all"), "mentioned"),
        ("comment.added", of(mentioned=True, actor=True), None),
        ("comment.added", of(follow="nothing"), None),
    ],
)
def test_the_closest_tie_is_the_reason(event, relation, why):
    told = tell(event, relation)
    assert (told and told.why) == why


@pytest.mark.parametrize(
    ("relation", "unsent"),
    [
        (of(voted=True, follow="nothing"), "stopped"),
        (of(follow="nothing"), "stopped"),
        (of(voted=True, refused=frozenset(["idea_answered"])), "refused"),
        (of(voted=True, suspended=True), "suspended"),
        (of(voted=True, refused=frozenset(["idea_commented"])), ""),
    ],
)
def test_what_a_person_refuses_is_noted_with_the_reason(relation, unsent):
    told = tell("answer.published", relation)
    assert isinstance(told, Telling)
    assert told.unsent == unsent


relations = st.builds(
    Relation, author=st.booleans(), voted=st.booleans(), proposer=st.booleans(), mentioned=st.booleans(),
    asked=st.sampled_from(["", "author", "voters", "advocates", "critical"]), thread=st.sampled_from(["", "own", "joined"]),
    follow=st.sampled_from(["", "all", "answers", "nothing"]), actor=st.booleans(), active=st.booleans(), sees=st.booleans(),
    suspended=st.booleans(), refused=st.frozensets(st.sampled_from(sorted(REFUSABLE))),
)
happenings = st.sampled_from(sorted(TOLD_BY))


@given(happenings, relations)
def test_nothing_goes_to_whom_it_may_not(event, relation):
    told = tell(event, relation)
    if told is None or told.unsent:
        return
    assert relation.active
    assert relation.sees
    assert not relation.suspended
    assert relation.follow != "nothing"
    assert told.kind not in relation.refused
    assert any((relation.author, relation.voted, relation.follow, relation.proposer, relation.asked, relation.thread, relation.mentioned))


@given(happenings, relations)
def test_nobody_is_told_of_their_own_act_but_that_their_idea_is_public(event, relation):
    if relation.actor and tell(event, relation) is not None:
        assert event == "idea.published"
        assert relation.author


@given(happenings, relations)
def test_what_is_not_seen_is_not_even_noted(event, relation):
    if not relation.sees or not relation.active:
        assert tell(event, relation) is None


@given(happenings, relations)
def test_refusing_takes_away_and_adds_nothing(event, relation):
    """Whoever refuses a kind is told what they were told before, or that very kind no more."""
    told = tell(event, relation)
    if told is None:
        return
    after = tell(event, Relation(**{**vars(relation), "refused": relation.refused | {told.kind}}))
    assert after is not None
    assert (after.kind, after.why) == (told.kind, told.why)
    assert after.unsent in ("refused", "stopped")


@pytest.mark.parametrize(
    ("person", "administrator", "rung"),
    [(1, False, "owner"), (2, False, "deputy"), (3, True, "manager"), (9, True, "administrator"), (9, False, "moderator")],
)
def test_an_alert_says_by_which_rung_it_comes(person, administrator, rung):
    assert rung_of(person, {"owner": 1, "deputy": 2, "manager": 3, "director": 3}, administrator) == rung
