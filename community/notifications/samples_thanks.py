"""Made-up facts for the mails that give something back."""

from datetime import date, datetime, timedelta

from community.accounts.rules import Level
from community.notifications.contexts_thanks import last_day
from community.notifications.links import link
from community.notifications.samples import LETTER, LETTER_TEXT, Context, Sample, idea
from community.notifications.wording_thanks import LEVELS, WHY

_SIGNED = {"by": "Marta Lindqvist", "by_title": "Product lead for shifts"}


def _thanked(now: datetime) -> Context:
    return {
        **idea(now), **_SIGNED, "words": "Your comment saved three wards a week of phone calls.\nWe would not have seen it without you.",
        "perk": "Three months of the rota app", "note": "Use the code THANKS-ADA when you renew.", "until": last_day(date(2027, 6, 30)),
        "page_url": link("people.show", person_id=2_147_483_001, _anchor="thanks"), "why": WHY["thanked"],
    }


def _reached(now: datetime) -> Context:
    return {
        "level": LEVELS[Level.ADVOCATE], "shipped": 2, "helped": 3, "duplicates": 1, "voices": 0,
        "page_url": link("people.show", person_id=2_147_483_001), "why": WHY["level_reached"],
    }


def _invited(now: datetime) -> Context:
    return {
        **idea(now), **_SIGNED, "words": "You asked for it first, so you should have it first.", "asked": True,
        "tried": "Swapping two shifts from the phone.\nIt works with the app from version 8.", "answer_url": link("betas.mailed", token="preview"), "why": WHY["beta_invited"],
    }


def _shared(now: datetime) -> Context:
    return {
        **idea(now), **_SIGNED, "words": "Does this say what you would need to know?", "words_html": LETTER, "words_text": LETTER_TEXT,
        "closes_at": now + timedelta(days=7), "suggest_url": link("sharing.mailed", token="preview"), "why": WHY["cocreate_invited"],
    }


GIVEN_BACK: dict[str, Sample] = {"level_reached": _reached, "thanked": _thanked, "beta_invited": _invited, "cocreate_invited": _shared}
