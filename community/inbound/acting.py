"""What a reply becomes, by what its key is for. Permission, limits and states are asked as they are now."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from community.accounts import limits
from community.accounts.models import Person
from community.accounts.rules import may_answer
from community.accounts.viewer import Viewer
from community.cocreation import queries as asking
from community.cocreation.actions import ReplyRefused
from community.cocreation.actions import reply as reply_to_question
from community.db import db
from community.ideas.actions import Refused, add_comment
from community.ideas.models import Comment, Idea
from community.ideas.queries import open_comment
from community.ideas.queries_groups import members, root_to_change
from community.ideas.rules import LONGEST_COMMENT
from community.inbound import answering
from community.inbound.reading import Letter
from community.inbound.rules_answers import WrittenAnswer, read_answer
from community.notifications.mentioning import written
from community.notifications.rendering import reading_as
from community.notifications.reply_keys import ReplyKey
from community.responses.actions_drafting import Typed, save_draft
from community.responses.forms import LONGEST_ANSWER
from community.responses.queries import answers_of
from community.responses.status_words import STATUS_WORDS
from community.voices.rules import LONGEST_VOICE


class SentBack(Exception):
    """The reply becomes nothing, and its writer hears why: `code` is one of wording.WHY."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Reply:
    """Somebody's words, and what they are good for."""

    person: Person
    key: ReplyKey
    letter: Letter
    now: datetime

    @property
    def actor(self) -> Viewer:
        return Viewer.of(self.person)


@dataclass(frozen=True)
class Became:
    """`answer_id` is the mail sent in return."""

    outcome: str
    reason: str = ""
    person_id: int | None = None
    idea_id: int | None = None
    answer_id: int | None = None


def act(reply: Reply) -> Became:
    """Raises SentBack, and leaves nothing behind then but that it was tried."""
    if not limits.allowed(f"comment:{reply.person.id}", limits.COMMENTS, now=reply.now):
        raise SentBack("too_many")
    with db.session.begin_nested():
        return _ACTS[reply.key.purpose](reply)


def _comment(reply: Reply) -> Became:
    words = _words(reply, LONGEST_COMMENT)
    idea = _idea(reply)
    said = written(words, idea)
    try:
        comment = add_comment(reply.actor, idea, words, said.html, parent=_parent(reply, idea), now=reply.now, mentions=said.mentions)
    except Refused:
        raise SentBack("gone") from None
    note = answering.say_left_out(reply.person, idea, reply.letter, comment, now=reply.now) if reply.letter.left_out else None
    return Became("comment", person_id=reply.person.id, idea_id=idea.id, answer_id=note)


def _parent(reply: Reply, idea: Idea) -> Comment | None:
    """The comment that the mail told of, while it is there: a reply stands below it, and asks staff where it is theirs."""
    comment = open_comment(reply.actor, reply.key.about)
    return comment if comment is not None and comment.idea_id in members(idea) else None


def _reply(reply: Reply) -> Became:
    words = _words(reply, LONGEST_VOICE)
    idea, question = _idea(reply), asking.question(reply.key.about)
    if question is None or question.idea_id not in members(idea):
        raise SentBack("gone")
    try:
        reply_to_question(reply.actor, question, idea, words, asked=True, source="mail", now=reply.now)
    except ReplyRefused as refused:
        raise SentBack("question_closed" if refused.code == "closed" else "gone") from None
    note = answering.say_left_out(reply.person, idea, reply.letter, None, now=reply.now) if reply.letter.left_out else None
    return Became("reply", person_id=reply.person.id, idea_id=idea.id, answer_id=note)


def _draft(reply: Reply) -> Became:
    """Words of staff are kept as a draft whatever they lack; the mail in return says what that is."""
    if not may_answer(reply.person.role):
        raise SentBack("no_right")
    _words(reply, LONGEST_ANSWER)
    idea, written = _idea(reply), _written(reply)
    answers = answers_of(idea.id)
    typed = Typed(written.status, written.review_text, written.body, answers[0].id if answers else 0)
    draft = save_draft(reply.actor, idea, typed, seen=0, insist=True, now=reply.now)
    if draft is None:
        raise SentBack("empty")
    answer_id = answering.confirm_draft(reply.person, idea, draft, written, reply.letter, now=reply.now)
    return Became("draft", person_id=reply.person.id, idea_id=idea.id, answer_id=answer_id)


def _written(reply: Reply) -> WrittenAnswer:
    """By the names that statuses have in the writer's language, and in English."""
    with reading_as(reply.person):
        names = {str(word): status for status, word in STATUS_WORDS.items()}
        labels = {"status": (_("Status"),), "review": (_("Review"), _("Look again by"))}
    return read_answer(reply.letter.words, names, labels)


def _words(reply: Reply, longest: int) -> str:
    if len(reply.letter.words) > longest:
        raise SentBack("too_long")
    return reply.letter.words


def _idea(reply: Reply) -> Idea:
    """The idea, or the one it has joined since, held; for those who see it."""
    idea = root_to_change(reply.actor, reply.key.idea_id)
    if idea is None:
        raise SentBack("gone")
    return idea


_ACTS: dict[str, Callable[[Reply], Became]] = {"comment": _comment, "question": _reply, "answer": _draft}
