"""Words for what comes in from a CRM: what is wrong with a row, what came of it, what staff must decide."""

from collections.abc import Iterable

from flask_babel import format_decimal
from flask_babel import gettext as _

from community.crm.rules_in import Problem


def problem_word(problem: Problem) -> str:
    """One sentence on what is wrong with a field, naming it."""
    words = _problems(problem.detail)[problem.code]
    return f"{problem.field}: {words}" if problem.field else words


def problem_words(problems: Iterable[Problem]) -> str:
    return " ".join(map(problem_word, problems))


def what_word(what: str) -> str:
    return {"accounts": _("Accounts"), "contacts": _("Contacts")}[what]


def upload_word(state: str) -> str:
    return {
        "mapping": _("Waits for you to say which column is which"), "checking": _("Is being looked at"), "ready": _("Looked at, not taken in yet"),
        "applying": _("Is being taken in"), "done": _("Taken in"), "failed": _("Could not be read"), "dropped": _("Let go of"),
    }[state]


def pushed_word(state: str) -> str:
    return {"waiting": _("Waiting"), "done": _("Taken in"), "failed": _("Given up")}[state]


def counts_word(counts: dict[str, int]) -> str:
    """“3 new, 95 the same, 4 that could not be used”: only what there is."""
    num = {name: format_decimal(number) for name, number in counts.items()}
    words = {
        "new": _("%(num)s new", num=num["new"]), "changed": _("%(num)s changed", num=num["changed"]), "same": _("%(num)s the same", num=num["same"]),
        "review": _("%(num)s to decide", num=num["review"]), "refused": _("%(num)s that could not be used", num=num["refused"]),
    }
    return ", ".join(word for name, word in words.items() if counts[name]) or _("No rows")


def column_word(field: str) -> str:
    """A field that a column of a file can be."""
    return {
        "external_id": _("Key in the CRM"), "name": _("Name"), "domain": _("Domain"), "value": _("Value"), "currency": _("Currency"),
        "period": _("Year, month or once"), "segment": _("Segment"), "owner_name": _("Looked after by"), "owner_email": _("Their mail address"),
        "renewal_on": _("Renews on"), "email": _("Mail address"), "title": _("Title"), "accounts": _("Keys of their accounts"),
    }[field]


def conflict_word(kind: str) -> str:
    return {
        "domain_taken": _("Two accounts with one domain"), "mail_taken": _("Two people with one address"),
        "mail_differs": _("A member with another address"),
    }[kind]


def choice_word(kind: str, decision: str) -> str:
    """What a button does, said so that it can be chosen without knowing how it works."""
    return {
        ("domain_taken", "keep"): _("Two accounts: leave the domain where it is"), ("domain_taken", "take"): _("Two accounts: give the domain to the one the CRM names"),
        ("domain_taken", "key"): _("One account that has a new key"), ("mail_taken", "keep"): _("Two people: leave the address where it is"),
        ("mail_taken", "take"): _("Two people: give the address to the one the CRM names"), ("mail_taken", "key"): _("One person: give them the CRM's key"),
        ("mail_differs", "keep"): _("Keep the address they use here"),
    }[kind, decision]


def _problems(detail: str) -> dict[str, str]:
    return {**_form_problems(detail), **_match_problems(detail)}


def _form_problems(detail: str) -> dict[str, str]:
    return {
        "required": _("this is needed."),
        "unknown": _("not known here: %(names)s.", names=detail),
        "not_object": _("this must be an object with named values."),
        "not_text": _("this must be text."),
        "too_long": _("please shorten this to %(most)s characters.", most=detail),
        "reserved": _("keys that begin with %(start)s are our own.", start=detail),
        "other_key": _("the address names another key."),
        "not_email": _("this is not one plain mail address."),
        "not_domain": _("please write the domain alone, such as example.com."),
        "free_mail": _("anybody may have mail at %(domain)s, so it is nobody's own domain. Please leave it empty.", domain=detail),
        "not_money": _("please give amount as text or minor_units as a whole number, with currency and, if not a year, period."),
        "not_currency": _("please give the currency as three letters of ISO 4217, such as EUR."),
        "not_period": _("please say one of %(names)s.", names=detail),
        "not_amount": _("please give the amount as text in figures, such as \"12500.50\"; this currency has %(places)s decimals.", places=detail),
        "not_owner": _("please give name and email, and nothing else."),
        "not_date": _("please write the day as 2026-12-25."),
        "not_list": _("this must be a list of external ids."),
        "too_many": _("there are more than %(most)s.", most=detail),
        "not_field_name": _("this is no name of a custom field: %(name)s.", name=detail),
        "not_flat": _("%(name)s must be a text of at most 500 characters, a number, true, false or null.", name=detail),
    }


def _match_problems(detail: str) -> dict[str, str]:
    return {
        "name_or_email": _("a contact needs a name or a mail address."),
        "account_unknown": _("no account has the external id %(names)s. Please send the account first.", names=detail),
        "staff": _("this address belongs to a colleague. A CRM changes nothing about staff."),
        "erased": _("this person was erased here, and the CRM is being told."),
        "twice": _("row %(number)s has the same external id.", number=detail),
        "row": detail,
    }
