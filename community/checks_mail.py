"""What DNS says of our mail: who may send it (SPF), the key that signs it (DKIM), what the domain asks of receivers (DMARC),
where replies go (MX), and whether the server's name leads back to it (PTR). Advice only; nothing here stops the site."""

import ipaddress
import time
from collections.abc import Callable, Iterator
from itertools import takewhile
from urllib.parse import urlsplit

import dns.exception
import dns.resolver
import dns.reversename

from community.checks import Check
from community.config import Settings
from community.notifications.signing import Signer, sender_domain, signer_of

EACH, ALTOGETHER = 2.0, 8.0
"""Seconds that one question, and all of them, may take."""


class Unanswered(Exception):
    """DNS did not answer in time, or not at all from here."""


class Asking:
    """Questions to DNS, each answered within EACH and all within ALTOGETHER seconds."""

    def __init__(self, resolver: dns.resolver.Resolver) -> None:
        self.resolver, self.until = resolver, time.monotonic() + ALTOGETHER

    def __call__(self, name: str, kind: str) -> list[str]:
        """The records of this kind as text, those of TXT joined; empty where there is none. Raises Unanswered."""
        left = min(EACH, self.until - time.monotonic())
        if left <= 0:
            raise Unanswered
        try:
            found = self.resolver.resolve(name, kind, lifetime=left, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.exception.DNSException, OSError, UnicodeError, ValueError) as problem:
            raise Unanswered from problem
        return [_text(record) for record in found]


def _text(record: object) -> str:
    strings = getattr(record, "strings", None)
    return b"".join(strings).decode("utf-8", "replace") if strings is not None else str(record)


def of_mail(settings: Settings, resolver: dns.resolver.Resolver | None = None) -> list[Check]:
    """One check for each record; a single one where mail goes nowhere, or DNS does not answer."""
    if not settings.mail_url.startswith("smtp"):
        return [Check("dns", "good", "Mail does not leave this machine, so DNS was not asked about it.")]
    try:
        ask = Asking(resolver or dns.resolver.Resolver())
        ask(sender_domain(settings), "SOA")
    except (Unanswered, dns.resolver.NoResolverConfiguration):
        return [Check("dns", "good", "DNS does not answer from here, so SPF, DKIM, DMARC, MX and PTR were not looked at.")]
    return list(_checks(settings, ask))


def _checks(settings: Settings, ask: Asking) -> Iterator[Check]:
    domain, host = sender_domain(settings), urlsplit(settings.mail_url).hostname or ""
    yield _answered("spf", lambda: spf(settings.reply_domain, domain, ask))
    yield _answered("dkim", lambda: dkim(signer_of(settings), domain, ask))
    yield _answered("dmarc", lambda: dmarc(domain, ask))
    yield _answered("mx", lambda: mx(settings.reply_domain, ask))
    yield _answered("ptr", lambda: ptr(host, ask))


def _answered(name: str, check: Callable[[], tuple[str, bool]]) -> Check:
    try:
        said, good = check()
    except Unanswered:
        return Check(name, "good", f"{name.upper()}: DNS did not answer in time, so this was not looked at.")
    return Check(name, "good" if good else "warn", said)


def spf(reply_domain: str, domain: str, ask: Asking) -> tuple[str, bool]:
    """RFC 7208: one record at the domain of the return path, which says who may send for it."""
    found = [text for text in ask(reply_domain, "TXT") if text.lower().split(" ")[0] == "v=spf1"]
    if not found:
        return f"SPF: {reply_domain} does not say who may send for it. Add a TXT record there, such as v=spf1 ip4:YOUR-SERVER -all.", False
    if len(found) > 1:
        return f"SPF: {reply_domain} has {len(found)} records, and receivers then take none. Make them one.", False
    if found[0].lower().split()[-1] in ("+all", "all", "?all"):
        return f"SPF: the record of {reply_domain} lets everybody send for it. End it with -all or ~all.", False
    if not _related(reply_domain, domain):
        return f"SPF: {reply_domain} is not part of {domain}, so SPF says nothing of what readers see. Set HEED_REPLY_DOMAIN to a name below {domain}.", False
    return f"SPF: {reply_domain} says who may send for it ({found[0]}). Your mail server must be among them.", True


def _related(one: str, other: str) -> bool:
    """Whether two names belong to one organisation, as far as that can be told without a list of public suffixes."""
    pairs = list(zip(reversed(one.split(".")), reversed(other.split(".")), strict=False))
    shared = len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))
    return shared == len(pairs) or shared > 2 or (shared == 2 and len(pairs[1][0]) > 3)


def dkim(signer: Signer | None, domain: str, ask: Asking) -> tuple[str, bool]:
    """RFC 6376: the public half of our key, under its selector."""
    if signer is None:
        return f"DKIM: Heed does not sign. Either your mail server signs for {domain}, or set HEED_DKIM_KEY and HEED_DKIM_SELECTOR.", True
    wanted = f"Put there as TXT: {signer.record}"
    tags = next((tags for text in ask(signer.name, "TXT") if "p" in (tags := _tags(text))), None)
    if tags is None:
        return f"DKIM: there is no key at {signer.name}, so every signature fails. {wanted}", False
    if not tags["p"]:
        return f"DKIM: the key at {signer.name} is withdrawn, so every signature fails. {wanted}", False
    if tags["p"] != signer.public or tags.get("k", "rsa") != signer.kind:
        return f"DKIM: the key at {signer.name} is not the one that Heed signs with, so every signature fails. {wanted}", False
    testing = " It says t=y, for a test: receivers may ignore it." if "y" in tags.get("t", "").split(":") else ""
    return f"DKIM: the key at {signer.name} is the one that Heed signs with.{testing}", not testing


def _tags(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip().lower(): "".join(value.split()) for name, _, value in pairs}


def dmarc(domain: str, ask: Asking) -> tuple[str, bool]:
    """RFC 7489: what receivers shall do with mail that is not ours, at the domain or at one above it."""
    labels = domain.split(".")
    for above in range(max(1, len(labels) - 1)):
        name = ".".join(labels[above:])
        found = [tags for text in ask(f"_dmarc.{name}", "TXT") if (tags := _tags(text)).get("v", "").upper() == "DMARC1"]
        if len(found) > 1:
            return f"DMARC: _dmarc.{name} has {len(found)} records, and receivers then take none. Make them one.", False
        if found:
            wish = found[0].get("p", "none").lower()
            later = " Once its reports look well, ask for quarantine." if wish == "none" else ""
            return f"DMARC: {name} asks receivers for {wish} with mail that is not its own.{later}", True
    return f"DMARC: {domain} does not say what receivers shall do with mail that is not its own. Add a TXT record at _dmarc.{domain}: v=DMARC1; p=none", False


def mx(reply_domain: str, ask: Asking) -> tuple[str, bool]:
    """Whether anything takes mail for the domain of replies and reports (RFC 5321, section 5.1; RFC 7505)."""
    servers = [record.split()[-1].rstrip(".") for record in ask(reply_domain, "MX")]
    if servers == [""]:
        return f"MX: {reply_domain} says that it takes no mail, so replies and reports of failing are lost.", False
    if servers:
        return f"MX: {', '.join(servers)} takes replies and reports of failing for {reply_domain}.", True
    if ask(reply_domain, "A") or ask(reply_domain, "AAAA"):
        return f"MX: {reply_domain} names no mail server, so replies and reports go to the machine of that name itself. Add an MX record if that is another.", False
    return f"MX: nothing takes mail for {reply_domain}, so replies and reports of failing are lost, and many servers refuse our mail. Add an MX record.", False


def ptr(host: str, ask: Asking) -> tuple[str, bool]:
    """Whether the address of the mail server leads to a name, and that name back to it."""
    addresses = _addresses(host, ask)
    public = [address for address in addresses if ipaddress.ip_address(address).is_global]
    if not public:
        return f"PTR: the mail server {host} has no public address here; its own public one must lead to its name and back.", True
    for address in public:
        names = [name.rstrip(".") for name in ask(str(dns.reversename.from_address(address)), "PTR")]
        if not names:
            return f"PTR: {address} ({host}) leads to no name, and many servers refuse its mail. Ask whoever gave you the address to set one.", False
        if not any(address in _addresses(name, ask) for name in names):
            return f"PTR: {address} leads to {names[0]}, and that name does not lead back. Many servers refuse such mail.", False
    return f"PTR: {', '.join(public)} ({host}) leads to a name and back.", True


def _addresses(host: str, ask: Asking) -> list[str]:
    try:
        return [str(ipaddress.ip_address(host))]
    except ValueError:
        return ask(host, "A") + ask(host, "AAAA")
