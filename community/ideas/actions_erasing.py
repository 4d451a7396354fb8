"""Forgetting a person in ideas and comments: their name where others call them by it, and their words if they wish."""

import html
import re
from collections.abc import Collection, Iterator

from sqlalchemy import delete, select, update

from community.accounts.rules_erasing import REMOVED, bears, without
from community.db import db
from community.ideas.models import Comment, Follow, Idea, Revision
from community.ideas.rules import LONGEST_TITLE, excerpt_of


def forget_person(person_id: int, name: str, traces: Collection[str], *, keep_words: bool) -> set[int]:
    """`name` is what they are called from now on. Returns the ideas whose words changed; ideas themselves stay as they were
    asked, but for their name, since others have joined them and an answer is owed."""
    db.session.execute(delete(Follow).where(Follow.person_id == person_id))
    changed = set(_rename_in_comments(person_id, name)) | set(_rename_in_ideas(person_id, name, traces))
    return changed | (set(_rename_in_own(person_id, name, traces)) if keep_words else _remove_comments(person_id))


def _remove_comments(person_id: int) -> set[int]:
    """Their place in the talk stays: others have replied to it."""
    theirs = (Comment.author_id == person_id, Comment.body != REMOVED)
    words = {"body": REMOVED, "body_html": f"<p>{REMOVED}</p>"}
    return set(db.session.scalars(update(Comment).where(*theirs).values(words).returning(Comment.idea_id)))


def _rename_in_own(person_id: int, name: str, traces: Collection[str]) -> Iterator[int]:
    """What may stay stays without their name: as it stands under a letter, for one."""
    for comment in db.session.scalars(select(Comment).where(Comment.author_id == person_id)):
        if bears(comment.body, traces) or bears(comment.body_html, traces):
            comment.body, comment.body_html = without(comment.body, traces, name), _html_without(comment.body_html, traces, name)
            yield comment.idea_id


def _rename_in_ideas(person_id: int, name: str, traces: Collection[str]) -> Iterator[int]:
    """With what the ideas said before they were edited."""
    theirs = select(Idea).where(Idea.author_id == person_id)
    for idea in db.session.scalars(theirs):
        if bears(f"{idea.title}\n{idea.body}\n{idea.body_html}", traces):
            idea.title, idea.body = without(idea.title, traces, name)[:LONGEST_TITLE], without(idea.body, traces, name)
            idea.body_html, idea.excerpt = _html_without(idea.body_html, traces, name), excerpt_of(idea.body)
            yield idea.id
    for kept in db.session.scalars(select(Revision).where(Revision.idea_id.in_(theirs.with_only_columns(Idea.id)))):
        kept.title, kept.body = without(kept.title, traces, name)[:LONGEST_TITLE], without(kept.body, traces, name)


def _rename_in_comments(person_id: int, name: str) -> Iterator[int]:
    """A mention leads to their page, so it is known whatever they were called then."""
    mentions = re.compile(rf'(<a href="/people/{person_id}"[^>]*>)@?([^<]*)(</a>)')
    said = select(Comment).where(Comment.body_html.contains(f'href="/people/{person_id}"', autoescape=True))
    for comment in db.session.scalars(said):
        for found in mentions.finditer(comment.body_html):
            comment.body = comment.body.replace(f"@{html.unescape(found[2])}", f"@{name}")
        comment.body_html = mentions.sub(rf"\g<1>@{name}\g<3>", comment.body_html)
        yield comment.idea_id


def _html_without(text: str, traces: Collection[str], name: str) -> str:
    """Nothing links to an address that nobody has."""
    return re.sub(rf'<a href="mailto:{re.escape(name)}[^>]*>(.*?)</a>', r"\1", without(text, traces, name), flags=re.DOTALL)
