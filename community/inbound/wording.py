"""Words about mails that came in, for those who wrote them and for staff."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

WHY = {
    "wrong_sender": _l("It came from another address than the one our mail went to, so we cannot be sure that it is from the same person."),
    "no_key": _l("It came to an address that takes no replies, so we cannot tell which idea it is about."),
    "expired": _l("The mail it replies to is more than 90 days old, and its address for replies has closed."),
    "disowned": _l("Your mail provider could not confirm that it comes from your address, so it may be somebody else’s."),
    "no_right": _l("Your account here may not do this at the moment."),
    "gone": _l("The idea is no longer open to it: it was taken out of sight, or you may not see it any more."),
    "question_closed": _l("The question was closed before your reply arrived."),
    "too_long": _l("It is longer than we can keep in one piece."),
    "too_large": _l("It is larger than 10 MB, most likely for its attachments."),
    "too_many": _l("A good many of your replies arrived within one hour, more than we can take at once."),
    "empty": _l("We found no new words in it, only what it quotes or attaches."),
}
"""By code; each is a sentence for the writer."""

ADVICE = {
    "wrong_sender": _l("Please reply from the address that our mail was sent to, or use the button in that mail."),
    "no_key": _l("Please reply to one of our mails about the idea, or write on its page."),
    "expired": _l("Please use the button in that mail, or find the idea on our pages and write there."),
    "disowned": _l("Please write on the idea’s page, or send it again later."),
    "no_right": _l("If that surprises you, please ask the people who look after this community."),
    "gone": _l("On our pages you will find what became of it."),
    "question_closed": _l("What you wrote is welcome as a comment on the idea’s page."),
    "too_long": _l("Please shorten it, or send it in two replies."),
    "too_large": _l("Please send the words alone; attachments are not kept."),
    "too_many": _l("Please send this one again in an hour."),
    "empty": _l("Please write your words above or between the quoted lines, and send it again."),
}

LEFT_ALONE = {
    "auto_submitted": _l("A program wrote it."),
    "auto_reply": _l("It is an automatic reply."),
    "null_sender": _l("It is a report, or a program wrote it: it has no sender to answer to."),
    "list": _l("It came by a mailing list."),
    "ours": _l("It is one of our own mails."),
    "no_key": _l("It replies to none of our mails, and nobody here has that address."),
    "disowned": _l("The domain it says it is from disowns it."),
    "report": _l("It is a report that says nothing of our mails."),
    "erased": _l("It named somebody who was forgotten."),
}

REPORTS = {
    "bounced": _l("One of our mails could not be delivered."),
    "delayed": _l("One of our mails takes longer."),
    "arrived": _l("One of our mails arrived."),
    "complaint": _l("A reader called one of our mails unwanted, and gets no more of what can be refused."),
    "stopped": _l("Its sender wants no more of some mails, and gets no more of them."),
    "unknown": _l("It names none of our mails, so nothing follows from it."),
}

OUTCOMES = {
    "": _l("Not processed yet"), "comment": _l("Comment"), "reply": _l("Reply to a question"), "draft": _l("Draft of an answer"),
    "returned": _l("Sent back"), "ignored": _l("Left alone"), "report": _l("Report"),
}
STATES = {"waiting": _l("Waiting"), "done": _l("Processed"), "failed": _l("Needs a look")}
CHANNELS = {"pipe": _l("Pipe"), "hook": _l("HTTP"), "mailbox": _l("Mailbox"), "letterbox": _l("Letterbox")}


def why(code: str) -> LazyString:
    return WHY[code]


def advice(code: str) -> LazyString:
    return ADVICE[code]


def why_answered() -> LazyString:
    return _l("You get this because a mail from your address reached us.")


def received_reason(outcome: str, reason: str) -> str:
    """Why it was sent back or left alone, for staff."""
    return str({"ignored": LEFT_ALONE, "report": REPORTS}.get(outcome, WHY).get(reason, reason))


def received_outcome(outcome: str) -> str:
    return str(OUTCOMES[outcome])


def received_state(state: str) -> str:
    return str(STATES[state])


def received_by(channel: str) -> str:
    return str(CHANNELS[channel])


def waits() -> str:
    return _("Thank you. A second person reads it now, and it is published when they agree.")
