"""`heed bench pages`: what each page costs, as a multiple of an empty Flask view in the same process and run."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle
from random import Random
from urllib.parse import quote

from flask import Flask
from flask.sessions import SecureCookieSession
from sqlalchemy import select

from community import clock, create_app, schema
from community.accounts.actions import open_session
from community.accounts.actions_tokens import make_token
from community.accounts.models import Person
from community.accounts.rules import PersonState, Role
from community.accounts.viewer import Viewer
from community.bench.database import fresh_database
from community.bench.generate import Generator, Size
from community.bench.measure import Cost, Request, empty_app, measure
from community.config import load_settings
from community.db import db, writing
from community.ideas.models import Idea
from community.jobs.indexing import rebuild_index
from community.votes.rules import CLOSED

SAMPLE = 300
SESSIONS = 40
TOKENS = 10
QUERIES = (
    "the rota does not print on one page", "swap a shift without asking anybody", "show my shifts in my own calendar",
    "holiday balance before I ask for leave", "clock in from the car park", "export hours to payroll every month",
)
"""What people type into the box, six words or so."""

Say = Callable[[str], None]


@dataclass(frozen=True)
class Site:
    """The application on its large database, cookies of people signed in, and ideas that take votes."""

    app: Flask
    cookies: list[str]
    idea_ids: list[int]
    tokens: list[str]
    emails: list[str]


def bench_pages(size: Size, database: str, say: Say, count: int = SAMPLE) -> list[Cost]:
    """Build the community, measure every page, and print the table; the empty view comes first."""
    with fresh_database(database) as environ:
        site = build_site(environ, size, say)
        costs = [measure("empty Flask view", empty_app(), cycle([Request("/")]), count)]
        costs += [measure(name, site.app, requests, count) for name, requests in page_requests(site).items()]
        with site.app.app_context():
            db.engine.dispose()
    for line in table(costs, database):
        say(line)
    return costs


def build_site(environ: dict[str, str], size: Size, say: Say) -> Site:
    app = create_app(load_settings(environ))
    started = time.monotonic()
    with app.app_context():
        schema.upgrade()
        with writing() as session:
            Generator(size, clock.now()).write(session)
        rebuild_index()
        say(f"{size.ideas} ideas, {size.votes} votes, {size.people} people, {size.comments} comments in {time.monotonic() - started:.0f} s")
        with writing():
            people = db.session.scalars(select(Person).where(Person.id > 1).limit(SESSIONS)).all()
            cookies = [_cookie(app, open_session(person, browser="bench", network="127.0.0.1", now=clock.now())) for person in people]
        votable = select(Idea.id).where(Idea.status.not_in(CLOSED)).order_by(Idea.id.desc())
        idea_ids = list(db.session.scalars(votable.limit(2000)))
        tokens, emails = _recognising()
        db.session.remove()
        db.engine.dispose()  # closed, SQLite moves all that was just written out of its log, where it lies in no running community
    Random(1).shuffle(idea_ids)
    return Site(app, cookies, idea_ids, tokens, emails)


def _recognising() -> tuple[list[str], list[str]]:
    """Tokens that may recognise people, several because each has a pace, and addresses of those who suggested something."""
    with writing():
        maker = db.session.get_one(Person, 1)
        maker.role, maker.state = Role.ADMINISTRATOR, PersonState.ACTIVE
        tokens = [make_token(Viewer.of(maker), "bench", ("people:read",), now=clock.now())[1] for _ in range(TOKENS)]
    authors = select(Person.email).join(Idea, Idea.author_id == Person.id).where(Person.email.is_not(None)).distinct().limit(200)
    return tokens, [email for email in db.session.scalars(authors) if email]


def page_requests(site: Site) -> dict[str, Iterator[Request]]:
    """An endless supply of requests for each page; every one asks for another idea or words, so that no luck repeats."""
    ids, cookies = site.idea_ids, site.cookies
    return {
        "visitor list": cycle([Request("/")]),
        "visitor list, not kept": (Request(f"/?n={number}") for number in range(10**9)),
        "signed-in list": cycle([Request("/", cookie) for cookie in cookies]),
        "visitor idea page": cycle([Request(f"/ideas/{idea_id}") for idea_id in ids]),
        "signed-in idea page": cycle([Request(f"/ideas/{idea_id}", cookies[0]) for idea_id in ids]),
        "vote": _votes(ids, cookies),
        "recognise": _lookups(site),
        "similar": cycle([Request(f"/ideas/similar?q={query.replace(' ', '+')}", fragment=True) for query in QUERIES]),
    }


def _lookups(site: Site) -> Iterator[Request]:
    for email, token in zip(cycle(site.emails), cycle(site.tokens), strict=False):
        yield Request(f"/api/v1/people/lookup?email={quote(email)}", token=token)


def _votes(ids: list[int], cookies: list[str]) -> Iterator[Request]:
    """Each person votes for one idea after another, so that each request adds a vote or finds one already there."""
    for round_number in range(10**9):
        for place, cookie in enumerate(cookies):
            idea_id = ids[(round_number * len(cookies) + place) % len(ids)]
            yield Request(f"/ideas/{idea_id}/vote", cookie, form="importance=2", fragment=True)


def table(costs: list[Cost], database: str) -> list[str]:
    empty = costs[0]
    lines = [f"CPU time of the Python process per request, median, on {database}:", ""]
    for cost in costs:
        lines.append(f"  {cost.name:<24} {cost.microseconds:>8.0f} µs  {cost.times(empty):>6.1f} x  ({cost.requests} requests)")
    return lines


def _cookie(app: Flask, token: str) -> str:
    """The session cookie of somebody who has just signed in."""
    session = SecureCookieSession({"_user_id": token, "_fresh": True, "seen": int(clock.now().timestamp()), "_permanent": True})
    session.modified = True
    response = app.response_class()
    with app.test_request_context():
        app.session_interface.save_session(app, session, response)
    return re.sub(";.*", "", response.headers["Set-Cookie"])
