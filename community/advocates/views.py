"""A person's page, and how points work."""

from typing import Any

from flask import Blueprint, abort, request
from sqlalchemy import Row
from werkzeug.wrappers import Response

from community import clock
from community.accounts.models import Person
from community.accounts.queries_handles import handles_of
from community.accounts.rules import PersonState, is_staff
from community.accounts.rules_handles import channel_word
from community.advocates import (
    queries,
    queries_betas,
    queries_help,
    queries_sharing,
    queries_standing,
    queries_thanks,
    wording,
    wording_standing,
)
from community.advocates.queries_accounts import accounts_shown
from community.advocates.queries_leaders import topics_to_see
from community.advocates.queries_referrals import brought_by
from community.advocates.queries_values import values_of
from community.advocates.rules import MOST_A_DAY, PAIR_HALVES_AFTER
from community.advocates.rules_standing import GRACE
from community.crm import wording as crm_wording
from community.crm.queries import last_delivery_about
from community.ideas.forms import whole
from community.ideas.rules import excerpt_of
from community.responses.queries_rating import said_by, said_of_answers_by
from community.site import site_facts
from community.web import histories
from community.web.auth import staff_only, viewer
from community.web.pages import page

pages = Blueprint("people", __name__)


@pages.get("/people/<int:person_id>")
def show(person_id: int) -> Response:
    person = queries.person_shown(person_id, staff=viewer().is_staff) or abort(404)
    if person.state in (PersonState.ERASED, PersonState.BANNED) and not viewer().is_staff:
        return page("advocates/gone.html", person=person)
    return page(
        "advocates/person.html", person=person, mine=viewer().id == person.id,
        ledger=queries.ledger_of(viewer(), person.id, whole(request.args.get("before", ""))),
        shipped=queries_help.shipped_with_help_of(viewer(), person.id), short=queries_help.in_short(viewer(), person.id),
        comments=queries_help.helpful_comments_of(viewer(), person.id), excerpt_of=excerpt_of, line_word=wording.line_word,
        help_words=wording.help_words, **_given(person), **_standing(person),
        said=_said(person) if viewer().is_staff else None, last=last_delivery_about(person.id) if viewer().is_staff else None, crm=crm_wording,
        accounts=accounts_shown(person.id) if viewer().is_staff else [], handles=handles_of(person.id) if viewer().is_staff else [],
        channel_word=channel_word,
        **_worth(person.id),
    )


@pages.get("/people/<int:person_id>/history")
@staff_only
def history(person_id: int) -> Response:
    person, channel = queries.person_shown(person_id, staff=True) or abort(404), request.args.get("channel", "")
    return page(
        "advocates/history.html", person=person, channel=channel if channel in histories.EVERY else "", channels=histories.channel_words(),
        history=histories.history_of(viewer(), person.id, channel, request.args.get("before", "")), line_words=histories.line_words,
    )


def _standing(person: Person) -> dict[str, Any]:
    """Level and badges; staff have none."""
    if is_staff(person.role):
        return {}
    words = {word.__name__: word for word in (wording_standing.level_word, wording_standing.way_word, wording_standing.way_percent, wording_standing.seal)}
    return {"standing": queries_standing.standing_of(person.id), "badges": queries_standing.badges_of(viewer(), person.id), "grace": GRACE, **words}


def _worth(person_id: int) -> dict[str, Any]:
    """For staff: what came of their links, and what their help is worth."""
    return {"values": values_of(person_id), "brought": brought_by(person_id)} if viewer().is_staff else {}


def _given(person: Person) -> dict[str, Any]:
    """What came back to them: thanks, betas, drafts; for others no more than what the person shows."""
    if is_staff(person.role):
        return {"thanks": [], "betas": [], "drafts": []}
    whole = viewer().is_staff or viewer().id == person.id
    return {
        "thanks": queries_thanks.thanks_to(viewer(), person.id), "today": clock.now().date(), "now": clock.now(),
        "betas": queries_betas.invitations_of(viewer(), person.id) if whole else [], "drafts": queries_sharing.shared_with(viewer(), person.id),
    }


def _said(person: Person) -> list[Row]:
    """For staff: what a customer said of answers, or what was said of a colleague's."""
    return said_of_answers_by(person.id) if is_staff(person.role) else said_by(person.id)


@pages.get("/how-points-work")
def how_points_work() -> Response:
    return page(
        "advocates/points.html", reasons=wording.reasons(), levels=wording_standing.level_words(), half_life=site_facts().half_life_months,
        most_a_day=MOST_A_DAY, pair_halves_after=PAIR_HALVES_AFTER, grace=GRACE.days, topics=topics_to_see(viewer()),
    )
