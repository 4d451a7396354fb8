"""Random histories of helping, merging, parting and erasing, each looked at after every step: does every cent stay whole?"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from community.advocates.rules_values import Help, Share, Terms, aged, divide, pool_of, shares_of

PEOPLE, ACCOUNTS, IDEAS, STEPS = 12, 4, 6, 24


@dataclass
class Town:
    """A small community: who asked for what, what is part of what, who is gone."""

    random: Random
    terms: Terms
    worth: dict[int, int]
    author: dict[int, int]
    part_of: dict[int, int] = field(default_factory=dict)
    votes: dict[tuple[int, int], int] = field(default_factory=dict)
    helpful: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    brought: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    gone: set[int] = field(default_factory=set)

    @classmethod
    def at_random(cls, seed: int) -> "Town":
        random = Random(seed)
        terms = Terms(
            1, "EUR", random.randint(0, 10_000), random.randint(0, 10**6), random.randint(0, 10**5), random.randint(0, 10**5),
            random.randint(0, 5_000), random.randint(0, 10_000),
        )
        worth = {account: random.choice((0, 1, 7, random.randint(0, 10**9))) for account in range(ACCOUNTS)}
        return cls(random, terms, worth, {idea: random.randrange(PEOPLE) for idea in range(IDEAS)})

    def step(self) -> None:
        idea, person = self.random.randrange(IDEAS), self.random.randrange(PEOPLE)
        self.random.choice((self._vote, self._vote, self._mark, self._bring, self._merge, self._unmerge, self._erase))(idea, person)

    def _vote(self, idea: int, person: int) -> None:
        self.votes[idea, person] = self.random.randint(1, 3)

    def _mark(self, idea: int, person: int) -> None:
        self.helpful[idea].append(person)

    def _bring(self, idea: int, person: int) -> None:
        self.brought[idea].append(person)

    def _merge(self, idea: int, person: int) -> None:
        other = self.random.randrange(IDEAS)
        if self.root(other) != idea and idea not in self.part_of:
            self.part_of[idea] = other

    def _unmerge(self, idea: int, person: int) -> None:
        self.part_of.pop(idea, None)

    def _erase(self, idea: int, person: int) -> None:
        self.gone.add(person)

    def root(self, idea: int) -> int:
        while idea in self.part_of:
            idea = self.part_of[idea]
        return idea

    def wanted(self, account: int) -> dict[int, int]:
        """The strongest vote of an account's people for each idea; people belong to accounts in turn."""
        found: dict[int, int] = {}
        for (idea, person), importance in self.votes.items():
            if person % ACCOUNTS == account:
                found[self.root(idea)] = max(found.get(self.root(idea), 0), importance)
        return found

    def help(self, root: int) -> Help:
        group = [idea for idea in self.author if self.root(idea) == root]
        parts = [self.author[idea] for idea in group if idea != root and self.author[idea] != self.author[root]]
        return Help(
            self._now(self.author[root]), tuple(map(self._now, parts)),
            tuple(self._now(person) for idea in group for person in self.helpful[idea]),
            tuple(self._now(person) for idea in group for person in self.brought[idea]),
        )

    def _now(self, person: int) -> int | None:
        return None if person in self.gone else person

    def off_by(self) -> int:
        """How many cents are too many or too few, over all accounts, ideas and shares."""
        off, values = 0, defaultdict[int, int](int)
        for account, worth in self.worth.items():
            pool = pool_of(self.terms, worth)
            divided = divide(pool, self.wanted(account))
            off += abs(sum(divided.values()) - pool) if divided else 0
            for root, amount in divided.items():
                values[root] += amount
        return off + sum(self._off_by(root, value) for root, value in values.items())

    def _off_by(self, root: int, value: int) -> int:
        left = aged(value, self.random.randint(0, 40))
        shares = shares_of(left, self.help(root))
        lost = sum(share.person_id in self.gone for share in shares)
        return abs(sum(share.amount for share in shares) - left) + lost + _negative(shares)


def _negative(shares: list[Share]) -> int:
    return sum(-share.amount for share in shares if share.amount < 0)


def off_by(seed: int) -> int:
    """One history, looked at after each of its steps."""
    town, off = Town.at_random(seed), 0
    for _ in range(STEPS):
        town.step()
        off += town.off_by()
    return off


def bench_shares(histories: int, say: Callable[[str], None]) -> int:
    """Says the closing line; returns by how many cents all histories together were off."""
    off = sum(off_by(seed) for seed in range(histories))
    say(f"shares: {histories} histories, off by {off}")
    return off
