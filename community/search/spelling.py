"""Did you mean: a near word, where what was typed finds next to nothing."""

from community.accounts.viewer import Viewer


def meant(viewer: Viewer, text: str) -> str | None:
    """The query with its unknown words replaced by near ones that find something this person may see; None when there is none."""
    return None
