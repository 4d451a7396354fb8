"""What our own mail server found out about who sent a mail (RFC 8601)."""

from email.message import EmailMessage

from authres import AuthenticationResultsHeader
from authres.core import AuthResError

from community.accounts.rules import clean_line


def is_disowned(message: EmailMessage, authserv: str) -> bool:
    """Whether the domain it says it comes from disowns it: dmarc=fail, said by the server we believe and by no other."""
    if not authserv:
        return False
    return any(_fails(clean_line(str(value)), authserv) for value in message.get_all("Authentication-Results", []))


def _fails(value: str, authserv: str) -> bool:
    try:
        found = AuthenticationResultsHeader.parse(f"Authentication-Results: {value}")
    except (AuthResError, ValueError, IndexError, AttributeError):
        return value.lower().startswith(authserv) and "dmarc=fail" in value.lower()
    return str(found.authserv_id).lower() == authserv and any(
        result.method.lower() == "dmarc" and result.result.lower() == "fail" for result in found.results or []
    )
