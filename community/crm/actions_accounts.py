"""Taking in what a CRM says of accounts, a batch at a time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import update

from community import events
from community.accounts.actions_accounts import tie_all
from community.accounts.models import Organisation, Person
from community.accounts.rules_accounts import How
from community.crm import queries_in as queries
from community.crm.actions_conflicts import keep_clash
from community.crm.rules_in import AccountSaid, Refused, Taken
from community.crm.rules_matching import CHANGED, NEW, AccountPlan, KnownAccount, plan_account
from community.db import among, db


@dataclass
class AccountBook:
    """What is known of accounts, read batch by batch, and changed in step with what is planned.

    Kept over the batches of a dry run, it answers as if the rows before had been written.
    """

    by_key: dict[str, KnownAccount] = field(default_factory=dict)
    by_domain: dict[str, KnownAccount] = field(default_factory=dict)
    decided: dict[str, str] = field(default_factory=dict)

    def read(self, rows: Sequence[AccountSaid]) -> None:
        keys = {row.external_id for row in rows} - self.by_key.keys()
        domains = {str(domain) for row in rows if (domain := row.values.get("domain"))} - self.by_domain.keys()
        for account in queries.known_accounts(keys, domains):
            if account.external_id not in self.by_key and account.values["domain"] not in self.by_domain:
                self._note(account)
        self.decided |= queries.decisions({row.external_id for row in rows})

    def plan(self, said: AccountSaid) -> AccountPlan:
        domain = said.values.get("domain")
        plan = plan_account(said, self.by_key.get(said.external_id), self.by_domain.get(domain) if domain else None, self._decided)
        if plan.outcome in (NEW, CHANGED):
            self._forget(plan.target)
            self._note(plan.after)
        return plan

    def _decided(self, mark: str) -> str:
        return self.decided.get(mark, "")

    def _note(self, account: KnownAccount) -> None:
        if account.external_id is not None:
            self.by_key[account.external_id] = account
        if account.values.get("domain"):
            self.by_domain[account.values["domain"]] = account

    def _forget(self, account: KnownAccount | None) -> None:
        if account is not None and account.values.get("domain"):
            self.by_domain.pop(account.values["domain"], None)


def plan_accounts(rows: Sequence[AccountSaid], book: AccountBook) -> list[tuple[AccountSaid, AccountPlan | Refused]]:
    """What each row would do, the rows before it done; writes nothing."""
    book.read(rows)
    return [(said, _planned(said, book)) for said in rows]


def _planned(said: AccountSaid, book: AccountBook) -> AccountPlan | Refused:
    try:
        return book.plan(said)
    except Refused as refused:
        return refused


def take_accounts(rows: Sequence[AccountSaid], *, source: str, now: datetime) -> list[Taken]:
    """Write what a batch of rows says, each key once; what came of each, in the order of the rows."""
    queries.hold_intake()
    planned = plan_accounts(rows, AccountBook())
    done = {said.external_id: plan for said, plan in planned if isinstance(plan, AccountPlan)}
    ids = _write(done, now)
    for said, plan in planned:
        if isinstance(plan, AccountPlan) and plan.clash is not None:
            keep_clash(plan.clash, ids.get(said.external_id), _plainly(said) if plan.clash.whole else {}, source=source, now=now)
    _follow(done, ids, now)
    return [_taken(said, plan, ids) for said, plan in planned]


def _taken(said: AccountSaid, plan: AccountPlan | Refused, ids: dict[str, int]) -> Taken:
    if isinstance(plan, Refused):
        return Taken(said.external_id, "refused", problems=plan.problems)
    return Taken(said.external_id, plan.outcome, ids.get(said.external_id), review=plan.clash.kind if plan.clash else "")


def _write(plans: dict[str, AccountPlan], now: datetime) -> dict[str, int]:
    """Ids by external id, of all rows that took effect or were there already."""
    known = {plan.target.id: plan for plan in plans.values() if plan.target is not None and plan.target.id is not None}
    rows = {row.id: row for row in db.session.query(Organisation).filter(among(Organisation.id, list(known)))}
    _free_domains(rows, known)
    for organisation_id, plan in known.items():
        for name, value in plan.changes.items():
            setattr(rows[organisation_id], name, value)
    fresh = {key: Organisation(**plan.changes, shown=False, created_at=now) for key, plan in plans.items() if plan.outcome == NEW}
    db.session.flush()
    db.session.add_all(fresh.values())
    db.session.flush()
    ids = {key: plan.target.id for key, plan in plans.items() if plan.target is not None and plan.target.id is not None}
    ids |= {key: row.id for key, row in fresh.items()}
    db.session.execute(update(Organisation).where(among(Organisation.id, list(ids.values()))).values(crm_at=now))
    return ids


def _free_domains(rows: dict[int, Organisation], plans: dict[int, AccountPlan]) -> None:
    """A domain that goes from one account to another in one batch is let go of first: it is unique at every moment."""
    moving = [rows[organisation_id] for organisation_id, plan in plans.items() if plan.changes.get("domain")]
    for row in moving:
        row.domain = None
    if moving:
        db.session.flush()


def _follow(plans: dict[str, AccountPlan], ids: dict[str, int], now: datetime) -> None:
    """Members of the domains that are new here belong to their accounts; and whoever computes from accounts hears of it."""
    touched = sorted(ids[key] for key, plan in plans.items() if plan.outcome in (NEW, CHANGED))
    domains = {plan.changes["domain"]: ids[key] for key, plan in plans.items() if plan.changes.get("domain")}
    tie_by_domain(domains, now)
    if touched:
        events.record("accounts.updated", at=now, organisation_ids=touched)


def tie_by_domain(domains: dict[str, int], now: datetime) -> None:
    """Tie members who belong nowhere yet to the account whose own domain their address is in."""
    found = queries.people_without_account(domains) if domains else []
    people = {row.id: row for row in db.session.query(Person).filter(among(Person.id, [person_id for person_id, _ in found]))}
    tie_all([(people[person_id], domains[domain], How.DOMAIN) for person_id, domain in found], now)
    if found:
        note_people([person_id for person_id, _ in found], set(domains.values()), now)


def note_people(person_ids: Iterable[int], organisation_ids: Iterable[int], now: datetime) -> None:
    """People whose ties changed, and every account that gained or lost one."""
    events.record("contacts.updated", at=now, person_ids=sorted(set(person_ids)), organisation_ids=sorted(set(organisation_ids)))


def _plainly(said: AccountSaid) -> dict[str, Any]:
    """What was said, as JSON can keep it."""
    values = {name: value.isoformat() if name == "renewal_on" and value else value for name, value in said.values.items()}
    return {"values": values, "fields": dict(said.fields)}


