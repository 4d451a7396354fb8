"""An idea of Ada's that others voted for, and asking about it."""

import re
from datetime import timedelta

from community import clock
from community.accounts.models import Person
from community.cocreation.actions import QuestionDraft, ask, close, reply
from community.cocreation.models import Question
from community.cocreation.queries import question_row
from community.db import db, writing
from community.ideas.models import Idea
from community.ideas.queries_groups import hold_root
from community.jobs.worker import drain
from community.notifications.audience import count_asked
from community.voices.models import Voice
from community.votes.actions import cast_vote
from tests import factories
from tests.cast import ADA, BEN, CLEO, MARTA
from tests.notifications.mails import rows, text_of

WORDS = "Which paper do you print on, and who prints it?"


def wanted_idea(**topic):
    """Ada's idea: Ben calls it critical, Cleo important; its clock runs."""
    with writing():
        factories.topic("rotas", MARTA, **topic)
        made = factories.idea(ADA)
        for part, importance in ((ADA, 2), (BEN, 3), (CLEO, 2)):
            cast_vote(factories.viewer(part), made, importance, now=clock.now())
    drain()
    return made.id


def idea(idea_id):
    return db.session.get_one(Idea, idea_id, populate_existing=True)


def question(question_id) -> Question:
    return db.session.get_one(Question, question_id, populate_existing=True)


def put(idea_id, audience="voters", *, by=MARTA, kind="question", days=5, words=WORDS, hearers=None):
    """Ask, and let the mails be written."""
    with writing():
        root = hold_root(idea_id)
        heard = count_asked(root, audience, factories.person(by).id) if hearers is None else hearers
        draft = QuestionDraft.of(audience, kind, words, clock.now() + timedelta(days=days))
        asked = ask(factories.viewer(by), root, draft, hearers=heard, now=clock.now())
        asked_id = asked.id
    drain()
    return asked_id


def answer(question_id, part, words="A4, by hand.", *, source="question"):
    """As the view of a signed-in person does."""
    with writing():
        viewer = factories.viewer(part)
        asks = bool(question_row(viewer, question_id).asks_me)
        root = hold_root(question(question_id).idea_id)
        made = reply(viewer, question(question_id), root, words, asked=asks, source=source, now=clock.now()).id
    drain()
    return made


def close_it(question_id, by=MARTA):
    with writing():
        close(question(question_id), actor=factories.viewer(by) if by else None, now=clock.now())
    drain()


def voices(**where):
    db.session.expire_all()
    return db.session.query(Voice).filter_by(**where).order_by(Voice.id).all()


def change(part, **columns):
    with writing():
        for name, value in columns.items():
            setattr(db.session.query(Person).filter_by(email=part.email).one(), name, value)


def mailed_page(part):
    """The path that the button of the newest question leads this person to."""
    text = text_of(rows("question_asked", address=part.email)[-1])
    return re.search(r"http://127\.0\.0\.1:8000(/questions/reply/\S+)", text)[1]
