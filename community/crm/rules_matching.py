"""Whom a CRM means, and what follows: pure, from what it says and what is known here.

An account is found by its key, then by its domain where no key is known there yet. A contact is found by their key, then by a mail address
that is theirs here. Where two people or two accounts would become one, or one thing belong to both, nothing is taken over that
staff have not decided.
"""

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from community.accounts.rules import fold, is_staff, name_from_email
from community.accounts.rules_accounts import How
from community.crm.rules_in import MOST_FIELDS, AccountSaid, ContactSaid, Problem, Refused

NEW, CHANGED, SAME, REVIEW = "new", "changed", "same", "review"
KEEP, TAKE, KEY = "keep", "take", "key"
DOMAIN_TAKEN, MAIL_TAKEN, MAIL_DIFFERS = "domain_taken", "mail_taken", "mail_differs"

Decided = Callable[[str], str]
"""What staff decided of a conflict by its mark, "" while they have not."""


@dataclass(frozen=True)
class KnownAccount:
    """`id` is None for one that an earlier row of the same run would make."""

    id: int | None
    external_id: str | None
    values: Mapping[str, Any]
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class KnownPerson:
    """`said` is what the CRM last said of them: name, title, email and fields; `ties` says how they belong to accounts."""

    id: int | None
    external_id: str | None
    email: str
    name: str
    title: str = ""
    role: str = "customer"
    contact_only: bool = False
    erased: bool = False
    said: Mapping[str, Any] = field(default_factory=dict)
    ties: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Clash:
    """What staff must decide: `value` is the domain or the address that is not free, or not what a member has here.

    `whole` where nothing of the row is taken over meanwhile.
    """

    kind: str
    external_id: str
    value: str
    whole: bool = False

    @property
    def mark(self) -> str:
        said = "\n".join((self.kind, self.external_id, self.value))
        return hashlib.sha256(said.encode()).hexdigest()


@dataclass(frozen=True)
class AccountPlan:
    outcome: str
    target: KnownAccount | None
    changes: Mapping[str, Any]
    clash: Clash | None = None

    @property
    def after(self) -> KnownAccount:
        """The account as it is once this is done."""
        before = self.target or KnownAccount(None, None, {}, {})
        values = {**before.values, **{name: value for name, value in self.changes.items() if name not in ("fields", "external_id")}}
        return KnownAccount(before.id, self.changes.get("external_id", before.external_id), values, self.changes.get("fields", before.fields))


@dataclass(frozen=True)
class ContactPlan:
    """`person` are columns of the person to set, `said` the CRM's own word in full, or None where it is as it was."""

    outcome: str
    target: KnownPerson | None
    person: Mapping[str, Any]
    said: Mapping[str, Any] | None
    tie: tuple[int, ...] = ()
    tied_by: How = How.CRM
    part: tuple[int, ...] = ()
    clash: Clash | None = None


def plan_account(said: AccountSaid, by_key: KnownAccount | None, by_domain: KnownAccount | None, decided: Decided) -> AccountPlan:
    """What is to be done; raises Refused where a new account has no name."""
    values, clash, target = dict(said.values), None, by_key
    if by_domain is not None and (by_key is None or by_domain is not by_key):
        if by_key is None and by_domain.external_id is None:
            target = by_domain
        else:
            clash = Clash(DOMAIN_TAKEN, said.external_id, values.pop("domain"), whole=by_key is None)
            clash = None if decided(clash.mark) == KEEP else clash
    if clash is not None and clash.whole:
        return AccountPlan(REVIEW, None, {}, clash)
    if target is None and not values.get("name"):
        raise Refused(Problem("name", "required"))
    known = target or KnownAccount(None, None, {}, {})
    fields = merged(known.fields, said.fields)
    after = {**values, "external_id": said.external_id, "fields": fields}
    before = {**known.values, "external_id": known.external_id, "fields": dict(known.fields)}
    changes = {name: value for name, value in after.items() if target is None or before.get(name) != value}
    return AccountPlan(NEW if target is None else CHANGED if changes else SAME, target, changes, clash)


def merged(known: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """Custom fields with what is told of them; None removes one."""
    fields = {name: value for name, value in {**known, **told}.items() if value is not None}
    if len(fields) > MOST_FIELDS:
        raise Refused(Problem("fields", "too_many", str(MOST_FIELDS)))
    return fields


@dataclass(frozen=True)
class Around:
    """What else a contact is judged by: accounts by external id, and the account of the domain of their address."""

    accounts: Mapping[str, int]
    of_domain: int | None = None


def plan_contact(
    said: ContactSaid, by_key: KnownPerson | None, by_mail: KnownPerson | None, around: Around, decided: Decided
) -> ContactPlan:
    """What is to be done; raises Refused where nothing can be."""
    if by_key is not None and by_key.erased:
        raise Refused(Problem("external_id", "erased"))
    _refuse_unknown(said.accounts or (), around.accounts)
    if is_staff((by_key or by_mail or _NOBODY).role):
        raise Refused(Problem("email", "staff"))
    clash = _clash(said, by_key, by_mail)
    if clash is not None and decided(clash.mark) != KEEP and clash.whole:
        return ContactPlan(REVIEW, None, {}, None, clash=clash)
    target = by_key or (by_mail if clash is None else None)
    word = _word(said, target)
    person = _person(said, target, word, free=clash is None)
    tie, how, part = _ties(said, target, around)
    told = None if target is not None and dict(target.said) == word else word
    changed = bool(person or told is not None or tie or part)
    outcome = NEW if target is None else CHANGED if changed else SAME
    open_clash = clash if clash is not None and decided(clash.mark) != KEEP else None
    return ContactPlan(outcome, target, person, told, tie, how, part, open_clash)


_NOBODY = KnownPerson(None, None, "", "")


def _refuse_unknown(wanted: Collection[str], accounts: Mapping[str, int]) -> None:
    missing = [key for key in wanted if key not in accounts]
    if missing:
        raise Refused(Problem("accounts", "account_unknown", ", ".join(missing)))


def _clash(said: ContactSaid, by_key: KnownPerson | None, by_mail: KnownPerson | None) -> Clash | None:
    """An address that is somebody else's here, or that a member does not have."""
    email = fold(said.values.get("email") or "")
    if not email:
        return None
    if by_mail is not None and by_mail is not by_key and (by_key is not None or by_mail.external_id is not None):
        return Clash(MAIL_TAKEN, said.external_id, email, whole=by_key is None)
    if by_key is not None and by_mail is None and not by_key.contact_only:
        return Clash(MAIL_DIFFERS, said.external_id, email)
    return None


def _word(said: ContactSaid, target: KnownPerson | None) -> dict[str, Any]:
    """The CRM's own word of this contact, with what it said before of what it leaves out now."""
    before: Mapping[str, Any] = target.said if target else {}
    told = {name: said.values.get(name, before.get(name, "")) for name in ("name", "title", "email")}
    return {**told, "fields": merged(before.get("fields", {}), said.fields)}


def _person(said: ContactSaid, target: KnownPerson | None, word: Mapping[str, Any], *, free: bool) -> dict[str, Any]:
    """Columns of the person that change: of a member the key alone."""
    if target is not None and not target.contact_only:
        return {} if target.external_id == said.external_id else {"external_id": said.external_id}
    email = word["email"] if free else target.email if target else ""
    name = word["name"] or (target.name if target else "") or (name_from_email(email) if email else "")
    if not name:
        raise Refused(Problem("name", "name_or_email"))
    after = {"external_id": said.external_id, "name": name, "title": word["title"], "email": email}
    if target is None:
        return after
    before = {"external_id": target.external_id, "name": target.name, "title": target.title, "email": target.email}
    return {column: value for column, value in after.items() if before[column] != value}


def _ties(said: ContactSaid, target: KnownPerson | None, around: Around) -> tuple[tuple[int, ...], How, tuple[int, ...]]:
    """Accounts to tie to, how we know, and accounts to part from: never those that staff chose by hand."""
    ties: Mapping[int, str] = target.ties if target else {}
    wanted = [around.accounts[key] for key in said.accounts or ()]
    if wanted:
        gone = tuple(each for each, how in ties.items() if each not in wanted and how != How.HAND)
        return tuple(each for each in wanted if each not in ties), How.CRM, gone
    gone = tuple(each for each, how in ties.items() if how in (How.CRM, How.MAIL)) if said.accounts is not None else ()
    if set(ties) <= set(gone) and around.of_domain is not None and around.of_domain not in ties:
        return (around.of_domain,), How.DOMAIN, gone
    return (), How.CRM, gone


def person_after(plan: ContactPlan) -> KnownPerson:
    """The person as they are once this is done."""
    before = plan.target or replace(_NOBODY, contact_only=True)
    ties = {each: how for each, how in before.ties.items() if each not in plan.part} | dict.fromkeys(plan.tie, str(plan.tied_by))
    return replace(before, **plan.person, said=plan.said if plan.said is not None else before.said, ties=ties)
