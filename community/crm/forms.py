"""What an administrator types about an endpoint."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from community.accounts.rules import clean_line
from community.crm.actions import EndpointDraft
from community.crm.catalogue import SUBSCRIBABLE
from community.crm.models import Endpoint
from community.crm.queries import STATES
from community.crm.rules import LONGEST_URL, Network, UrlProblem, check_url
from community.ideas.forms import whole

LONGEST_NAME = 80
LONGEST_PURPOSE = 200

URL_WORDS = {
    UrlProblem.LENGTH: _l("Please use an address of at most %(most)s characters.", most=LONGEST_URL),
    UrlProblem.CHARACTERS: _l("This address has a space or a character that servers read differently. Please write it in plain letters."),
    UrlProblem.USERINFO: _l("Please leave names and passwords out of the address; the signature proves that it is us."),
    UrlProblem.SCHEME: _l("The address must begin with https://. Plain http is only for networks listed in HEED_WEBHOOK_NETWORKS."),
    UrlProblem.HOST: _l("Please write a whole address, such as https://crm.example.com/hooks/heed."),
    UrlProblem.PORT: _l("Only the ports 80, 443 and those from 1024 on can be used."),
    UrlProblem.ADDRESS: _l("This address is inside a private network. Networks of your own can be listed in HEED_WEBHOOK_NETWORKS."),
}

SINCE = {"hour": timedelta(hours=1), "day": timedelta(days=1), "3-days": timedelta(days=3), "week": timedelta(days=7), "2-weeks": timedelta(days=14)}


@dataclass
class EndpointForm:
    name: str = ""
    url: str = ""
    purpose: str = ""
    cloud_events: bool = False
    events: list[str] = field(default_factory=lambda: list(SUBSCRIBABLE))
    key: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, row: Endpoint) -> "EndpointForm":
        return cls(row.name, row.url, row.purpose, row.cloud_events, list(row.events))

    @classmethod
    def parse(cls, data: MultiDict[str, str]) -> "EndpointForm":
        chosen = set(data.getlist("events"))
        return cls(
            name=clean_line(data.get("name", "")),
            url=data.get("url", "").strip(),
            purpose=clean_line(data.get("purpose", "")),
            cloud_events="cloud_events" in data,
            events=[kind for kind in SUBSCRIBABLE if kind in chosen],
            key=clean_line(data.get("key", ""))[:64],
        )

    def check(self, networks: Sequence[Network]) -> bool:
        if not self.name:
            self.problems["name"] = _("The endpoint needs a name, such as “Our CRM”.")
        elif len(self.name) > LONGEST_NAME:
            self.problems["name"] = _("Please shorten this to %(most)s characters.", most=LONGEST_NAME)
        wrong = check_url(self.url, networks)
        if wrong:
            self.problems["url"] = str(URL_WORDS[wrong[0]])
        if len(self.purpose) > LONGEST_PURPOSE:
            self.problems["purpose"] = _("Please shorten this to %(most)s characters.", most=LONGEST_PURPOSE)
        if not self.events:
            self.problems["events"] = _("Please choose at least one kind of event.")
        return not self.problems

    def draft(self) -> EndpointDraft:
        return EndpointDraft(self.name, self.url, self.events, self.purpose, self.cloud_events)


@dataclass(frozen=True)
class LogFilter:
    """Which deliveries of an endpoint to list: a state, or all; and the key of the page."""

    state: str = ""
    before: int = 0

    @classmethod
    def parse(cls, args: Mapping[str, str]) -> "LogFilter":
        state = args.get("state", "")
        return cls(state if state in STATES else "", whole(args.get("before", "")))


def parse_since(text: str) -> timedelta:
    """How far back to replay; two weeks when the choice is none of ours."""
    return SINCE.get(text, SINCE["2-weeks"])
