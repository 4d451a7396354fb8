"""What the address asks for: a topic, a period, where a list goes on. Nonsense asks for nothing."""

from flask import request

from community.insights.figures import PERIODS


def wanted_topic() -> str:
    return request.args.get("topic", "").replace("\0", "")[:80]


def wanted_period() -> str:
    chosen = request.args.get("since", "")
    return chosen if chosen in PERIODS else "year"


def wanted_key(name: str) -> int:
    value = request.args.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 10 else 0
