"""axe over every page of the demo, light and dark, and the content policy with it.

The pages are those of the address map, so a new page is looked at without being listed here.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from sqlalchemy import func, select
from werkzeug.routing import Rule

from community import clock
from community.accounts.actions_erasing import ask_erasure
from community.accounts.models import Organisation, Person
from community.accounts.models_accounts import Segment
from community.accounts.viewer import Viewer
from community.advocates.models_thanks import Beta, BetaPlace, SharedAnswer
from community.cocreation.models import Question
from community.crm.models import Delivery, Endpoint
from community.crm.models_in import Upload
from community.crm.models_vendors import Connection
from community.db import db, writing
from community.ideas.models import Comment, Idea, Topic
from community.ideas.models_mentions import Mention
from community.inbound.draft_links import draft_url
from community.notifications.act_links import act_links
from community.notifications.links import read, sign
from community.notifications.models import Mail
from community.notifications.vote_links import vote_link
from community.responses.models import Answer, Calendar, Clock
from community.responses.models_alerts import Alert
from community.responses.models_drafting import AnswerTemplate, Draft, WaitingAnswer
from community.responses.models_rating import Effort
from community.triage.models import Proposal
from tests.journeys.conftest import _free_port
from tests.journeys.demo import Demo, running_demo

pytestmark = pytest.mark.journey

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}, "resultTypes": ["violations"]}
"""The rules of axe that look at colours: all that the dark scheme changes."""
NO_PAGES = {"assets.asset", "inbox.count", "desk.mail", "web.accent", "health.alive", "health.ready", "figures.table", "figures.numbers", "figures.badge", "erasing.data", "beta_desk.export", "feeds.ideas", "feeds.search", "feeds.idea", "feeds.answers"}
AS_VISITOR = {"accounts.sign_in", "accounts.code", "accounts.link", "demo.people", "ideas.index", "insights.answering", "insights.left_out", "people.how_points_work"}
AS_STAFF = {"voices.new", "several_voices.new", "people.history", "handles.of_person", "values.show", "thanks.new", "thanks.new_invitation", "thanks.new_draft"}
FIRST = {
    "connection_id": Connection.id, "delivery_id": Delivery.id, "endpoint_id": Endpoint.id, "mention_id": Mention.id,
    "segment_id": Segment.id, "upload_id": Upload.id,
}
BEFORE_A_CODE = {"accounts.code", "accounts.link"}
"""Pages of a sign-in under way; the test that signs in by mail looks at them."""

ADMIN, INES, MARTA = "admin@hourfold.example", "ines@brannocs.example", "marta@hourfold.example"


@pytest.fixture(scope="module")
def demo(workplace) -> Iterator[Demo]:
    folder = workplace / "accessible"
    folder.mkdir()
    with running_demo(folder / "demo", _free_port()) as running:
        yield running


@pytest.fixture(scope="module")
def signed_in(demo: Demo, chromium: Browser) -> Iterator[dict[str, Page]]:
    """A page for each kind of reader, signed in by the demo's one click."""
    pages = {"": chromium.new_context(reduced_motion="reduce").new_page()}
    for email in (ADMIN, INES, MARTA):
        page = pages[email] = chromium.new_context(reduced_motion="reduce").new_page()
        page.goto(f"{demo.url}/demo/people")
        page.locator(f"form:has(input[value='{email}']) button").click()
        page.wait_for_url(f"{demo.url}/**")
    yield pages
    for page in pages.values():
        page.context.close()


def values_for(rule: Rule) -> dict[str, object]:
    """Something real for each part of an address."""
    ines, marta = (db.session.scalar(select(Person.id).where(Person.email == email)) for email in (INES, MARTA))
    answered = select(Answer.idea_id).join(Person, Person.id == Answer.author_id).where(Person.email == MARTA)
    own = db.session.scalar(select(Idea.id).where(Idea.author_id == ines, Idea.root_id.is_(None)).limit(1))
    talked = select(Idea.id).where(Idea.comment_count > 3, Idea.voice_count > 1, Idea.answered_at.is_not(None)).limit(1)
    joined = select(Idea.id).where(Idea.root_id.is_not(None)).limit(1)
    asked = db.session.scalar(select(Question.id).limit(1))
    ids = {
        "question_id": asked,
        "idea_id": own if rule.endpoint.startswith("own.") else db.session.scalar(answered.order_by(Answer.id.desc()).limit(1)) if rule.endpoint == "desk.edit" else db.session.scalar(joined) if rule.endpoint == "triage.confirm_unmerge" else db.session.scalar(talked),
        "waiting_id": db.session.scalar(select(WaitingAnswer.id).order_by(WaitingAnswer.id.desc()).limit(1)),
        "template_id": db.session.scalar(select(AnswerTemplate.id).limit(1)),
        "proposal_id": db.session.scalar(select(Proposal.id).limit(1)),
        "person_id": marta if rule.endpoint == "desk.away" else ines, "topic_id": db.session.scalar(select(Topic.id).limit(1)),
        "calendar_id": db.session.scalar(select(Calendar.id).limit(1)),
        "mail_id": db.session.scalar(select(Mail.id).order_by(Mail.id).limit(1)),
        "organisation_id": db.session.scalar(select(Organisation.id).limit(1)),
        "vendor_code": "hubspot", "mail_kind": "idea_answered", "kind": "comment", "subject_id": db.session.scalar(select(Comment.id).limit(1)), "slug": None, "after": None,
        "token": sign("effort", [db.session.scalar(select(func.max(Effort.id)))]) if rule.endpoint == "ratings.effort" else sign("stop", [ines, "kind", "idea_answered"]) if rule.endpoint.endswith("stop") else sign("preferences", [ines]),
    }
    if rule.endpoint == "questions.mailed":
        ids["token"] = sign("reply", [asked, ines, 4_000_000_000])
    if rule.endpoint in ("betas.show", "sharing.show"):
        ids |= {"beta_id": int_of(token_of_invitation()), "shared_id": int_of(token_of_shown_draft())}
    if rule.endpoint in TOKENS:
        ids["token"] = TOKENS[rule.endpoint]()
    if rule.endpoint.startswith("acts."):
        ids["token"] = token_of_act(rule.endpoint.removeprefix("acts."))
    for name in set(rule.arguments) & set(FIRST):
        ids[name] = db.session.scalar(select(func.min(FIRST[name])))
    return {name: ids[name] for name in rule.arguments if ids.get(name) is not None}


def of_email(email: str) -> Person:
    return db.session.scalars(select(Person).where(Person.email == email)).one()


def token_of_invitation() -> str:
    """What the mail carries that asks Ines to try something early."""
    with writing():
        ines, marta = of_email(INES), of_email(MARTA)
        mine = select(BetaPlace.beta_id).where(BetaPlace.person_id == ines.id, BetaPlace.invited_at.is_not(None))
        if (found := db.session.scalar(mine.limit(1))) is None:
            asked = select(Idea.id).where(Idea.id.not_in(select(Beta.idea_id)), Idea.comment_count > 3, Idea.root_id.is_(None)).limit(1)
            beta = Beta(
                idea_id=db.session.scalars(asked).one(), words="Printing a week on one page.", opened_by_id=marta.id, opened_at=clock.now(),
            )
            db.session.add(beta)
            db.session.flush()
            found = beta.id
            db.session.add(BetaPlace(beta_id=found, person_id=ines.id, invited_at=clock.now(), invited_by_id=marta.id))
        return sign("beta", [found, ines.id, 4_000_000_000])


def token_of_shown_draft() -> str:
    """What the mail carries that shows Ines an answer before it is given."""
    with writing():
        ines, marta = of_email(INES), of_email(MARTA)
        idea_id = db.session.scalars(select(Idea.id).where(Idea.comment_count > 3, Idea.root_id.is_(None)).limit(1)).one()
        shown = SharedAnswer(
            idea_id=idea_id, person_id=ines.id, by_id=marta.id, words="Is this what you meant?", body="We print it from January on.",
            body_html="<p>We print it from January on.</p>", shared_at=clock.now(), closes_at=clock.now() + timedelta(days=7),
        )
        db.session.add(shown)
        db.session.flush()
        return sign("cocreate", [shown.id, ines.id, 4_000_000_000])


def token_of_erasure() -> str:
    """What the mail carries that says when Ines will be forgotten, once she has asked for it."""
    with writing():
        ines = of_email(INES)
        asked = ask_erasure(Viewer.of(ines), ines, keep_words=True, now=clock.now())
        return sign("stay", [ines.id, int(asked.due_at.timestamp())])


def int_of(token: str) -> int:
    """Which beta or draft a token opens."""
    return int((read("beta", token) or read("cocreate", token) or [0])[0])


def token_of_vote() -> str:
    idea_id = db.session.scalars(select(Idea.id).where(Idea.comment_count > 3, Idea.root_id.is_(None)).limit(1)).one()
    return vote_link(of_email(INES), idea_id, clock.now()).rsplit("/", 1)[1]


def token_of_act(act: str) -> str:
    """What the link of a mail to Marta would carry, about a clock that runs."""
    running = select(Clock).join(Idea, Idea.id == Clock.idea_id).where(Clock.kind == "first", Clock.stopped_at.is_(None), Idea.root_id.is_(None))
    with writing():
        marta = db.session.scalars(select(Person).where(Person.email == MARTA)).one()
        found = db.session.scalars(running.order_by(Clock.id).limit(1)).one()
        alert = Alert(clock=found, tier=20 + len(act), person_id=marta.id, idea_id=found.idea_id, at=clock.now(), made_at=clock.now(), state="mailed")
        db.session.add(alert)
        db.session.flush()
        return act_links(alert, marta, clock.now())[act].rsplit("/", 1)[1]


def token_of_draft() -> str:
    """What the mail says that confirms an answer which Marta wrote by return mail."""
    with writing():
        marta = db.session.scalars(select(Person).where(Person.email == MARTA)).one()
        idea_id = db.session.scalars(select(Idea.id).where(Idea.comment_count > 3, Idea.root_id.is_(None)).limit(1)).one()
        found = db.session.scalar(select(Draft).where(Draft.person_id == marta.id, Draft.idea_id == idea_id))
        draft = found or Draft(person_id=marta.id, idea_id=idea_id, body="We print it from January on.", saved_at=clock.now())
        db.session.add(draft)
        db.session.flush()
        return draft_url(draft, marta, clock.now()).rsplit("/", 1)[1]


TOKENS: dict[str, Callable[[], str]] = {
    "digests.go_on": lambda: sign("digests", [of_email(INES).id]), "by_mail.draft": token_of_draft, "betas.mailed": token_of_invitation,
    "erasing.mailed": token_of_erasure, "sharing.mailed": token_of_shown_draft, "mailed_votes.offer": token_of_vote,
    "outside.stop": lambda: sign("outside", ["priya@sales-abroad.example"]),
}


def reader_of(rule: Rule) -> str:
    if rule.endpoint in AS_VISITOR or rule.rule.startswith(("/mail/", "/effort/", "/act/")) or "/by-mail/" in rule.rule:
        return ""
    if rule.rule.startswith(("/admin", "/moderation")):
        return ADMIN
    return MARTA if rule.rule.startswith("/desk") or rule.endpoint in AS_STAFF else INES


def violations(page: Page) -> dict[str, list[str]]:
    """What is wrong in each scheme: every rule in the light one, those of colours in the dark one. axe is read once a page."""
    page.evaluate(Axe().axe_script)
    found = {}
    for scheme, rules in (("light", ALL), ("dark", COLOURS)):
        page.emulate_media(color_scheme=scheme)
        answered = page.evaluate("rules => axe.run(document, rules)", rules)["violations"]
        found[scheme] = [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in answered]
    return found


def test_no_page_has_a_violation_in_light_or_dark(demo: Demo, signed_in: dict[str, Page]):
    wrong: dict[str, list[str]] = {}
    looked_at = 0
    for address, reader in sorted(addresses(demo)):
        page = signed_in[reader]
        answer = page.goto(demo.url + address)
        if answer is None or answer.status != 200:
            wrong[address] = [f"answered {answer and answer.status} to {reader or 'a visitor'}"]
            continue
        wrong |= {f"{address} {scheme}": found for scheme, found in violations(page).items() if found}
        looked_at += 1
    assert wrong == {}
    assert looked_at > 40


def addresses(demo: Demo) -> list[tuple[str, str]]:
    with demo.app.test_request_context():
        rules = [rule for rule in demo.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
        pages = [rule for rule in rules if rule.endpoint not in NO_PAGES | BEFORE_A_CODE and not rule.rule.startswith("/api/")]
        built = [(build(demo, rule), reader_of(rule)) for rule in pages]
        db.engine.dispose()
    return [(address, reader) for address, reader in built if address]


def build(demo: Demo, rule: Rule) -> str:
    values = values_for(rule)
    if set(rule.arguments) - set(values):
        return ""
    return demo.app.url_map.bind("127.0.0.1").build(rule.endpoint, values)
