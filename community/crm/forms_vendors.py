"""What an administrator types about a connection to a CRM."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from community.accounts.rules import clean_line
from community.crm.forms import URL_WORDS
from community.crm.models_vendors import Connection
from community.crm.rules import Network, check_url
from community.crm.rules_vendors import FIELDS
from community.crm.vendors import Mapping, Side, Vendor

LONGEST_NAME = 80
LONGEST_SECRET = 4000
NAME_THERE = re.compile(r"[A-Za-z][A-Za-z0-9_.@]{0,79}", re.ASCII)
VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,19}", re.ASCII)
SECRETS = ("token", "token_url", "client_id", "client_secret", "scope")
SIDES = ("person", "account")


def _server(url: str) -> tuple[str, str]:
    parts = urlsplit(url.lower())
    return parts.scheme, parts.netloc


@dataclass
class ConnectionForm:
    """`auth` is token or oauth. `there` holds each of our fields' names in the CRM as `person.votes_cast`, with `person.object`
    and `person.key`. Secrets are never filled in again: left empty they stay as they are."""

    name: str = ""
    url: str = ""
    auth: str = "token"
    token: str = ""
    token_url: str = ""
    client_id: str = ""
    client_secret: str = ""
    scope: str = ""
    version: str = ""
    accounts: bool = True
    blank: bool = False
    clear: bool = True
    there: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def template(cls, vendor: Vendor) -> "ConnectionForm":
        return cls._of(vendor.name, vendor.url, vendor.mapping())

    @classmethod
    def of(cls, row: Connection) -> "ConnectionForm":
        return cls._of(row.name, row.url, Mapping.of(row.mapping))

    @classmethod
    def _of(cls, name: str, url: str, shape: Mapping) -> "ConnectionForm":
        there: dict[str, str] = {}
        for kind in SIDES:
            side = shape.side(kind)
            there |= {f"{kind}.object": side.object, f"{kind}.key": side.key}
            there |= {f"{kind}.{ours}": theirs for ours, theirs in side.fields.items()}
        return cls(name, url, version=shape.version, accounts=shape.accounts, blank=shape.blank, clear=shape.clear, there=there)

    @classmethod
    def parse(cls, data: MultiDict[str, str]) -> "ConnectionForm":
        names = [f"{kind}.{each}" for kind in SIDES for each in ("object", "key", *FIELDS[kind])]
        form = cls(
            name=clean_line(data.get("name", "")), url=data.get("url", "").strip().rstrip("/"),
            auth="oauth" if data.get("auth") == "oauth" else "token",
            version=data.get("version", "").strip(), accounts="accounts" in data, blank="blank" in data, clear="clear" in data,
            there={each: data.get(each, "").strip() for each in names},
        )
        for each in SECRETS:
            setattr(form, each, data.get(each, "").strip()[:LONGEST_SECRET])
        return form

    def check(self, networks: Sequence[Network], row: Connection | None) -> bool:
        if not self.name:
            self.problems["name"] = _("The connection needs a name, such as “HubSpot”.")
        elif len(self.name) > LONGEST_NAME:
            self.problems["name"] = _("Please shorten this to %(most)s characters.", most=LONGEST_NAME)
        if wrong := check_url(self.url, networks):
            self.problems["url"] = str(URL_WORDS[wrong[0]])
        elif row is not None and not self.has_secret and _server(self.url) != _server(row.url):
            self.problems["url"] = _("This is another server, and what we keep is for the one before. Please give its token or secret, too.")
        if not VERSION.fullmatch(self.version):
            self.problems["version"] = _("Please write a version as the CRM names it, such as 2026-03.")
        self._check_names()
        if row is None or self.has_secret:
            self._check_secret(networks)
        return not self.problems

    def _check_names(self) -> None:
        for each, theirs in self.there.items():
            needed = each.endswith((".object", ".key"))
            if (needed or theirs) and not NAME_THERE.fullmatch(theirs):
                self.problems[each] = _("Please use the field's internal name: letters, digits and underscores.")
        for kind in SIDES:
            used = [theirs for each, theirs in self.there.items() if each.startswith(f"{kind}.") and not each.endswith(".object") and theirs]
            for twice in {theirs for theirs in used if used.count(theirs) > 1}:
                each = next(each for each, theirs in self.there.items() if theirs == twice and each.startswith(f"{kind}."))
                self.problems.setdefault(each, _("Two of our fields cannot be written into one."))

    def _check_secret(self, networks: Sequence[Network]) -> None:
        if self.auth == "token":
            if not self.token.isascii() or not self.token.isprintable() or not self.token:
                self.problems["token"] = _("Please paste the token that the CRM gave for this.")
            return
        if wrong := check_url(self.token_url, networks):
            self.problems["token_url"] = str(URL_WORDS[wrong[0]])
        for each in ("client_id", "client_secret"):
            if not getattr(self, each):
                self.problems[each] = _("Please fill this in, as the CRM shows it.")

    @property
    def has_secret(self) -> bool:
        return any(getattr(self, each) for each in SECRETS)

    @property
    def credentials(self) -> dict[str, str]:
        if self.auth == "token":
            return {"token": self.token}
        return {each: getattr(self, each) for each in SECRETS if each != "token"}

    @property
    def mapping(self) -> dict[str, Any]:
        person, account = (
            Side(self.there[f"{kind}.object"], self.there[f"{kind}.key"], {ours: self.there[f"{kind}.{ours}"] for ours in FIELDS[kind]})
            for kind in SIDES
        )
        return Mapping(self.version, person, account, self.accounts, self.blank, self.clear).stored()
