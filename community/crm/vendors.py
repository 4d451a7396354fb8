"""How we speak with a CRM, whichever it is: what is asked, what is answered, and what came of each record.

A vendor's part is a generator that yields Calls and is sent Answers; it knows the vendor's API and touches no network and no
database. Who drives it makes the requests, so the same words are tried against a list of answers and sent to a real server.
"""

import json
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from decimal import Decimal
from typing import Any

from community.crm.rules_vendors import FIELDS, OFF_AT_FIRST, Kind, Values

LONGEST_PROBLEM = 500


@dataclass(frozen=True)
class Call:
    """One request below the connection's address; `records` is how many people or accounts it is about."""

    method: str
    path: str
    body: Any = None
    headers: tuple[tuple[str, str], ...] = ()
    records: int = 0


@dataclass(frozen=True)
class Answer:
    """What came back: the status, the JSON in it (None when there is none) and the start of its text."""

    status: int
    data: Any = None
    text: str = ""

    @property
    def good(self) -> bool:
        return 200 <= self.status < 300


@dataclass(frozen=True)
class Item:
    """One record to write. `key` is ours and never changes; `crm_id` is the CRM's, empty until it confirmed the record.

    `values` are only what changed; `newborn` stands beside them when a record has to be made. `find` is the mail address
    or domain by which one may be there already, `links` are the CRM's numbers of the accounts a contact belongs to, `unlinks`
    of those that we tied it to and that it no longer belongs to.
    """

    subject_id: int
    key: str
    crm_id: str = ""
    values: Values = field(default_factory=dict)
    newborn: Values = field(default_factory=dict)
    find: str = ""
    links: tuple[str, ...] = ()
    unlinks: tuple[str, ...] = ()


@dataclass
class Result:
    """What became of one record: confirmed under `crm_id`, or refused with the CRM's own words. `created`: it was new there;
    `gone`: it is no longer there, so that everything has to be sent anew."""

    crm_id: str = ""
    problem: str = ""
    created: bool = False
    gone: bool = False


Results = dict[int, Result]
Talk = Generator[Call, Answer, None]


@dataclass(frozen=True)
class Side:
    """One kind of record in a CRM: the object's name, the field that holds our key, and each of our fields by its name there;
    an empty name switches the field off."""

    object: str
    key: str
    fields: dict[str, str]


@dataclass(frozen=True)
class Mapping:
    """What an administrator decided: names, whether what becomes empty is emptied there (`blank`), and whether our fields
    are emptied when somebody is erased here (`clear`)."""

    version: str
    person: Side
    account: Side
    accounts: bool = True
    blank: bool = False
    clear: bool = True

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "Mapping":
        sides = {kind: Side(**stored[kind]) for kind in ("person", "account")}
        return cls(**{**stored, **sides})

    def stored(self) -> dict[str, Any]:
        sides = {kind: vars(self.side(kind)).copy() for kind in ("person", "account")}
        return {**vars(self), **sides}

    def side(self, kind: str) -> Side:
        return self.person if kind == "person" else self.account


@dataclass(frozen=True)
class Vendor:
    """What is known of a CRM: its name and usual address, how many records one talk takes, how values are written, its part
    of the talk and of forgetting a person, what stands in an emptied field, what a new record is given (`newborn`: of
    name and domain, by kind, the field there), and whether contacts are tied to all their accounts (`ties`) rather than made
    in the first."""

    code: str
    name: str
    url: str
    version: str
    most: int
    write: Callable[[Kind, Any], Any]
    talk: Callable[[str, Sequence[Item], Mapping, Results], Talk]
    forget: Callable[[str, Item, Mapping, Results], Talk]
    empty: Any
    sides: tuple[Side, Side]
    newborn: dict[str, dict[str, str]]
    ties: bool = False
    token_header: str = "Authorization"
    token_prefix: str = "Bearer "

    def mapping(self) -> Mapping:
        """The template: every field under its usual name."""
        person, account = self.sides
        return Mapping(self.version, person, account)


def fields_named(kind: str, name: Callable[[str], str], **others: str) -> dict[str, str]:
    """Our fields under the names a vendor's custom fields usually have; `others` are the vendor's own."""
    named = {field: "" if field in OFF_AT_FIRST else name(field) for field in FIELDS[kind]}
    return {**named, **others}


def refuse(results: Results, items: Sequence[Item], words: str) -> None:
    for item in items:
        results[item.subject_id] = Result(crm_id=item.crm_id, problem=(words or "?")[:LONGEST_PROBLEM])


def write_json(kind: Kind, value: Any) -> Any:
    """As most CRMs take it: JSON's own numbers and truth values, and times in ISO 8601, UTC."""
    if kind is Kind.TIME:
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return float(value) if isinstance(value, Decimal) else value


def dumps(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
