"""An answer that is not given yet, as a page shows one."""

from dataclasses import dataclass
from datetime import datetime

from community.accounts.models import Person
from community.accounts.queries import person
from community.responses import queries
from community.responses.actions import AnswerDraft


@dataclass(frozen=True)
class Preview:
    """What the answer would be, in the shape of one."""

    body_html: str
    status: str
    author: Person | None
    review_at: datetime | None


def preview_of(draft: AnswerDraft, topic_id: int, author_id: int | None) -> Preview:
    review_at = queries.terms_of(topic_id).review_moment(draft.review_on) if draft.review_on else None
    return Preview(draft.body_html, draft.status, person(author_id or 0), review_at)
