"""Parsing what is searched for and what is typed; nothing in it is an error."""

from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from community.accounts.rules import clean_line, clean_text
from community.ideas.forms import whole
from community.search.analysis import count_words
from community.search.rules import LONGEST_BODY, LONGEST_QUERY
from community.search.suggested import MOST_SHOWN, UNSEEN, Suggested


@dataclass(frozen=True)
class SimilarForm:
    """What was asked in the box, the line and the text of the form, and what was shown on the way.

    `rows` are the ideas that stand in the panel now; `form_id` names the form that all of it belongs to.
    """

    text: str = ""
    title: str = ""
    body: str = ""
    seen: Suggested = UNSEEN
    rows: tuple[int, ...] = ()
    form_id: str = "ask-form"

    @classmethod
    def parse(cls, data: MultiDict[str, str]) -> "SimilarForm":
        return cls(
            text=clean_text(data.get("q", "")), title=clean_line(data.get("title", "")),
            body=clean_text(data.get("body", "")), seen=Suggested.parse(data),
            rows=tuple(map(whole, data.getlist("row")[:MOST_SHOWN])), form_id="idea" if "title" in data else "ask-form",
        )

    @property
    def wording(self) -> str:
        """Everything that stands for a title; what was typed twice counts once."""
        return "\n".join(_said_once([self.text, self.title]))

    @property
    def words(self) -> str:
        """Everything typed, as the beginning of one's own words."""
        return "\n\n".join(_said_once([self.text, self.title, self.body]))

    def has_words(self, least: int) -> bool:
        return count_words(f"{self.wording[:LONGEST_QUERY]}\n{self.body[:LONGEST_BODY]}", least) >= least


def _said_once(parts: list[str]) -> list[str]:
    """What was typed, in order, without what another part says already."""
    said = [part for part in dict.fromkeys(parts) if part]
    return [part for part in said if not any(part != other and part in other for other in said)]
