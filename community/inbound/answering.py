"""The mails that go back to whoever wrote to us: what could not be posted and why, a draft to publish, what was left out."""

from datetime import datetime, timedelta
from typing import Any

from community.accounts import limits
from community.accounts.models import Person
from community.accounts.queries import hash_of
from community.accounts.rules import clean_email, fold
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Comment, Idea
from community.ideas.queries_groups import root_idea
from community.inbound import wording
from community.inbound.draft_links import draft_url
from community.inbound.models import Answered, Received
from community.inbound.reading import Letter
from community.inbound.rules import ANSWER_AGAIN, LARGEST
from community.inbound.rules_answers import WrittenAnswer
from community.markdown import render
from community.notifications.actions import queue_mail
from community.notifications.contexts import of_comment, written
from community.notifications.links import link
from community.responses.models_drafting import Draft

MOST_EXPLAINED = limits.Rate(10, timedelta(days=1))
"""So often somebody who is known by a key hears in a day that a reply could not be posted: more is a program's doing."""


def send_back(
    received: Received, letter: Letter, person: Person | None, code: str, *, idea_id: int | None = None, now: datetime
) -> int | None:
    """Explain why nothing became of it, with the words in full. None where no answer may go: see may_be_answered().

    person: who wrote it, as far as a key of theirs proves it; what they replied about is named to nobody else.
    """
    address = clean_email(letter.senders[0]) if letter.senders else ""
    if not address or not may_be_answered(address, person, now):
        return None
    idea = root_idea(Viewer.of(person), idea_id) if person is not None and idea_id else None
    words = "" if received.size > LARGEST else letter.text
    context = {
        "reason": wording.why(code), "advice": wording.advice(code), "words": words, "quoted": _quoted(words),
        "subject": letter.subject, "why": wording.why_answered(), "title": idea.title if idea else "",
        "page_url": link("ideas.show", idea_id=idea.id) if idea else link("ideas.index"),
    }
    return queue_mail("reply_returned", address=address, person=person, context=context, now=now).id


def _quoted(words: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in words.splitlines())


def may_be_answered(address: str, person: Person | None, now: datetime) -> bool:
    """Once in seven days; whoever is known by a key of theirs hears of each reply, up to a number a day."""
    if person is not None:
        return limits.allowed(f"explained:{person.id}", MOST_EXPLAINED, now=now)
    sender = hash_of(fold(address))
    found = db.session.get(Answered, sender, with_for_update=True)
    if found is not None and now - found.at < ANSWER_AGAIN:
        return False
    if found is None:
        db.session.add(Answered(sender_hash=sender, at=now))
    else:
        found.at = now
    db.session.flush()
    return True


def confirm_draft(person: Person, idea: Idea, draft: Draft, said: WrittenAnswer, letter: Letter, *, now: datetime) -> int:
    """The draft as it was understood, with the one link to the page that publishes it."""
    context = {
        **written(render(draft.body)), "title": idea.title, "status": draft.status, "review_text": draft.review_text,
        "unknown_status": said.unknown_status, "unknown_date": said.unknown_date, "set_aside": bool(draft.set_aside),
        "left_out": letter.left_out, "draft_url": draft_url(draft, person, now), "desk_url": link("desk.show", idea_id=idea.id),
        "why": wording.why_answered(),
    }
    return queue_mail("draft_ready", address=person.email or "", person=person, context=context, idea=idea, now=now).id


def say_left_out(person: Person, idea: Idea, letter: Letter, comment: Comment | None, *, now: datetime) -> int:
    """The words are posted, what was attached is not."""
    where: dict[str, Any] = {"post_url": of_comment(idea, comment)["comment_url"] if comment else link("ideas.show", idea_id=idea.id)}
    context = {**where, "title": idea.title, "left_out": letter.left_out, "why": wording.why_answered()}
    return queue_mail("reply_without_files", address=person.email or "", person=person, context=context, idea=idea, now=now).id
