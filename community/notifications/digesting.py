"""Which contents each gathered mail has: gathered from the rows as they are, written nowhere."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Row

from community.accounts.models import Person
from community.notifications import queries_digests as queries
from community.notifications import wording_digests as wording
from community.notifications.gathering import Contents, gather, gather_week
from community.notifications.gathering_staff import gather_recap
from community.notifications.links import link
from community.notifications.models import Mail
from community.notifications.models_digests import Digest
from community.notifications.rules_digests import ACTIVITY, DAILY, ONE_DAY, ONE_WEEK, RECAP, WEEKLY

ALL_QUOTED = 40
"""So many comments a burst may have that each of them is named."""


@dataclass(frozen=True)
class Gathered:
    """`waiting` are the notices that the mail tells first; `about` the idea, where it is one only. `missing`: something
    that stood in it when it was written is out of sight."""

    contents: Contents
    waiting: set[int]
    about: int | None = None
    missing: bool = False


def gather_digest(digest: Digest, person: Person) -> Gathered:
    """What the digest of this period holds."""
    notices = queries.notices_waiting(person.id, digest.kind)
    but = queries.lately_shown(person.id, digest.kind) if digest.kind == WEEKLY else set()
    contents = _contents(digest, person, notices, but=but)
    return Gathered(contents, {notice.id for notice in notices} & set(contents.shown.get("notices", ())))


def gather_folded(person: Person, now: datetime) -> Gathered:
    """All that was folded and waits."""
    notices = queries.notices_waiting(person.id, ACTIVITY)
    since = min((notice.created_at for notice in notices), default=now)
    contents = _completed(gather(person, notices, since, now, ALL_QUOTED), ACTIVITY)
    told = set(contents.shown["notices"])
    ideas = {notice.idea_id for notice in notices if notice.id in told}
    return Gathered(contents, told, about=ideas.pop() if len(ideas) == 1 else None)


def gather_again(mail: Mail, digest: Digest | None, person: Person) -> Gathered:
    """What this mail would hold if it were written now, and no more than it held."""
    notices = queries.notices_in(mail.id)
    if digest is None:
        before = {"notices": [notice.id for notice in notices]}
        contents = _completed(gather(person, notices, mail.created_at, mail.created_at, ALL_QUOTED), ACTIVITY)
    else:
        before = digest.shown
        contents = _contents(digest, person, notices, only=before.get("rising", []))
    missing = any(set(ids) - set(contents.shown.get(key, ())) for key, ids in before.items())
    return Gathered(contents, set(contents.shown.get("notices", ())), missing=missing)


def _contents(
    digest: Digest, person: Person, notices: list[Row], *, but: Collection[int] = (), only: Sequence[int] | None = None
) -> Contents:
    since, until = digest.since, digest.made_at
    if digest.kind == RECAP:
        weekly = until - since > 2 * ONE_DAY
        return _completed(gather_recap(person, since, until, ONE_WEEK if weekly else ONE_DAY), RECAP)
    if digest.kind == DAILY:
        return _completed(gather(person, notices, since, until), DAILY)
    answered = queries.answers_told(person.id, since, but=digest.mail_id)
    return _completed(gather_week(person, notices, answered, since, until, but, only), WEEKLY)


def _completed(contents: Contents, kind: str) -> Contents:
    """With why it comes and where its button leads: staff to their desk, others to the ideas, or to the one idea there is."""
    named = [item for section in contents.context["sections"] for item in section["items"]]
    only = named[0] if len(named) == 1 else None
    url = link("desk.index", whose="mine") if kind == RECAP else only["url"] if only else link("ideas.index")
    words = wording.ACTION["desk" if kind == RECAP else "idea" if only else "ideas"]
    more = {"why": wording.WHY[kind], "action_url": url, "action_words": words, "only": only}
    return replace(contents, context={**contents.context, **more})
