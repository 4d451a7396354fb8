"""Random merges, unmerges, votes, comments, withdrawals and bans against a model of what must hold.

More than the few examples of the suite: HEED_MERGE_EXAMPLES=500 pytest tests/triage/test_merge_machine.py
"""

import os
from contextlib import suppress
from datetime import timedelta

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from community import clock, recount
from community.accounts.models import Person
from community.db import db, writing
from community.ideas.models import Comment, Idea
from community.ideas.rules import hot_score
from community.moderation.actions import ban, hide, lift_ban, restore
from community.moderation.queries import subject
from community.responses import proving
from community.responses.actions_clocks import start_clock
from community.responses.actions_pausing import PauseRefused, end_pause, pause_clock
from community.responses.models import Clock
from community.votes.models import Vote
from community.votes.queries import votes_by
from tests import factories
from tests.cast import ADA, BEN, CLEO, MARTA, MO, Part
from tests.conftest import empty
from tests.triage.helping import everything, join, leave, read, refusal, say, speak, vote, withdraw

LONG = "HEED_MERGE_EXAMPLES" in os.environ
EXAMPLES = int(os.environ.get("HEED_MERGE_EXAMPLES", "12"))
EVE = Part("eve", "Eve Stone", "eve@stone.example")
PEOPLE = (ADA, BEN, CLEO, EVE)
IDEAS = st.integers(0, 4)
WHO = st.sampled_from(PEOPLE)


class Community(RuleBasedStateMachine):
    """`above` is what each idea was made part of; the rest is who did what on which idea."""

    @initialize()
    def begin(self) -> None:
        empty()
        self.above: dict[int, int] = {}
        self.votes: set[tuple[Part, int]] = set()
        self.comments: dict[int, tuple[int, bool]] = {}
        self.voices: dict[int, int] = {}
        self.kept_out: set[Part] = set()
        self.stood_still = False
        with writing():
            start = clock.now() - timedelta(days=3)
            made = [factories.idea(ADA, f"Idea {n}", now=start + timedelta(hours=n)) for n in (3, 0, 4, 1, 2)]
            for idea in made:
                start_clock(idea, "first", now=idea.published_at)
            self.people = {part: factories.person(part).id for part in (*PEOPLE, MARTA, MO)}
        self.ids = [idea.id for idea in made]
        for number, idea_id in enumerate(self.ids):
            for who in PEOPLE[:number]:
                assert vote(who, idea_id)
                self.votes.add((who, idea_id))
        self.own = {row.idea_id: (row.started_at, row.due_at, row.warn_at) for row in db.session.query(Clock)}

    def top(self, idea: int) -> int:
        while idea in self.above:
            idea = self.above[idea]
        return idea

    def group(self, root: int) -> set[int]:
        return {idea for idea in self.ids if self.top(idea) == root}

    @rule(part=IDEAS, root=IDEAS)
    def merge(self, part: int, root: int) -> None:
        part, root = self.ids[part], self.ids[root]
        code = refusal(join, part, root)
        wanted = "itself" if part == root else "merged_already" if part in self.above or root in self.above else ""
        assert code == wanted
        if not code:
            self.above[part] = root

    @rule(part=IDEAS)
    def unmerge(self, part: int) -> None:
        part = self.ids[part]
        assert refusal(leave, part) == ("" if part in self.above else "nothing_to_undo")
        self.above.pop(part, None)

    @rule(part=IDEAS, root=IDEAS)
    def there_and_back(self, part: int, root: int) -> None:
        part, root = self.ids[part], self.ids[root]
        before = everything(*self.ids)
        if not refusal(join, part, root):
            leave(part)
        assert everything(*self.ids) == before

    @rule(who=WHO, idea=IDEAS)
    def cast(self, who: Part, idea: int) -> None:
        if who in self.kept_out:
            return
        root = self.top(self.ids[idea])
        mine = {(who, each) for each in self.group(root)} & self.votes
        assert vote(who, self.ids[idea]) is not bool(mine)
        if not mine:
            self.votes.add((who, root))

    @rule(who=WHO, idea=IDEAS)
    def take_back(self, who: Part, idea: int) -> None:
        root = self.top(self.ids[idea])
        mine = {(who, each) for each in self.group(root)} & self.votes
        assert withdraw(who, self.ids[idea]) is bool(mine)
        self.votes -= mine

    @rule(who=WHO)
    def keep_out_or_let_in(self, who: Part) -> None:
        with writing():
            person, moderator = db.session.get_one(Person, self.people[who]), factories.viewer(MO)
            if who in self.kept_out:
                lift_ban(moderator, person, now=clock.now())
            else:
                ban(moderator, person, "Links to pills.", now=clock.now())
        self.kept_out ^= {who}

    @rule(who=WHO, idea=IDEAS)
    def comment(self, who: Part, idea: int) -> None:
        self.comments[say(who, self.ids[idea])] = (self.top(self.ids[idea]), True)

    @rule(who=WHO, number=st.integers(0, 20))
    def reply(self, who: Part, number: int) -> None:
        shown = [each for each, (_, seen) in self.comments.items() if seen]
        if shown:
            parent = shown[number % len(shown)]
            on = self.comments[parent][0]
            self.comments[say(who, on, parent_id=parent)] = (on, True)

    @rule(number=st.integers(0, 20))
    def hide_or_show(self, number: int) -> None:
        if not self.comments:
            return
        comment = list(self.comments)[number % len(self.comments)]
        on, seen = self.comments[comment]
        with writing():
            moderator = factories.viewer(MO)
            found = subject(moderator, "comment", comment)
            if seen:
                hide(moderator, found, "Off topic.", now=clock.now())
            else:
                restore(moderator, found, now=clock.now())
        self.comments[comment] = (on, not seen)

    @rule(who=WHO, idea=IDEAS)
    def voice(self, who: Part, idea: int) -> None:
        self.voices[speak(who, self.ids[idea], f"Words {len(self.voices)}")] = self.top(self.ids[idea])

    @rule(idea=IDEAS, days=st.integers(1, 9))
    def stand_still(self, idea: int, days: int) -> None:
        root, now = self.top(self.ids[idea]), clock.now()
        with suppress(PauseRefused), writing():
            pause_clock(factories.viewer(MARTA), db.session.get_one(Idea, root), "author", now + timedelta(days=days), now=now)
            self.stood_still = True

    @rule(idea=IDEAS)
    def go_on(self, idea: int) -> None:
        with writing():
            end_pause(db.session.get_one(Idea, self.top(self.ids[idea])), now=clock.now())

    @invariant()
    def every_time_follows(self) -> None:
        """Whatever joined, left, stood still and went on: what is stored is what start, pauses and terms say."""
        db.session.rollback()
        db.session.expire_all()
        assert list(proving.differences(clock.now())) == []

    @invariant()
    def holds(self) -> None:
        for idea_id in self.ids:
            group = self.group(idea_id) if idea_id not in self.above else {idea_id}
            idea, top = read(idea_id), self.top(idea_id)
            voters = {who for who, on in self.votes if on in group and who not in self.kept_out}
            comments = sum(on in group and seen for on, seen in self.comments.values())
            voices = sum(on in group for on in self.voices.values())
            assert (idea.root_id or idea_id, idea.part_count) == (top, len(group) - 1)
            assert (idea.vote_count, idea.comment_count, idea.voice_count) == (len(voters), comments, voices)
            assert abs(idea.hot - hot_score(len(voters), idea.published_at)) < 1e-6
            self.clock_holds(idea, group)
        assert list(recount.differences()) == []
        assert {(row.person_id, row.idea_id) for row in db.session.query(Vote)} == {(self.people[who], on) for who, on in self.votes}
        assert {row.id: row.idea_id for row in db.session.query(Comment)} == {each: on for each, (on, _) in self.comments.items()}

    def clock_holds(self, idea: Idea, group: set[int]) -> None:
        """A root waits since the first of its group; a part has nothing to wait for."""
        if idea.id in self.above:
            assert (idea.status, idea.answer_state) == ("merged", "none")
            return
        assert idea.status == "new"
        if self.stood_still:
            return
        assert idea.answer_state == "awaiting"
        assert idea.started_at == min(self.own[each][0] for each in group)
        if idea.started_at == self.own[idea.id][0]:
            assert (idea.started_at, idea.due_at, idea.warn_at) == self.own[idea.id]

    @invariant()
    def everyone_sees_their_vote(self) -> None:
        for who in PEOPLE:
            mine = votes_by(self.people[who], [idea for idea in self.ids if idea not in self.above])
            assert set(mine) == {self.top(on) for each, on in self.votes if each == who}


def test_whatever_is_merged_and_taken_apart_the_counts_are_the_rows(app):
    run_state_machine_as_test(
        Community,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=25, deadline=None, derandomize=not LONG,
            suppress_health_check=list(HealthCheck), phases=list(Phase) if LONG else [Phase.generate],
        ),
    )
