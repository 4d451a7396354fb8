"""Parsing what is typed in the composer, one idea at a time; nothing typed is ever lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext

from community.accounts.rules import clean_line
from community.responses.actions_drafting import Typed
from community.responses.forms import AnswerForm, problem_words
from community.responses.models_drafting import Draft, WaitingAnswer
from community.responses.rules import Problem
from community.responses.waiting import FARTHEST, moment_of


@dataclass
class ComposeForm(AnswerForm):
    """An answer with when it is to go out. `revision`: of the draft this window knows; `asked`: a template it asks about."""

    publish_day: str = ""
    publish_time: str = ""
    revision: int = 0
    said: bool = False
    template_id: int = 0
    asked: int = 0

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "ComposeForm":
        plain = AnswerForm.parse(data)
        return cls(
            plain.status, plain.review_text, plain.body, plain.over, publish_day=clean_line(data.get("publish_day", ""))[:20],
            publish_time=clean_line(data.get("publish_time", ""))[:10], revision=_whole(data.get("revision", "")),
            said=data.get("said") == "1", template_id=_whole(data.get("template", "")),
        )

    @classmethod
    def of_draft(cls, draft: Draft) -> "ComposeForm":
        return cls(draft.status, draft.review_text, draft.body, revision=draft.revision)

    @classmethod
    def of_waiting(cls, waiting: WaitingAnswer, zone: str) -> "ComposeForm":
        """What waits, to be changed; its time as its writer's clock shows it."""
        local = waiting.publish_at.astimezone(ZoneInfo(zone)) if waiting.publish_at else None
        return cls(
            waiting.status, waiting.review_on.isoformat() if waiting.review_on else "", waiting.body, waiting.over,
            publish_day=f"{local:%Y-%m-%d}" if local else "", publish_time=f"{local:%H:%M}" if local else "",
        )

    def typed(self) -> Typed:
        return Typed(self.status, self.review_text, self.body, self.over or 0)

    def publish_at(self, zone: str) -> datetime | None:
        """The instant that was picked in this zone; None, with a word beside the field, when none was."""
        try:
            return moment_of(date.fromisoformat(self.publish_day), time.fromisoformat(self.publish_time), zone)
        except (ValueError, OverflowError):
            self.problems["publish_on"] = _("Please choose a day and a time, such as 2027-03-31 and 09:30.")
            return None

    def refuse(self, problems: list[Problem], months: int) -> None:
        for problem in problems:
            self.problems.setdefault(problem.field, words_of(problem, months))


def words_of(problem: Problem, months: int) -> str:
    match problem.field, problem.code:
        case "publish_on", "not_in_future":
            return _("Please choose a time that is still to come.")
        case "publish_on", _code:
            return ngettext(
                "Please choose a day within the next %(num)s day.", "Please choose a day within the next %(num)s days.", FARTHEST.days
            )
        case "body", "other_waits":
            return _("A colleague's answer to this idea waits already. You will find it among the answers that wait; your text is still here.")
    return problem_words(problem, months)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
