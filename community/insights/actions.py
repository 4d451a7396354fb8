"""Keeping the summary row that lists read their counts and figures from."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from community.accounts.viewer import VISITOR
from community.db import db
from community.insights import queries, rules
from community.insights import queries_suggesting as suggesting
from community.insights.figures import figures_of
from community.site import Site, site_facts
from community.triage.queries_twins import twins_apart

LOOKS_BACK = timedelta(days=365)


def refresh_summary(now: datetime) -> bool:
    """Write what every visitor may know into the site's row; True when something changed.

    Shape: tabs {top, new, waiting, answered}; figures {median_days, p90_days, in_time_percent, due_this_month,
    open, late, oldest_days}; just_answered [{id, title, answerer, at}]; suggesting {avoided, avoided_this_month,
    seconds, accepted_percent, twins_apart}.
    """
    summary = _summary(now)
    facts = site_facts()
    if facts.summary == summary:
        return False
    db.session.execute(update(Site).where(Site.id == 1).values(summary=summary, version=Site.version + 1))
    return True


def _summary(now: datetime) -> dict[str, Any]:
    figures = figures_of(queries.first_promises(VISITOR, since=now - LOOKS_BACK), now)
    share = figures.this_month.share
    return {
        "tabs": queries.tab_counts(VISITOR, now),
        "figures": {
            "median_days": _whole(figures.median_days),
            "p90_days": _whole(figures.p90_days),
            "in_time_percent": None if share is None else int(share * 100),
            "due_this_month": figures.this_month.kept + figures.this_month.late,
            "open": figures.open,
            "late": figures.late,
            "oldest_days": _whole(figures.oldest_days),
        },
        "just_answered": [
            {"id": row.id, "title": row.title, "answerer": row.answerer_name, "at": row.answered_at.isoformat()}
            for row in queries.just_answered(VISITOR)
        ],
        "suggesting": _suggesting(now),
    }


def _suggesting(now: datetime) -> dict[str, Any]:
    """What became of suggestions: counted anew from the events each time, so that it cannot drift from them."""
    joins = suggesting.joins_since(VISITOR, now - LOOKS_BACK)
    [(month, _end)] = rules.months_back(now, 1)
    joined, posted = {join.person_id for join in joins}, suggesting.posted_though_shown(VISITOR, now - LOOKS_BACK)
    return {
        "avoided": suggesting.joins_in_all(VISITOR),
        "avoided_this_month": sum(join.at >= month for join in joins),
        "seconds": rules.middle([join.seconds for join in joins if join.seconds is not None]),
        "accepted_percent": rules.percent(len(joined), len(joined | posted)),
        "twins_apart": round(twins_apart()),
    }


def _whole(days: float | None) -> int | None:
    """Days as people count them; a part of a day is a day, so that no wait is made to look shorter."""
    return None if days is None else max(1, -int(-days // 1))
