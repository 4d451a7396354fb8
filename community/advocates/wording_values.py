"""Words for what figures of value are made of."""

from flask_babel import gettext as _

from community.advocates.rules_values import Part


def part_word(part: str) -> str:
    """How somebody helped with an idea."""
    return {
        Part.AUTHOR: _("suggested it"), Part.DUPLICATE: _("suggested what joined it"),
        Part.HELPFUL: _("wrote a comment that staff found helpful"), Part.BROUGHT: _("brought voters"),
    }[Part(part)]


def own_word(own: str) -> str:
    """Why a referral earns nothing."""
    return {"account": _("of the same account"), "domain": _("of the same mail domain"), "staff": _("brought by staff")}.get(own, "")
