"""What to do about a fault: a pure rule, and a real server for each of the usual ones."""

import socket
import ssl

import pytest

from community.notifications.rules_advice import Fault, advice_on
from community.notifications.rules_sending import Step
from community.notifications.wording_sending import ADVICE


def fault(step, code=0, said="", scheme="smtp+starttls", port=587, problem=None):
    return Fault(step, code, said, scheme, port, problem)


def certificate(said):
    return fault(Step.ENCRYPT, said=f"SSLCertVerificationError: {said}", problem=ssl.SSLCertVerificationError(said))


USUAL = [
    (fault(Step.CONNECT, problem=ConnectionRefusedError()), "refused"),
    (fault(Step.CONNECT, problem=socket.gaierror(-2, "Name or service not known")), "name"),
    (fault(Step.CONNECT, problem=TimeoutError()), "unreachable"),
    (fault(Step.CONNECT, problem=OSError(113, "No route to host")), "unreachable"),
    (fault(Step.GREETING, problem=TimeoutError()), "silent"),
    (fault(Step.GREETING, scheme="smtp", port=465, problem=TimeoutError()), "speaks_tls"),
    (fault(Step.GREETING, scheme="smtp+starttls", port=465, problem=ConnectionResetError()), "speaks_tls"),
    (fault(Step.GREETING, 554, "your address is listed"), "not_welcome"),
    (fault(Step.GREETING, 421, "busy"), "later"),
    (fault(Step.ENCRYPT, scheme="smtps", problem=ssl.SSLError("WRONG_VERSION_NUMBER")), "no_tls"),
    (fault(Step.ENCRYPT, problem=ssl.SSLError("UNSUPPORTED_PROTOCOL")), "tls"),
    (fault(Step.ENCRYPT, said="SMTPNotSupportedError: STARTTLS extension not supported by server."), "no_starttls"),
    (certificate("Hostname mismatch, certificate is not valid for 'mail.example'"), "certificate_name"),
    (certificate("certificate verify failed: IP address mismatch"), "certificate_name"),
    (certificate("certificate verify failed: certificate has expired"), "certificate_past"),
    (certificate("certificate verify failed: self-signed certificate"), "certificate_unknown"),
    (certificate("something new"), "certificate_unknown"),
    (fault(Step.SIGN_IN, 535, "5.7.8 wrong"), "password"),
    (fault(Step.SIGN_IN, 454, "4.7.0 later"), "sign_in"),
    (fault(Step.SIGN_IN, said="SMTPNotSupportedError: SMTP AUTH extension not supported by server."), "no_sign_in"),
    (fault(Step.SIGN_IN, problem=UnicodeEncodeError("ascii", "é", 0, 1, "")), "letters"),
    (fault(Step.SENDER, 530, "5.7.0 authentication required"), "sign_in_first"),
    (fault(Step.SENDER, 550, "please authenticate first"), "sign_in_first"),
    (fault(Step.RECIPIENT, 530, "5.7.1 sign in"), "sign_in_first"),
    (fault(Step.SENDER, 553, "5.7.1 not owned by user"), "sender"),
    (fault(Step.SENDER, 552, "too large"), "too_large"),
    (fault(Step.RECIPIENT, 554, "5.7.1 Relay access denied"), "relay"),
    (fault(Step.RECIPIENT, 550, "5.1.1 no such person"), "recipient"),
    (fault(Step.RECIPIENT, 450, "greylisted"), "later"),
    (fault(Step.END, 554, "5.7.1 spam"), "message"),
    (fault(Step.END, problem=TimeoutError()), "hung_up"),
    (fault(Step.SENDER, problem=ValueError("no such letters")), "address"),
]


@pytest.mark.parametrize(("met", "code"), USUAL)
def test_each_of_the_usual_faults_has_its_advice(met, code):
    assert advice_on(met) == code


def test_no_advice_is_without_words_and_no_words_without_a_fault():
    assert {code for _, code in USUAL} | {"", "kept", "stopped"} == set(ADVICE)
    assert all(words._args[0].strip()[-1] in ".?" for words in ADVICE.values())
