"""Who is told what: one table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.notifications.rules import rung_of
from community.notifications.rules_telling import REFUSABLE, TOLD_BY, Relation, Telling, tell

AUTHOR, VOTER = Relation(author=True, follow="all"), Relation(voted=True)
PUBLISHED, ANSWERED, COMMENTED = "idea.published", "answer.published", "comment.added"
MERGED, UNMERGED, ACCEPTED, REFUSED = "idea.merged", "idea.unmerged", "proposal.accepted", "proposal.refused"


def of(**facts):
    return Relation(**facts)


@pytest.mark.parametrize(
    ("event", "relation", "why"),
    [
        (PUBLISHED, AUTHOR, "author"),
        (PUBLISHED, of(author=True, follow="all", actor=True), "author"),
        (PUBLISHED, VOTER, None),
        (PUBLISHED, of(follow="all"), None),
        (ANSWERED, AUTHOR, "author"),
        (ANSWERED, of(author=True, voted=True, follow="all"), "author"),
        (ANSWERED, VOTER, "voter"),
        (ANSWERED, of(voted=True, follow="all"), "voter"),
        (ANSWERED, of(follow="all"), "follower"),
        (ANSWERED, of(follow="answers"), "follower"),
        (ANSWERED, of(), None),
        (ANSWERED, of(voted=True, actor=True), None),
        (COMMENTED, AUTHOR, "author"),
        (COMMENTED, of(author=True), "author"),
        (COMMENTED, of(author=True, follow="answers"), None),
        (COMMENTED, of(follow="all"), "follower"),
        (COMMENTED, of(follow="answers"), None),
        (COMMENTED, of(follow="nothing"), None),
        (COMMENTED, VOTER, None),
        (COMMENTED, of(author=True, follow="all", actor=True), None),
        (MERGED, AUTHOR, "author"),
        (MERGED, of(author=True, voted=True, follow="all"), "author"),
        (MERGED, VOTER, "voter"),
        (MERGED, of(follow="answers"), "follower"),
        (MERGED, of(author=True, actor=True), None),
        (MERGED, of(voted=True, sees=False), None),
        (MERGED, of(proposer=True), None),
        (UNMERGED, VOTER, "voter"),
        (ACCEPTED, of(proposer=True), "proposer"),
        (ACCEPTED, of(author=True, voted=True, follow="all"), None),
        (REFUSED, of(proposer=True, voted=True), "proposer"),
        (REFUSED, of(proposer=True, actor=True), None),
        (ANSWERED, of(author=True, active=False), None),
        (ANSWERED, of(voted=True, sees=False), None),
    ],
)
def test_who_is_told_and_why(event, relation, why):
    told = tell(event, relation)
    assert (told and (told.kind, told.why, told.unsent)) == (why and (TOLD_BY[event], why, ""))


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
    told = tell(ANSWERED, relation)
    assert isinstance(told, Telling)
    assert told.unsent == unsent


relations = st.builds(
    Relation, author=st.booleans(), voted=st.booleans(), proposer=st.booleans(), follow=st.sampled_from(["", "all", "answers", "nothing"]),
    actor=st.booleans(), active=st.booleans(), sees=st.booleans(), suspended=st.booleans(),
    refused=st.frozensets(st.sampled_from(sorted(REFUSABLE))),
)


@given(st.sampled_from(sorted(TOLD_BY)), relations)
def test_nothing_goes_to_whom_it_may_not(event, relation):
    told = tell(event, relation)
    if told is None or told.unsent:
        return
    assert relation.active
    assert relation.sees
    assert not relation.suspended
    assert relation.follow != "nothing"
    assert told.kind not in relation.refused
    assert relation.author or relation.voted or relation.follow or relation.proposer


@pytest.mark.parametrize(
    ("person", "administrator", "rung"),
    [(1, False, "owner"), (2, False, "deputy"), (3, True, "manager"), (9, True, "administrator"), (9, False, "moderator")],
)
def test_an_alert_says_by_which_rung_it_comes(person, administrator, rung):
    assert rung_of(person, {"owner": 1, "deputy": 2, "manager": 3, "director": 3}, administrator) == rung
