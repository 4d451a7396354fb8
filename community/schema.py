"""Bringing the database to the newest schema, and knowing whether it is there."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from community import audit, events
from community.accounts import models as accounts
from community.accounts import models_accounts as belongings
from community.accounts import models_erasing as erasing
from community.advocates import models as advocates
from community.advocates import models_referrals as referrals
from community.advocates import models_thanks as thanks
from community.advocates import models_values as values
from community.cocreation import models as cocreation
from community.config import ROOT
from community.crm import models as crm
from community.crm import models_contacts as contacts
from community.crm import models_in as crm_in
from community.crm import models_vendors as connections
from community.crm import models_weight as weights
from community.db import db
from community.ideas import models as ideas
from community.inbound import models as inbound
from community.inbound import models_bounces as bounces
from community.insights import models as insights
from community.jobs import models as jobs
from community.moderation import models as moderation
from community.notifications import models as notifications
from community.notifications import models_digests as digests
from community.notifications import models_inbox as notices
from community.notifications import models_outside as outside
from community.notifications import models_sending as sending
from community.notifications import models_tries as tries
from community.responses import models as responses
from community.responses import models_alerts as alerts
from community.responses import models_promises as promises
from community.responses import models_rating as ratings
from community.search import models as search
from community.site import Site
from community.triage import models as triage
from community.voices import models as voices
from community.votes import models as votes

TABLES_FROM = (
    accounts, advocates, alerts, audit, belongings, bounces, cocreation, connections, contacts, crm, crm_in, digests,
    erasing, events, ideas, inbound, insights, jobs, moderation, notices, notifications, outside, promises, ratings,
    referrals, responses, search, sending, thanks, triage, tries, values, voices, votes, weights,
)
"""Importing a package's models is what puts its tables into the schema; this is the list of them all."""


def upgrade() -> None:
    """Run every migration that is missing, in one transaction, and make sure the site's row is there."""
    with db.engine.connect().execution_options(writing=True) as connection, connection.begin():
        command.upgrade(_config(connection), "head")
        if connection.execute(select(Site.id)).one_or_none() is None:
            connection.execute(insert(Site).values(id=1))


def downgrade() -> None:
    """Take every migration back: all data is lost."""
    with db.engine.connect().execution_options(writing=True) as connection, connection.begin():
        command.downgrade(_config(connection), "base")


def at_head() -> bool:
    with db.engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_heads()
    return set(current) == set(ScriptDirectory.from_config(_config(None)).get_heads())


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["connection"] = connection
    return config
