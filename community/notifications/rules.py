"""Which mails there are and who may refuse them."""

SIGN_IN = "sign_in"

REFUSABLE = {"idea_published": "kind", "idea_answered": "idea", "idea_commented": "idea"}
"""Mails a person may refuse, and what one click on the unsubscribe link stops: this kind, or all about this idea."""

ALERTS = ("answer_due_soon", "answer_overdue", "decision_due", "answer_repeated", "endpoint_disabled")
"""Mails to staff about what is owed; nobody can refuse them."""


def priority(kind: str) -> int:
    """Which mails go first: somebody waits for a code, alerts have two minutes, the rest can queue."""
    return 0 if kind == SIGN_IN else 1 if kind in ALERTS else 2


def thread(idea_id: int, root_id: int | None) -> list[int]:
    """The ideas a mail refers to: after a merge the one it went into comes first."""
    return [root_id, idea_id] if root_id else [idea_id]
