"""Several mails of customers, pasted at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _

from community.accounts.models import Person
from community.accounts.queries import person_by_email
from community.accounts.rules import PersonState, clean_text
from community.voices.forms import check_words, parse_importance
from community.voices.rules_several import MOST_AT_ONCE, Pasted, take_apart

LONGEST = 60_000


@dataclass(frozen=True)
class Read:
    """One pasted mail, whose it is, and why it cannot be noted; "" where it can."""

    mail: Pasted
    person: Person | None
    problem: str


@dataclass
class SeveralForm:
    text: str = ""
    importance: int = 2
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "SeveralForm":
        return cls(clean_text(data.get("text", "")), parse_importance(data.get("importance", "")))

    def check(self) -> bool:
        mails = take_apart(self.text)
        if not mails:
            self.problems["text"] = _("Please paste at least one mail.")
        elif len(self.text) > LONGEST or len(mails) > MOST_AT_ONCE:
            self.problems["text"] = _("Please paste %(most)s mails at most in one go.", most=MOST_AT_ONCE)
        return not self.problems

    def read(self) -> list[Read]:
        """Each mail with whose it is, in their order."""
        return [_read(mail) for mail in take_apart(self.text)]


def _read(mail: Pasted) -> Read:
    person = person_by_email(mail.address) if mail.address else None
    problems: dict[str, str] = {}
    check_words(mail.words, problems)
    if not mail.address:
        return Read(mail, None, _("It does not begin with the address it is from."))
    if person is None:
        return Read(mail, None, _("Nobody here has this address."))
    if person.state == PersonState.BANNED:
        return Read(mail, person, _("This person is kept out, so nothing is noted for them."))
    return Read(mail, person, problems.get("words", ""))
