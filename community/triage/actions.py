"""Making one idea part of another, and letting it stand on its own again.

Never a deletion: votes, comments, voices and follows stay on the idea that they were given to, and are read and
counted by root. Open Merge rows say what joined what, as a forest; `root_id` of every idea below a root is that root.
Both verbs hold the rows of the roots first, in the order of ids, so that two at once wait for each other.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import update

from community import audit, events
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Idea
from community.ideas.queries_groups import (
    counted_comments,
    counted_parts,
    group_of,
    hold_alone,
    hold_root,
    members,
)
from community.responses.merging import count_joined, end_as_merged, run_again
from community.triage import queries
from community.triage.judging import judge
from community.triage.models import Merge
from community.voices.queries import counted_voices
from community.votes.actions import note_milestone, recount_votes


class MergeRefused(Exception):
    """These two cannot be merged, or this one not be taken out; `code` is one of rules.REFUSALS."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def merge(actor: Viewer, part: Idea, root: Idea, *, now: datetime) -> Merge:
    """Make `part`, with all that joined it, part of `root`. Raises MergeRefused."""
    free = all(hold_alone(idea_id) is not None for idea_id in sorted({part.id, root.id}))
    code = queries.why_not(actor, part, root, merged=not free)
    if code:
        raise MergeRefused(code)
    group, votes = members(part), root.vote_count
    kept = end_as_merged(part, root, now=now)
    row = Merge(part_id=part.id, root_id=root.id, merged_by_id=actor.id or 0, merged_at=now, before=kept)
    db.session.add(row)
    facts = queries.joining_facts(part, root)
    _carry_imported(part, root, group)
    _point(group, root.id)
    count_joined(root, queries.direct_parts(root.id), now=now)
    _recount(part, root)
    judge(actor, part.id, root.id, "same", source="merge", certainty=None, now=now)
    _record(actor, row, root, ("idea.merged", "idea.gained"), facts, now)
    note_milestone(root, votes, now=now, part_id=part.id)
    return row


def unmerge(actor: Viewer, part: Idea, *, now: datetime) -> None:
    """Take `part`, with what had joined it, out of what it is part of. Raises MergeRefused.

    Votes, comments and voices given to the root meanwhile stay with the root.
    """
    if not actor.may_merge:
        raise MergeRefused("not_allowed")
    root, row = hold_root(part.id), queries.open_merge(part.id)
    db.session.refresh(part, with_for_update={"of": Idea, "key_share": True})
    if root is None or row is None or part.root_id != root.id:
        raise MergeRefused("nothing_to_undo")
    group = queries.below(part.id, group_of(root.id))
    row.unmerged_by_id, row.unmerged_at = actor.id, now
    _point(group, part.id)
    part.root_id = None
    _give_back_imported(part, root, group)
    run_again(part, row.before["part"], queries.direct_parts(part.id), now=now)
    for idea in queries.way_up(row.root_id):
        count_joined(idea, queries.direct_parts(idea.id), now=now)
    _recount(part, root)
    judge(actor, part.id, row.root_id, "different", source="merge", certainty=None, now=now)
    _record(actor, row, root, ("idea.unmerged", "idea.parted"), queries.parting_facts(row, part, root), now)


def _point(group: Collection[int], root_id: int) -> None:
    db.session.flush()
    moved = update(Idea).where(Idea.id.in_(group), Idea.id != root_id).values(root_id=root_id, version=Idea.version + 1)
    db.session.execute(moved.execution_options(synchronize_session="fetch"))


def _recount(part: Idea, root: Idea) -> None:
    """Both say what their rows say, from now on as groups of their own or as one."""
    both = (part.id, root.id)
    db.session.flush()
    recount_votes(both)
    counts: dict[str, Any] = {
        "comment_count": counted_comments(), "voice_count": counted_voices(), "part_count": counted_parts(),
    }
    counted = update(Idea).where(Idea.id.in_(both)).values(**counts).execution_options(synchronize_session=False)
    db.session.execute(counted)
    for idea in (part, root):
        db.session.refresh(idea)


def _carry_imported(part: Idea, root: Idea, group: Collection[int]) -> None:
    """A root shows the imported votes of all; every part keeps its own."""
    root.imported_votes += part.imported_votes
    part.imported_votes -= queries.imported_by(group, but=part.id)


def _give_back_imported(part: Idea, root: Idea, group: Collection[int]) -> None:
    part.imported_votes += queries.imported_by(group, but=part.id)
    root.imported_votes -= part.imported_votes


def _record(actor: Viewer, row: Merge, root: Idea, kinds: tuple[str, str], facts: dict[str, Any], now: datetime) -> None:
    """One event for the history of each idea, and one line for the audit log."""
    db.session.flush()
    of_part, of_root = kinds
    facts = {"merge_id": row.id, "given_to": row.root_id, **facts, "votes": root.vote_count}
    due = root.due_at.isoformat() if root.due_at and root.answer_state != "answered" else None
    events.record(of_part, at=now, actor_id=actor.id, idea_id=row.part_id, root_id=root.id, due_at=due, **facts)
    events.record(of_root, at=now, actor_id=actor.id, idea_id=root.id, part_id=row.part_id, due_at=due, **facts)
    audit.log(of_part, actor_id=actor.id, at=now, subject=("idea", row.part_id), after={"root_id": root.id, "merge_id": row.id})
