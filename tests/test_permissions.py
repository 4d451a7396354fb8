"""Who may use which address: every route that exists, as every kind of person, against one table."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from werkzeug.routing import Rule

from community import clock
from community.accounts.actions_handles import link_handle
from community.accounts.actions_tokens import make_token
from community.accounts.models import Person
from community.accounts.models_accounts import Segment
from community.accounts.queries_handles import claims
from community.accounts.rules import PersonState, Role
from community.advocates.models_thanks import Beta, SharedAnswer
from community.cocreation.models import Question
from community.crm.models import Delivery, Endpoint
from community.crm.models_in import Conflict, Source, Upload
from community.crm.models_vendors import Connection
from community.crm.vendors_hubspot import HUBSPOT
from community.db import db, writing
from community.events import record
from community.inbound.receiving import take_in
from community.notifications.models import Mail
from community.notifications.models_sending import MailTrial
from community.responses.models import Answer
from community.responses.models_drafting import AnswerTemplate, WaitingAnswer
from community.triage.actions_mentions import Said, log_mention
from community.triage.models import Proposal
from community.voices.models import Voice
from community.votes.models import Vote
from tests import factories
from tests.cast import ADA, BEN, CLEO, DEV, MARTA, MO, OWEN, ROOT, SAM, Part

VISITOR = None
ROLES = {"visitor": VISITOR, "customer": BEN, "author": ADA, "staff": SAM, "moderator": MO, "product manager": DEV, "manager": OWEN, "administrator": ROOT}

ANYONE = frozenset(ROLES)
SIGNED_IN = ANYONE - {"visitor"}
STAFF = SIGNED_IN - {"customer", "author"}
MODERATORS = STAFF - {"staff"}
ANSWERERS = MODERATORS - {"moderator"}
ADMINISTRATORS = frozenset({"administrator"})
AUTHOR = frozenset({"author"})
NOBODY: frozenset[str] = frozenset()
"""Only a token opens it, or it is there in the demo alone."""

WHO: dict[str, frozenset[str]] = {
    "accounts.*": ANYONE, "accounts.sign_out": SIGNED_IN, "accounts.link": NOBODY, "accounts.confirm_link": NOBODY,
    "api_hook.*": NOBODY, "crm_in.*": ADMINISTRATORS, "admin_uploads.*": ADMINISTRATORS, "admin_segments.*": ADMINISTRATORS, "staff_accounts.*": STAFF,
    "acts.*": NOBODY, "api_accounts.*": NOBODY,
    "admin.*": ADMINISTRATORS, "admin_audit.*": ADMINISTRATORS, "admin_calendars.*": ADMINISTRATORS,
    "admin_crm.*": ADMINISTRATORS, "admin_exports.*": ADMINISTRATORS,
    "admin_endpoints.*": ADMINISTRATORS, "admin_mail.*": ADMINISTRATORS, "admin_trials.*": ADMINISTRATORS, "admin_organisations.*": ADMINISTRATORS,
    "admin_people.*": ADMINISTRATORS, "admin_tokens.*": ADMINISTRATORS, "api.*": ANYONE, "api_crm.*": NOBODY, "api_crm.events": ANYONE, "api_crm.event": ANYONE, "api_triage.*": NOBODY, "finding.*": STAFF,
    "handles.*": STAFF, "handles.mine": SIGNED_IN, "handles.link_mine": SIGNED_IN, "mentions.*": STAFF, "admin_topics.*": ADMINISTRATORS, "admin_promises.*": ADMINISTRATORS,
    "leaders.*": ANYONE, "leaders.choose": SIGNED_IN, "held_points.*": MODERATORS, "correcting.*": STAFF,
    "comments.*": ANYONE, "comments.unmark": SIGNED_IN,
    "by_mail.*": NOBODY, "received.*": ADMINISTRATORS,
    "asking.*": ANSWERERS, "asking.index": STAFF,
    "clocks.*": ANYONE, "dialogue.*": ANYONE,
    "demo.*": NOBODY, "demo_crm.*": NOBODY,
    "desk.*": ANSWERERS, "desk.index": STAFF, "desk.show": STAFF, "desk.selected": STAFF, "desk.people": STAFF, "desk.course": STAFF, "desk.reopen": STAFF, "desk.start": STAFF, "desk.move": MODERATORS, "templates.*": ANSWERERS, "waiting.*": ANSWERERS, "waiting.index": STAFF,
    "inbox.*": SIGNED_IN, "inbox.count": ANYONE,
    "export.*": SIGNED_IN,
    "erasing.*": SIGNED_IN, "erasing.mailed": NOBODY, "erasing.stay_by_mail": NOBODY, "erasing.theirs": ADMINISTRATORS, "erasing.erase": ADMINISTRATORS,
    "feeds.*": ANYONE, "health.*": ANYONE, "ideas.*": ANYONE, "insights.*": ANYONE,
    "figures.*": ANYONE,
    "letterbox.*": NOBODY, "letterbox_kinds.*": NOBODY, "mail_kinds.*": ADMINISTRATORS,
    "mail_dns.*": ADMINISTRATORS,
    "me.*": SIGNED_IN, "my_votes.*": SIGNED_IN,
    "moderation.*": MODERATORS,
    "digests.*": NOBODY, "mailed_votes.*": NOBODY, "outside.*": NOBODY, "notifications.*": NOBODY, "notifications.mine": SIGNED_IN, "notifications.save_mine": SIGNED_IN,
    "own.*": AUTHOR, "own.follow": ANYONE,
    "people.*": ANYONE, "people.history": STAFF,
    "thanks.*": STAFF, "thanks.mine": SIGNED_IN, "thanks.new_draft": ANSWERERS, "thanks.share": ANSWERERS,
    "beta_desk.*": STAFF, "betas.*": ANYONE, "betas.take_back": SIGNED_IN,
    "betas.mailed": NOBODY, "betas.answer_by_mail": NOBODY,
    "sharing.*": NOBODY, "sharing.show": STAFF,
    "proposals.*": ANYONE, "proposals.index": STAFF, "proposals.refusal": ANSWERERS, "proposals.refuse": ANSWERERS,
    "questions.*": ANYONE, "questions.mailed": NOBODY, "questions.reply_by_mail": NOBODY,
    "ratings.*": ANYONE, "ratings.withdraw": SIGNED_IN, "ratings.say_effort": NOBODY, "ratings.effort": NOBODY, "ratings.save_effort": NOBODY, "ratings.said": STAFF,
    "referrals.*": SIGNED_IN,
    "reports.*": SIGNED_IN,
    "skipped_digests.*": ADMINISTRATORS, "suspended.*": ADMINISTRATORS,
    "search.*": ANYONE, "suggesting.*": ANYONE,
    "several_voices.*": STAFF,
    "values.show": STAFF, "values.terms": ADMINISTRATORS, "values.save": ADMINISTRATORS,
    "voices.*": ANYONE, "voices.new": STAFF, "voices.note": STAFF, "voices.words": SIGNED_IN, "voices.add": SIGNED_IN,
    "triage.*": ANSWERERS, "triage.preview": STAFF, "twins.*": ANSWERERS, "twins.index": STAFF, "twins.judged": STAFF,
    "voters.*": MODERATORS, "voters.index": STAFF, "weight.*": STAFF,
    "votes.*": ANYONE, "votes.weigh": SIGNED_IN, "votes.withdraw": SIGNED_IN,
    "web.*": ANYONE,
}
"""By endpoint, else by everything of its blueprint. A new blueprint needs its line; assets are for everyone."""

GONE_WITH_ITS_SUBJECT = {"admin_segments.save", "referrals.answer", "desk.away", "desk.set_away", "own.delete", "desk.edit", "desk.save", "desk.mail", "me.close_session", "accounts.drop", "triage.confirm_unmerge", "triage.unmerge", "feeds.idea", "betas.show", "betas.answer", "thanks.show", "inbox.read", "inbox.unread", "handles.remove_mine", "handles.change"}
"""Answer 404, or lead elsewhere, for whoever does not own the row meant; tested where they are made."""


PING = b'{"type":"ping","timestamp":"2026-11-22T09:15:00Z","data":{"endpoint":{"id":1}}}'


@dataclass(frozen=True)
class World:
    """One row of everything an address can name."""

    values: dict[str, object]

    def address(self, rule: Rule) -> str:
        unknown = sorted(rule.arguments - self.values.keys())
        assert not unknown, f"say in tests/test_permissions.py which {unknown} {rule.endpoint} is tried with"
        built = rule.build({name: self.values[name] for name in rule.arguments}, append_unknown=False)
        assert built is not None, rule
        return built[1]


def allowed(endpoint: str) -> frozenset[str]:
    blueprint = endpoint.split(".")[0]
    found = WHO.get(endpoint, WHO.get(f"{blueprint}.*"))
    assert found is not None, f"say in tests/test_permissions.py who may use {endpoint}"
    return found


def routes(app) -> Iterator[tuple[Rule, str]]:
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule)):
        if rule.endpoint != "assets.asset" and rule.endpoint not in GONE_WITH_ITS_SUBJECT:
            yield from ((rule, method) for method in ("GET", "POST") if method in rule.methods)


@pytest.fixture
def world(app) -> World:
    """Ada's idea with a comment of Cleo's and a voice; the rest belongs to nobody who is tried."""
    with writing() as session:
        topic = factories.topic(owner=DEV)
        idea = factories.idea(ADA)
        comment = factories.comment(CLEO, idea)
        voice = Voice(idea_id=idea.id, person_id=factories.person(CLEO).id, text="Us too.", created_at=clock.now())
        made = record("ping", at=clock.now())
        endpoint = Endpoint(name="CRM", url="https://crm.example/", secret="x", created_by_id=factories.person(ROOT).id, created_at=clock.now())
        mail = Mail(
            kind="code", address="a@b.example", subject="s", message_id="<1@x>", content=b"Subject: s\n\nHello", run_at=clock.now(),
            created_at=clock.now(), state="dead",
        )
        answer = Answer(idea_id=idea.id, author_id=factories.person(DEV).id, status="review", body="x", body_html="x", created_at=clock.now())
        trial = MailTrial(address="a@b.example", asked_at=clock.now())
        connection = Connection(
            name="HubSpot", vendor="hubspot", url="https://crm.example", credentials="x", mapping=HUBSPOT.mapping().stored(),
            created_by_id=factories.person(ROOT).id, created_at=clock.now(),
        )
        session.add_all([voice, endpoint, mail, trial, answer, connection])
        session.flush()
        delivery = Delivery(
            endpoint_id=endpoint.id, event_id=made.id, kind="ping", webhook_id="w", body=PING, run_at=clock.now(), created_at=clock.now()
        )
        session.add_all([delivery, Vote(idea_id=idea.id, person_id=factories.person(CLEO).id, created_at=clock.now())])
        session.flush()
        other = factories.idea(CLEO, "A poster of the rota for the wall")
        template = AnswerTemplate(name="Begin", status="planned", body="We have read it.")
        waits = WaitingAnswer(
            idea_id=other.id, author_id=factories.person(MARTA).id, status="shipped", body="It is there.", body_html="<p>It is there.</p>", over=0,
            needs_approval=True, written_at=clock.now(),
        )
        session.add_all([template, waits])
        said = Proposal(part_id=other.id, root_id=idea.id, proposer_id=factories.person(CLEO).id, created_at=clock.now())
        session.add(said)
        session.flush()
        question = Question(
            idea_id=idea.id, by_id=factories.person(DEV).id, audience="voters", kind="question", body="Which paper?",
            body_html="<p>Which paper?</p>", asked_count=1, asked_at=clock.now(), closes_at=clock.now() + timedelta(days=5),
        )
        session.add(question)
        session.flush()
        cleo, dev = factories.person(CLEO).id, factories.person(DEV).id
        beta = Beta(idea_id=idea.id, words="A print button.", opened_by_id=dev, opened_at=clock.now())
        shared = SharedAnswer(
            idea_id=idea.id, person_id=cleo, by_id=dev, words="", body="Yes.", body_html="<p>Yes.</p>", shared_at=clock.now(),
            closes_at=clock.now() + timedelta(days=5),
        )
        session.add_all([beta, shared])
        session.flush()
        token, _ = make_token(factories.viewer(ROOT), "Till", ["people:read"], now=clock.now())
        handle = link_handle(factories.viewer(CLEO), factories.person(CLEO), "x", "cleo", now=clock.now())
        link_handle(factories.viewer(MO), factories.person(MO), "x", "cleo", now=clock.now())
        mention, _ = log_mention(factories.viewer(SAM), Said("https://x.example/1", "Please print it."), now=clock.now())
        root = factories.person(ROOT).id
        source = Source(name="HubSpot", slug="hubspot", secret="x", created_by_id=root, created_at=clock.now())
        upload = Upload(what="accounts", name="a.csv", content=b"id\n", mapping={"id": "external_id"}, state="mapping", created_by_id=root, created_at=clock.now())
        conflict = Conflict(mark="m", kind="mail_differs", external_id="C-1", value="a@b.example", source="file", at=clock.now())
        segment = Segment(name="All", name_folded="all", rule={"all": []}, created_at=clock.now())
        session.add_all([source, upload, conflict, segment])
        session.flush()
        organisation, hours = factories.organisation("ostara"), factories.calendar()
        return World({
            "idea_id": idea.id, "comment_id": comment.id, "subject_id": idea.id, "kind": "idea", "mail_kind": "welcome", "slug": "print-the-week-on-one-page",
            "topic_id": topic.id, "calendar_id": hours.id, "person_id": factories.person(CLEO).id,
            "organisation_id": organisation.id, "endpoint_id": endpoint.id, "connection_id": connection.id, "vendor_code": "hubspot", "what": "people", "form": "csv", "delivery_id": delivery.id, "mail_id": mail.id, "trial_id": trial.id, "version": 1,
            "proposal_id": said.id, "template_id": template.id, "waiting_id": waits.id,
            "beta_id": beta.id, "shared_id": shared.id, "thanks_id": 999, "held_id": 999,
            "answer_id": answer.id, "version_id": 1, "question_id": question.id,
            "received_id": take_in(b"Subject: Hello\n\nHello", now=clock.now()).id,
            "token": "not-a-token", "hash": "x", "name": "x", "session_id": 999, "act_id": 999,
            "token_id": token.id, "handle_id": handle.id, "claim_id": claims()[0].id, "mention_id": mention.id, "verb": "aside", "event_type": "ping",
            "source_id": source.id, "upload_id": upload.id, "conflict_id": conflict.id, "segment_id": segment.id,
            "key": "x", "external_id": "A-7",
        })


def ask(browser, rule: Rule, method: str, world: World):
    return browser.open(world.address(rule), method=method)


def verdict(answer) -> str:
    """in, asked to sign in, or away."""
    if answer.status_code in (302, 303) and answer.location.startswith("/sign-in?"):
        return "asked"
    return "away" if answer.status_code in (401, 403, 404, 405, 410) else "in"


@pytest.mark.parametrize("role", ROLES)
def test_everyone_gets_where_the_table_says_and_nowhere_else(app, client, as_person, world, role):
    wrong = []
    for rule, method in routes(app):
        browser = client if role == "visitor" else as_person(ROLES[role])
        answer = ask(browser, rule, method, world)
        assert answer.status_code < 500, (rule, method)
        may = role in allowed(rule.endpoint)
        found = verdict(answer)
        wanted = ("in", "asked") if may and role == "visitor" else ("in",) if may else ("away", "asked") if role == "visitor" else ("away",)
        if found not in wanted:
            wrong.append(f"{role}: {method} {rule.rule} -> {answer.status_code} {answer.location or ''}, table says {wanted}")
    assert wrong == []


@pytest.mark.parametrize("role", ["visitor", "customer"])
def test_what_belongs_to_a_private_topic_is_not_there_for_strangers(app, client, as_person, world, role):
    with writing():
        factories.topic(visibility="staff")
    wrong = []
    for rule, method in routes(app):
        if not {"idea_id", "comment_id", "subject_id", "answer_id", "question_id"} & set(rule.arguments):
            continue
        browser = client if role == "visitor" else as_person(ROLES[role])
        answer = ask(browser, rule, method, world)
        if verdict(answer) == "in":
            wrong.append(f"{role}: {method} {rule.rule} -> {answer.status_code}")
    assert wrong == []


@pytest.mark.parametrize("state", [PersonState.BANNED, PersonState.DEACTIVATED, PersonState.ERASED])
@pytest.mark.parametrize("part", [BEN, ROOT], ids=["customer", "administrator"])
def test_somebody_who_was_shut_out_is_a_visitor_however_their_session_began(app, as_person, world, state, part: Part):
    browser = as_person(part)
    with writing():
        db.session.query(Person).filter_by(email=part.email).one().state = state
    for path in ("/me", "/admin/", "/moderation/", "/desk"):
        answer = browser.get(path)
        assert verdict(answer) == "asked", path


def test_every_route_has_its_line_in_the_table(app):
    for rule, _ in routes(app):
        assert allowed(rule.endpoint) <= ANYONE


def test_the_table_names_no_role_that_does_not_exist():
    parts = [part.role for part in ROLES.values() if part]
    assert set(parts) == set(Role)
