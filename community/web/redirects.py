"""Where to go back to: our own pages only."""

from urllib.parse import urlsplit


def safe_next(target: str | None, home: str = "/") -> str:
    """The target if a browser would stay on this site for it, else home.

    Browsers treat a backslash as a slash and drop tabs and line ends, so the text is judged, not its parse.
    """
    if not target or target[0] != "/" or target[1:2] in ("/", "\\") or "\\" in target:
        return home
    if any(ord(c) < 33 or ord(c) == 127 for c in target) or target.startswith("/..//"):
        return home
    parts = urlsplit(target)
    return home if parts.scheme or parts.netloc else target
