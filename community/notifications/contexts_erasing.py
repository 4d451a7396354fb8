"""What the mail is given that says when somebody is forgotten, and the one link in it that takes it back."""

from datetime import datetime
from typing import Any

from community.accounts.models_erasing import Erasure
from community.notifications.links import link, read, sign

Context = dict[str, Any]


def of_erasure(erasure: Erasure) -> Context:
    token = sign("stay", [erasure.person_id, int(erasure.due_at.timestamp())])
    return said_of(erasure.due_at, keep_words=erasure.keep_words, token=token)


def said_of(due_at: datetime, *, keep_words: bool, token: str) -> Context:
    return {"due_at": due_at, "keep_words": keep_words, "stay_url": link("erasing.mailed", token=token)}


def is_meant(erasure: Erasure, token: str) -> bool:
    """Whether a link was made for this request, and not for one of before."""
    return read("stay", token) == [erasure.person_id, int(erasure.due_at.timestamp())]


def who_stays(token: str) -> int:
    """The person a link is for; 0 for one that we did not make."""
    what = read("stay", token)
    return what[0] if what else 0
