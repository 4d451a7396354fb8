"""What moderators do, and what anyone signed in may tell them."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from community import audit, events
from community.accounts.actions import close_sessions_of
from community.accounts.models import Person
from community.accounts.rules import PersonState
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.actions import count_comments, publish_idea
from community.ideas.models import Comment, Idea
from community.ideas.queries_groups import hold_root, hold_roots
from community.ideas.rules import IdeaState
from community.moderation import queries, rules
from community.moderation.models import Ban, Removal, Report
from community.moderation.queries import Subject
from community.moderation.rules import Outcome, Reason
from community.site import touch_site
from community.voices.actions import count_voices
from community.voices.models import Voice
from community.votes.actions import recount_votes, shift_votes
from community.votes.models import Vote
from community.votes.queries import voted_for


class CannotBan(Exception):
    """Colleagues are deactivated by an administrator; nobody bans them."""


def approve_idea(actor: Viewer, idea: Idea, *, now: datetime) -> bool:
    """Make a waiting idea public; its author is trusted from now on. True when it was waiting."""
    if idea.state != IdeaState.PENDING:
        return False
    publish_idea(actor, idea, now=now)
    idea.author.trusted_at = idea.author.trusted_at or now
    audit.log("idea.approved", actor_id=actor.id, at=now, subject=("idea", idea.id))
    touch_site()
    return True


def report(actor: Viewer, subject: Subject, reason: Reason, note: str, *, now: datetime) -> bool:
    """Ask moderators to look at it; True when this person had no open report of it yet."""
    insert = postgres_insert if db.engine.dialect.name == "postgresql" else sqlite_insert
    row = {
        "subject_kind": subject.kind, "subject_id": subject.id, "idea_id": subject.idea_id, "reporter_id": actor.id,
        "reason": reason, "note": note, "created_at": now, "outcome": "",
    }
    statement = insert(Report).values(row).on_conflict_do_nothing().returning(Report.id)
    return db.session.scalar(statement) is not None


def dismiss_reports(actor: Viewer, subject: Subject, *, now: datetime) -> int:
    """It was looked at and stays; answers how many reports are settled by that."""
    settled = _settle_reports(actor, subject, Outcome.KEPT, now)
    if settled:
        audit.log("reports.dismissed", actor_id=actor.id, at=now, subject=(subject.kind, subject.id), after={"reports": settled})
    return settled


def hide(actor: Viewer, subject: Subject, reason: str, *, now: datetime) -> bool:
    """Take it out of sight, for a reason its author reads; reports of it are settled. True when it was in sight."""
    if subject.hidden or queries.removal_of(subject.kind, subject.id) is not None:
        return False
    removal = Removal(subject_kind=subject.kind, subject_id=subject.id, by_id=actor.id, reason=reason, at=now)
    db.session.add(removal)
    db.session.flush()
    waiting = subject.idea_state == IdeaState.PENDING and subject.kind == "idea"
    _HIDE[subject.kind](actor, subject.id, now)
    _settle_reports(actor, subject, Outcome.HIDDEN, now)
    act = "idea.refused" if waiting else f"{subject.kind}.hidden"
    audit.log(act, actor_id=actor.id, at=now, subject=(subject.kind, subject.id), after={"removal_id": removal.id})
    touch_site()
    return True


def restore(actor: Viewer, subject: Subject, *, now: datetime) -> bool:
    """Bring it back to where it was; an idea that never was public becomes so. True when it was out of sight."""
    removal = queries.removal_of(subject.kind, subject.id)
    if removal is None:
        return False
    removal.lifted_at = now
    _RESTORE[subject.kind](actor, subject.id, now)
    audit.log(
        f"{subject.kind}.restored", actor_id=actor.id, at=now, subject=(subject.kind, subject.id),
        before={"removal_id": removal.id},
    )
    touch_site()
    return True


def ban(actor: Viewer, person: Person, reason: str, *, now: datetime) -> bool:
    """Keep a person out: signed out everywhere, and their votes stop counting. True when they were in."""
    if person.state == PersonState.BANNED:
        return False
    if not rules.may_be_banned(role=person.role, state=person.state):
        raise CannotBan
    row = Ban(person_id=person.id, by_id=actor.id, reason=reason, at=now)
    db.session.add(row)
    before, after = audit.change(person, {"state": str(PersonState.BANNED)})
    db.session.flush()
    close_sessions_of(person.id, now=now)
    votes = _void_votes(actor, person.id, True, now)
    events.record("person.banned", at=now, actor_id=actor.id, person_id=person.id, ban_id=row.id)
    audit.log(
        "person.banned", actor_id=actor.id, at=now, subject=("person", person.id), before=before,
        after={**after, "ban_id": row.id, "votes": votes},
    )
    touch_site()
    return True


def lift_ban(actor: Viewer, person: Person, *, now: datetime) -> bool:
    """Let a person back in; the votes that stopped counting count again. True when they were kept out."""
    row = queries.ban_of(person.id)
    if row is None:
        return False
    row.lifted_at = now
    before, after = audit.change(person, {"state": str(PersonState.ACTIVE)})
    votes = _void_votes(actor, person.id, False, now)
    events.record("person.unbanned", at=now, actor_id=actor.id, person_id=person.id, ban_id=row.id)
    audit.log(
        "person.unbanned", actor_id=actor.id, at=now, subject=("person", person.id), before={**before, "ban_id": row.id},
        after={**after, "votes": votes},
    )
    touch_site()
    return True


def _void_votes(actor: Viewer, person_id: int, void: bool, now: datetime) -> int:
    """Set or lift the mark on all of a person's votes but those that staff set aside one by one; every idea's count
    changes in SQL with it, and its root's."""
    roots = hold_roots(voted_for(person_id))
    theirs = (Vote.person_id == person_id, Vote.void.is_(not void), Vote.void_reason == "")
    marked = update(Vote).where(*theirs).values(void=void)
    idea_ids = sorted(db.session.scalars(marked.returning(Vote.idea_id)))
    joined = {root.id for root in roots if root.part_count}
    shift_votes(set(idea_ids) - joined, -1 if void else 1)
    recount_votes(joined)
    for idea_id in idea_ids:
        kind = "vote.voided" if void else "vote.restored"
        events.record(kind, at=now, actor_id=actor.id, idea_id=idea_id, person_id=person_id)
    return len(idea_ids)


def _settle_reports(actor: Viewer, subject: Subject, outcome: Outcome, now: datetime) -> int:
    mine = (Report.subject_kind == subject.kind, Report.subject_id == subject.id, Report.resolved_at.is_(None))
    settled = update(Report).where(*mine).values(resolved_at=now, resolved_by_id=actor.id, outcome=outcome)
    return db.session.execute(settled).rowcount  # type: ignore[attr-defined]


def _hide_idea(actor: Viewer, idea_id: int, now: datetime) -> None:
    idea = db.session.get_one(Idea, idea_id)
    idea.state = IdeaState.HIDDEN
    events.record("idea.hidden", at=now, actor_id=actor.id, idea_id=idea_id)


def _restore_idea(actor: Viewer, idea_id: int, now: datetime) -> None:
    idea = db.session.get_one(Idea, idea_id)
    if idea.published_at is None:
        publish_idea(actor, idea, now=now)
        return
    idea.state = IdeaState.PUBLISHED
    events.record("idea.restored", at=now, actor_id=actor.id, idea_id=idea_id)


def _hide_comment(actor: Viewer, comment_id: int, now: datetime) -> None:
    comment = db.session.get_one(Comment, comment_id)
    comment.hidden_at = now
    count_comments(_counting(comment.idea_id), -1)
    events.record("comment.hidden", at=now, actor_id=actor.id, idea_id=comment.idea_id, comment_id=comment_id)


def _restore_comment(actor: Viewer, comment_id: int, now: datetime) -> None:
    comment = db.session.get_one(Comment, comment_id)
    comment.hidden_at = None
    count_comments(_counting(comment.idea_id), 1)
    events.record("comment.restored", at=now, actor_id=actor.id, idea_id=comment.idea_id, comment_id=comment_id)


def _hide_voice(actor: Viewer, voice_id: int, now: datetime) -> None:
    voice = db.session.get_one(Voice, voice_id)
    voice.hidden_at = now
    count_voices(_counting(voice.idea_id), -1)
    events.record("voice.hidden", at=now, actor_id=actor.id, idea_id=voice.idea_id, voice_id=voice_id)


def _restore_voice(actor: Viewer, voice_id: int, now: datetime) -> None:
    voice = db.session.get_one(Voice, voice_id)
    voice.hidden_at = None
    count_voices(_counting(voice.idea_id), 1)
    events.record("voice.restored", at=now, actor_id=actor.id, idea_id=voice.idea_id, voice_id=voice_id)


def _counting(idea_id: int) -> set[int]:
    """The idea and its root, which is held: both count what is said on it."""
    root = hold_root(idea_id)
    return {idea_id, root.id} if root else {idea_id}


Verb = Callable[[Viewer, int, datetime], None]
_HIDE: dict[str, Verb] = {"idea": _hide_idea, "comment": _hide_comment, "voice": _hide_voice}
_RESTORE: dict[str, Verb] = {"idea": _restore_idea, "comment": _restore_comment, "voice": _restore_voice}
