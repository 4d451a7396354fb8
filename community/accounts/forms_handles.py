"""What is typed to link a name on another channel."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _

from community.accounts.rules import clean_line
from community.accounts.rules_handles import CHANNELS, LONGEST_HANDLE, OTHER, clean_channel, clean_handle


@dataclass
class HandleForm:
    """`channel` is one of the list, or other and then `other` names it."""

    channel: str = ""
    other: str = ""
    handle: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "HandleForm":
        channel, other, handle = (clean_line(data.get(name, ""))[:500] for name in ("channel", "other", "handle"))
        return cls(channel, other, handle)

    @property
    def named(self) -> str:
        """The channel as it is stored; "" when it is none."""
        return clean_channel(self.other) if self.channel == OTHER else self.channel if self.channel in CHANNELS else ""

    def check(self) -> bool:
        if self.channel == OTHER and not self.named:
            self.problems["other"] = _("Please name the channel in a word or two, such as “our forum”.")
        elif not self.named:
            self.problems["channel"] = _("Please choose a channel.")
        if not clean_handle(self.handle):
            self.problems["handle"] = _("Please write the name as it stands there, in one word of at most %(most)s characters.", most=LONGEST_HANDLE)
        else:
            self.handle = clean_handle(self.handle)
        return not self.problems
