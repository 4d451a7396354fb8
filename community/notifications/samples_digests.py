"""Made-up facts for one mail of each gathered kind, as gathering would give them to its template. Nothing is read or written."""

from datetime import datetime, timedelta
from typing import Any

from community.notifications import wording_digests as wording
from community.notifications.gathering import LINKS
from community.notifications.links import link
from community.notifications.samples import DAY, OTHER_ID, TITLE, Context, Sample
from community.notifications.wording import standing

Items = list[tuple[str, list[Any]]]
SWAPPED = "A pilot starts at two hospitals in December."


def _section(key: str, items: Items, more: int = 0, vote_url: str = "") -> Context:
    url = link("desk.index", whose="mine") if key in ("overdue", "soon") else link("ideas.index", **LINKS[key])
    rows = [
        {"id": OTHER_ID + number, "title": title, "lines": lines, "vote_url": vote_url, "url": link("ideas.show", idea_id=OTHER_ID + number)}
        for number, (title, lines) in enumerate(items, start=10 * len(key))
    ]
    return {
        "key": key, "title": wording.SECTIONS[key], "url": url, "leads_to": wording.LEADS_TO[key], "more": more,
        "and_more": wording.and_more(more), "items": rows,
    }


def _gathered(kind: str, sections: list[Context], now: datetime, days: int, notes: tuple[Any, ...] = ()) -> Context:
    since = now - timedelta(days=days)
    counts = {section["key"]: len(section["items"]) + section["more"] for section in sections}
    staff = kind == "staff_recap"
    return {
        "sections": sections, "counted": wording.counted(counts), "since": since, "until": now, "between": wording.between(since, now),
        "notes": list(notes), "why": wording.WHY[kind], "only": None, "action_words": wording.ACTION["desk" if staff else "ideas"],
        "action_url": link("desk.index", whose="mine") if staff else link("ideas.index"),
    }


def _answered(now: datetime) -> Context:
    quiet = wording.answer_line("planned", "Dev Rao", "You choose the hours, and shifts that begin in them still ring.", now + 20 * DAY)
    swap = wording.answer_line("progress", "Marta Lindqvist", SWAPPED, now + 60 * DAY)
    return _section("answered", [(TITLE, [swap]), ("Quiet hours, so phones do not buzz at night", [quiet])])


def _said() -> Context:
    lines = [wording.comment_line("Ben Talbot", "We need this at the café too, on Sundays most of all."), wording.more_comments(2)]
    return _section("said", [("Print the week on one A4 page", lines)])


def _weekly(now: datetime) -> Context:
    shipped = wording.answer_line("shipped", "Marta Lindqvist", "Choose the columns once, and every export has them.", None)
    gained = wording.gained_line(31, 4, now + 9 * DAY)
    sections = [
        _answered(now), _section("shipped", [("Export hours to payroll in columns we choose", [shipped])]),
        _section("yours", [("Warn me before a shift breaks the 11-hour rest rule", [gained])]),
        _section("rising", [("Print the week on one A4 page", [wording.votes_line(76, now + DAY)])], vote_url=link("mailed_votes.offer", token="preview")),
    ]
    notes = (wording.points_line(42), wording.record_line(5, 91))
    return _gathered("weekly_digest", sections, now, 7, notes)


def _daily(now: datetime) -> Context:
    return _gathered("daily_digest", [_answered(now), _said()], now, 1)


def _activity(now: datetime) -> Context:
    lines: list[Any] = [wording.comment_line(name, words) for name, words in (("Ben Talbot", "So do we."), ("Cleo Marsh", "And at night."), ("Sam Ito", "Noted."))]
    section = _section("said", [(TITLE, [*lines, wording.more_comments(4)])])
    only = section["items"][0]
    return {**_gathered("idea_activity", [section], now, 0), "only": only, "action_url": only["url"], "action_words": wording.ACTION["idea"]}


def _recap(now: datetime) -> Context:
    sections = [
        _section("overdue", [("Shared Outlook calendars", [wording.owed_line(standing(now - 42 * DAY, now), 164)])]),
        _section("soon", [("Print the week on one A4 page", [wording.owed_line(standing(now + DAY, now), 76)])], more=3),
        _section("new", [("Show the rota in Welsh", [wording.votes_line(2, now + 13 * DAY)])]),
    ]
    return _gathered("staff_recap", sections, now, 7)


def _paused(now: datetime) -> Context:
    return {"go_on_url": link("digests.go_on", token="preview"), "why": wording.WHY["digest_paused"], "days": 180}


GATHERED: dict[str, Sample] = {
    "weekly_digest": _weekly, "daily_digest": _daily, "idea_activity": _activity, "digest_paused": _paused,
}
GATHERED_FOR_STAFF: dict[str, Sample] = {"staff_recap": _recap}
