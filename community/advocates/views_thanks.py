"""Staff thank somebody, invite them to a beta and show them a draft; and one shows on one's page that one was thanked."""

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from community import clock
from community.accounts.models import Person
from community.accounts.posted import new_key, posted_before, remember_post
from community.accounts.queries import person_to_change
from community.accounts.viewer import Viewer
from community.advocates import actions_betas, actions_sharing, actions_thanks, queries_betas, queries_thanks
from community.advocates import rules_thanks as rules
from community.advocates.actions_betas import BetaRefused
from community.advocates.actions_sharing import SharingRefused, ToShare
from community.advocates.actions_thanks import ThanksRefused
from community.advocates.forms_thanks import BetaForm, ShareForm, ThanksForm
from community.advocates.queries import person_shown
from community.advocates.queries_thanks import What
from community.db import writing
from community.ideas.forms import whole
from community.ideas.models import Idea
from community.ideas.queries import visible_idea
from community.ideas.queries_groups import root_idea, root_to_change
from community.responses.queries import terms_of
from community.responses.queries_drafting import draft_of
from community.web.auth import answerers_only, signed_in, staff_only, viewer
from community.web.pages import done, lead_to, page

pages = Blueprint("thanks", __name__)


@pages.get("/people/<int:person_id>/thank")
@staff_only
def new(person_id: int) -> Response:
    person, form = _person(person_id), ThanksForm.parse(request.args)
    form.key = new_key()
    return _thanks_page(person, form, _what(person, form))


@pages.post("/people/<int:person_id>/thank")
@staff_only
def give(person_id: int) -> Response:
    person, form = _person(person_id), ThanksForm.parse(request.form)
    what = _what(person, form)
    if not form.check(clock.now().date()):
        return _thanks_page(person, form, what, 422)
    try:
        with writing():
            first = posted_before(viewer().id, form.key) is None
            if first:
                _give(person_id, form, what)
    except ThanksRefused as refused:
        form.refuse(refused.code)
        return _thanks_page(person, form, what, 422)
    say = _("%(name)s hears it by mail, and finds it on their page.", name=person.name) if first else _("This has been said already, once.")
    return done(url_for("people.show", person_id=person_id), say=say)


def _give(person_id: int, form: ThanksForm, what: What) -> None:
    person, now = person_to_change(person_id) or abort(404), clock.now()
    thanks = actions_thanks.thank(viewer(), person, form.words, what, form.as_perk(), now=now)
    remember_post(viewer().id, form.key, str(thanks.id), now)


@pages.get("/me/thanks")
@signed_in
def mine() -> Response:
    """One's own page, where the thanks stand."""
    return lead_to(url_for("people.show", person_id=viewer().id, _anchor="thanks"))


@pages.post("/me/thanks/<int:thanks_id>/show", defaults={"shown": True})
@pages.post("/me/thanks/<int:thanks_id>/keep", defaults={"shown": False})
@signed_in
def show(thanks_id: int, shown: bool) -> Response:
    with writing():
        thanks = queries_thanks.thanks_of(viewer().id, thanks_id) or abort(404)
        actions_thanks.show_thanks(thanks, shown=shown, now=clock.now())
    say = _("Your page says now that you were thanked; the words stay yours.") if shown else _("Only you and staff know of it now.")
    return done(url_for("people.show", person_id=viewer().id, _anchor="thanks"), say=say)


@pages.get("/people/<int:person_id>/invite")
@staff_only
def new_invitation(person_id: int) -> Response:
    return _invite_page(_person(person_id), BetaForm.parse(request.args))


@pages.post("/people/<int:person_id>/invite")
@staff_only
def invite(person_id: int) -> Response:
    person, form = _person(person_id), BetaForm.parse(request.form)
    row = queries_betas.beta_row(viewer(), form.beta_id)
    if row is None:
        form.refuse("no_beta", "beta")
    if row is None or not form.check_inviting():
        return _invite_page(person, form, 422)
    try:
        with writing():
            new = _invite(person_id, form, row.shown_on)
    except (ThanksRefused, BetaRefused) as refused:
        form.refuse(refused.code)
        return _invite_page(person, form, 422)
    say = _("Invited. %(name)s hears it by mail.", name=person.name) if new else _("%(name)s is invited already; nothing more was sent.", name=person.name)
    return done(url_for("people.show", person_id=person_id), say=say)


def _invite(person_id: int, form: BetaForm, shown_on: int) -> bool:
    person, beta = person_to_change(person_id) or abort(404), queries_betas.beta(form.beta_id, hold=True) or abort(404)
    sees = visible_idea(Viewer.of(person), shown_on) is not None
    return actions_betas.invite(viewer(), beta, person, form.words, sees=sees, now=clock.now())


@pages.get("/people/<int:person_id>/share")
@answerers_only
def new_draft(person_id: int) -> Response:
    """Begun with what the one who asks has typed to answer this idea."""
    person, idea = _person(person_id), root_idea(viewer(), whole(request.args.get("idea", "")))
    begun = draft_of(viewer().id, idea.id) if idea else None
    today = terms_of(idea.topic_id).today(clock.now()) if idea else clock.now().date()
    return _share_page(person, ShareForm.fresh(idea.id if idea else 0, begun.body if begun else "", today), idea)


@pages.post("/people/<int:person_id>/share")
@answerers_only
def share(person_id: int) -> Response:
    person, form = _person(person_id), ShareForm.parse(request.form)
    idea = root_idea(viewer(), form.idea_id)
    if idea is None:
        form.refuse("no_idea", "idea")
    draft = form.draft(terms_of(idea.topic_id), clock.now()) if form.check() and idea else None
    if idea is None or draft is None:
        return _share_page(person, form, idea, 422)
    try:
        with writing():
            new = _share(person_id, idea.id, draft)
    except (ThanksRefused, SharingRefused) as refused:
        form.refuse(refused.code)
        return _share_page(person, form, idea, 422)
    say = _("Shown. %(name)s hears it by mail.", name=person.name) if new else _("%(name)s is looking at a draft of this answer already; nothing more was sent.", name=person.name)
    return done(url_for("people.show", person_id=person_id), say=say)


def _share(person_id: int, idea_id: int, draft: ToShare) -> bool:
    idea, person = root_to_change(viewer(), idea_id) or abort(404), person_to_change(person_id) or abort(404)
    sees = visible_idea(Viewer.of(person), idea.id) is not None
    return actions_sharing.share_answer(viewer(), idea, person, draft, sees=sees, now=clock.now())[1]


def _person(person_id: int) -> Person:
    return person_shown(person_id, staff=True) or abort(404)


def _what(person: Person, form: ThanksForm) -> What:
    found = queries_thanks.what_for(viewer(), person, idea_id=form.idea_id, comment_id=form.comment_id, voice_id=form.voice_id)
    return found if found is not None else abort(404)


def _cannot(person: Person) -> str:
    return rules.why_not(role=person.role, state=person.state, contact=person.contact_since is not None)


def _thanks_page(person: Person, form: ThanksForm, what: What, status: int = 200) -> Response:
    if _cannot(person):
        form.refuse(_cannot(person))
    return page("advocates/thank.html", status=status, person=person, form=form, what=what)


def _invite_page(person: Person, form: BetaForm, status: int = 200) -> Response:
    if _cannot(person):
        form.refuse(_cannot(person))
    return page("advocates/invite.html", status=status, person=person, form=form, betas=queries_betas.open_betas(viewer()))


def _share_page(person: Person, form: ShareForm, idea: Idea | None, status: int = 200) -> Response:
    if _cannot(person):
        form.refuse(_cannot(person))
    return page("advocates/share.html", status=status, person=person, form=form, idea=idea)
