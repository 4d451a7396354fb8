"""What a mail that came back counts, when an address is written to no more, and for how long. Pure."""

import re
from datetime import timedelta

CAUSES = ("hard", "soft", "complaint")
ENDINGS = ("expired", "staff", "proved")
"""How a suspension ends: by itself after CLEARED, by an administrator, or since a code arrived there."""

POINTS = {"hard": 2, "soft": 1, "complaint": 0}
MOST = 4
"""From so many points on, nothing more is sent to an address. One mail a day counts."""
CLEARED = timedelta(days=30)
"""After this a mail that came back counts no more, and a suspension ends."""
FEW, TOGETHER = 3, timedelta(hours=1)
"""So many suspensions within this time are told to administrators one by one; the rest of them in one mail when it is over."""
REMEMBERED = timedelta(days=180)
"""How long staff can look up what came back."""

GONE = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"})
"""Enhanced codes that say: there is no such address (RFC 3463; 5.1.10, RFC 7505: its domain takes no mail)."""
_CODE = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.-])([245])[0-5]\d(?=[ -])")
_OF_THE_RECIPIENT = re.compile(
    r"no such (user|address|recipient|mailbox|person)|(user|recipient|mailbox|address|account)( name)? (is )?(unknown|not found|disabled|inactive|unavailable)"
    r"|unknown (user|recipient|local part|mailbox|address)|(does not|doesn'?t) (exist|have an? )|invalid (recipient|mailbox|address)|mailbox (is )?full|over quota",
    re.IGNORECASE,
)


def status_in(text: str) -> str:
    """The first enhanced code in a text that says more than .0.0; else the first; else that of a plain reply such as 550."""
    codes = [".".join(str(int(part)) for part in found) for found in _CODE.findall(text)]
    telling = [code for code in codes if not code.endswith(".0.0")]
    if telling or codes:
        return (telling or codes)[0]
    plain = _REPLY.search(text)
    return f"{plain[1]}.0.0" if plain else ""


def cause_of(status: str) -> str:
    """hard where it is for good, soft where it may pass.

    5.7.x is for good too, but says something of us (a missing signature, a blocked server), not of the address: it counts
    as soft, so that one wrong record in DNS does not silence everybody within two days.
    """
    return "hard" if status.startswith("5.") and not status.startswith("5.7.") else "soft"


def is_of_the_recipient(reply: str) -> bool:
    """Whether a server's refusal is about the address, and not about us or what the mail says."""
    status = status_in(reply)
    if status.endswith(".0.0") or not status:
        return bool(_OF_THE_RECIPIENT.search(reply))
    return status in GONE or status.startswith("5.2.")


def is_enough(points: int, status: str, *, proves_address: bool) -> bool:
    """Whether nothing more is sent there. proves_address: the mail was one that somebody asked for, to show that the address
    is theirs; where there is no such address, one is enough."""
    return points >= MOST or (proves_address and status in GONE)
