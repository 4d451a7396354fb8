"""Feeds of every list: what any visitor sees, whoever asks, for readers that come back by themselves."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from flask import Blueprint, abort, g, make_response, redirect, request, url_for
from flask_babel import get_timezone
from flask_babel import gettext as _
from sqlalchemy import Row
from werkzeug.wrappers import Response as AnyResponse

from community.accounts import limits
from community.accounts.viewer import VISITOR
from community.feeds import queries
from community.feeds.atom import BEGINNING, MIMETYPE, Category, Entry, Feed, written
from community.ideas.forms import key_text, parse_filter
from community.ideas.models import Idea
from community.ideas.queries import IdeaFilter, idea_page, visible_idea
from community.ideas.queries_groups import members
from community.search.finding import search_ideas
from community.search.forms_search import SearchForm
from community.web.addresses import comment_address
from community.web.auth import settings
from community.web.filters import status_word, this_site
from community.web.kept import topics_to_choose
from community.web.languages import language
from community.web.pace import keep_pace, reader

P = ParamSpec("P")
pages = Blueprint("feeds", __name__)

FRESH = 300
"""Seconds for which a reader need not ask again."""


def feed(view: Callable[P, Feed | AnyResponse]) -> Callable[P, AnyResponse]:
    """Say it in the words for visitors; answer 304 to whoever has it already."""

    @wraps(view)
    def told(*args: P.args, **kwargs: P.kwargs) -> AnyResponse:
        g.reader = VISITOR
        found = view(*args, **kwargs)
        if isinstance(found, AnyResponse):
            return found
        body = written(found)
        response = make_response(body)
        response.content_type = f"{MIMETYPE}; charset=utf-8"
        response.headers["Cache-Control"] = f"public, max-age={FRESH}"
        response.set_etag(hashlib.sha256(body).hexdigest()[:32], weak=True)
        return response.make_conditional(request)

    return told


@pages.get("/feed.atom")
@feed
def ideas() -> Feed:
    wanted = parse_filter(request.args)
    if wanted.tab == "mine":
        abort(404)
    _must_be_public(wanted.topic)
    found, given = idea_page(VISITOR, wanted), _given(wanted)
    following = {"after": key_text(found.next_key)} if found.next_key else None
    return _feed("feeds.ideas", "ideas.index", given, _named(wanted), _ideas([row.id for row in found.rows]), following)


@pages.get("/search.atom")
@feed
def search() -> Feed:
    form = SearchForm.parse(request.args)
    if not form.check([topic.slug for topic in topics_to_choose(VISITOR)]):
        abort(404)
    keep_pace(limits.SEARCHES, reader("search"))
    found = search_ideas(VISITOR, form.wanted(get_timezone()))
    entries = _ideas([result.card.id for result in found.results])
    title = _("Search: %(words)s", words=form.text) if form.text else _("Search")
    return _feed("feeds.search", "search.index", form.given, title, entries, {"after": str(found.after)} if found.after else None)


@pages.get("/ideas/<int:idea_id>/feed.atom")
@feed
def idea(idea_id: int) -> Feed | AnyResponse:
    """The conversation on one idea."""
    found = visible_idea(VISITOR, idea_id) or abort(404)
    if found.root_id:
        response = redirect(url_for("feeds.idea", idea_id=found.root_id), 302)
        response.headers["Cache-Control"] = "no-store"
        return response
    told = queries.conversation(found.id, members(found), queries.key_of(request.args.get("after", "")))
    entries = tuple(_answer(row) if row.status else _comment(row, found) for row in told.rows)
    since = found.published_at or found.created_at
    return _feed("feeds.idea", "ideas.show", {"idea_id": found.id}, found.title, entries, _next(told), since=since)


@pages.get("/answering.atom")
@feed
def answers() -> Feed:
    topic = request.args.get("topic", "")[:80]
    _must_be_public(topic)
    told = queries.answers_told(topic, queries.key_of(request.args.get("after", "")))
    given = {"topic": topic} if topic else {}
    return _feed("feeds.answers", "insights.answering", given, _("Answers"), tuple(map(_answer, told.rows)), _next(told))


def _must_be_public(topic: str) -> None:
    """A feed of a topic that visitors do not see is not there, for nobody."""
    if topic and topic not in {each.slug for each in topics_to_choose(VISITOR)}:
        abort(404)


def _next(told: queries.Told) -> dict[str, Any] | None:
    return {"after": "~".join(map(str, told.next_key))} if told.next_key else None


def _given(wanted: IdeaFilter) -> dict[str, Any]:
    given = {"tab": wanted.tab if wanted.tab != "top" else "", "topic": wanted.topic, "status": wanted.status, "tag": wanted.tag}
    return {name: value for name, value in given.items() if value}


def _named(wanted: IdeaFilter) -> str:
    """The list in words, with what it is narrowed to."""
    tabs = {
        "top": _("Top"), "trending": _("Trending"), "new": _("New"), "waiting": _("Needs an answer"), "answered": _("Answered"),
    }
    topics = {each.slug: each.name for each in topics_to_choose(VISITOR)}
    narrowed = (topics.get(wanted.topic), status_word(wanted.status) if wanted.status else "", wanted.tag)
    return ", ".join([tabs[wanted.tab], *filter(None, narrowed)])


def _feed(
    endpoint: str, people: str, given: dict[str, Any], title: str, entries: tuple[Entry, ...], following: dict[str, Any] | None,
    since: Any = BEGINNING,
) -> Feed:
    here = {"after": request.args["after"]} if request.args.get("after") else {}
    first = _whole(endpoint, **given)
    return Feed(
        id=first, url=_whole(people, **given), title=f"{title} · {this_site().name}", author=this_site().company or this_site().name,
        self_url=_whole(endpoint, **given, **here), first_url=first, next_url=_whole(endpoint, **given, **following) if following else None,
        entries=entries, since=since, language=language(),
    )


def _whole(endpoint: str, **values: Any) -> str:
    """An address that other programs can use."""
    return settings().base_url + url_for(endpoint, **values)


def _ideas(ids: list[int]) -> tuple[Entry, ...]:
    return tuple(_idea(row) for row in queries.ideas_told(ids))


def _idea(row: Row) -> Entry:
    tags = (Category(tag, tag) for tag in row.tags)
    url = _whole("ideas.show", idea_id=row.id)
    return Entry(
        id=url, url=url, title=row.title, author=row.author, html=row.body_html, published=row.published_at,
        updated=max(filter(None, (row.published_at, row.edited_at, row.answered_at))),
        categories=(_topic(row), _status(row.status), *tags), language=row.language,
    )


def _answer(row: Row) -> Entry:
    status = status_word(row.status)
    title = getattr(row, "title", None)
    url = _whole("ideas.show", idea_id=row.idea_id)
    return Entry(
        id=f"{url}#answer-{row.id}", url=f"{url}#answer", author=row.author, html=row.body_html, published=row.at,
        title=f"{title} ({status})" if title else _("%(name)s answered: %(status)s", name=row.author, status=status),
        updated=row.edited_at or row.at, categories=(*([_topic(row)] if title else []), _status(row.status)),
    )


def _comment(row: Row, shown_on: Idea) -> Entry:
    lasting = _whole("ideas.show", idea_id=row.idea_id) + f"#c-{row.id}"
    url = settings().base_url + comment_address(shown_on.id, row.id, shown_on.comment_count)
    title = _("%(name)s commented", name=row.author)
    return Entry(id=lasting, url=url, title=title, author=row.author, html=row.body_html, published=row.at, updated=row.at)


def _topic(row: Row) -> Category:
    return Category(row.topic_slug, row.topic_name, settings().base_url + "/topics")


def _status(status: str) -> Category:
    return Category(status, status_word(status), settings().base_url + "/statuses")
