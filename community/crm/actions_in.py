"""Rows from wherever they come, an API, a file or a push: read, taken in, and what came of each in the order of the rows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from community.accounts.rules import clean_line
from community.crm.actions_accounts import AccountBook, plan_accounts, take_accounts
from community.crm.actions_contacts import ContactBook, plan_contacts, take_contacts
from community.crm.rules_in import (
    LONGEST_KEY,
    AccountSaid,
    ContactSaid,
    Problem,
    Refused,
    Taken,
    read_account,
    read_contact,
)

ACCOUNTS, CONTACTS = "accounts", "contacts"
WHAT = (ACCOUNTS, CONTACTS)
MOST_ROWS = 500

Said = AccountSaid | ContactSaid


@dataclass
class Seen:
    """The row in which each key of one run came first: a key that comes twice is refused the second time."""

    rows: dict[str, int] = field(default_factory=dict)

    def check(self, key: str, number: int) -> None:
        first = self.rows.setdefault(key, number)
        if first != number:
            raise Refused(Problem("external_id", "twice", str(first)))


def read_rows(what: str, rows: Sequence[Any], seen: Seen, first: int = 1, key: str | None = None) -> list[Said | Taken]:
    """Each row as it is said, or refused with its problems. `first` is the number of the first row."""
    return [_read(what, row, number, seen, key) for number, row in enumerate(rows, first)]


def _read(what: str, row: Any, number: int, seen: Seen, key: str | None) -> Said | Taken:
    try:
        said = read_account(row, key) if what == ACCOUNTS else read_contact(row, key)
        seen.check(said.external_id, number)
        return said
    except Refused as refused:
        told = row.get("external_id") if isinstance(row, dict) else ""
        return Taken(key or clean_line(str(told or ""))[:LONGEST_KEY], "refused", problems=refused.problems)


def take_rows(what: str, rows: Sequence[Any], *, source: str, now: datetime, seen: Seen | None = None, first: int = 1, key: str | None = None) -> list[Taken]:
    """Write what the rows say; one that cannot be used stops no other."""
    read = read_rows(what, rows, seen or Seen(), first, key)
    return take_read(what, read, source=source, now=now)


def take_read(what: str, read: Sequence[Said | Taken], *, source: str, now: datetime) -> list[Taken]:
    if what == ACCOUNTS:
        return _together(read, take_accounts([row for row in read if isinstance(row, AccountSaid)], source=source, now=now))
    return _together(read, take_contacts([row for row in read if isinstance(row, ContactSaid)], source=source, now=now))


def _together(read: Sequence[Said | Taken], taken: list[Taken]) -> list[Taken]:
    rest = iter(taken)
    return [row if isinstance(row, Taken) else next(rest) for row in read]


class Looker:
    """What a run of many batches would do, without writing: the rows before count as done."""

    def __init__(self, what: str) -> None:
        self.accounts, self.contacts = AccountBook(), ContactBook()
        self.look: Callable[[Sequence[Said | Taken]], list[Taken]] = self._accounts if what == ACCOUNTS else self._contacts

    def _accounts(self, read: Sequence[Said | Taken]) -> list[Taken]:
        return _together(read, _outcomes(plan_accounts([row for row in read if isinstance(row, AccountSaid)], self.accounts)))

    def _contacts(self, read: Sequence[Said | Taken]) -> list[Taken]:
        return _together(read, _outcomes(plan_contacts([row for row in read if isinstance(row, ContactSaid)], self.contacts)))


def _outcomes(planned: Sequence[tuple[Said, Any]]) -> list[Taken]:
    return list(_each_outcome(planned))


def _each_outcome(planned: Sequence[tuple[Said, Any]]) -> Iterator[Taken]:
    for said, plan in planned:
        if isinstance(plan, Refused):
            yield Taken(said.external_id, "refused", problems=plan.problems)
        else:
            yield Taken(said.external_id, plan.outcome, review=plan.clash.kind if plan.clash else "")


def count(taken: Sequence[Taken]) -> dict[str, int]:
    """How many rows came to which end; `review` also counts rows that took effect but for what staff must decide."""
    counts = dict.fromkeys(("new", "changed", "same", "review", "refused"), 0)
    for row in taken:
        counts["review" if row.review else row.outcome] += 1
    return counts
