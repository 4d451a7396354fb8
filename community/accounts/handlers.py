"""What follows for accounts: their segments are brought up to date."""

from datetime import datetime

from community.accounts.actions_segments import settle_all
from community.accounts.queries_accounts import belongings_of
from community.events import Event


def settle_segments(event: Event, cursor: int, now: datetime) -> None:
    """After accounts, their people, or the level of one of these changed."""
    ids = set(event.data.get("organisation_ids", ()))
    if event.person_id is not None:
        ids.update(each.organisation_id for each in belongings_of(event.person_id))
    if ids:
        settle_all(ids, now=now)
