"""What is done about an alert from its mail."""

from datetime import datetime

from community.db import db
from community.responses.models_alerts import Alert, UsedLink


def use_link(alert: Alert, act: str, *, now: datetime) -> None:
    """This link has done what it is for; it does nothing a second time."""
    db.session.add(UsedLink(alert_id=alert.id, act=act, used_at=now))
    db.session.flush()
