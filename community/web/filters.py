"""Words for dates, counts and names, in the reader's zone and language."""

import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date, format_skeleton
from flask import Flask, g
from flask_babel import format_currency, format_datetime, format_decimal, get_locale, get_timezone, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from werkzeug.local import LocalProxy

from community import clock
from community.accounts.rules import browser_name, initials
from community.accounts.rules_accounts import decimals_of
from community.insights.rules import AgeBucket
from community.responses.status_words import STATUS_WORDS
from community.site import SiteFacts, site_facts

STATUS_ICONS = {"new", "review", "planned", "progress", "shipped", "later", "declined", "merged"}


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(day=day, number=number, initials=initials, stamp=stamp, moment=moment, hour=hour, date_word=date_word, browser_name=browser_name)
    app.jinja_env.filters.update(instant=datetime.fromisoformat, money=money, money_exact=money_exact)
    app.jinja_env.filters.update(whole_days=whole_days, month=month, month_of_year=month_of_year, week_words=week_words)
    app.jinja_env.filters.update(age_words=age_words, signed=signed, last_day=last_day)
    app.jinja_env.globals.update(status_word=status_word, importance_word=importance_word, role_word=role_word)
    app.context_processor(lambda: {"site": LocalProxy(this_site)})


def this_site() -> SiteFacts:
    """The community's settings, read when a template first asks, once a request."""
    if "site" not in g:
        g.site = site_facts()
    return g.site


def day(at: datetime | None) -> str:
    """15 September, with the year when it is not this one; in the reader's zone."""
    if at is None:
        return ""
    zone = get_timezone()
    local = at.astimezone(zone)
    return _day(local.date(), local.year == clock.now().astimezone(zone).year, str(get_locale()))


@lru_cache(maxsize=4096)
def _day(date: date, this_year: bool, locale: str) -> str:
    """A page says the same few days again and again."""
    if this_year:
        return format_skeleton("MMMMd", datetime.combine(date, time()), locale=locale)
    return format_date(date, "long", locale=locale)


def moment(at: datetime) -> str:
    """Date and time with the zone's name, for what happens to the minute."""
    return format_datetime(at, "d MMM y, HH:mm zzz")


def date_word(on: date) -> str:
    """A calendar day that belongs to no zone."""
    return format_date(on, "long", locale=str(get_locale()))


def hour(at: datetime) -> Markup:
    """14:02, for what happened just now; a <time> element in the reader's zone."""
    return Markup('<time datetime="{}">{}</time>').format(at.isoformat(timespec="seconds"), format_datetime(at, "HH:mm"))


def stamp(at: datetime | None) -> Markup:
    """A <time> element: the reader's day, the machine's instant."""
    if at is None:
        return Markup("")
    return Markup('<time datetime="{}">{}</time>').format(at.isoformat(timespec="seconds"), day(at))


def last_day(at: datetime) -> Markup:
    """The day that ends with this midnight, as a <time> element."""
    return stamp(at - timedelta(seconds=1))


def number(value: float) -> str:
    return format_decimal(value)


def signed(value: int) -> str:
    """A change: +12 or −12, with a true minus."""
    return ("+" if value > 0 else "−" if value < 0 else "") + format_decimal(abs(value))


def money(units: int, currency: str) -> str:
    """Minor units as whole ones of the currency: what an account is worth is never known to the penny."""
    part = 10 ** decimals_of(currency)
    whole = (units + part // 2) // part
    if not currency:
        return format_decimal(whole)
    return format_currency(whole, currency, format="¤#,##0", currency_digits=False)


def money_exact(units: int, currency: str) -> str:
    """To the minor unit, where sums are to be checked."""
    return format_currency(Decimal(units).scaleb(-decimals_of(currency)), currency)


IMPORTANCE_WORDS = {1: _l("Nice to have"), 2: _l("Important"), 3: _l("Critical")}
ROLE_WORDS = {
    "customer": _l("Customer"), "staff": _l("Staff"), "product_manager": _l("Product manager"),
    "manager": _l("Manager"), "moderator": _l("Moderator"), "administrator": _l("Administrator"),
}


def status_word(status: str) -> str:
    return str(STATUS_WORDS[status])


def importance_word(importance: int) -> str:
    return str(IMPORTANCE_WORDS[importance])


def role_word(role: str) -> str:
    return str(ROLE_WORDS[role])


def votes_word(count: int) -> str:
    return ngettext("%(num)s vote", "%(num)s votes", count)


def whole_days(days: float) -> int:
    """Days as people count them: a part of a day is a day, so that no wait is made to look shorter."""
    return max(1, math.ceil(days))


def month(at: datetime) -> str:
    """The month's short name; months of figures are those of UTC."""
    return format_skeleton("MMM", at, locale=get_locale())


def month_of_year(at: datetime) -> str:
    """March 2024, in the reader's zone."""
    return format_skeleton("yMMMM", at, tzinfo=get_timezone(), locale=get_locale())


def week_words(monday: str) -> str:
    """16 November, with the year when it is not this one: the first day of a week of figures, in UTC."""
    found = date.fromisoformat(monday)
    return _day(found, found.year == clock.now().year, str(get_locale()))


def age_words(bucket: AgeBucket) -> str:
    first, last = bucket["first"], bucket["last"]
    if last is None:
        return _("Over %(days)s days", days=first - 1)
    if first == 0:
        return _("Up to %(days)s days", days=last)
    return _("%(first)s to %(last)s days", first=first, last=last)
