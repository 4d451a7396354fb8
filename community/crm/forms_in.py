"""What administrators type about CRMs that push, and about files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _

from community.accounts.rules import clean_line
from community.crm.actions_in import WHAT
from community.crm.actions_sources import slug_of
from community.crm.rules_cells import COLUMNS, FIELD
from community.crm.rules_in import LONGEST_FIELD_NAME

LONGEST_NAME = 80
LARGEST_FILE = 30_000_000
OWN_FIELD = "field"
"""The choice of taking a column as a custom field of its own name."""


@dataclass
class SourceForm:
    name: str = ""
    key: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "SourceForm":
        return cls(clean_line(data.get("name", "")), data.get("key", "")[:64])

    @property
    def slug(self) -> str:
        return slug_of(self.name)

    def check(self, *, taken: bool) -> bool:
        if not self.slug:
            self.problems["name"] = _("Please write a name with letters or figures, such as HubSpot.")
        elif len(self.name) > LONGEST_NAME:
            self.problems["name"] = _("Please shorten this to %(most)s characters.", most=LONGEST_NAME)
        elif taken:
            self.problems["name"] = _("There is a source with such a name already.")
        return not self.problems


@dataclass
class FileForm:
    """A file, and what its rows are."""

    what: str = WHAT[0]
    name: str = ""
    content: bytes = b""
    problems: dict[str, str] = field(default_factory=dict)

    def check(self) -> bool:
        if self.what not in WHAT:
            self.problems["what"] = _("Please choose one of these.")
        if not self.content:
            self.problems["file"] = _("Please choose a file that is not empty.")
        elif len(self.content) > LARGEST_FILE:
            self.problems["file"] = _("This file is larger than 30 MB. Please divide it.")
        return not self.problems


@dataclass
class MappingForm:
    """Which field each column is, by the column's place in the file."""

    what: str
    chosen: dict[str, str]
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, what: str, columns: Sequence[str], data: Mapping[str, str]) -> "MappingForm":
        return cls(what, {column: _field(what, column, data.get(f"column-{number}", "")) for number, column in enumerate(columns)})

    def check(self) -> bool:
        fields = [name for name in self.chosen.values() if name]
        if "external_id" not in fields:
            self.problems["columns"] = _("Please say which column is the key in the CRM: rows are known again by it.")
        elif len(set(fields)) < len(fields):
            self.problems["columns"] = _("Two columns are the same field. Please choose one of them.")
        return not self.problems


def _field(what: str, column: str, choice: str) -> str:
    if choice == OWN_FIELD:
        return FIELD + column.removeprefix(FIELD)[:LONGEST_FIELD_NAME]
    return choice if choice in COLUMNS[what] else ""
