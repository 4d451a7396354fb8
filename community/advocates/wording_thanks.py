"""Words for why somebody is not thanked or invited, and for how a beta stands."""

from flask_babel import gettext as _

from community.advocates.models_thanks import Beta, BetaPlace
from community.advocates.rules_thanks import LONGEST_SHARED


def refused_words(code: str) -> str:
    return {
        "staff": _("They are a colleague. What thanks go to here are customers."),
        "contact": _("So far only the CRM knows this person; they have not joined here, so nothing is sent to them."),
        "erased": _("This person has been erased here, so nothing can reach them."),
        "banned": _("This person is kept out at present, so nothing can reach them."),
        "gone": _("This person is not active here any more, so nothing can reach them."),
        "unseen": _("They may not see this idea, so nobody can write to them about it."),
        "unknown": _("Nobody here has this address."),
        "closed": _("This beta is closed, so nobody can be invited any more."),
        "no_beta": _("Please choose a beta that is open."),
        "no_idea": _("Please give the number of an idea that is public."),
        "nobody": _("Please choose who is invited, or give an address."),
        "open_already": _("A beta of this idea is open already."),
        "not_public": _("This idea is not public now."),
    }[code]


def share_end_words(code: str) -> str:
    return {
        "past": _("Please choose a day after today."),
        "too_far": _("A draft is shown for %(days)s days at most.", days=LONGEST_SHARED.days),
        "no_date": _("Please write the date as year, month and day, such as 2027-03-31."),
    }.get(code, _("Please say until when words are welcome."))


def place_word(place: BetaPlace, beta: Beta) -> str:
    """How things stand between one person and one beta."""
    if place.answer == "yes":
        return _("Takes part") if beta.closed_at is None else _("Took part")
    if place.answer == "no":
        return _("Does not take part")
    if place.invited_at is not None:
        return _("Invited") if beta.closed_at is None else _("Was invited")
    return _("Asked to try it")
