"""One message of each kind, as docs/events and the API's list of events show it. Everything in them is made up."""

from typing import Any

from community.crm.catalogue import SCHEMAS, Schema

Data = dict[str, Any]

AT = "2026-11-22T09:15:00Z"
SITE = "https://ideas.example.com"

ORGANISATION: Data = {"id": 3, "external_id": "ACC-9"}
PERSON: Data = {
    "id": 7, "version": 1204, "url": f"{SITE}/people/7", "external_id": "00Q-4471", "email": "ines@brannocs.example",
    "points": 110, "organisation": ORGANISATION,
}
VOTER: Data = {
    "id": 9, "version": 1190, "url": f"{SITE}/people/9", "external_id": None, "email": "ben@ostara.example", "points": 0,
    "organisation": None,
}
STANDING: Data = {
    "member_id": 7, "external_id": "00Q-4471", "email": "ines@brannocs.example", "profile_url": f"{SITE}/people/7",
    "account_key": "ACC-9", "account_keys": ["ACC-9"], "first_seen_at": "2025-02-03T08:00:00Z", "last_active_at": "2026-11-22T09:14:00Z",
    "ideas_submitted": 4, "ideas_planned": 1, "ideas_shipped": 2, "open_unanswered": 0, "votes_cast": 31, "votes_received": 96,
    "voices": 5, "comments": 12, "helpful_marks": 3, "reputation": 110,
    "reputation_parts": {"idea_shipped": 100, "helpful_to_asker": 10}, "level": "advocate", "is_advocate": True,
    "advocate_since": "2026-11-22T09:15:00Z", "referrals_accepted": 1, "referral_value": 1_080_357, "influence_value": 240_000,
    "knowledge_value": 96_000, "value_currency": "EUR", "value_basis": "estimate v1", "efforts_given": 2, "ces_last": 6,
    "ces_last_at": "2026-10-02T07:30:00Z", "consent_crm_at": None, "version": 1532,
}


def _idea(version: int, status: str = "new", votes: int = 12, **more: Any) -> Data:
    return {
        "id": 42, "version": version, "url": f"{SITE}/ideas/42", "title": "Print the week on one page", "topic": "rotas",
        "status": status, "votes": votes, **more,
    }


def _about(version: int, status: str = "new", votes: int = 12, person: Data = PERSON, **parts: Data) -> Data:
    """Each part is as old as the event."""
    return {"idea": _idea(version, status, votes), "person": person, **{name: {"version": version, **part} for name, part in parts.items()}}


PART = _idea(1311, "merged", 14, id=57, url=f"{SITE}/ideas/57", title="A poster of the rota for the wall")
APART = {**PART, "status": "new", "version": 1320}
LATE = {"id": 51, "kind": "first", "due_at": "2026-11-20T17:00:00Z"}

_DATA: dict[str, Data] = {
    "idea.published": _about(1207, votes=1),
    "idea.edited": _about(1209, votes=2),
    "idea.moved": _about(1210, votes=2),
    "idea.hidden": {"idea": _idea(1211, votes=2, title=""), "person": PERSON},
    "idea.restored": _about(1212, votes=2),
    "idea.merged": {"idea": PART, "person": PERSON, "merge": {"id": 9, "version": 1311}, "root": _idea(1312, votes=76)},
    "idea.unmerged": {"idea": APART, "person": PERSON, "merge": {"id": 9, "version": 1320}, "root": _idea(1321, votes=62)},
    "vote.cast": _about(1215, votes=3, person=VOTER, vote={"importance": 3}),
    "vote.changed": _about(1216, votes=3, person=VOTER, vote={"importance": 2}),
    "vote.withdrawn": _about(1217, votes=2, person=VOTER),
    "vote.voided": _about(1218, votes=2, person=VOTER),
    "vote.restored": _about(1219, votes=3, person=VOTER),
    "voice.added": _about(1220, votes=3, person=VOTER, voice={"id": 18, "source": "vote"}),
    "comment.added": _about(1221, votes=3, person=VOTER, comment={"id": 23}),
    "comment.marked_helpful": _about(1222, votes=3, person=VOTER, comment={"id": 23, "by_author": True, "by_staff": False}),
    "mention.logged": {
        "person": PERSON,
        "mention": {
            "id": 3, "version": 1224, "url": "https://social.example/@ines/1234", "channel": "mastodon", "handle": "ines",
            "said_at": "2026-11-22T08:58:00Z", "logged_at": AT,
        },
    },
    "answer.published": _about(
        1330, "planned", answer={"id": 88, "status": "planned", "first": True, "look_again_at": "2027-02-01T17:00:00Z"}
    ),
    "answer.withdrawn": _about(1335, answer={"id": 88}),
    "idea.shipped": _about(1530, "shipped", 31, answer={"id": 94}),
    "answer.rated": _about(1540, "shipped", 31, person=VOTER, answer={"id": 94, "helpful": True}),
    "effort.answered": {**_about(1550, "shipped", 31, effort={"id": 12, "answer_id": 94, "score": 6}), "standing": STANDING},
    "question.answered": _about(1340, person=VOTER, question={"id": 5, "edited": False}),
    "clock.due": _about(1401, votes=1, clock={**LATE, "tier": 2}),
    "clock.escalated": _about(1402, votes=1, clock={**LATE, "tier": 3}),
    "person.joined": {"person": PERSON, "standing": STANDING},
    "person.updated": {"person": PERSON, "standing": STANDING},
    "advocate.changed": {**_about(1531, "shipped", 31, advocate={"change": 50, "cause": "idea_shipped"}), "standing": STANDING},
    "advocate.level_changed": {
        "person": PERSON, "level": {"version": 1532, "before": "contributor", "after": "advocate"}, "standing": STANDING,
    },
    "referral.active": {"person": PERSON, "standing": STANDING},
    "referral.undone": {"person": PERSON, "standing": STANDING},
    "thanks.given": _about(1560, "shipped", 31, thanks={"id": 4, "perk": True, "until": "2027-03-31"}),
    "beta.invited": _about(1570, "progress", 31, beta={"id": 2}),
    "beta.answered": _about(1571, "progress", 31, beta={"id": 2, "answer": "yes"}),
    "cocreate.invited": _about(1580, "review", 31, shared={"id": 6}),
    "cocreate.answered": _about(1581, "review", 31, shared={"id": 6}),
    "account.interest": {
        "idea": _idea(1540, "planned", 31),
        "account": {"id": 3, "version": 1541, "url": f"{SITE}/admin/organisations/3", "external_id": "ACC-9"},
        "interest": {
            "version": 1541, "state": "began", "people": 2, "importance": 3,
            "value": {"minor_units": 41_230_000, "currency": "GBP", "period": "year"},
        },
    },
    "endpoint.disabled": {"endpoint": {"id": 2, "version": 1600, "reason": "failing"}},
    "person.export_refused": {"person": {"id": 7, "external_id": "00Q-4471"}},
    "person.erased": {"person": {"id": 7, "external_id": "00Q-4471"}},
    "ping": {"endpoint": {"id": 2}},
}


def example_of(kind: str) -> Data:
    return {"type": kind, "timestamp": AT, "data": _DATA[kind]}


def documented(kind: str) -> Schema:
    """The schema of one kind with its example, as it stands in docs/events."""
    return {**SCHEMAS[kind], "examples": [example_of(kind)]}
