"""Taking a text of several pasted mails apart: whose each is, and its words. Pure."""

import re
from dataclasses import dataclass

MOST_AT_ONCE = 50
_ADDRESS = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}"
_WHOSE = re.compile(rf"\s*(?:(?:From|Von|De|Da|Van):)?\s*(?:[^<>@]{{0,120}}<({_ADDRESS})>|({_ADDRESS}))\s*:?\s*", re.IGNORECASE)
_HEAD = re.compile(r"\s*(?:To|Cc|Subject|Date|Sent|An|Betreff|Gesendet|Datum|Objet|Asunto):.*", re.IGNORECASE)
_RULE = re.compile(r"\s*[-=_*]{3,}\s*")


@dataclass(frozen=True)
class Pasted:
    """One mail of the text: the address it is from, "" where it names none, and its words."""

    address: str
    words: str

    @property
    def text(self) -> str:
        """As it would be pasted again."""
        return f"{self.address}\n{self.words}".strip()


def take_apart(text: str) -> list[Pasted]:
    """Each mail begins with a line that is nothing but its sender: an address, "Ada Okoro <ada@example.com>" or "From: ...".

    Lines of a mail's head after it, and lines that only divide, are no words of anybody.
    """
    mails: list[tuple[str, list[str]]] = [("", [])]
    for line in text.split("\n"):
        whose = _WHOSE.fullmatch(line)
        if whose:
            mails.append((whose[1] or whose[2], []))
        elif not (_RULE.fullmatch(line) or (_HEAD.fullmatch(line) and not any(mails[-1][1]))):
            mails[-1][1].append(line.rstrip())
    found = [Pasted(address, "\n".join(lines).strip()) for address, lines in mails]
    return [mail for mail in found if mail.address or mail.words]
