"""What stands in a digest: waiting notices by idea, and what else is worth knowing, as its reader may see it now.

Every template of a gathered mail is given the same: `counted`, a phrase of what is in it; `since` and `until`; `sections`, each
{key, title, url, leads_to, more, items: [{id, title, url, vote_url, lines}]}, `lines` being sentences and `vote_url` the page that
adds the reader's vote, for what is suggested to them; and `notes`, sentences
about the reader's points and about answers on the whole. `key` is answered, shipped, said, moved, yours or rising, for staff
overdue, soon, new, merged or answered. `more` counts what was left out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from community.accounts.models import Person
from community.accounts.viewer import Viewer
from community.ideas.rules import excerpt_of, page_of_talk
from community.notifications import queries_gathering as queries
from community.notifications import wording_digests as wording
from community.notifications.links import link
from community.notifications.vote_links import vote_link
from community.site import site_facts

Context = dict[str, Any]

MOST_IDEAS = 10
"""So many ideas of each section are named; the others are counted."""
MOST_SAID = 3
"""So many comments on one idea are quoted; the others are counted."""
MOST_RISING = 3
WORDS = 140
YOUNG = timedelta(days=60)
"""What is suggested to others was published since then."""


@dataclass(frozen=True)
class Contents:
    """What a mail is made of. `shown` names by ids what stands in it; `news` is whether any of it is worth a mail."""

    context: Context
    shown: dict[str, list[int]]
    news: bool


@dataclass
class Item:
    idea: Any
    lines: list[Any] = field(default_factory=list)
    url: str = ""
    vote_url: str = ""


@dataclass(frozen=True)
class Told:
    """Notices whose idea, and whose answer or comment, is in sight of the reader; the newest first."""

    notices: Sequence[Row]
    ideas: dict[int, Row]
    answers: dict[int, Row]
    comments: dict[int, Row]


def in_sight(viewer: Viewer, notices: Sequence[Row]) -> Told:
    """Four statements, however many notices."""
    ideas = queries.ideas_in_sight(viewer, {notice.idea_id for notice in notices if notice.idea_id})
    answers = queries.answers_in_sight({notice.data["answer_id"] for notice in notices if "answer_id" in notice.data})
    comments = queries.comments_in_sight({notice.data["comment_id"] for notice in notices if "comment_id" in notice.data})
    kept = [
        notice for notice in notices
        if notice.idea_id in ideas and notice.data.get("answer_id") in (None, *answers) and notice.data.get("comment_id") in (None, *comments)
    ]
    return Told(kept, ideas, answers, comments)


def gather(person: Person, notices: Sequence[Row], since: datetime, until: datetime, quoted: int = MOST_SAID) -> Contents:
    """What waits, by idea, with so many comments on each quoted."""
    told = in_sight(Viewer.of(person), notices)
    sections = told_sections(told, quoted)
    shown = {"notices": sorted(notice.id for notice in told.notices)}
    return Contents(context_of(sections, since, until), shown, bool(told.notices))


def gather_week(
    person: Person, notices: Sequence[Row], answered: Sequence[Row], since: datetime, until: datetime, but: Iterable[int] = (),
    only: Sequence[int] | None = None,
) -> Contents:
    """What waits, the answers of the week that were told one by one, and what is worth knowing besides.

    but: ideas that earlier digests suggested. only: what this one suggested, when it is looked at again.
    """
    viewer, site = Viewer.of(person), site_facts()
    told = in_sight(viewer, [*notices, *answered])
    waiting = {notice.id for notice in notices}
    sections, topics = told_sections(told), queries.cared_for(person.id)
    named = {item.idea.id for _, items in sections for item in items}
    gains = queries.gained(viewer, set(topics) - named, since, 2 * MOST_IDEAS)
    sections.append(("yours", [_gain(row) for row in gains]))
    rising = _rising(person, topics, {*topics, *named, *but}, until, only)
    sections.append(("rising", rising))
    news = bool(gains) or any(notice.id in waiting for notice in told.notices)
    shown = {"notices": sorted(each.id for each in told.notices), "gained": [row.id for row in gains], "rising": [item.idea.id for item in rising]}
    return Contents({**context_of(sections, since, until), "notes": _notes(person, site.summary, since)}, shown, news)


def told_sections(told: Told, quoted: int = MOST_SAID) -> list[tuple[str, list[Item]]]:
    """Each idea once, under the most important thing that happened to it: shipped, answered, talked about, or moved on."""
    items: dict[int, Item] = {}
    keys: dict[int, str] = {}
    for notice in told.notices:
        key = _key(notice, told)
        item = items.setdefault(notice.idea_id, Item(told.ideas[notice.idea_id]))
        keys[notice.idea_id] = min(key, keys.get(notice.idea_id, key), key=ORDER.index)
    for idea_id, item in items.items():
        _write(item, [notice for notice in told.notices if notice.idea_id == idea_id], told, quoted)
    return [(key, [item for idea_id, item in items.items() if keys[idea_id] == key]) for key in ORDER]


ANSWERS = queries.ANSWERS
ORDER = ("shipped", "answered", "said", "moved")


def _key(notice: Row, told: Told) -> str:
    answer = told.answers.get(notice.data.get("answer_id", 0))
    if answer is not None and notice.kind in ANSWERS:
        return "shipped" if answer.status == "shipped" else "answered"
    return "said" if "comment_id" in notice.data else "moved"


def _write(item: Item, notices: Sequence[Row], told: Told, quoted: int) -> None:
    """The sentences about one idea: its newest answer, what else happened, and the first comments, oldest first."""
    spoken = [told.comments[notice.data["comment_id"]] for notice in reversed(notices) if "comment_id" in notice.data]
    answers = [told.answers[notice.data["answer_id"]] for notice in notices if notice.kind in ANSWERS]
    for answer in answers[:1]:
        item.lines.append(wording.answer_line(answer.status, answer.name, excerpt_of(answer.body, WORDS), answer.review_at))
    moved = (notice for notice in notices if notice.kind not in ANSWERS and "comment_id" not in notice.data)
    item.lines += [wording.moved_line(kind, item.idea.root_title or "") for kind in dict.fromkeys(notice.kind for notice in moved)]
    item.lines += [wording.comment_line(comment.name, excerpt_of(comment.body, WORDS)) for comment in spoken[:quoted]]
    if len(spoken) > quoted:
        item.lines.append(wording.more_comments(len(spoken) - quoted))
    if spoken and not answers:
        page = page_of_talk(item.idea.comment_count, spoken[0].id)
        item.url = link("ideas.show", idea_id=item.idea.id, _anchor=f"c-{spoken[0].id}", **page)


def _gain(row: Row) -> Item:
    due_at = row.due_at if row.answer_state == "awaiting" else None
    return Item(row, [wording.gained_line(row.votes, row.talked, due_at)])


def _rising(person: Person, topics: dict[int, int], but: set[int], until: datetime, only: Sequence[int] | None) -> list[Item]:
    rows = queries.rising(Viewer.of(person), set(topics.values()), but, until - YOUNG, MOST_RISING, only)
    return [_suggested(row, vote_link(person, row.id, until)) for row in rows]


def _suggested(row: Row, vote_url: str) -> Item:
    due_at = row.due_at if row.answer_state == "awaiting" else None
    return Item(row, [wording.votes_line(row.vote_count, due_at)], vote_url=vote_url)


def _notes(person: Person, summary: dict[str, Any], since: datetime) -> list[Any]:
    points, figures = queries.points_since(person.id, since), summary.get("figures", {})
    notes = [wording.points_line(points)] if points > 0 else []
    if figures.get("median_days"):
        notes.append(wording.record_line(figures["median_days"], figures.get("in_time_percent")))
    return notes


LINKS: dict[str, dict[str, str]] = {
    "answered": {"tab": "answered"}, "shipped": {"status": "shipped"}, "said": {}, "moved": {}, "yours": {"tab": "mine"},
    "rising": {"tab": "trending"}, "new": {"tab": "new"}, "merged": {},
}


def context_of(sections: list[tuple[str, list[Item]]], since: datetime, until: datetime) -> Context:
    made = [_section(key, items) for key, items in sections if items]
    counts = {section["key"]: len(section["items"]) + section["more"] for section in made}
    return {
        "sections": made, "counted": wording.counted(counts), "since": since, "until": until, "between": wording.between(since, until),
        "notes": [],
    }


def _section(key: str, items: list[Item]) -> Context:
    url = link("desk.index", whose="mine") if key in ("overdue", "soon") else link("ideas.index", **LINKS[key])
    return {
        "key": key, "title": wording.SECTIONS[key], "url": url, "leads_to": wording.LEADS_TO[key], "more": max(0, len(items) - MOST_IDEAS),
        "and_more": wording.and_more(len(items) - MOST_IDEAS),
        "items": [
            {
                "id": item.idea.id, "title": item.idea.title, "lines": item.lines, "vote_url": item.vote_url,
                "url": item.url or link("ideas.show", idea_id=item.idea.id),
            }
            for item in items[:MOST_IDEAS]
        ],
    }
