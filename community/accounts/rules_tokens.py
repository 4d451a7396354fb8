"""What a token of the API may be and do. Pure."""

import re

SCOPES = ("people:read", "accounts:write", "mentions:write")
"""What a token can be let do, each on its own."""

PREFIX = "heed_"
"""So that tools that look for leaked secrets know one of ours."""
SECRET_BYTES = 32
STARTS = len(PREFIX) + 4
"""How much of a token stays on record, to tell one from another: 24 bits of 256."""
LONGEST_NAME = 80
_TOKEN = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}")


def is_token(text: str) -> bool:
    """Whether it has the form of one; what has not is looked up nowhere."""
    return _TOKEN.fullmatch(text) is not None
