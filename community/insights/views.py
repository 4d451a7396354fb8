"""How we answer: the public record, bad weeks included."""

from datetime import timedelta

from flask import Blueprint, Response, abort
from flask_babel import gettext as _

from community import clock
from community.insights import counting, queries, queries_left_out
from community.insights.charts import Across, chart_of_ages, chart_of_columns, chart_of_months
from community.insights.forms import wanted_key, wanted_period, wanted_topic
from community.web.auth import viewer
from community.web.kept import kept_for_visitors
from community.web.languages import direction
from community.web.pages import page, turns_at

pages = Blueprint("insights", __name__)

AIM = 90  # percent in time
COUNTED_AGAIN = timedelta(minutes=1)


@pages.get("/answering")
@kept_for_visitors
def answering() -> Response:
    now, topic = clock.now(), wanted_topic()
    found = counting.shown(viewer(), topic, wanted_period(), now) or abort(404)
    turns_at(now + COUNTED_AGAIN)
    record, across = found.record, Across(direction() == "rtl")
    return page(
        "insights/answering.html", fragment="insights/_charts.html", found=found, record=record, topic=topic,
        since=wanted_period(), waiting=queries.longest_waiting(viewer(), now, topic=topic), aim=AIM,
        say=_("Figures brought up to date"), bars=chart_of_columns(record["bars"], across),
        weeks=chart_of_columns(record["weeks"], across), months=chart_of_months(record["months"], AIM, across),
        ages=chart_of_ages(record["now"]["ages"], across),
    )


@pages.get("/answering/left-out")
def left_out() -> Response:
    """What no figure counts as kept or late, named one by one: numbers and dates, never words of what was hidden."""
    topic = wanted_topic()
    found = queries_left_out.left_out(viewer(), topic=topic, waived_after=wanted_key("waived"), legacy_after=wanted_key("legacy"))
    return page("insights/left_out.html", found=found, topic=topic)
