"""The demo's organisations, people, topics and calendars."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from community.accounts.models import Organisation, Person
from community.accounts.rules import Role, fold
from community.bulk import Batch, Row
from community.demo import holidays
from community.demo.content import read
from community.demo.crowd import ENGLISH, FOREIGN, Customer
from community.ideas.models import Topic
from community.responses.models import Calendar
from community.responses.models_promises import CalendarVersion, PolicyVersion
from community.responses.promising import ALWAYS, policy
from community.responses.timing import Terms

STAFF_DOMAIN = "hourfold.example"
FAVOURITE = "ines@brannocs.example"
"""The advocate among the customers; she turns up more often than others."""

OFFICE_HOURS = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
CALENDARS = {
    "London": ("Europe/London", holidays.in_london),
    "Berlin": ("Europe/Berlin", holidays.in_berlin),
}
ZONES = {"fr": "Europe/Paris", "de": "Europe/Berlin", "es": "Europe/Madrid", "it": "Europe/Rome", "nl": "Europe/Amsterdam"}
FIRST_CONTACT = 4_100
"""The CRM's numbers of its contacts go up from here."""

FOUNDED = timedelta(days=1_100)
FIRST = {"number": 1, "valid_from": ALWAYS}


def add_calendars(batch: Batch, today: date) -> dict[str, Row]:
    found = {}
    for name, (zone, of_year) in CALENDARS.items():
        said = {"zone": zone, "hours": OFFICE_HOURS, "holidays": holidays.around(today, of_year)}
        found[name] = batch.add(Calendar, name=f"{name} office", **said)
        batch.add(CalendarVersion, calendar_id=found[name], **said, **FIRST)
    batch.number(Calendar)
    batch.number(CalendarVersion)
    return found


def add_staff(batch: Batch, now: datetime) -> dict[str, Row]:
    """The company's people by key, at the head of everyone."""
    return {
        each["key"]: _person(
            batch, f"{each['key']}@{STAFF_DOMAIN}", each["name"], each["title"], zone=each["zone"],
            role=each["role"], joined_at=now - FOUNDED + timedelta(minutes=number),
        )
        for number, each in enumerate(read("staff"))
    }


def add_customers(batch: Batch, now: datetime, random: Random) -> list[Customer]:
    """Everyone else; when they joined is set once it is known what they did first."""
    organisations = {each["key"]: _organisation(batch, each, now) for each in read("organisations")}
    trades = {each["key"]: each["segment"] for each in read("organisations")}
    batch.number(Organisation)
    customers: list[Customer] = []
    for each in read("people"):
        key = each["organisation"]
        language = next((code for code, keys in FOREIGN.items() if key in keys), ENGLISH)
        row = _person(
            batch, each["email"], each["name"], each["title"], role=Role.CUSTOMER, joined_at=None,
            zone=ZONES.get(language, "Europe/London"), organisation_id=organisations[key],
            external_id=f"C-{FIRST_CONTACT + len(customers)}",
        )
        eagerness = 7.0 if each["email"] == FAVOURITE else random.lognormvariate(0, 0.9)
        customers.append(Customer(row, key, trades[key], language, eagerness))
    batch.number(Person)
    return customers


def add_topics(batch: Batch, calendars: dict[str, Row], staff: dict[str, Row], now: datetime) -> dict[str, Row]:
    rungs = ("owner", "deputy", "manager", "director")
    found = {}
    for number, each in enumerate(read("topics"), 1):
        calendar = calendars[each["calendar"]]
        found[each["key"]] = topic = batch.add(
            Topic, slug=each["key"], name=each["name"], description=each["description"], position=number,
            calendar_id=calendar, opened_at=now - FOUNDED + timedelta(days=1),
            **{f"{rung}_id": staff[each[rung]] for rung in rungs},
        )
        batch.add(PolicyVersion, topic_id=topic, **policy(calendar, **each.get("policy", {})), **FIRST)  # type: ignore[arg-type]
    batch.number(Topic)
    batch.number(PolicyVersion)
    for version in (*batch.of(CalendarVersion), *batch.of(PolicyVersion)):
        version.update(saved_at=now - FOUNDED, saved_by_id=staff["admin"], applied_at=now - FOUNDED)
    return found


def terms_of(batch: Batch, topic: Row) -> Terms:
    """By the only versions there are."""
    said = next(row for row in batch.of(PolicyVersion) if row["topic_id"] is topic)
    hours = next(row for row in batch.of(CalendarVersion) if row["calendar_id"] is topic["calendar_id"])
    return Terms.read({**hours, **said, "calendar_version_id": hours["id"], "policy_version_id": said["id"]})


def is_customer(person: Row) -> bool:
    return person["role"] == Role.CUSTOMER


def _organisation(batch: Batch, each: dict[str, Any], now: datetime) -> Row:
    return batch.add(
        Organisation, name=each["name"], domain=each["domain"], segment=each["segment"], external_id=each["key"],
        value_cents=each["value"] * 100, currency=each["currency"], owner_name="Jun Takeda",
        owner_email=f"jun@{STAFF_DOMAIN}", created_at=now - FOUNDED, crm_at=now - timedelta(hours=9),
        renewal_on=(now + timedelta(days=20 + 37 * (len(batch.of(Organisation)) % 10))).date(),
    )


def _person(batch: Batch, email: str, name: str, title: str, **details: Any) -> Row:
    return batch.add(Person, email=email, email_folded=fold(email), name=name, title=title, **details)
