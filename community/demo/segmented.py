"""Segments of the demo's accounts, as its administrator would have made them."""

from datetime import datetime

from sqlalchemy import select

from community.accounts.actions_segments import add_segment
from community.accounts.models import Person
from community.accounts.rules import Role
from community.accounts.viewer import Viewer
from community.db import db

SEGMENTS = (
    ("Renews within 90 days", {"all": [{"about": "renewal", "within_days": 90}]}),
    ("Has an advocate", {"all": [{"about": "level", "at_least": "advocate"}]}),
    ("Large hospitals", {"all": [{"about": "segment", "is": "Hospitals"}, {"about": "value", "at_least": 5_000_000, "currency": "GBP"}]}),
)


def make_segments(now: datetime) -> None:
    administrator = db.session.scalars(select(Person).where(Person.role == Role.ADMINISTRATOR).order_by(Person.id).limit(1)).one()
    for name, rule in SEGMENTS:
        add_segment(Viewer.of(administrator), name, rule, now=now)
