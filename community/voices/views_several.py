"""Staff paste several mails of customers who want the same."""

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from community import clock
from community.accounts import limits
from community.db import writing
from community.ideas.models import Idea
from community.ideas.queries_groups import root_idea, root_to_change
from community.voices.actions import Source, VoiceRefused
from community.voices.forms_several import Read, SeveralForm
from community.web.auth import staff_only, viewer
from community.web.guard import keep_to
from community.web.noting import note_for
from community.web.pages import done, page

pages = Blueprint("several_voices", __name__, url_prefix="/ideas/<int:idea_id>/voices/several")


@pages.get("")
@staff_only
def new(idea_id: int) -> Response:
    return page("voices/several.html", idea=_idea(idea_id), form=SeveralForm(), read=[])


@pages.post("")
@staff_only
def note(idea_id: int) -> Response:
    """First it shows what was understood; what is kept then is what was shown, and the rest stays in the form."""
    idea, form = _idea(idea_id), SeveralForm.parse(request.form)
    if not form.check():
        return page("voices/several.html", status=422, idea=idea, form=form, read=[])
    read = form.read()
    if "keep" not in request.form:
        return page("voices/several.html", idea=idea, form=form, read=read)
    voted = _keep(idea_id, form, [each for each in read if not each.problem])
    left = [each for each in read if each.problem]
    say = ngettext("%(num)s vote was noted", "%(num)s votes were noted", voted)
    if not left:
        return done(url_for("ideas.show", idea_id=idea.id) + "#voices", say=_("%(votes)s, and all the words are with the idea.", votes=say))
    form.text = "\n\n".join(each.mail.text for each in left)
    return page("voices/several.html", idea=_idea(idea_id), form=form, read=left, kept=say)


def _keep(idea_id: int, form: SeveralForm, good: list[Read]) -> int:
    """How many votes were added."""
    with writing():
        keep_to(limits.COMMENTS, f"voice:{viewer().id}")
        idea = root_to_change(viewer(), idea_id) or abort(404)
        sources = [(Source("mail", each.person.id if each.person else None), each.mail.words) for each in good]
        try:
            noted = [note_for(viewer(), idea, source, words, form.importance, now=clock.now()) for source, words in sources]
        except VoiceRefused:
            abort(409)
    return sum(each.voted for each in noted)


def _idea(idea_id: int) -> Idea:
    return root_idea(viewer(), idea_id) or abort(404)
