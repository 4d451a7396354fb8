"""Which ideas may become part of which. Pure."""

from collections.abc import Collection
from dataclasses import dataclass, field

from community.ideas.rules import IdeaState, Visibility

REFUSALS = ("itself", "merged_already", "nothing_to_undo", "not_allowed", "not_public", "not_in_sight", "too_open")
"""not_in_sight: people who care for the part could not see the root. too_open: what was said on the part would be read
by more people than may read it now."""

_WIDTH = {Visibility.EVERYONE: 3, Visibility.SIGNED_IN: 2, Visibility.ORGANISATIONS: 1, Visibility.STAFF: 0}


@dataclass(frozen=True)
class Readers:
    """Who may see what is in a topic: its visibility, and the organisations that are listed where it is for those."""

    visibility: str
    organisations: frozenset[int] = field(default_factory=frozenset)

    @classmethod
    def of(cls, *, visibility: str, opened: bool, organisations: Collection[int]) -> "Readers":
        """A topic that is not open is for staff alone."""
        return cls(visibility if opened else Visibility.STAFF, frozenset(organisations))

    def within(self, others: "Readers") -> bool:
        """Whether everyone of these is among the others."""
        mine, theirs = Visibility(self.visibility), Visibility(others.visibility)
        if mine == theirs == Visibility.ORGANISATIONS:
            return self.organisations <= others.organisations
        return _WIDTH[mine] <= _WIDTH[theirs]


@dataclass(frozen=True)
class Joining:
    """An idea as merging looks at it."""

    id: int
    state: str
    merged: bool
    readers: Readers


def why_not(part: Joining, root: Joining, *, may_merge: bool, all_see: bool) -> str:
    """Why the part may not join the root, as a code of REFUSALS; empty when it may.

    all_see: whether everyone who voted for, wrote on or follows the part may see the root.
    """
    if not may_merge:
        return "not_allowed"
    if part.id == root.id:
        return "itself"
    if part.merged or root.merged:
        return "merged_already"
    if not part.state == root.state == IdeaState.PUBLISHED:
        return "not_public"
    if not all_see:
        return "not_in_sight"
    return "" if root.readers.within(part.readers) else "too_open"
