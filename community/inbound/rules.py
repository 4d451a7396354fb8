"""What comes in: how large it may be, how long it is kept, how often it is tried, and what can become of it. Pure."""

from datetime import timedelta

LARGEST = 10_000_000  # bytes
HEAD = 64_000
"""Of a mail that is larger, so much is kept: its head, and a beginning."""
KEPT = timedelta(days=30)
"""How long the bytes of a mail can be looked at; what became of it is remembered longer."""
REMEMBERED = timedelta(days=400)

LEASE = timedelta(minutes=5)
DELAYS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8))
MOST_TRIES = len(DELAYS) + 1

CHANNELS = ("pipe", "hook", "mailbox", "letterbox")
"""How a mail came: by the mail server's pipe, by HTTP, out of an IMAP mailbox, or from the demo's letterbox."""
STATES = ("waiting", "done", "failed")
OUTCOMES = ("comment", "reply", "draft", "returned", "ignored", "report")
"""What became of it: a comment, the reply to a question, the draft of an answer, sent back with an explanation, left alone
since a program wrote it or nobody we know, or a report about one of our own mails."""

ANSWER_AGAIN = timedelta(days=7)
"""Whoever is not known by a key of theirs gets one automatic answer in this time."""


def wait_after(attempts: int) -> timedelta | None:
    """How long a mail that could not be processed waits after so many tries; None when staff should look at it."""
    return DELAYS[attempts - 1] if attempts < MOST_TRIES else None

AGAIN = ("", "returned", "ignored", "report")
"""What can be processed once more, since nothing was posted."""
