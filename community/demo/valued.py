"""The terms that the demo's company computes value by, as its administrator would have said them, and what follows of them."""

from datetime import datetime

from sqlalchemy import select

from community.accounts.models import Person
from community.accounts.rules import Role
from community.accounts.viewer import Viewer
from community.advocates.actions_values import refresh_values, save_terms
from community.db import db

TERMS = {"currency": "GBP", "margin": 70_00, "acquisition": 4_000_00, "reward": 100_00, "retention": 600_00, "discount": 10_00, "ideas": 5_00}
"""Shares in hundredths of a percent, money in pence: a software maker's margin, and a careful guess of what ideas bring."""


def value_help(now: datetime) -> None:
    administrator = db.session.scalars(select(Person).where(Person.role == Role.ADMINISTRATOR).order_by(Person.id).limit(1)).one()
    save_terms(Viewer.of(administrator), TERMS, now=now)
    refresh_values(now)
