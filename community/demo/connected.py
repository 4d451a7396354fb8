"""How the demo speaks with other programs: tokens, a CRM that nobody has switched on, and a webhook that really arrives.

The webhook goes to the demo's own pages (crm/views_demo.py), so every try in its log was made; nothing leaves this machine.
"""

from datetime import datetime

from flask import current_app
from sqlalchemy import select, update

from community.accounts.actions_tokens import make_token, revoke_token
from community.accounts.models import Person
from community.accounts.models_tokens import ApiToken
from community.accounts.rules import Role
from community.accounts.viewer import Viewer
from community.config import Settings
from community.crm.actions import EndpointDraft, register_endpoint
from community.crm.actions_vendors import begin_run, connect
from community.crm.handlers import queue_deliveries
from community.crm.models import Endpoint
from community.crm.vendors_espocrm import ESPOCRM
from community.db import db
from community.demo.cast import STAFF_DOMAIN
from community.events import Event

NETWORKS = "127.0.0.1/32"
RECEIVER = "/demo/crm"
PURPOSE = "Our CRM, so that sales and support see who you are and what you asked for."
CRM = f"https://crm.{STAFF_DOMAIN}"
"""A name that is nobody's (RFC 2606), so that a connection somebody tries goes nowhere."""

EVENTS = [
    "idea.published", "idea.merged", "idea.shipped", "answer.published", "vote.cast", "voice.added", "mention.logged", "person.joined",
    "person.updated", "advocate.changed", "advocate.level_changed", "thanks.given", "beta.invited", "beta.answered", "account.interest",
]

TOKENS = (("Contact centre", ["people:read"], False), ("Social listening", ["mentions:write"], False), ("First try", ["accounts:write"], True))


def make_tokens(now: datetime) -> ApiToken:
    """Their secrets were shown to nobody. Returns the one that logs mentions."""
    made = {}
    for name, scopes, revoked in TOKENS:
        row, _ = make_token(_administrator(), name, scopes, now=now)
        made[name] = row
        if revoked:
            revoke_token(_administrator(), row, now=now)
    return made["Social listening"]


def connect_programs(now: datetime) -> None:
    """The CRM is counted first, as an administrator would, and sends nothing; the endpoint is told what happened today."""
    actor, settings = _administrator(), _settings()
    mapping = ESPOCRM.mapping().stored()
    row = connect(actor, "Sales CRM", ESPOCRM.code, CRM, {"token": "demo"}, mapping, secret_key=settings.secret_key, now=now)
    begin_run("dry", connection=row, actor_id=actor.id, now=now)
    draft = EndpointDraft("Hourfold CRM", settings.base_url + RECEIVER, EVENTS, PURPOSE)
    register_endpoint(actor, draft, secret_key=settings.secret_key, now=now)
    for event in db.session.scalars(select(Event).where(Event.at >= now, Event.kind.in_(EVENTS)).order_by(Event.id)).all():
        queue_deliveries(event, 0, now)


def stay_at_home() -> None:
    """The demo may be started on another port than the one before, which may be another program's by now."""
    address = _settings().base_url + RECEIVER
    db.session.execute(update(Endpoint).where(Endpoint.url.like(f"%{RECEIVER}"), Endpoint.url != address).values(url=address))


def _administrator() -> Viewer:
    return Viewer.of(db.session.scalars(select(Person).where(Person.role == Role.ADMINISTRATOR).order_by(Person.id).limit(1)).one())


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
