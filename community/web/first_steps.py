"""What an administrator of a new site does first, in order, and what is done already."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from community.accounts.queries_admin import ladder_choices
from community.ideas.opening import missing_to_open
from community.ideas.queries_admin import topics
from community.responses.queries_admin import calendars
from community.site import DEFAULT_NAME, SiteFacts


@dataclass(frozen=True)
class Step:
    done: bool
    name: str
    why: str
    url: str


@dataclass(frozen=True)
class Overview:
    """`steps` is empty once all are done; `weak` are open topics that lost somebody, with what they need."""

    steps: list[Step]
    weak: list[tuple[str, str, tuple[str, ...]]]
    open_topics: int


def overview(site: SiteFacts) -> Overview:
    able, rows = {row.id for row in ladder_choices()}, topics()
    opened = [row for row in rows if row.opened_at is not None]
    lacking = [(row.name, url_for("admin_topics.edit", topic_id=row.id), missing_to_open(row, able)) for row in opened]
    ready = next((row.id for row in rows if not missing_to_open(row, able)), None)
    steps = [
        Step(
            bool(site.company) or site.name != DEFAULT_NAME, _("Say whose site it is"),
            _("Its name, your company and its colour."), url_for("admin.settings"),
        ),
        Step(
            bool(calendars()), _("Make a calendar"),
            _("Promises are counted in your working hours."), url_for("admin_calendars.new"),
        ),
        Step(
            len(able) > 1 or bool(opened), _("Invite somebody who answers"),
            _("A product manager or a manager; one person alone is soon on holiday."), url_for("admin_people.new"),
        ),
        Step(bool(rows), _("Make a topic"), _("An area of your product, with owner, deputy and manager."), url_for("admin_topics.new")),
        Step(
            bool(opened), _("Open the topic"), _("From then on customers can suggest, and every idea is owed an answer."),
            url_for("admin_topics.edit", topic_id=ready) if ready else url_for("admin_topics.index"),
        ),
    ]
    return Overview([] if all(step.done for step in steps) else steps, [each for each in lacking if each[2]], len(opened))
