"""Whose words may be kept with an idea, and how. Pure."""

LONGEST_VOICE = 2_000
LONGEST_PLACE = 200
SHOWN = 3
OWN = "vote"
SUGGESTED = "draft"
"""What somebody suggests who was shown a draft of an answer."""
IN_PERSON = (OWN, SUGGESTED)
NOTED = ("mail", "call", "mention")
"""What staff write down: from a mail, from a call, or from somewhere public."""
REPLIES = ("question", "mail")
"""A reply to a question of staff: written on our pages, or on the page that its mail leads to."""


def may_speak(*, state: str, merged: bool) -> bool:
    """Words are taken on public ideas, on closed ones too: they say what an answer meant to somebody."""
    return state == "published" and not merged
