"""The door: what happens when someone has proved who they are, by whichever way."""

from dataclasses import dataclass, replace
from datetime import datetime

from flask import Response, flash, request, url_for
from flask_babel import gettext as _

from community.accounts import actions
from community.accounts.models import HeldAct, Person
from community.accounts.rules import PersonState
from community.accounts.viewer import Viewer
from community.inbound.suspending import restore
from community.web.auth import begin_session, this_network, viewer
from community.web.held import replay_acts
from community.web.pages import lead_to
from community.web.sharing import came_by, note_referral


@dataclass(frozen=True)
class Entered:
    """`arrived`: a mailed code came through, where mails had come back before."""

    person: Viewer
    acts: list[HeldAct]
    joined: bool
    arrived: bool = False

    @property
    def needs_a_word(self) -> bool:
        """Whether to stop at the page that greets the new and gives back what could not take effect."""
        return self.joined or any(act.outcome == "refused" for act in self.acts)


def enter(person: Person, *, sign_in_id: int | None = None, via: str = "", now: datetime) -> Entered | None:
    """Inside writing(): open a fresh session and let what was held take effect; None for whoever may not come in.

    Whoever comes by a mailed code has shown that mails arrive. `via`: whose link the browser came by that asked for it.
    """
    if person.state != PersonState.ACTIVE:
        return None
    came_by(via)
    if person.joined_at == now:
        note_referral("join", person.id, now=now)
    arrived = sign_in_id is not None and restore(person, ended_by="proved", now=now)
    actions.close_session(viewer().session_id or 0, now=now)
    actions.note_arrival(person, now=now)
    token = actions.open_session(person, browser=str(request.user_agent), network=this_network(), now=now)
    somebody = replace(Viewer.of(person), session_token=token)
    acts = replay_acts(somebody, sign_in_id=sign_in_id, now=now)
    return Entered(somebody, acts, joined=person.joined_at == now, arrived=arrived)


def arrive(entered: Entered, next_url: str) -> Response:
    """After the commit: the new cookie, and on to where the person was going."""
    begin_session(entered.person)
    if entered.arrived:
        flash(_("Your code arrived, so mails reach you again, and you get them as before."), "good")
    if entered.needs_a_word:
        return lead_to(url_for("me.welcome", next=next_url))
    for said in dict.fromkeys(act.said for act in entered.acts):
        flash(said, "good")
    if not entered.acts:
        flash(_("You are signed in."), "good")
    return lead_to(next_url)
