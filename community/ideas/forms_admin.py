"""What an administrator types about a topic."""

from collections.abc import Collection
from dataclasses import dataclass, field

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from community.accounts.rules import clean_line, clean_text
from community.ideas.forms import whole
from community.ideas.models import Topic
from community.ideas.rules import Visibility

LONGEST_NAME = 80
LONGEST_DESCRIPTION = 500
LARGEST_POSITION = 9_999
PEOPLE = ("owner", "deputy", "manager", "director")


@dataclass(frozen=True)
class Choices:
    """Ids that may be chosen."""

    people: Collection[int]
    organisations: Collection[int]


@dataclass
class TopicForm:
    """Numbers stay as they were typed; 0 stands for nobody. What is promised has a form of its own (responses)."""

    name: str = ""
    description: str = ""
    owner: int = 0
    deputy: int = 0
    manager: int = 0
    director: int = 0
    visibility: str = Visibility.EVERYONE
    organisations: tuple[int, ...] = ()
    position: str = "1"
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, topic: Topic, organisations: Collection[int]) -> "TopicForm":
        return cls(
            name=topic.name, description=topic.description, owner=topic.owner_id or 0, deputy=topic.deputy_id or 0,
            manager=topic.manager_id or 0, director=topic.director_id or 0, visibility=topic.visibility,
            organisations=tuple(organisations), position=str(topic.position),
        )

    @classmethod
    def parse(cls, data: MultiDict[str, str]) -> "TopicForm":
        return cls(
            name=clean_line(data.get("name", "")), description=clean_text(data.get("description", "")),
            owner=whole(data.get("owner", "")), deputy=whole(data.get("deputy", "")),
            manager=whole(data.get("manager", "")), director=whole(data.get("director", "")),
            visibility=data.get("visibility", "")[:20],
            organisations=tuple(filter(None, map(whole, data.getlist("organisations")))),
            position=clean_line(data.get("position", ""))[:20],
        )

    def check(self, known: Choices) -> bool:
        self._check_words()
        for name in PEOPLE:
            if getattr(self, name) and getattr(self, name) not in known.people:
                self.problems[name] = _("Please choose somebody active whose role lets them answer.")
        self._check_visibility(known)
        self._check_number("position", 0, LARGEST_POSITION)
        return not self.problems

    def _check_words(self) -> None:
        if not any(c.isalnum() for c in self.name):
            self.problems["name"] = _("The topic needs a name, such as “Mobile app”.")
        elif len(self.name) > LONGEST_NAME:
            self.problems["name"] = _("Please shorten this to %(most)s characters.", most=LONGEST_NAME)
        if len(self.description) > LONGEST_DESCRIPTION:
            self.problems["description"] = _("Please shorten this to %(most)s characters.", most=LONGEST_DESCRIPTION)

    def _check_visibility(self, known: Choices) -> None:
        if self.visibility not in tuple(Visibility):
            self.problems["visibility"] = _("Please choose who may see it.")
        elif self.visibility == Visibility.ORGANISATIONS and not self.organisations:
            self.problems["organisations"] = _("Please tick the organisations that may see it.")
        elif not set(self.organisations) <= set(known.organisations):
            self.problems["organisations"] = _("Please choose organisations from the list.")

    def _check_number(self, name: str, least: int, most: int) -> None:
        text = getattr(self, name)
        if not (text.isascii() and text.isdigit() and len(text) < 6 and least <= int(text) <= most):
            self.problems[name] = _("Please write a whole number from %(least)s to %(most)s.", least=least, most=most)

    def values(self) -> dict[str, object]:
        return {
            "name": self.name, "description": self.description, "owner_id": self.owner or None,
            "deputy_id": self.deputy or None, "manager_id": self.manager or None,
            "director_id": self.director or None, "visibility": self.visibility, "position": int(self.position),
        }


def needed_words() -> dict[str, str]:
    """What a topic needs before it opens, each beside its field."""
    return {
        "owner": _("To open, it needs an owner: whoever answers first."),
        "deputy": _("To open, it needs a deputy: whoever answers when the owner cannot."),
        "manager": _("To open, it needs a manager: whoever is told when an answer is late."),
        "calendar": _("To open, it needs a calendar: the promise is counted in its hours."),
    }
