"""Words for levels, badges, and what is held for review."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from community.accounts.rules import Level
from community.advocates import rules_standing
from community.advocates.models import Badge
from community.advocates.queries_standing import Standing
from community.advocates.rules_rings import Doubt
from community.advocates.rules_standing import Mark


def level_word(level: str) -> str:
    return {
        Level.MEMBER: _("Member"), Level.CONTRIBUTOR: _("Contributor"), Level.ADVOCATE: _("Advocate"), Level.CHAMPION: _("Champion"),
    }[Level(level)]


def way_word(standing: Standing) -> str:
    """What is missing to the next level, for the person and for staff; nothing at the highest."""
    following = rules_standing.next_level(standing.level)
    if following is None:
        return ""
    missing = rules_standing.points_to_next(standing.level, standing.score)
    if missing:
        return ngettext("%(num)s to %(level)s", "%(num)s to %(level)s", missing, level=level_word(following))
    return _("another kind of help leads to %(level)s", level=level_word(following))


def way_percent(standing: Standing) -> int:
    """How far somebody has come to the next level, 0 to 100."""
    following = rules_standing.next_level(standing.level)
    return 100 if following is None else max(0, min(100, 100 * standing.score // rules_standing.FROM_SCORE[following]))


def level_words() -> list[tuple[str, int, int, int]]:
    """Each level above the first: its word, the points and the kinds of help it takes, and within how many days the newest."""
    return [
        (level_word(level), points, rules_standing.FROM_KINDS[level], rules_standing.RECENT[level].days if level in rules_standing.RECENT else 0)
        for level, points in rules_standing.FROM_SCORE.items()
    ]


@dataclass(frozen=True)
class Seal:
    """A badge as it is shown; `often` is how much of it there is by now, for those who may know."""

    icon: str
    name: str
    first: str
    often: str


def seal(badge: Badge, standing: Standing) -> Seal:
    name, first = _badges()[Mark(badge.kind)]
    return Seal(ICONS[Mark(badge.kind)], name, first, _often(Mark(badge.kind), standing))


ICONS = {
    Mark.PLANNED: "seed", Mark.SHIPPED: "star", Mark.VOICE: "quote", Mark.HELPED: "hand", Mark.DUPLICATE: "merge", Mark.REPLY: "talk",
    Mark.CORRECTED: "check", Mark.REFERRAL: "link",
}


def _badges() -> dict[Mark, tuple[str, str]]:
    return {
        Mark.PLANNED: (_("First to ask"), _("An idea was taken up")),
        Mark.SHIPPED: (_("Made it real"), _("An idea shipped")),
        Mark.VOICE: (_("Heard"), _("Words in an idea that shipped")),
        Mark.HELPED: (_("Good ear"), _("A comment helped somebody")),
        Mark.DUPLICATE: (_("Matchmaker"), _("Two ideas became one")),
        Mark.REPLY: (_("Sounding board"), _("A reply changed an answer")),
        Mark.CORRECTED: (_("Sharp eye"), _("Put an answer of ours right")),
        Mark.REFERRAL: (_("Door opener"), _("Brought somebody along")),
    }


def _often(mark: Mark, standing: Standing) -> str:
    return {
        Mark.PLANNED: lambda n: ngettext("%(num)s idea taken up", "%(num)s ideas taken up", n),
        Mark.SHIPPED: lambda n: ngettext("%(num)s idea shipped", "%(num)s ideas shipped", n),
        Mark.VOICE: lambda n: ngettext("Words in %(num)s idea that shipped", "Words in %(num)s ideas that shipped", n),
        Mark.HELPED: lambda n: ngettext("%(num)s comment helped", "%(num)s comments helped", n),
        Mark.DUPLICATE: lambda n: ngettext("%(num)s duplicate joined up", "%(num)s duplicates joined up", n),
        Mark.REPLY: lambda n: ngettext("%(num)s reply changed an answer", "%(num)s replies changed an answer", n),
        Mark.CORRECTED: lambda n: ngettext("%(num)s answer put right", "%(num)s answers put right", n),
        Mark.REFERRAL: lambda n: ngettext("%(num)s person brought along", "%(num)s people brought along", n),
    }[mark](_count(mark, standing))


def _count(mark: Mark, standing: Standing) -> int:
    return {
        Mark.PLANNED: standing.planned + standing.shipped, Mark.SHIPPED: standing.shipped, Mark.VOICE: standing.voices_used,
        Mark.HELPED: standing.helped, Mark.DUPLICATE: standing.duplicates, Mark.REPLY: standing.replies,
        Mark.CORRECTED: standing.corrections, Mark.REFERRAL: standing.referrals,
    }[mark]


def doubt_word(why: str) -> str:
    return {
        Doubt.RING: _("These people have often given points to each other in turn."),
        Doubt.COLLEAGUES: _("Colleagues of one account have often given points here lately."),
    }[Doubt(why)]
