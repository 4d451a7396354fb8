"""Made-up facts for one mail of each kind to staff, as its handler would give them to its template. Nothing is read or written."""

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l

from community.notifications import wording, wording_trouble
from community.notifications.contexts_owners import WHY
from community.notifications.links import link
from community.notifications.samples import (
    DAY,
    IDEA_ID,
    LETTER,
    LETTER_TEXT,
    OTHER_ID,
    TITLE,
    VOTES,
    Context,
    Sample,
    idea,
    letter,
)
from community.responses.reasons import why_not_published
from community.responses.status_words import STATUS_WORDS

ACTS = ("answer", "pass_on", "ask", "pause")
TOPIC = "Shifts"
ADMINISTERS = _l("You get this because you administer this community.")


def _acts(*names: str) -> dict[str, str]:
    return {name: link(f"acts.{name}", token="preview") for name in names}


def _desk() -> str:
    return link("desk.show", idea_id=IDEA_ID)


def _alert(now: datetime, due_at: datetime, kind: str = "first") -> Context:
    decision = kind == "decision"
    return {
        **idea(now), "topic": TOPIC, "asked": wording.asked("Jonas Okafor", "Meridian Clinics", TOPIC, VOTES, 34), "due_at": due_at,
        "overdue": due_at < now, "standing": wording.standing(due_at, now), "votes": VOTES,
        "excerpt": "One-way publishing means people delete a shift in Outlook and believe it is gone. It needs to speak back.",
        "owed": wording.owed(300 if decision else 9 * 480, "Marta Lindqvist", decision=decision),
        "promised": wording.promised(1 if decision else 10, "days", kind),
        "told_too": ["Dev Rao"], "told_before": ["Marta Lindqvist"] if due_at < now else [], "desk_url": _desk(),
        "acts": {} if decision else _acts(*ACTS), "asked_in": 0, "mentioned": False,
        "see_url": link("ideas.show", idea_id=IDEA_ID), "away_url": link("desk.away", person_id=IDEA_ID),
        "why": wording.why_alerted("moderator" if decision else "owner", TOPIC),
    }


def _due_soon(now: datetime) -> Context:
    return _alert(now, now + timedelta(hours=22))


def _overdue(now: datetime) -> Context:
    return _alert(now, now - 42 * DAY)


def _decision(now: datetime) -> Context:
    return _alert(now, now + timedelta(hours=3), "decision")


def _owed(now: datetime) -> Context:
    def item(title: str, votes: int, due_at: datetime) -> Context:
        return {
            "title": title, "votes": votes, "due_at": due_at, "overdue": due_at < now, "standing": wording.standing(due_at, now),
            "see_url": _desk(), "acts": _acts(*ACTS), "mentioned": False,
        }

    items = [item(TITLE, VOTES, now - 42 * DAY), item("Print the week on one A4 page", 76, now + DAY), item("Warn me before a shift breaks the 11-hour rest rule", 142, now + 4 * DAY)]
    items.append({**items[-1], "title": wording.said_elsewhere("X", "Sam Ortiz"), "votes": None, "mentioned": True, "acts": {}, "see_url": link("mentions.show", mention_id=IDEA_ID)})
    return {
        "items": items, "count": 6, "more": 2, "overdue": 1, "silent": False, "desk_url": link("desk.index"), "why": wording.why_several(),
        "away_url": link("desk.away", person_id=IDEA_ID),
    }


def _repeated(now: datetime) -> Context:
    asked = wording.asked("Jonas Okafor", "Meridian Clinics", TOPIC, VOTES, 34)
    return {**letter(now, "review"), "topic": TOPIC, "asked": asked, "streak": 2, "why": wording.why_alerted("manager", TOPIC)}


def _handed_over(now: datetime) -> Context:
    ideas = [
        {"title": TITLE, "topic": TOPIC, "due_at": now + 3 * DAY, "answered": False, "url": _desk()},
        {"title": "Quiet hours, so phones do not buzz at night", "topic": "Notifications", "due_at": now + 40 * DAY, "answered": True, "url": link("desk.show", idea_id=OTHER_ID)},
    ]
    return {
        "ideas": ideas, "count": 2, "more": 0, "by": "Marta Lindqvist", "desk_url": link("desk.index", whose="mine"),
        "why": _l("You get this because you answer for these ideas from now on."),
    }


def _waiting(now: datetime) -> Context:
    return {
        **idea(now), "words_html": LETTER, "words_text": LETTER_TEXT, "status": "planned", "writer": "Dev Rao", "publish_at": now + 2 * DAY,
        "waiting_url": link("waiting.show", waiting_id=IDEA_ID), "desk_url": _desk(),
        "why": _l("You get this because you answer for this idea, and in its topic two people read every answer."),
    }


def _sent_back(now: datetime) -> Context:
    note = "Please say from when, and what happens to swaps that were agreed before."
    return {**_waiting(now), "by": "Marta Lindqvist", "note": note, "why": _l("You get this because you wrote the answer.")}


def _not_published(now: datetime) -> Context:
    why = _l("You get this because you wrote the answer, or because answering the idea is yours.")
    return {**_waiting(now), "reason": why_not_published("not_public"), "why": why}


def _draft_ready(now: datetime) -> Context:
    return {
        **idea(now), "words_html": LETTER, "words_text": LETTER_TEXT, "status": "planned", "review_text": f"{(now + 60 * DAY).date()}",
        "unknown_status": "", "unknown_date": "", "set_aside": False, "left_out": ["plan.pdf"], "draft_url": link("ideas.show", idea_id=IDEA_ID),
        "desk_url": _desk(), "why": _l("You get this because you wrote to us by mail."),
    }


def _failing(now: datetime) -> Context:
    since = now - DAY
    return {"since": since, "ends": since + 5 * DAY, "endpoint_url": link("admin_endpoints.show", endpoint_id=IDEA_ID), "why": ADMINISTERS}


def _disabled(now: datetime) -> Context:
    told = wording_trouble.switched_off("failing")
    return {"at": now, "told": told, "endpoint_url": link("admin_endpoints.show", endpoint_id=IDEA_ID), "why": ADMINISTERS}


def _failing_crm(now: datetime) -> Context:
    since, told = now - DAY, wording_trouble.does_not_confirm(401)
    return {"since": since, "ends": since + 5 * DAY, "told": told, "connection_url": link("admin_crm.show", connection_id=IDEA_ID), "why": ADMINISTERS}


def _lost_crm(now: datetime) -> Context:
    told = wording_trouble.crm_switched_off("failing")
    return {"at": now, "told": told, "connection_url": link("admin_crm.show", connection_id=IDEA_ID), "why": ADMINISTERS}


def _suspended(now: datetime) -> Context:
    return {
        "at": now, "name": "Sam Ito", "address": "sam.ito@example.com", "staff": True, "told": wording_trouble.came_back("hard"),
        "status": "5.1.1", "others": 0, "log_url": link("suspended.index"), "why": ADMINISTERS,
    }


def _owner(now: datetime) -> Context:
    accounts = [{"name": "Meridian Clinics", "people": 3, "names": ["Jonas Okafor", "Ines Duarte"]}, {"name": "Bluefin Foods", "people": 1, "names": []}]
    return {
        **letter(now, "shipped"), "shipped": True, "status_words": STATUS_WORDS["shipped"], "accounts": accounts, "why": WHY,
    }


TO_STAFF: dict[str, Sample] = {
    "answer_due_soon": _due_soon, "answer_overdue": _overdue, "decision_due": _decision, "answers_owed": _owed, "answer_repeated": _repeated,
    "handed_over": _handed_over, "answer_to_approve": _waiting, "answer_sent_back": _sent_back, "answer_not_published": _not_published,
    "owner_shipped": _owner, "draft_ready": _draft_ready, "endpoint_failing": _failing, "endpoint_disabled": _disabled,
    "connection_failing": _failing_crm, "connection_disabled": _lost_crm, "address_suspended": _suspended,
}
