"""What a person is called elsewhere: channels, and the form in which handles are compared. Pure."""

import re

from community.accounts.rules import clean_line, fold

CHANNELS = {
    "x": "X", "bluesky": "Bluesky", "mastodon": "Mastodon", "linkedin": "LinkedIn", "reddit": "Reddit", "github": "GitHub",
    "youtube": "YouTube", "instagram": "Instagram", "facebook": "Facebook", "discord": "Discord", "slack": "Slack",
    "whatsapp": "WhatsApp",
}
"""Names of their own, the same in every language; any other channel is named by whoever links a handle."""

OTHER = "other"
MOST_HANDLES = 30
LONGEST_CHANNEL = 40
LONGEST_HANDLE = 120
LONGEST_FOLDED = 360
"""NFKC may write one character as several."""
_CHANNEL = re.compile(r"[\w][\w .&+-]{0,39}")


def clean_channel(text: str) -> str:
    """The form channels are stored in; "" when it is none. It has no colon, which divides it from the handle."""
    folded = " ".join(fold(clean_line(text)).split())
    return folded if folded != OTHER and _CHANNEL.fullmatch(folded) else ""


def channel_word(channel: str) -> str:
    return CHANNELS.get(channel, channel)


def clean_handle(text: str) -> str:
    """One word as it is written there, without the @ before it; "" when nothing is left, or it is none."""
    handle = clean_line(text).lstrip("@＠").strip()
    return handle if 0 < len(handle) <= LONGEST_HANDLE and " " not in handle and any(c.isalnum() for c in handle) else ""


def fold_handle(text: str) -> str:
    """What is compared: @Ada, ＡＤＡ and ada are one.

    Folded again once the blanks are out, since an accent that stood alone (´ is a blank and an accent) then joins its letter.
    """
    folded = fold(clean_handle(text))
    return fold(fold("".join(folded.split()))).lstrip("@")


def parted(text: str) -> tuple[str, str]:
    """`channel:handle` as its two parts; without a channel the first is empty."""
    before, colon, after = text.partition(":")
    channel = clean_channel(before) if colon else ""
    return (channel, after) if channel else ("", text)
