"""The mail of an answer that is not given yet, for the frame beside its preview."""

import re
from datetime import date

from flask import abort, make_response
from werkzeug.wrappers import Response

from community import clock
from community.ideas.queries import visible_idea
from community.notifications.contexts_waiting import answer_mail
from community.responses import queries, queries_drafting
from community.responses.actions import AnswerDraft
from community.responses.blueprint import pages
from community.responses.forms_composing import ComposeForm
from community.responses.models import Answer
from community.responses.rules import ANSWERABLE
from community.web.auth import answerers_only, viewer
from community.web.guard import FRAMED


@pages.get("/ideas/<int:idea_id>/mail")
@answerers_only
def mail(idea_id: int) -> Response:
    """What the author of the idea would find in their mail, made of this person's draft; its links lead nowhere."""
    idea = visible_idea(viewer(), idea_id) or abort(404)
    draft = queries_drafting.draft_of(viewer().id, idea_id)
    if draft is None or draft.status not in ANSWERABLE:
        abort(404)
    words = answer_mail(idea, _answer_of(idea.id, idea.topic_id, ComposeForm.of_draft(draft).draft()))
    response = make_response(re.sub(r' href="[^"]*"', "", words.html))
    response.headers["Content-Security-Policy"] = FRAMED
    return response


def _answer_of(idea_id: int, topic_id: int, draft: AnswerDraft) -> Answer:
    """As it would be published now; it is never stored."""
    day: date | None = draft.review_on
    review_at = queries.terms_of(topic_id).review_moment(day) if day else None
    return Answer(
        idea_id=idea_id, author_id=viewer().id or 0, status=draft.status, body=draft.body, body_html=draft.body_html,
        review_at=review_at, created_at=clock.now(),
    )
