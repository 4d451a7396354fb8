"""Accounts, contacts and what came of rows, as the API says them: the shapes it takes are the shapes it gives."""

from typing import Any

from community.accounts.models import Organisation, Person
from community.accounts.rules_accounts import amount_of
from community.crm.models_contacts import Contact
from community.crm.rules_in import Taken
from community.crm.wording_in import problem_word


def account_shown(row: Organisation) -> dict[str, Any]:
    money = None
    if row.value_cents is not None:
        money = {"amount": amount_of(row.value_cents, row.currency), "currency": row.currency, "period": row.value_period}
    return {
        "external_id": row.external_id, "id": row.id, "name": row.name, "domain": row.domain, "value": money, "segment": row.segment,
        "owner": {"name": row.owner_name, "email": row.owner_email},
        "renewal_on": row.renewal_on.isoformat() if row.renewal_on else None,
        "fields": row.fields or {}, "crm_at": row.crm_at.isoformat() if row.crm_at else None,
    }


def contact_shown(person: Person, said: Contact | None, accounts: list[str]) -> dict[str, Any]:
    """What the CRM last said of a contact; `member` is true once they have been here themselves."""
    told = said or Contact(name="", title="", email="", fields={})
    return {
        "external_id": person.external_id, "id": person.id, "email": told.email, "name": told.name, "title": told.title,
        "accounts": accounts, "fields": told.fields, "member": person.contact_since is None,
        "crm_at": told.crm_at.isoformat() if told.crm_at else None,
    }


def taken_shown(row: Taken) -> dict[str, Any]:
    shown: dict[str, Any] = {"external_id": row.external_id, "outcome": row.outcome}
    if row.id is not None:
        shown["id"] = row.id
    if row.review:
        shown["review"] = row.review
    if row.problems:
        shown["errors"] = [{"field": each.field, "code": each.code, "detail": problem_word(each)} for each in row.problems]
    return shown
