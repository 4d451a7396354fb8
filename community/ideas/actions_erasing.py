"""Forgetting a person in ideas and comments: their name where others call them by it, and their words if they wish."""

import html
import re
from collections.abc import Iterator

from sqlalchemy import delete, select, update

from community.accounts.rules_erasing import REMOVED
from community.db import db
from community.ideas.models import Comment, Follow


def forget_person(person_id: int, name: str, *, keep_words: bool) -> set[int]:
    """`name` is what they are called from now on. Returns the ideas whose words changed; ideas themselves stay as they were
    asked, for others have joined them and an answer is owed."""
    db.session.execute(delete(Follow).where(Follow.person_id == person_id))
    changed = set(_rename_in_comments(person_id, name))
    return changed if keep_words else changed | _remove_comments(person_id)


def _remove_comments(person_id: int) -> set[int]:
    """Their place in the talk stays: others have replied to it."""
    theirs = (Comment.author_id == person_id, Comment.body != REMOVED)
    words = {"body": REMOVED, "body_html": f"<p>{REMOVED}</p>"}
    return set(db.session.scalars(update(Comment).where(*theirs).values(words).returning(Comment.idea_id)))


def _rename_in_comments(person_id: int, name: str) -> Iterator[int]:
    """A mention leads to their page, so it is known whatever they were called then."""
    mentions = re.compile(rf'(<a href="/people/{person_id}"[^>]*>)@?([^<]*)(</a>)')
    said = select(Comment).where(Comment.body_html.contains(f'href="/people/{person_id}"', autoescape=True))
    for comment in db.session.scalars(said):
        for found in mentions.finditer(comment.body_html):
            comment.body = comment.body.replace(f"@{html.unescape(found[2])}", f"@{name}")
        comment.body_html = mentions.sub(rf"\g<1>@{name}\g<3>", comment.body_html)
        yield comment.idea_id


