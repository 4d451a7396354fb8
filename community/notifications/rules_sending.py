"""How a try to send counts, what it was that went wrong, and how long the queue, or one domain, then waits."""

import re
from datetime import datetime, timedelta
from enum import StrEnum

from community.notifications.rules import Fate, Outcome
from community.notifications.rules_digests import DIGESTS


class Step(StrEnum):
    """Where a conversation with a mail server is, in its order."""

    CONNECT = "connect"
    GREETING = "greeting"
    HELLO = "hello"
    ENCRYPT = "encrypt"
    SIGN_IN = "sign_in"
    SENDER = "sender"
    RECIPIENT = "recipient"
    DATA = "data"
    END = "end"


BEFORE_ANY_MAIL = frozenset({Step.CONNECT, Step.GREETING, Step.HELLO, Step.ENCRYPT, Step.SIGN_IN})
"""What goes wrong here has nothing to do with the mail in hand."""
CLOSING, TOO_LARGE, SIGN_IN_FIRST = 421, 552, 530
_RELAYING = re.compile(r"\brelay", re.IGNORECASE)


def outcome_of(step: Step, code: int, said: str) -> Outcome:
    """What a try counts as that ended at this step with this reply; `code` is 0 where no reply came.

    By the class of the reply, RFC 5321 section 4.2.1: 5yz is for good, everything else may pass. But a server that
    lets nobody in, or refuses our sender, waits for a setting to be mended, and that is no mail's end.
    """
    words = f"{code} {said}" if code else said
    if step in BEFORE_ANY_MAIL:
        return Outcome(Fate.LATER, f"No connection: {words}", broken=True, untried=True)
    if code == 0:
        return Outcome(Fate.LATER, words, broken=True, unsure=step is Step.END)
    if is_our_setting(step, code, said):
        return Outcome(Fate.LATER, words, ours=True)
    return Outcome(Fate.NEVER if 500 <= code <= 599 else Fate.LATER, words, broken=code == CLOSING, unsure=code < 0 and step is Step.END)


def is_our_setting(step: Step, code: int, said: str) -> bool:
    """Whether the server refuses us, whoever the mail is for: our sender, no sign-in, or that it passes mail on at all."""
    if not 500 <= code <= 599 or step not in (Step.SENDER, Step.RECIPIENT):
        return False
    if step is Step.SENDER:
        return code != TOO_LARGE
    return code == SIGN_IN_FIRST or bool(_RELAYING.search(said))


RESTS = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 30, 60, 120, 300))
PATIENT = 2
"""So many tries in a row may end badly, though the server let us in, before it is left alone."""
WINDOW = timedelta(hours=48)
"""A mail that found no server for so long after it was due is given up; it can be sent again."""


def rest_after(failures: int, *, untried: bool) -> timedelta:
    """How long nothing is sent after so many failures in a row, the last of which did or did not get as far as a mail."""
    rests = failures if untried else failures - PATIENT
    return RESTS[min(rests, len(RESTS)) - 1] if rests > 0 else timedelta()


def is_resting(until: datetime | None, now: datetime) -> bool:
    """A rest that ends far ahead was begun by a clock that has since been set back, and counts for nothing."""
    return until is not None and now < until <= now + RESTS[-1]


MINUTE = timedelta(minutes=1)
UNHURRIED = 2
"""From this priority on, mails keep to the pace of their domain: codes and alerts do not wait for newsletters."""


def domain_of(address: str) -> str:
    return address.rpartition("@")[2].lower()[:253]


def full_until(tries: list[datetime], rate: int, now: datetime) -> datetime | None:
    """Until when no more may go to a domain that was tried at these times, newest first, at so many a minute.

    None when there is room, or no limit (0). Then no minute, wherever it begins, sees more than the rate.
    """
    lately = [moment for moment in tries if now - MINUTE < moment <= now]
    return lately[rate - 1] + MINUTE if rate and len(lately) >= rate else None


AT_MOST_ONCE = frozenset(DIGESTS)
"""Rather not at all than twice: what such a mail gathers stands in the inbox, and in the next one."""
