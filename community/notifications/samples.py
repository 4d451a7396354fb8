"""Made-up facts for one mail of each kind to customers, as its handler would give them to its template. Nothing is read or written."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from flask_babel import lazy_gettext as _l

from community.notifications import contexts_erasing, contexts_news, wording, wording_news
from community.notifications.links import link
from community.responses.wording_rating import SCALE

Context = dict[str, Any]
Sample = Callable[[datetime], Context]

DAY = timedelta(days=1)
VOTES = 1_231
IDEA_ID, OTHER_ID = 2_147_483_001, 2_147_483_002
"""Higher than any idea will ever be, so that a link pressed in a preview means nobody's."""
TITLE = "Let people swap shifts without asking a manager"
ROOT_TITLE = "Fewer calls to the office when the rota changes"
LETTER = (
    "<p>Yes. You are right that a rule can do this better than a person, and we are building it now.</p>"
    "<p>A swap will go through on its own when both people hold the skill, neither breaks a rest rule and nobody goes over their hours.</p>"
)
LETTER_TEXT = (
    "Yes. You are right that a rule can do this better than a person, and we are building it now.\n\n"
    "A swap will go through on its own when both people hold the skill, neither breaks a rest rule and nobody goes over their hours."
)


def idea(now: datetime) -> Context:
    return {"title": TITLE, "due_at": now + 9 * DAY, "comments": 34, "idea_url": link("ideas.show", idea_id=IDEA_ID)}


def letter(now: datetime, status: str = "progress") -> Context:
    review_at = None if status == "shipped" else now + 60 * DAY
    return {
        **idea(now), "words_html": LETTER, "words_text": LETTER_TEXT, "status": status, "review_at": review_at,
        "answerer": "Marta Lindqvist", "answerer_title": "Product lead for shifts", "first": True, "late": False,
        "kept": wording.kept(3 * DAY, late=False), "answered_at": now, "because": True,
    }


def told(code: str, votes: int = VOTES) -> Context:
    return {"why": wording.why(code, votes - 1), "as_author": code == "author", "tie": code, "together": wording.together(code, votes)}


def said(now: datetime) -> Context:
    return {
        **idea(now), "words_html": "<p>We need <strong>this</strong> at the café too, on Sundays most of all.</p>",
        "words_text": "We need this at the café too, on Sundays most of all.", "commenter": "Ben Talbot", "commenter_title": "Café owner",
        "comment_url": link("ideas.show", idea_id=IDEA_ID, _anchor="c-1"),
    }


def _sign_in(now: datetime) -> Context:
    return {"code": "204816", "link": link("accounts.link", token="preview"), "kept": [{"said": _l("Your vote for “%(title)s”", title=TITLE)}]}


def _published(now: datetime) -> Context:
    return {**idea(now), **told("author", votes=1)}


def _reached(now: datetime) -> Context:
    return {**idea(now), **told("author"), "people": 1_000, "status": "new", "answered": False, "answerer": "", "began": True}


def _commented(now: datetime) -> Context:
    quoted = {"replied_to": "Would anybody read it on paper?", "replied_name": "Ada Okoro", "own_comment": False}
    return {**said(now), **told("author"), **quoted}


def _replied(now: datetime) -> Context:
    mine = {"replied_to": "Could a swap wait until both have agreed?", "replied_name": "Ines", "own_comment": True}
    return {**said(now), **told("replied"), **mine}


def _mentioned(now: datetime) -> Context:
    return {**said(now), **told("mentioned")}


def _answered(now: datetime) -> Context:
    return {**letter(now), **told("author")}


def _changed(now: datetime) -> Context:
    return {**letter(now), **told("voter"), "answered_at": now - 4 * DAY}


def _expired(now: datetime) -> Context:
    return {**letter(now, "planned"), **told("follower"), "answered_at": now - 90 * DAY, "review_at": now - DAY}


def _shipped(now: datetime) -> Context:
    askers, speakers = {1: "Jonas Okafor", 2: "Priya Nair"}, {3: "Ben Talbot", 4: "Ada Okoro", 5: "Zoë Lund"}
    return {**letter(now, "shipped"), **told("voter"), "thanks": partial(wording_news.thanks, askers, speakers, VOTES - 5, 0)}


def _merged(now: datetime) -> Context:
    return {**letter(now), **told("author"), "root_title": ROOT_TITLE, "votes": VOTES, "answered": True, "others": []}


def _unmerged(now: datetime) -> Context:
    return {**idea(now), **told("voter"), "root_title": ROOT_TITLE}


def _proposal(now: datetime) -> Context:
    return {
        **idea(now), **told("proposer"), "root_title": ROOT_TITLE, "votes": VOTES, "accepted": False,
        "reply": "One asks for a rule, the other for a phone call less. We keep both.", "decided_by": "Marta Lindqvist",
    }


def _question(now: datetime) -> Context:
    return {
        **idea(now), **told("author"), "words_html": "<p>How many people swap in a usual week?</p>",
        "words_text": "How many people swap in a usual week?", "asker": "Marta Lindqvist", "asker_title": "Product lead for shifts",
        "draft": False, "closes_at": now + 5 * DAY, "waits": True, "reply_url": link("questions.mailed", token="preview"),
    }


def _effort(now: datetime) -> Context:
    choices = [(score, SCALE[score], link("ratings.effort", token="preview", score=score)) for score in SCALE]
    asked = {"answerer": "Marta Lindqvist", "answered_at": now - DAY, "choices": choices, "closes_at": now + 14 * DAY}
    return {**idea(now), **told("author"), **asked}


def _returned(now: datetime) -> Context:
    return {
        "title": TITLE, "subject": TITLE, "reason": _l("You replied to a mail that is older than 90 days."),
        "advice": _l("The page of the idea is open, and takes your words."),
        "words": "Yes please, for the night shift too.", "quoted": "> Yes please, for the night shift too.",
        "page_url": link("ideas.show", idea_id=IDEA_ID), "why": _l("You get this because you wrote to us by mail."),
    }


def _without_files(now: datetime) -> Context:
    post_url = link("ideas.show", idea_id=IDEA_ID, _anchor="c-1")
    return {"title": TITLE, "left_out": ["rota.png", "week 47.xlsx"], "post_url": post_url, "why": _l("You get this because you wrote to us by mail.")}


TO_CUSTOMERS: dict[str, Sample] = {
    "sign_in": _sign_in, "welcome": lambda now: contexts_news.of_welcome(), "idea_published": _published, "idea_reached": _reached,
    "idea_commented": _commented, "comment_replied": _replied, "mentioned": _mentioned, "idea_answered": _answered,
    "answer_changed": _changed, "answer_expired": _expired, "idea_shipped": _shipped, "idea_merged": _merged, "idea_unmerged": _unmerged,
    "proposal_decided": _proposal, "question_asked": _question, "effort_asked": _effort, "reply_returned": _returned,
    "reply_without_files": _without_files,
    "erasure_asked": lambda now: contexts_erasing.said_of(now + 7 * DAY, keep_words=True, token="preview"),
}
