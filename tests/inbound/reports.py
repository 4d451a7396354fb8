"""The corpus of reports about mails: each file with its gaps filled for one mail of ours."""

from dataclasses import dataclass
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus" / "reports"


@dataclass(frozen=True)
class Expected:
    """What the report says; `taken` is what comes of it where `key` or a Message-ID of ours stands in it."""

    what: str
    status: str = ""
    taken: str = "bounced"
    cause: str = "hard"


REPORTS = {
    "postfix_unknown_user": Expected("failed", "5.1.1"),
    "postfix_expired": Expected("failed", "4.4.1", cause="soft"),
    "postfix_delayed": Expected("delayed", "4.4.1", taken="delayed"),
    "postfix_delivered": Expected("arrived", "2.0.0", taken="arrived"),
    "sendmail_relayed": Expected("arrived", "2.1.5", taken="arrived"),
    "sendmail_full": Expected("failed", "5.2.2"),
    "exchange_online_unknown": Expected("failed", "5.1.10"),
    "exchange_policy": Expected("failed", "5.7.26", cause="soft"),
    "exchange_2003": Expected("failed", "5.0.0"),
    "gmail_unknown": Expected("failed", "5.1.1"),
    "gmail_full": Expected("failed", "4.2.2", cause="soft"),
    "japanese_unknown": Expected("failed", "5.1.1"),
    "utf8_global": Expected("failed", "5.1.1"),
    "no_action": Expected("failed", "5.1.2"),
    "envelope_id_only": Expected("failed", "5.1.1"),
    "message_id_only": Expected("failed", "5.1.1"),
    "exim_unknown": Expected("failed", "5.1.1"),
    "qmail_unknown": Expected("failed", "5.1.1"),
    "yahoo_unknown": Expected("failed", "5.0.0"),
    "arf_abuse": Expected("complaint", taken="complaint"),
    "arf_yahoo_redacted": Expected("complaint", taken="complaint"),
    "arf_not_spam": Expected("arrived", taken="arrived"),
    "arf_dmarc_failure": Expected("arrived", taken="arrived"),
}
NO_REPORTS = ("out_of_office", "quoting_person")


def sample(name: str, *, return_path: str, message_id: str, to: str) -> bytes:
    text = (CORPUS / f"{name}.eml").read_bytes()
    for gap, value in (("@KEYLOCAL@", return_path.partition("@")[0]), ("@KEY@", return_path), ("@ID@", message_id), ("@TO@", to)):
        text = text.replace(gap.encode(), value.encode())
    return text
