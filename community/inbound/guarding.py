"""Mails that programs wrote: they never become anything, and are never answered. Pure."""

import re
from email.message import EmailMessage
from email.utils import parseaddr

from community.inbound.heads import header

_SUBJECTS = re.compile(
    r"^\W*(?:auto: *)?(?:auto(?:matic)?[ -]?(?:reply|response|antwort)|automatische antwort|out of (?:the )?office|abwesen(?:d|heit)|afwezig|"
    r"automatisch antwoord|réponse automatique|absence (?:du bureau|du)|risposta automatica|fuori ufficio|respuesta automática|"
    r"fuera de (?:la )?oficina|resposta automática|autosvar|automatiskt svar|automatisk svar|odpowiedź automatyczna|"
    r"автоматический ответ|不在|自動応答|自動返信|自动回复|자동 ?응답|رد تلقائي|undeliver|delivery status|returned mail|mail delivery)",
    re.IGNORECASE,
)
"""What programs write there that set none of the headers. Only the beginning counts, and a reply begins with "Re:"."""
_PRECEDENCE = ("auto_reply", "auto-reply", "bulk", "junk", "list")
_ROBOTS = re.compile(r"^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?(?:[+-].*)?)@", re.IGNORECASE)


def why_left_alone(message: EmailMessage, sender: str) -> str:
    """A code for what gives the program away (RFC 3834 and older customs); "" for a person's mail.

    `sender` is the envelope's, as Received keeps it.
    """
    submitted = header(message, "Auto-Submitted").partition(";")[0].strip().lower()
    if submitted not in ("", "no"):
        return "auto_submitted"
    if message.get_content_type() == "multipart/report":
        return "report"
    if sender == "<>" or header(message, "Return-Path").replace(" ", "") == "<>":
        return "null_sender"
    if any(header(message, name) for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponse", "X-AutoReply-From")):
        return "auto_reply"
    if header(message, "Precedence").lower() in _PRECEDENCE or header(message, "List-Id"):
        return "list"
    if header(message, "Delivered-To").lower().startswith("autoresponder"):
        return "auto_reply"
    if _SUBJECTS.match(header(message, "Subject")) or _ROBOTS.match(parseaddr(header(message, "From"))[1]):
        return "auto_reply"
    return ""
