"""The table of what follows each event."""

from community.events import KINDS
from community.jobs.registry import AFTER, handlers_of


def test_every_event_of_the_table_exists_and_no_handler_follows_one_twice():
    """Two rows of one event for one handler break the unique key, and with it the turn of every event behind."""
    assert set(AFTER) <= KINDS
    assert [kind for kind in KINDS if len(set(handlers_of(kind))) < len(handlers_of(kind))] == []
