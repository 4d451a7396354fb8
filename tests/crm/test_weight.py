"""What stands behind an idea: each account once, by root, each currency apart, whatever people do."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community import clock
from community.accounts.models import Person
from community.crm.queries_weight import stored_weights
from community.db import db, writing
from community.moderation.actions import ban, lift_ban
from tests import factories
from tests.cast import ADA, BEN, CLEO, MARTA, MO, SAM
from tests.crm.weighing import (
    TIES,
    VOTERS,
    accounts,
    change_account,
    expected,
    in_days,
    restore,
    settle,
    void,
    weight,
)
from tests.triage.helping import asked, counts, join, leave, vote, withdraw


@pytest.fixture
def keys(app):
    return accounts()


def test_more_people_of_one_account_add_people_and_no_value(keys):
    idea = asked(ADA, "Print the week")
    alone = weight(idea)
    vote(CLEO, idea)
    both = weight(idea)
    assert (alone.people, both.people) == (1, 2)
    assert dict(alone.value) == {"GBP": 41_230_011}
    assert dict(both.value) == {"GBP": 41_230_011, "EUR": 520_007}, "Cleo's other account joins, the first counts once"
    assert next(each.people for each in both.backers if each.id == keys["brannocs"]) == 2


def test_it_falls_when_the_last_of_an_account_withdraws(keys):
    idea = asked(MARTA, "Print the week")
    vote(ADA, idea)
    vote(CLEO, idea)
    withdraw(CLEO, idea)
    assert dict(weight(idea).value) == {"GBP": 41_230_011}
    withdraw(ADA, idea)
    assert (weight(idea).value, weight(idea).accounts) == ([], 0)


def test_a_merge_gives_the_union_and_taking_apart_gives_back(keys):
    part, root = asked(ADA, "Print the week"), asked(BEN, "The rota on paper")
    vote(CLEO, part)
    vote(ADA, root)
    before = (weight(part), weight(root))
    join(part, root)
    assert weight(part) == weight(root), "it is read by root"
    assert (weight(root).people, dict(weight(root).value)) == (3, {"GBP": 41_230_011, "EUR": 520_007})
    leave(part)
    assert (weight(part), weight(root)) == before


def test_a_value_for_a_month_is_twelve_a_year_and_one_paid_once_is_none(keys):
    idea = asked(SAM, "Print the week")
    assert dict(weight(idea).value) == {"GBP": 12 * 100_003}
    assert {each.name for each in weight(idea).backers} == {"The monthly one"}


def test_it_says_who_renews_within_ninety_days_and_of_when_the_figures_are(keys):
    idea = asked(CLEO, "Print the week")
    change_account("brannocs", renewal_on=in_days(90), segment="Hospital")
    change_account("ostara", renewal_on=in_days(91), segment="Café")
    found = weight(idea)
    assert (found.renewing, found.segments) == (1, [("Hospital", 1), ("Café", 1)])
    assert found.as_of.date() == (clock.now() - timedelta(days=len("brannocs"))).date(), "the oldest word counts"
    change_account("brannocs", renewal_on=in_days(-1))
    assert weight(idea).renewing == 0


def test_an_idea_that_is_not_there_has_nothing_behind_it(keys):
    assert (weight(999_999).people, weight(999_999).accounts) == (0, 0)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["vote", "vote", "vote", "withdraw", "void", "restore", "ban", "lift", "join", "leave"]),
        st.sampled_from(VOTERS), st.integers(0, 2), st.integers(0, 2),
    ),
    min_size=4, max_size=14,
)


class Model:
    """Who voted for what, whose votes count, and what is part of what."""

    def __init__(self, ideas):
        self.ideas, self.votes, self.aside, self.banned, self.root = ideas, set(), set(), set(), {}

    def group(self, idea):
        root = self.root.get(idea, idea)
        return root, {root, *(part for part, above in self.root.items() if above == root)}

    def counting(self, idea):
        _, group = self.group(idea)
        return {who for who, of in self.votes if of in group and (who, of) not in self.aside and who not in self.banned}

    def step(self, what, part, idea, other):
        root, group = self.group(idea)
        mine = {(part.key, of) for of in group}
        if what == "vote" and part.key not in self.banned and not mine & self.votes:
            vote(part, idea)
            self.votes.add((part.key, root))
        if what == "withdraw":
            withdraw(part, idea)
            self.votes -= mine - self.aside
        if what == "void":
            void(part, idea)
            self.aside |= mine & self.votes
        if what == "restore":
            restore(part, idea)
            self.aside -= mine
        if what in ("ban", "lift") and part not in (MARTA, SAM):
            self.keep_out(part, what == "ban")
        if what == "join" and self.group(other)[0] != root:
            self.unite(idea, other)
        if what == "leave" and idea in self.root:
            leave(idea)
            del self.root[idea]

    def keep_out(self, part, out):
        with writing():
            row = db.session.get_one(Person, factories.person(part).id)
            row.role = "customer"
            (ban(factories.viewer(MO), row, "Forty links to pills.", now=clock.now()) if out else lift_ban(factories.viewer(MO), row, now=clock.now()))
        (self.banned.add if out else self.banned.discard)(part.key)

    def unite(self, idea, other):
        """Only ideas on their own, so that the model stays flat."""
        if len(self.group(idea)[1]) == 1 == len(self.group(other)[1]):
            join(idea, other)
            self.root[idea] = other

    def check(self):
        for idea in self.ideas:
            people, backing, sums = expected(self.counting(idea))
            found = weight(idea)
            assert found.people == people
            assert {each.id for each in found.backers} == {self.ids[key] for key in backing}
            assert dict(found.value) == sums


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_people_do_it_is_the_union_of_the_accounts_whose_votes_count(keys, steps):
    with writing():
        for part in (*VOTERS, MO):
            factories.person(part)
    model = Model([asked(MARTA, f"An idea, the {place}.") for place in ("first", "second", "third")])
    model.ids = keys
    model.votes = {(MARTA.key, idea) for idea in model.ideas}
    try:
        for what, part, place, other in steps:
            model.step(what, part, model.ideas[place], model.ideas[other])
        model.check()
        settle()
        for idea in model.ideas:
            stored = stored_weights([idea]).get(idea)
            if idea in model.root:
                assert stored is None, "a part has no weight of its own"
                continue
            row, values = stored
            assert (row.people, row.accounts, values) == (weight(idea).people, weight(idea).accounts, dict(weight(idea).value))
            assert row.people == counts(idea)[0]
    finally:
        for part in VOTERS:
            if part.key in model.banned:
                model.keep_out(part, False)


def test_the_ties_of_the_model_are_those_in_the_database(keys):
    assert set(TIES) == set(keys)
