"""Which ideas are to become part of one, as staff chose them."""

from dataclasses import dataclass, field

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from community.accounts.rules import clean_line
from community.triage.forms_proposals import idea_number

MOST_AT_ONCE = 20


@dataclass
class MergeForm:
    """`parts`: the numbers that were ticked, or typed instead of words; `query`: the words that were searched for."""

    parts: list[int] = field(default_factory=list)
    query: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, data: MultiDict[str, str]) -> "MergeForm":
        typed = clean_line(data.get("q", ""))[:300]
        numbers = [idea_number(text) for text in (*data.getlist("from"), typed)]
        parts = list(dict.fromkeys(number for number in numbers if number))[:MOST_AT_ONCE]
        return cls(parts, "" if idea_number(typed) else typed)

    def check(self) -> bool:
        if not self.parts and not self.problems:
            self.problems["q"] = _("Please choose at least one idea that is to become part of this one.")
        return not self.problems

    def refuse(self, code: str, title: str = "") -> None:
        """Why it cannot be, by the code of MergeRefused, or unknown; `title` names the idea it is about."""
        self.problems["q"] = {
            "itself": _("An idea cannot become part of itself. Please choose another one."),
            "merged_already": _("“%(title)s” is part of another idea already. Please take it apart there first.", title=title),
            "not_public": _("“%(title)s” is not public now, so it cannot be joined with another.", title=title),
            "not_in_sight": _("Not everybody behind “%(title)s” may see this idea, so joining them would take it away from them.", title=title),
            "too_open": _("More people could read “%(title)s” here than may read it now, so it stays where it is.", title=title),
            "not_allowed": _("Ideas are joined by those who answer them. You can point it out from the public page."),
        }.get(code, _("There is no idea with that number. Please look at its page; the number stands above its title."))
