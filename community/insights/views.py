"""How we answer: the public record, bad weeks included."""

import csv
import io
from datetime import datetime, timedelta

from flask import Blueprint, Response, make_response, request
from flask_babel import gettext as _

from community import clock
from community.insights import queries
from community.insights.charts import chart_of_ages, chart_of_bars, chart_of_months
from community.insights.figures import Figures, figures_of
from community.web.auth import viewer
from community.web.pages import page

pages = Blueprint("insights", __name__)

PERIODS = {"year": timedelta(days=365), "quarter": timedelta(days=91), "all": None}
AIM = 90  # percent in time


@pages.get("/answering")
def answering() -> Response:
    now, topic, since = clock.now(), _topic(), _since()
    figures = _figures(now)
    return page(
        "insights/answering.html", fragment="insights/_charts.html", figures=figures, topic=topic, since=since,
        promises=queries.promise_words(viewer()), waiting=queries.longest_waiting(viewer(), now, topic=topic),
        in_force=queries.answers_in_force(viewer(), now, topic=topic), aim=AIM, say=_("Figures brought up to date"),
        bars=chart_of_bars(figures.bars), months=chart_of_months(figures.months, AIM), ages=chart_of_ages(figures.ages),
    )


@pages.get("/answering.csv")
def answering_csv() -> Response:
    """The share in time by month, and the figures by topic, as one table."""
    figures = _figures(clock.now())
    table = io.StringIO()
    rows = csv.writer(table)
    rows.writerow(["kind", "name", "median_days", "in_time", "late", "waived", "open"])
    for since, in_time in figures.months:
        rows.writerow(["month", f"{since:%Y-%m}", "", in_time.kept, in_time.late, in_time.waived, ""])
    for of in figures.topics:
        days = "" if of.median_days is None else f"{of.median_days:.1f}"
        rows.writerow(["topic", plain_cell(of.name), days, of.in_time.kept, of.in_time.late, of.in_time.waived, of.open])
    response = make_response(table.getvalue())
    response.headers.update({"Content-Type": "text/csv; charset=utf-8", "Content-Disposition": "attachment; filename=answering.csv"})
    return response


def plain_cell(text: str) -> str:
    """Text a spreadsheet will not run as a formula (OWASP, CSV injection)."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _figures(now: datetime) -> Figures:
    span = PERIODS[_since()]
    promises = queries.first_promises(viewer(), topic=_topic(), since=now - span if span else None)
    return figures_of(promises, now)


def _topic() -> str:
    return request.args.get("topic", "")[:80]


def _since() -> str:
    chosen = request.args.get("since", "")
    return chosen if chosen in PERIODS else "year"
