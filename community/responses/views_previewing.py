"""The mail of an answer that is not given yet, for the frame beside its preview."""

import re
from datetime import date

from flask import abort, make_response, request
from werkzeug.wrappers import Response

from community import clock
from community.ideas.models import Idea
from community.ideas.queries import visible_idea
from community.notifications.contexts_waiting import answer_mail
from community.responses import queries, queries_drafting
from community.responses.actions import AnswerDraft
from community.responses.actions_together import Kept
from community.responses.blueprint import pages
from community.responses.forms_composing import ComposeForm
from community.responses.forms_together import TogetherForm, read_ids
from community.responses.models import Answer
from community.responses.rules import ANSWERABLE
from community.web.auth import answerers_only, viewer
from community.web.guard import FRAMED
from community.web.variables import values_of


@pages.get("/ideas/<int:idea_id>/mail")
@answerers_only
def mail(idea_id: int) -> Response:
    """What the author of the idea would find in their mail, made of this person's draft; its links lead nowhere.

    `?ids=1,2,3`: of what they write to answer these together.
    """
    idea = visible_idea(viewer(), idea_id) or abort(404)
    ids = read_ids(request.args.get("ids", ""))[: queries_drafting.MOST_TOGETHER]
    draft = _with_others(idea, ids) if ids else _alone(idea.id)
    if draft is None or draft.status not in ANSWERABLE or not draft.body:
        abort(404)
    words = answer_mail(idea, _answer_of(idea.id, idea.topic_id, draft))
    response = make_response(re.sub(r' href="[^"]*"', "", words.html))
    response.headers["Content-Security-Policy"] = FRAMED
    return response


def _alone(idea_id: int) -> AnswerDraft | None:
    draft = queries_drafting.draft_of(viewer().id, idea_id)
    return ComposeForm.of_draft(draft).draft() if draft else None


def _with_others(idea: Idea, ids: list[int]) -> AnswerDraft:
    form = TogetherForm()
    form.resume(Kept(queries_drafting.shared_draft_of(viewer().id, ids), queries_drafting.drafts_of(viewer().id, [idea.id])))
    return form.draft(idea.id, values_of(idea, form.shared.review_on))


def _answer_of(idea_id: int, topic_id: int, draft: AnswerDraft) -> Answer:
    """As it would be published now; it is never stored."""
    day: date | None = draft.review_on
    review_at = queries.terms_of(topic_id).review_moment(day) if day else None
    return Answer(
        idea_id=idea_id, author_id=viewer().id or 0, status=draft.status, body=draft.body, body_html=draft.body_html,
        review_at=review_at, created_at=clock.now(),
    )
