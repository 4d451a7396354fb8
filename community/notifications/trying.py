"""A test mail: sent once, now, with every line that was said kept for whoever asked."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from markupsafe import Markup

from community.config import Settings
from community.notifications.delivery import Letter, SmtpCarrier, carrier_for, is_sent_out
from community.notifications.envelopes import return_path
from community.notifications.messages import Envelope, Words, compose, message_id_of
from community.notifications.rendering import reading_as
from community.notifications.rules import Fate
from community.notifications.rules_advice import Fault, advice_on
from community.notifications.signing import signer_of
from community.site import site_facts


@dataclass(frozen=True)
class Result:
    """`advice` is a code of wording_sending.ADVICE; `sent` is true only when a server said that it has taken the mail."""

    sent: bool
    advice: str


def try_out(settings: Settings, address: str, now: datetime, keep: Callable[[str], None]) -> Result:
    """Write a mail and hand it over as any other, telling `keep` each line. Touches the network: no transaction may be open."""
    try:
        with reading_as(None):
            letter = Letter(0, "", address, _write(settings, address, now), return_path=return_path(0))
    except ValueError as problem:
        keep(f"! {problem}")
        return Result(False, "address")
    return _by_smtp(settings, letter, keep) if is_sent_out(settings) else _kept(settings, letter, keep)


def _by_smtp(settings: Settings, letter: Letter, keep: Callable[[str], None]) -> Result:
    carrier = SmtpCarrier(settings, keep)
    try:
        trouble = carrier.try_to_carry(letter)
    finally:
        carrier.close()
    if trouble is None:
        return Result(True, "")
    server = carrier.server
    fault = Fault(trouble.step, trouble.code, trouble.said, server.scheme, server.port, trouble.problem)
    return Result(False, advice_on(fault))


def _kept(settings: Settings, letter: Letter, keep: Callable[[str], None]) -> Result:
    carrier = carrier_for(settings)
    outcome = carrier.carry(letter)
    carrier.close()
    keep(f"* {settings.mail_url}")
    if outcome.fate is not Fate.ACCEPTED:
        keep(f"! {outcome.reply}")
    return Result(False, "kept")


def _write(settings: Settings, address: str, now: datetime) -> bytes:
    """Composed and signed as every mail is."""
    name = site_facts().name
    text = _(
        "Somebody who administers %(name)s at %(url)s asked for this mail, to see whether mail leaves and arrives. It did. There is nothing to do.",
        name=name, url=settings.base_url,
    )
    words = Words(_("A test mail from %(name)s", name=name), f"{text}\n", str(Markup("<!doctype html><title>{0}</title><p>{1}</p>").format(name, text)))
    message_id = message_id_of(settings.secret_key, settings.reply_domain, secrets.token_hex(8), "test")
    envelope = Envelope(
        sender=settings.mail_from, address=address, name="", message_id=message_id, domain=settings.reply_domain,
        date=now.replace(microsecond=0), listed=False,
    )
    content, signer = compose(envelope, words), signer_of(settings)
    return signer.sign(content) if signer else content
