"""Writing a ledger from the rows, each line at the time its outcome came about."""

from datetime import datetime

from community.advocates import queries_ledger as queries
from community.advocates.actions import settle_standing, write_change
from community.advocates.reckoning import reckon


def settle_in_time(person_id: int, *, now: datetime) -> int:
    """As actions.settle(), for history that happened without a worker; returns how many lines that took."""
    person = queries.hold_person(person_id)
    if person is None:
        return 0
    found = reckon(person)
    for key, change in sorted(found.changes.items(), key=lambda each: found.outcomes[each[0]].at if each[0] in found.outcomes else now):
        write_change(person, found, key, change, None, found.outcomes[key].at if key in found.outcomes else now)
    settle_standing(person, found, None, now)
    return len(found.changes)
