"""A person or an account as a CRM gets them: everything at once, so that the newest snapshot is the whole truth.

The names are those of the fields that ready shapes write, without their prefix. Times are RFC 3339 in UTC, money is
whole minor units beside its currency, and what is not known is None.
"""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row

from community import clock
from community.accounts.rules import Level
from community.advocates.queries_standing import Standing, standings_of
from community.advocates.queries_values import UNKNOWN, Values, values_of_each
from community.crm import queries_snapshots as queries
from community.crm.queries import may_export

Snapshot = dict[str, Any]

NOT_COMPARED = frozenset({"last_active_at", "version"})
"""Fields that change though nothing did that a CRM should hear of; who sends only what changed leaves them out."""

ADVOCATES = (Level.ADVOCATE, Level.CHAMPION)
VALUE_BASIS = "estimate v1"
"""What the values are: no accepted way to compute them exists."""

WANTED = 5
"""How many of the ideas that most of an account's people want are named."""


def snapshot_of(person_id: int, base_url: str) -> Snapshot | None:
    """What a CRM may know of a customer, as things stand now; None for staff, and for whoever is erased or refused."""
    return snapshots_of([person_id], base_url).get(person_id)


def snapshots_of(ids: Collection[int], base_url: str) -> dict[int, Snapshot]:
    """The snapshots of many, in as many statements as of one; who may not be told of is not there.

    `version` grows with whatever happens in the community, so that of two snapshots the one with the higher is newer.
    """
    people = [person for person in queries.customers(ids) if may_export(person)]
    known = [person.id for person in people]
    if not known:
        return {}
    counts, parts = _counted(known), (_standing(known), _values(known), _effort(known))
    keys, allowed, version = queries.account_keys_of(known), queries.allowed_again_at(known), queries.newest_event()
    return {
        person.id: {
            "member_id": person.id,
            "external_id": person.external_id,
            "email": person.email,
            "profile_url": f"{base_url}/people/{person.id}",
            "account_key": person.account_key,
            "account_keys": keys.get(person.id, []),
            "first_seen_at": stamp(person.joined_at),
            "last_active_at": _stamp(_latest(person.seen_at, *counts[person.id].pop("times"))),
            **counts[person.id],
            **{name: value for part in parts for name, value in part[person.id].items()},
            "consent_crm_at": _stamp(allowed.get(person.id)),
            "version": version,
        }
        for person in people
    }


def account_snapshot(organisation_id: int, base_url: str) -> Snapshot | None:
    """What a CRM may know of an account; people who refused are not counted in it. None where there is no such account."""
    return account_snapshots([organisation_id], base_url).get(organisation_id)


def account_snapshots(ids: Collection[int], base_url: str) -> dict[int, Snapshot]:
    """The snapshots of many accounts, in as many statements as of one."""
    counts, wanted, scores = queries.counts_of_accounts(ids, clock.now()), queries.wanted_by(ids, WANTED), queries.scores_of_accounts(ids)
    version = queries.newest_event()
    return {
        account.id: {
            "account_id": account.id,
            "account_key": account.external_id,
            "active_members": counts["active_members"].get(account.id, 0),
            "ideas_wanted": [
                {"title": row.title, "url": f"{base_url}/ideas/{row.id}", "status": row.status, "votes": row.votes}
                for row in wanted.get(account.id, [])
            ],
            "shipped_for_them": counts["shipped"].get(account.id, 0),
            "overdue_answers": counts["overdue"].get(account.id, 0),
            **_mean([row.score for row in scores.get(account.id, [])]),
            "version": version,
        }
        for account in queries.accounts(ids)
    }


def stamp(at: datetime) -> str:
    """RFC 3339 in UTC."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _stamp(at: datetime | None) -> str | None:
    return stamp(at) if at else None


def _latest(*times: datetime | None) -> datetime | None:
    return max((at for at in times if at), default=None)


COUNTED = (
    "ideas_submitted", "ideas_planned", "ideas_shipped", "open_unanswered", "votes_cast", "votes_received", "voices", "comments",
    "helpful_marks",
)


def _counted(ids: Collection[int]) -> dict[int, Snapshot]:
    """The counts; and `times`, when each last voted and commented."""
    found = queries.counts_of(ids)
    voted, commented = found["voted_at"], found["commented_at"]
    return {
        each: {**{name: int(found[name].get(each) or 0) for name in COUNTED}, "times": (voted.get(each), commented.get(each))} for each in ids
    }


def _standing(ids: Collection[int]) -> dict[int, Snapshot]:
    """`reputation` is a sum that the ledger keeps, so it changes with a line and never by itself."""
    return {each: _stood(standing) for each, standing in standings_of(ids).items()}


def _stood(found: Standing) -> Snapshot:
    is_advocate = found.level in ADVOCATES
    return {
        "reputation": found.score, "reputation_parts": {str(cause): points for cause, points in sorted(found.parts.items())},
        "level": str(found.level), "is_advocate": is_advocate, "advocate_since": _stamp(found.since) if is_advocate else None,
        "referrals_accepted": found.referrals,
    }


def _values(ids: Collection[int]) -> dict[int, Snapshot]:
    known = values_of_each(ids)
    return {each: _valued(known.get(each, UNKNOWN)) for each in ids}


def _valued(found: Values) -> Snapshot:
    known = any(value is not None for value in (found.crv, found.civ, found.ckv))
    return {
        "referral_value": found.crv, "influence_value": found.civ, "knowledge_value": found.ckv,
        "value_currency": found.currency or None, "value_basis": VALUE_BASIS if known else None,
    }


def _effort(ids: Collection[int]) -> dict[int, Snapshot]:
    given = queries.efforts_of(ids)
    return {each: _given(given.get(each, [])) for each in ids}


def _given(efforts: list[Row]) -> Snapshot:
    last = efforts[0] if efforts else None
    return {
        "efforts_given": len(efforts), "ces_last": last.score if last else None,
        "ces_last_at": _stamp(last.answered_at) if last else None,
    }


def _mean(scores: list[int]) -> Snapshot:
    return {"ces_mean": round(sum(scores) / len(scores), 1) if scores else None, "ces_n": len(scores)}
