"""What an administrator types about the site."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _

from community.accounts.rules import clean_line
from community.site import HALF_LIFE_MONTHS, SiteFacts
from community.web.accent import AccentRefused, parse_colour, tokens_of

LONGEST_NAME = 80
LONGEST_PROMISE = 300
LONGEST_HALF_LIFE = 120


@dataclass
class SiteForm:
    """`accent` stays as it was typed; `colour` is what it means, empty for Heed's own."""

    name: str = ""
    company: str = ""
    promise: str = ""
    accent: str = ""
    hold_first_ideas: bool = False
    half_life_months: str = str(HALF_LIFE_MONTHS)
    colour: str = ""
    nearest: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, site: SiteFacts) -> "SiteForm":
        return cls(site.name, site.company, site.promise, site.accent, site.hold_first_ideas, str(site.half_life_months), site.accent)

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "SiteForm":
        return cls(
            name=clean_line(data.get("name", "")),
            company=clean_line(data.get("company", "")),
            promise=clean_line(data.get("promise", "")),
            accent=clean_line(data.get("accent", "")),
            hold_first_ideas=data.get("hold_first_ideas") == "1",
            half_life_months=clean_line(data.get("half_life_months", str(HALF_LIFE_MONTHS))),
        )

    def check(self) -> bool:
        if not self.name:
            self.problems["name"] = _("The site needs a name, such as “Ideas”.")
        for name, most in (("name", LONGEST_NAME), ("company", LONGEST_NAME), ("promise", LONGEST_PROMISE)):
            if len(getattr(self, name)) > most:
                self.problems[name] = _("Please shorten this to %(most)s characters.", most=most)
        if not _is_number(self.half_life_months, LONGEST_HALF_LIFE):
            self.problems["half_life_months"] = _("Please give a number of months from 1 to %(most)s.", most=LONGEST_HALF_LIFE)
        self._check_accent()
        return not self.problems

    def _check_accent(self) -> None:
        colour = parse_colour(self.accent) if self.accent else ""
        if colour is None:
            self.problems["accent"] = _("Please write the colour as six figures after a #, such as #0a5c6e.")
            return
        self.colour = colour
        if not colour:
            return
        try:
            tokens_of(colour)
        except AccentRefused as refused:
            self.nearest = refused.nearest
            self.problems["accent"] = _(
                "This colour is too pale to read: its contrast is %(found)s to 1 and must be 4.5. "
                "The nearest one that can be read is %(nearest)s.",
                found=f"{refused.contrast:.1f}", nearest=refused.nearest,
            )

    def values(self) -> dict[str, object]:
        return {
            "name": self.name, "company": self.company, "promise": self.promise, "accent": self.colour,
            "hold_first_ideas": self.hold_first_ideas, "half_life_months": int(self.half_life_months),
        }


def _is_number(text: str, most: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= len(str(most)) and 1 <= int(text) <= most
