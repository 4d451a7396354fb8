"""Clocks that have run out, and the alarm as the worker sounds it, at moments of the tests' own."""

from datetime import datetime

from community import clock
from community.db import db, writing
from community.jobs import clocks as jobs
from community.responses import actions_clocks
from community.responses.models_alerts import Alert
from tests import factories
from tests.cast import ADA

MONDAY = datetime.fromisoformat("2026-06-01T09:00:00+01:00")
WARNED, DUE, OVERDUE, LONG_OVERDUE = (
    datetime.fromisoformat(f"2026-06-{text}+01:00") for text in ("11T11:00:00", "15T17:00:00", "23T13:00:00", "30T17:00:00")
)


def owed(number=1, start=MONDAY):
    """So many ideas of Ada's that wait for an answer since then; their ids."""
    made = []
    with writing():
        for each in range(number):
            idea = factories.idea(ADA, f"Print page {each + 1}", now=start)
            actions_clocks.start_clock(idea, "first", now=start)
            made.append(idea.id)
    return made


class Watch:
    """The worker's jobs of the alarm, run by a clock that stands where it is put."""

    def __init__(self, move):
        self.move = move

    def put(self, moment):
        self.move((moment - datetime.now(tz=moment.tzinfo)).total_seconds())

    def look(self, moment):
        """Notice what has come about by then."""
        self.put(moment)
        while jobs.escalate() or jobs.escalate_mentions():
            pass

    def gather(self, moment):
        self.put(moment)
        while jobs.gather():
            pass
        db.session.remove()
        return clock.now()


def alerts(**where):
    db.session.expire_all()
    return db.session.query(Alert).filter_by(**where).order_by(Alert.id).all()
