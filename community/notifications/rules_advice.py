"""What to do about a conversation with a mail server that did not end well: a code for each of the usual faults."""

import re
import socket
import ssl
from dataclasses import dataclass

from community.notifications.rules_sending import BEFORE_ANY_MAIL, SIGN_IN_FIRST, TOO_LARGE, Step

WITHOUT_TLS_ENCRYPTED = 465
_RELAYING = re.compile(r"\brelay", re.IGNORECASE)
_CERTIFICATES = {
    "name": ("doesn't match", "not valid for", "hostname mismatch", "ip address mismatch"), "past": ("has expired", "not yet valid"),
    "unknown": ("self-signed", "self signed", "unable to get", "verify failed"),
}


@dataclass(frozen=True)
class Fault:
    """Where a conversation ended, with which reply (0: none) or what problem, on which kind of connection."""

    step: Step
    code: int
    said: str
    scheme: str
    port: int
    problem: BaseException | None = None


def advice_on(fault: Fault) -> str:
    """A code of wording_sending.ADVICE."""
    if fault.code == 0:
        return _of_connection(fault)
    if fault.step is Step.SIGN_IN:
        return "password" if fault.code in (535, 534, 538) else "sign_in"
    if fault.code == SIGN_IN_FIRST or (fault.step is Step.SENDER and fault.code in (550, 553, 554) and "authenticat" in fault.said.lower()):
        return "sign_in_first"
    if fault.code // 100 == 4:
        return "later"
    if fault.step in BEFORE_ANY_MAIL:
        return "not_welcome"
    if fault.step is Step.SENDER:
        return "too_large" if fault.code == TOO_LARGE else "sender"
    if fault.step is Step.RECIPIENT:
        return "relay" if _RELAYING.search(fault.said) else "recipient"
    return "message"


def _of_connection(fault: Fault) -> str:
    problem, said = fault.problem, fault.said.lower()
    if isinstance(problem, ssl.SSLCertVerificationError):
        return next((f"certificate_{what}" for what, words in _CERTIFICATES.items() if any(word in said for word in words)), "certificate_unknown")
    if isinstance(problem, ssl.SSLError):
        return "no_tls" if fault.scheme == "smtps" else "tls"
    if isinstance(problem, socket.gaierror):
        return "name"
    if isinstance(problem, ConnectionRefusedError):
        return "refused"
    if fault.step is Step.ENCRYPT and "starttls" in said:
        return "no_starttls"
    if fault.step is Step.SIGN_IN:
        return "letters" if isinstance(problem, UnicodeError) else "no_sign_in"
    if isinstance(problem, ValueError) and not isinstance(problem, OSError):
        return "address"
    return _of_silence(fault)


def _of_silence(fault: Fault) -> str:
    """Nothing came, or the line went dead."""
    if fault.step is Step.CONNECT:
        return "unreachable"
    if fault.step in (Step.GREETING, Step.ENCRYPT):
        return "speaks_tls" if fault.scheme != "smtps" and fault.port == WITHOUT_TLS_ENCRYPTED else "silent"
    return "hung_up"
