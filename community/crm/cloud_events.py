"""The CloudEvents 1.0 view of a message: binary mode, so that the body and its signature stay what they are.

https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md and http-webhook.md
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

LONGEST_REPLY = 200
ASKED = {"access-control-allow-origin", "webhook-allowed-origin", "webhook-allowed-rate", "allow"}


def headers(base_url: str, webhook_id: str, kind: str, at: datetime, subject: str) -> tuple[tuple[str, str], ...]:
    """`source` and `id` together are unique; `type` begins with our name the other way round; `time` is the event's."""
    return (
        ("ce-specversion", "1.0"), ("ce-id", webhook_id), ("ce-source", _plain(base_url)), ("ce-type", f"{reverse_name(base_url)}.{kind}"),
        ("ce-time", at.astimezone(UTC).isoformat().replace("+00:00", "Z")), ("ce-subject", subject),
    )


def subject(idea_id: int | None, person_id: int | None) -> str:
    """What it is about, below the source."""
    if idea_id is not None:
        return f"ideas/{idea_id}"
    return f"people/{person_id}" if person_id is not None else "endpoints"


def reverse_name(base_url: str) -> str:
    """`https://ideas.example.com` gives `com.example.ideas`."""
    return ".".join(reversed((urlsplit(base_url).hostname or "heed").split(".")))


def question(base_url: str) -> dict[str, str]:
    """The headers of the OPTIONS request that asks a receiver whether it wants us."""
    return {"webhook-request-origin": urlsplit(base_url).hostname or "heed", "webhook-request-rate": "*"}


def said(status: int, replied: Mapping[str, str]) -> str:
    """The answer in short, such as `200; webhook-allowed-origin: *`."""
    parts = [str(status), *(f"{name}: {value}" for name, value in sorted(replied.items()) if name in ASKED)]
    return "; ".join(parts)[:LONGEST_REPLY]


def _plain(text: str) -> str:
    """Header values are ASCII; the rest is percent-encoded as the binding has it."""
    return quote(text, safe=":/?#[]@!$&'()*+,;=-._~%")
