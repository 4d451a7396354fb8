"""Keeping what was counted: the public record, and the summary that lists read their counts and figures from."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, update

from community.accounts.viewer import VISITOR
from community.db import db
from community.insights import counting, queries, rules
from community.insights import queries_suggesting as suggesting
from community.insights.counting import Count
from community.insights.dialogue import DialogueTotals
from community.insights.figures import Record
from community.insights.models import AnswerRecord, DialogueRecord
from community.insights.queries_record import ALL
from community.site import Site, site_facts
from community.triage.queries_twins import twins_apart

LOOKS_BACK = timedelta(days=365)


def refresh_summary(now: datetime) -> bool:
    """Count everything and keep it, in the caller's transaction; True when something changed."""
    found = counting.count(now)
    return keep(found, summary_of(found))


def summary_of(found: Count) -> dict[str, Any]:
    """What every visitor may know, for the site's row.

    Shape: tabs {top, new, waiting, answered}; figures {median_days, p90_days, in_time_percent, due_this_month,
    open, late, oldest_days}; just_answered [{id, title, answerer, at}]; suggesting {avoided, avoided_this_month,
    seconds, accepted_percent, twins_apart}.
    """
    return {**_lists(found.at), "figures": _figures(found.records[ALL, "year"]), "suggesting": _suggesting(found.at)}


def keep(found: Count, summary: dict[str, Any]) -> bool:
    """Write down what was counted; True when the summary changed, which the site's pages then notice."""
    keys = [{"topic_id": topic_id, "period": period} for topic_id, period in found.records]
    rows = [
        {**key, "topic_ids": found.public, "counted_at": found.at, "event_id": found.event_id, "figures": figures}
        for key, figures in zip(keys, found.records.values(), strict=True)
    ]
    db.session.execute(delete(AnswerRecord))
    db.session.execute(insert(AnswerRecord), rows)
    return _keep_summary(summary)


def keep_dialogue(totals: DialogueTotals, now: datetime) -> None:
    """Write down on which steps the conversations stand."""
    values = {"counted_at": now, "customers": list(totals.customers), "company": list(totals.company)}
    db.session.execute(delete(DialogueRecord))
    db.session.execute(insert(DialogueRecord).values(id=1, **values))


def forget_hidden(now: datetime) -> bool:
    """Take what is out of sight out of the summary at once; the figures follow when they are next counted."""
    return _keep_summary({**site_facts().summary, **_lists(now)})


def _keep_summary(summary: dict[str, Any]) -> bool:
    if site_facts().summary == summary:
        return False
    db.session.execute(update(Site).where(Site.id == 1).values(summary=summary, version=Site.version + 1))
    return True


def _lists(now: datetime) -> dict[str, Any]:
    return {
        "tabs": queries.tab_counts(VISITOR, now),
        "just_answered": [
            {"id": row.id, "title": row.title, "answerer": row.answerer_name, "at": row.answered_at.isoformat()}
            for row in queries.just_answered(VISITOR)
        ],
    }


def _figures(record: Record) -> dict[str, Any]:
    present, totals, month = record["now"], record["totals"], record["months"][-1]["promises"]
    return {
        "median_days": _whole(totals["median_days"]), "p90_days": _whole(totals["p90_days"]),
        "in_time_percent": month["percent"], "due_this_month": month["in_time"] + month["late"],
        "open": present["open"], "late": present["overdue"], "oldest_days": _whole(present["oldest_days"]),
    }


def _suggesting(now: datetime) -> dict[str, Any]:
    """What became of suggestions: counted anew from the events each time, so that it cannot drift from them."""
    joins = suggesting.joins_since(VISITOR, now - LOOKS_BACK)
    month = rules.start_of(rules.month_of(now))
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
