"""Loading the demo community: what the product itself would have written, whole, calm and the same each time."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from community import clock, recount
from community.accounts.models import Organisation, Person
from community.accounts.models_handles import Handle
from community.accounts.models_tokens import ApiToken
from community.accounts.queries_handles import claims
from community.accounts.rules import may_answer
from community.accounts.viewer import Viewer
from community.advocates import proving as proving_ledgers
from community.advocates.models import LedgerLine
from community.advocates.models_thanks import BetaPlace, SharedAnswer, Thanks
from community.advocates.models_values import PersonValue
from community.advocates.queries_standing import standing_of
from community.advocates.rules_standing import GRACE
from community.bulk import Batch
from community.cocreation.models import Question
from community.crm.models import Attempt, Delivery, Endpoint
from community.crm.models_in import Conflict, Upload
from community.crm.models_vendors import Connection, SyncAttempt
from community.crm.queries_in_lists import count_open_conflicts
from community.db import db
from community.demo import load
from community.events import Event
from community.ideas.models import Comment, Idea, Topic
from community.inbound.models_bounces import Suspension
from community.jobs.queries import unexpanded_events, waiting_dispatches
from community.jobs.registry import handlers_of, name_of
from community.moderation.models import Removal, Report
from community.notifications.digesting import gather_digest
from community.notifications.models import Mail
from community.notifications.models_digests import Digest, DigestPlan
from community.notifications.queries_inbox import count_unread, inbox_page
from community.responses import proving
from community.responses.actions_clocks import renew_next
from community.responses.actions_escalating import escalate_next
from community.responses.models import Answer, Clock
from community.site import site_facts
from community.triage.models import Judgement
from community.triage.queries_mentions import mentions
from community.triage.queries_proposals import waiting_pairs
from community.voices.models import Voice
from community.votes.models import Vote
from community.votes.rules import CLOSED
from tests.conftest import empty


@pytest.fixture(scope="module")
def community(built_app):
    """Loaded once for all who only look."""
    with built_app.app_context():
        empty()
        now = clock.now()
        load.load(now)
        yield now
        empty()


@pytest.fixture
def loaded(community):
    yield community
    db.session.rollback()


def person(email):
    return db.session.query(Person).filter_by(email=email).one()


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_the_community_has_the_size_it_should(loaded):
    assert count(Idea) == 304
    assert db.session.scalar(select(func.count()).where(Idea.root_id.is_(None))) == 300
    assert count(Organisation) == 60
    assert db.session.scalar(select(func.count()).where(Person.role == "customer")) == 400
    assert 7_800 <= count(Vote) <= 8_400
    assert count(Voice) > 200
    assert count(Comment) > 450


def test_those_who_can_be_tried_have_lines_in_their_inbox_a_few_of_them_unread(loaded):
    for email, least in (("ines@brannocs.example", 5), ("marta@hourfold.example", 5), ("owen@hourfold.example", 5), ("admin@hourfold.example", 0)):
        viewer = Viewer.of(db.session.scalars(select(Person).where(Person.email == email)).one())
        rows = inbox_page(viewer, unread=False).rows
        assert least <= len(rows) <= 12
        assert count_unread(viewer) == sum(row.read_at is None for row in rows) <= 3
        assert all(row.created_at <= loaded for row in rows)
        assert [row.created_at for row in rows] == sorted((row.created_at for row in rows), reverse=True)


def test_the_advocate_s_weekly_mail_is_due_and_has_something_to_tell(loaded):
    ines, now = person("ines@brannocs.example"), clock.now()
    plan = db.session.query(DigestPlan).filter_by(person_id=ines.id, kind="weekly_digest").one()
    assert plan.news
    assert plan.next_at <= now
    digest = Digest(person_id=ines.id, kind=plan.kind, period=now.date(), since=plan.since, made_at=now, shown={})
    assert gather_digest(digest, ines).contents.news
    assert ines.seen_at > ines.joined_at


def test_every_stored_count_equals_its_rows(loaded):
    assert list(recount.differences()) == []


def test_every_time_of_every_clock_is_right_and_one_of_each_course_can_be_seen(loaded):
    assert list(proving.differences(clock.now())) == []
    for state in (Idea.answer_state == "paused", Idea.asked_due_at.is_not(None), (Clock.kind == "review") & (Idea.status == "declined")):
        assert db.session.scalar(select(func.count()).select_from(Idea).join(Clock, Clock.idea_id == Idea.id).where(state)) >= 1


def test_no_alert_falls_due_in_the_first_minute(loaded):
    soon = loaded + timedelta(minutes=1)
    assert not escalate_next(soon)
    assert not renew_next(soon)


def test_suggestions_have_saved_posts_and_people_time(loaded):
    """Each as the product records it: of a customer who voted then and there, for an idea of somebody else."""
    joined = select(Event).where(Event.kind == "suggestion.joined")
    events = db.session.scalars(joined).all()
    votes = {(vote.person_id, vote.idea_id): vote.created_at for vote in db.session.scalars(select(Vote))}
    assert len(events) > 40
    assert all(votes[event.actor_id, event.idea_id] == event.at for event in events)
    assert all(1 <= event.data["shown"] <= 4 for event in events)
    figures = site_facts().summary["suggesting"]
    assert 40 < figures["avoided"] == len({(event.actor_id, event.idea_id) for event in events}) < 300
    assert 30 <= figures["accepted_percent"] <= 95
    assert 8 <= figures["seconds"] <= 60


def test_some_called_what_they_were_shown_different_and_posted_theirs(loaded):
    """As the product records it: the event, what was shown, and a judgement of the author's that no figure learns from."""
    refused = db.session.scalars(select(Event).where(Event.kind == "suggestion.refused")).all()
    posted = {row.idea_id: row for row in db.session.scalars(select(Event).where(Event.kind == "idea.submitted"))}
    judged = {(row.low_id, row.high_id): row for row in db.session.scalars(select(Judgement).where(Judgement.source == "author"))}
    assert len(refused) > 10
    for event in refused:
        said = judged[event.data["aside_id"], event.idea_id]
        assert (said.person_id, said.verdict, said.certainty) == (event.actor_id, "different", None)
        assert (posted[event.idea_id].at, posted[event.idea_id].data["aside"]) == (event.at, 1)
        assert posted[event.idea_id].data["shown"] >= 1


def test_nothing_waits_for_the_worker(loaded):
    assert unexpanded_events() == []
    assert waiting_dispatches() == 0


def test_alerts_come_later_as_everywhere_else(loaded):
    assert escalate_next(loaded + timedelta(days=6))


@pytest.mark.parametrize(
    ("key", "role"),
    [("ines@brannocs.example", "customer"), ("marta@hourfold.example", "product_manager"), ("owen@hourfold.example", "manager"),
     ("yusra@hourfold.example", "moderator"), ("admin@hourfold.example", "administrator")],
)
def test_the_people_one_can_be_are_there(loaded, key, role):
    assert db.session.scalar(select(Person.role).where(Person.email_folded == key)) == role


def test_the_ledger_holds_what_is_due_and_nothing_else(loaded):
    before = count(LedgerLine)
    earning = select(Event).where(Event.kind.in_(("answer.published", "comment.marked_helpful"))).order_by(Event.id)
    for event in db.session.scalars(earning).all()[::25]:
        for handler in handlers_of(event.kind):
            if name_of(handler).startswith("advocates."):
                handler(event, 0, loaded)
    assert before > 150
    assert count(LedgerLine) == before


def test_the_advocate_among_the_customers_has_earned_it(loaded):
    assert db.session.scalar(select(Person.points).where(Person.email_folded == "ines@brannocs.example")) >= 200


def test_levels_are_worth_having(loaded):
    """One in eight or so has one, and whoever helped most, in three ways, has the highest."""
    levels = Counter(db.session.scalars(select(Person.level).where(Person.role == "customer")))
    assert 30 <= levels["contributor"] <= 70
    assert 2 <= levels["advocate"] <= 8
    [champion] = db.session.scalars(select(Person).where(Person.level == "champion"))
    assert champion.email == "ines@brannocs.example"
    assert champion.points == db.session.scalar(select(func.max(Person.points)))
    standing = standing_of(champion.id)
    assert (standing.duplicates, standing.helped >= 8, standing.shipped >= 1) == (1, True, True)


def test_every_ledger_is_right_and_nobody_has_a_level_that_is_about_to_go_unnoticed(loaded):
    assert proving_ledgers.next_people(0)[1] == []
    slipping = db.session.scalars(select(Person.level_slips_since).where(Person.level_slips_since.is_not(None)))
    assert all(since <= loaded and loaded - since < GRACE for since in slipping)
    since = db.session.scalars(select(Person.level_since).where(Person.level != "member"))
    assert sum(loaded - each > timedelta(days=60) for each in since) > 10, "levels were reached when the help was"


def test_every_topic_is_open_and_has_its_whole_ladder(loaded):
    topics = db.session.scalars(select(Topic)).all()
    assert len(topics) == 7
    for topic in topics:
        assert topic.opened_at
        assert all((topic.owner_id, topic.deputy_id, topic.manager_id, topic.director_id, topic.calendar_id))


def test_only_those_answer_who_may(loaded):
    roles = db.session.scalars(select(Person.role).join(Answer, Answer.author_id == Person.id).distinct()).all()
    assert roles
    assert all(may_answer(role) for role in roles)


def test_nobody_votes_before_publication_or_after_the_end(loaded):
    early = select(func.count()).select_from(Vote).join(Idea, Idea.id == Vote.idea_id).where(Vote.created_at < Idea.published_at)
    assert db.session.scalar(early) == 0
    late = (
        select(func.count()).select_from(Vote).join(Answer, Answer.idea_id == Vote.idea_id)
        .where(Answer.status.in_(CLOSED), Vote.created_at > Answer.created_at)
    )
    assert db.session.scalar(late) == 0


def test_nothing_happens_before_its_person_joined_or_in_the_future(loaded):
    voted = select(func.count()).select_from(Vote).join(Person, Person.id == Vote.person_id)
    assert db.session.scalar(voted.where(Vote.created_at < Person.joined_at)) == 0
    said = select(func.count()).select_from(Comment).join(Person, Person.id == Comment.author_id)
    assert db.session.scalar(said.where(Comment.created_at < Person.joined_at)) == 0
    for moment in (Vote.created_at, Comment.created_at, Answer.created_at, Idea.published_at, Event.at):
        assert db.session.scalar(select(func.max(moment))) <= loaded


def test_history_is_numbered_in_the_order_of_time(loaded):
    """But for what is reckoned from it at the end."""
    happened = Event.kind.not_like("advocate.%")
    for model, moment in ((Event, Event.at), (Comment, Comment.created_at), (Idea, Idea.published_at)):
        moments = db.session.scalars(select(moment).where(happened if model is Event else True).order_by(model.id)).all()
        assert moments == sorted(moments)


def test_every_state_of_a_clock_can_be_seen(loaded):
    shown = Counter(db.session.scalars(select(Idea.answer_state)))
    late = db.session.scalar(select(func.count()).where(Clock.kind == "first", Clock.stopped_at.is_(None), Clock.due_at < loaded))
    stale = db.session.scalar(select(func.count()).where(Clock.kind == "review", Clock.stopped_at.is_(None)))
    assert late == 12
    assert stale == 18 + 1, "one was opened again"
    assert (shown["awaiting"], shown["paused"]) == (42 - 2 + 18 + 1, 2)
    assert shown["answered"] == 240 - 1
    assert db.session.scalar(select(func.count()).where(Clock.mention_id.is_not(None), Clock.stopped_at.is_(None))) == 1


def test_the_lists_have_their_figures_at_once(loaded):
    facts = site_facts()
    assert facts.company == "Hourfold"
    assert facts.summary["tabs"]["top"] == 300
    assert facts.summary["figures"]["open"] == 42


def test_life_goes_on_after_the_last_written_id(loaded):
    person = Person(email="new@x.example", email_folded="new@x.example", name="New", joined_at=loaded)
    db.session.add(person)
    db.session.flush()
    assert person.id == 409


def test_the_moderator_has_something_to_look_at(loaded):
    waiting = db.session.query(Report).filter(Report.resolved_at.is_(None)).all()
    assert {report.reason for report in waiting} == {"spam", "hurtful"}
    hidden = db.session.query(Removal).one()
    assert db.session.get(Comment, hidden.subject_id).hidden_at == hidden.at


def test_some_ideas_have_joined_others_with_all_that_was_said_on_them(loaded):
    parts = db.session.scalars(select(Idea).where(Idea.root_id.is_not(None))).all()
    assert len(parts) == 4
    assert {part.status for part in parts} == {"merged"}
    roots = db.session.scalars(select(Idea).where(Idea.part_count > 0).order_by(Idea.part_count.desc())).all()
    assert [root.part_count for root in roots] == [2, 1, 1]
    ids = [part.id for part in parts]
    assert db.session.scalar(select(func.count()).where(Comment.idea_id.in_(ids))) >= 3
    assert db.session.scalar(select(func.count()).where(Voice.idea_id.in_(ids))) >= 3
    ines = db.session.scalar(select(Person.id).where(Person.email_folded == "ines@brannocs.example"))
    assert ines in {part.author_id for part in parts}


def test_one_pair_is_pointed_out_and_waits_for_staff(loaded):
    [pair] = waiting_pairs()
    assert "one tick" in pair.part.title
    assert [word.name for word in pair.said] == ["Ines Carvalho"]


def test_something_was_given_back_and_an_invitation_waits(loaded):
    ines = db.session.scalar(select(Person.id).where(Person.email == "ines@brannocs.example"))
    assert [(row.person_id, bool(row.perk)) for row in db.session.scalars(select(Thanks))] == [(ines, True)]
    places = {row.person_id: (row.asked_at is not None, row.invited_at is not None, row.answer) for row in db.session.scalars(select(BetaPlace))}
    assert places.pop(ines) == (False, True, "")
    assert Counter(answer for *_, answer in places.values()) == {"yes": 2, "no": 1, "": 4}
    assert db.session.scalars(select(SharedAnswer)).one().closes_at > loaded


def test_people_are_known_elsewhere_and_what_they_say_there_waits_or_was_replied_to(loaded):
    assert count(Handle) == 4
    assert [claim.claimant for claim in claims()] == ["Teresa Quiroga"]
    waiting, owed = mentions("waiting")[0], mentions("owed")[0]
    assert [row.name for row in waiting] == ["Ines Carvalho", None]
    assert [(row.name, row.due_at > loaded) for row in owed] == [("Kamila Zawadzka", True)]
    settled = mentions("settled")[0]
    assert {(bool(row.Mention.reply), row.Mention.set_aside_at is not None) for row in settled} == {(True, False), (False, True)}
    assert [row.Mention.token_id is not None for row in waiting] == [True, True]


def test_programs_are_connected_and_what_happened_today_is_on_its_way(loaded, built_app):
    [endpoint] = db.session.scalars(select(Endpoint))
    assert endpoint.url == built_app.config["SETTINGS"].base_url + "/demo/crm"
    sent = db.session.scalars(select(Delivery)).all()
    assert {each.state for each in sent} == {"queued"}
    assert {"thanks.given", "advocate.level_changed", "mention.logged", "idea.merged"} <= {each.kind for each in sent}
    assert 10 <= len(sent) <= 60
    assert count(Attempt) == count(SyncAttempt) == 0, "nothing is said to have been tried"
    [connection] = db.session.scalars(select(Connection))
    assert connection.enabled_at is None
    assert connection.url.endswith(".example")
    assert sorted(row.revoked_at is None for row in db.session.scalars(select(ApiToken))) == [False, True, True]


def test_files_came_from_the_crm_one_waits_and_three_things_are_to_be_decided(loaded):
    states = {row.name: row.state for row in db.session.scalars(select(Upload))}
    assert states == {"accounts-renewals.csv": "done", "contacts-hospitals.csv": "done", "accounts-cafes.csv": "ready"}
    waits = db.session.query(Upload).filter_by(state="ready").one()
    assert (waits.preview["counts"]["refused"], waits.preview["counts"]["changed"]) == (3, 2)
    assert {row.kind for row in db.session.scalars(select(Conflict))} == {"domain_taken", "mail_differs", "mail_taken"}
    assert count_open_conflicts() == 3
    assert person("rhodri@brannocs.example").email == "rhodri@brannocs.example", "a member's address stays their own"


def test_what_help_is_worth_is_computed_of_who_helped(loaded):
    ines = person("ines@brannocs.example").id
    worth = {row.person_id: row.ckv for row in db.session.scalars(select(PersonValue))}
    assert len(worth) > 30
    assert worth[ines] == max(worth.values()) > 0


def test_voters_and_an_author_are_asked_and_the_author_finds_the_mail(loaded):
    to_author, to_voters = sorted(db.session.scalars(select(Question)), key=lambda asked: asked.audience)
    assert (to_author.audience, to_voters.audience) == ("author", "critical")
    assert db.session.scalar(select(func.count()).where(Voice.question_id == to_voters.id)) == 3
    [mail] = db.session.scalars(select(Mail).where(Mail.kind == "question_asked"))
    assert mail.state == "queued"
    assert b"/questions/reply/" in mail.content


def test_mail_to_one_customer_comes_back_and_another_is_written_to_again(loaded):
    kept = db.session.scalars(select(Suspension).order_by(Suspension.id)).all()
    assert [(each.cause, each.ended_by) for each in kept] == [("hard", ""), ("soft", "proved")]
    assert [person.id for person in db.session.scalars(select(Person).where(Person.mail_suspended_at.is_not(None)))] == [kept[0].person_id]


def test_a_second_look_finds_it_loaded(loaded):
    assert load.is_loaded()


def test_a_load_is_all_or_nothing(app, monkeypatch):
    monkeypatch.setattr(Batch, "write", half_a_write(Batch.write))
    with pytest.raises(ConnectionError):
        load.load(clock.now())
    assert not load.is_loaded()


def half_a_write(write):
    def broken(batch, session):
        write(batch, session)
        raise ConnectionError

    return broken
