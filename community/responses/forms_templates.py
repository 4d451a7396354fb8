"""What staff type about a template of answers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _

from community.accounts.rules import clean_line, clean_text
from community.responses.forms import LONGEST_ANSWER
from community.responses.models_drafting import AnswerTemplate
from community.responses.rules import ANSWERABLE
from community.responses.templating import VARIABLES, unknown_variables

LONGEST_NAME = 80


@dataclass
class TemplateForm:
    """`topic`: its id as text, empty for all topics."""

    name: str = ""
    status: str = ""
    topic: str = ""
    body: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, template: AnswerTemplate) -> "TemplateForm":
        return cls(template.name, template.status, str(template.topic_id or ""), template.body)

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "TemplateForm":
        return cls(
            name=clean_line(data.get("name", "")), status=clean_line(data.get("status", ""))[:10],
            topic=clean_line(data.get("topic", ""))[:10], body=clean_text(data.get("body", "")),
        )

    def check(self, topics: Collection[int], taken: bool) -> bool:
        """`topics`: the ids there are; `taken`: whether another template has this name."""
        if not self.name:
            self.problems["name"] = _("The template needs a name, such as “We look into it”.")
        elif len(self.name) > LONGEST_NAME:
            self.problems["name"] = _("Please shorten this to %(most)s characters.", most=LONGEST_NAME)
        elif taken:
            self.problems["name"] = _("Another template has this name; please choose one that tells them apart.")
        if self.status not in ANSWERABLE:
            self.problems["status"] = _("Please choose what the answer is.")
        if self.topic and self.topic not in {str(topic) for topic in topics}:
            self.problems["topic"] = _("Please choose a topic from the list, or all of them.")
        self._check_body()
        return not self.problems

    def _check_body(self) -> None:
        unknown = unknown_variables(self.body)
        if not self.body:
            self.problems["body"] = _("The template needs the words to begin from.")
        elif len(self.body) > LONGEST_ANSWER:
            self.problems["body"] = _("This is longer than we can keep; please shorten it to %(most)s characters.", most=LONGEST_ANSWER)
        elif unknown:
            known = ", ".join(f"{{{name}}}" for name in VARIABLES)
            self.problems["body"] = _("%(unknown)s would stay empty. These can be used: %(known)s.", unknown=", ".join(unknown), known=known)

    def values(self) -> dict[str, object]:
        """The columns of the row; only of a form that was checked."""
        return {"name": self.name, "status": self.status, "topic_id": int(self.topic) if self.topic else None, "body": self.body}
