"""What staff ask the desk for: a list, narrowed and ordered, and the ideas they have ticked in it."""

from collections.abc import Callable
from typing import Any

from werkzeug.datastructures import MultiDict

from community.accounts.rules import clean_line
from community.ideas.forms import counted, instant, parse_key, whole
from community.ideas.rules import STATUSES
from community.responses.queries_desk import DUE, LISTS, DeskFilter

MOST_CHOSEN = 500
SORTS: dict[str, tuple[Callable[[str], Any], ...]] = {
    "due": (counted, instant, counted), "votes": (lambda text: -counted(text.removeprefix("-")), counted), "asked": (instant, counted),
    "value": (counted,), "accounts": (counted,), "renewing": (counted,),
}
"""Orders of the desk, and what the parts of a key are in each."""


def parse_desk(args: MultiDict[str, str], usual: str) -> DeskFilter:
    """The list asked for; what makes no sense falls back to the usual queue."""
    whose, due, status = args.get("whose", ""), args.get("due", ""), args.get("status", "")
    whose = whose if whose in LISTS else usual
    sort = args.get("sort", "")
    sort = sort if sort in SORTS else "votes" if whose == "imported" else "due"
    return DeskFilter(
        whose=whose,
        due=due if due in DUE else "",
        topic=clean_line(args.get("topic", "")[:80]),
        status=status if status in STATUSES else "",
        owner=whole(args.get("owner", "")),
        account=whole(args.get("account", "")),
        segment=clean_line(args.get("segment", "")[:90]),
        renews=args.get("renews") in ("1", "True"),
        currency=clean_line(args.get("currency", "")[:3]),
        sort=sort,
        after=parse_key(SORTS[sort], args.get("after", "")),
    )


def chosen(args: MultiDict[str, str]) -> list[int]:
    """The ideas that were ticked, as boxes (`id`) or in an address (`ids=1,2,3`), each once, in their order."""
    typed = [*args.getlist("id"), *args.get("ids", "").split(",")]
    return list(dict.fromkeys(number for number in map(whole, typed) if 0 < number < 2**31))[:MOST_CHOSEN]
