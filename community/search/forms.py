"""Parsing what is searched for and what is typed; nothing in it is an error."""

from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from community.accounts.rules import clean_line, clean_text
from community.ideas.forms import whole
from community.ideas.rules import STATUSES
from community.search.finding import MOST_RESULTS, SearchQuery

MOST_SET_ASIDE = 20


@dataclass(frozen=True)
class SimilarForm:
    """What was asked in the box, the line and the text of the form, and the ideas set aside as different."""

    text: str = ""
    title: str = ""
    body: str = ""
    aside: tuple[int, ...] = ()
    form_id: str = "ask-form"

    @classmethod
    def parse(cls, data: MultiDict[str, str]) -> "SimilarForm":
        aside = filter(None, (whole(value) for value in data.getlist("not")))
        return cls(
            text=clean_text(data.get("q", "")), title=clean_line(data.get("title", "")),
            body=clean_text(data.get("body", "")), aside=tuple(dict.fromkeys(aside))[:MOST_SET_ASIDE],
            form_id="idea" if "title" in data else "ask-form",
        )

    @property
    def wording(self) -> str:
        """Everything that stands for a title; what was typed twice counts once."""
        return self.text if self.title in self.text else f"{self.text}\n{self.title}".strip()

    @property
    def words(self) -> str:
        """What was typed, as the beginning of one's own words."""
        parts = [self.text or self.title, self.body if self.body != self.text else ""]
        return "\n\n".join(filter(None, parts))


def parse_search(data: MultiDict[str, str]) -> SearchQuery:
    status, start = data.get("status", ""), whole(data.get("from", ""))
    return SearchQuery(
        text=clean_line(data.get("q", "")),
        topic=clean_line(data.get("topic", "")[:80]),
        status=status if status in STATUSES else "",
        start=start if start < MOST_RESULTS else 0,
    )
