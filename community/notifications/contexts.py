"""What the templates of each mail are given. Sentences are lazy: they are read in the language of each reader."""

from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l

from community.accounts.models import Organisation, Person
from community.cocreation.models import Question
from community.cocreation.queries import is_waited_for
from community.cocreation.rules import token_ends
from community.db import db
from community.events import Event
from community.ideas.models import Comment, Idea, Topic
from community.ideas.rules import page_of_talk
from community.notifications import prose, wording, wording_trouble
from community.notifications.links import link, sign
from community.responses.models import Answer
from community.responses.models_rating import Effort
from community.responses.queries import answers_of
from community.responses.queries_desk import desk_rows
from community.responses.rules_rating import OPEN_FOR
from community.responses.wording_rating import SCALE
from community.triage.models import Proposal

Context = dict[str, Any]
MOST_NAMED = 20


def of_idea(idea: Idea) -> Context:
    return {"title": idea.title, "due_at": idea.due_at, "comments": idea.comment_count, "idea_url": link("ideas.show", idea_id=idea.id)}


def of_answer(idea: Idea, answer: Answer, *, first: bool) -> Context:
    """The answer in full, and for a first one whether the promise was kept."""
    by = db.session.get_one(Person, answer.author_id)
    late = bool(idea.first_due_at and answer.created_at > idea.first_due_at)
    waited = answer.created_at - (idea.published_at or idea.created_at)
    return {
        **of_idea(idea), **written(answer.body_html), "status": answer.status, "review_at": answer.review_at,
        "answerer": by.name, "answerer_title": by.title, "first": first and not idea.legacy, "late": late,
        "kept": wording.kept(waited, late),
    }


def of_merge(part: Idea, root: Idea) -> Context:
    """What an idea became part of, with the answer that is there already: so everybody moved has been shown it."""
    answers = answers_of(root.id) if root.answered_at else []
    said = {**of_answer(root, answers[0], first=False), "answered_at": answers[0].created_at} if answers else {}
    return {**of_idea(root), **said, "title": part.title, "root_title": root.title, "votes": root.vote_count, "answered": bool(answers)}


def titles_of(idea_ids: list[int]) -> list[str]:
    return [db.session.get_one(Idea, idea_id).title for idea_id in idea_ids]


def of_proposal(proposal: Proposal, *, accepted: bool) -> Context:
    """What became of somebody's word that two ideas are the same."""
    part, root = db.session.get_one(Idea, proposal.part_id), db.session.get_one(Idea, proposal.root_id)
    by = db.session.get(Person, proposal.decided_by_id) if proposal.decided_by_id else None
    whole = (db.session.get_one(Idea, root.root_id) if root.root_id else root) if accepted else part
    return {
        **of_idea(whole), "title": part.title, "root_title": root.title, "votes": whole.vote_count, "accepted": accepted,
        "reply": proposal.reply, "decided_by": by.name if by else "",
    }


def of_repeated_answer(idea: Idea, answer: Answer, streak: int) -> Context:
    return {**of_answer(idea, answer, first=False), **asked(idea), "streak": streak}


def of_question(idea: Idea, question: Question) -> Context:
    by = db.session.get_one(Person, question.by_id)
    return {
        **of_idea(idea), **written(question.body_html), "asker": by.name, "asker_title": by.title, "draft": question.kind == "draft",
        "closes_at": question.closes_at, "waits": is_waited_for(question),
    }


def of_asked(question: Question, person: Person) -> Context:
    """The address of the page on which this person, and nobody else, can reply without signing in, for as long as it is good."""
    until = int(token_ends(question.closes_at).timestamp())
    return {"reply_url": link("questions.mailed", token=sign("reply", [question.id, person.id, until]))}


def of_comment(idea: Idea, comment: Comment) -> Context:
    by = db.session.get_one(Person, comment.author_id)
    comment_url = link("ideas.show", idea_id=idea.id, _anchor=f"c-{comment.id}", **page_of_talk(idea.comment_count, comment.id))
    return {**of_idea(idea), **written(comment.body_html), "commenter": by.name, "comment_url": comment_url}


def of_hand_over(event: Event) -> Context:
    """Ideas that somebody answers from now on, the most urgent first, and when their answers are due."""
    numbers = event.data.get("ideas") or [event.idea_id]
    rows, by = desk_rows(numbers, event.at), db.session.get(Person, event.actor_id) if event.actor_id else None
    ideas = [{"title": row.title, "topic": row.topic_name, "due_at": row.due_at if row.answer_state != "answered" else row.review_at,
              "answered": row.answer_state == "answered", "url": link("desk.show", idea_id=row.id)} for row in rows]
    return {
        "ideas": ideas[:MOST_NAMED], "count": len(ideas), "more": max(0, len(ideas) - MOST_NAMED), "by": by.name if by else "",
        "desk_url": link("desk.index", whose="mine"), "why": _l("You get this because you answer for these ideas from now on."),
    }


def of_effort(idea: Idea, effort: Effort) -> Context:
    """Seven links, each to a page with that number chosen; a button there records it."""
    answer = db.session.get_one(Answer, effort.answer_id)
    token = sign("effort", [effort.id])
    choices = [(score, SCALE[score], link("ratings.effort", token=token, score=score)) for score in SCALE]
    return {
        **of_idea(idea), "answerer": db.session.get_one(Person, answer.author_id).name, "answered_at": answer.created_at,
        "choices": choices, "closes_at": effort.asked_at + OPEN_FOR,
    }


def of_endpoint(event: Event) -> Context:
    return {
        "at": event.at, "told": wording_trouble.switched_off(event.data.get("reason", "")),
        "endpoint_url": link("admin_endpoints.show", endpoint_id=event.data["endpoint_id"]),
        "why": _l("You get this because you administer this community."),
    }


def written(html: str) -> Context:
    """What somebody wrote, for both parts of a mail."""
    made = prose.for_mail(html, current_app.config["SETTINGS"].base_url)
    return {"words_html": made, "words_text": prose.as_text(made)}


def asked(idea: Idea) -> Context:
    """Who asked, and how many with them."""
    author, topic = db.session.get_one(Person, idea.author_id), db.session.get_one(Topic, idea.topic_id)
    organisation = db.session.get(Organisation, author.organisation_id) if author.organisation_id else None
    name = organisation.name if organisation and organisation.shown else ""
    return {"topic": topic.name, "asked": wording.asked(author.name, name, topic.name, idea.vote_count, idea.comment_count)}
