"""A mail that came back is noted at the mail and counts against its address; one that nobody sent changes nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import inspect, text

from community import clock
from community.accounts.models import Person
from community.accounts.viewer import Viewer
from community.audit import AuditEntry
from community.db import db, writing
from community.events import Event, record
from community.inbound import queries_bounces, suspending
from community.inbound.bouncing import take_bounce, take_refusal
from community.inbound.models_bounces import Bounce, Suspension
from community.inbound.rules_bounces import CLEARED
from community.jobs.worker import drain
from community.notifications.actions import queue_mail
from community.notifications.envelopes import return_path
from community.notifications.models import Mail
from community.notifications.queries import refused_kinds
from community.notifications.rules_telling import KINDS, REFUSABLE, Pace
from tests import factories
from tests.cast import ADA, BEN, ROOT
from tests.inbound.reports import REPORTS, sample

DAY = timedelta(days=1)
CODE = {"code": "123456", "link": "http://127.0.0.1:8000/sign-in/link/x", "kept": []}
HARD, SOFT = "postfix_unknown_user", "postfix_expired"


def sent(part=ADA, kind="endpoint_disabled"):
    """A mail that a server has accepted."""
    with writing():
        person = factories.person(part)
        context = CODE if kind == "sign_in" else {"reason": "x", "at": clock.now(), "name": "CRM", "url": "https://crm.example", "told": "x", "log_url": "x"}
        mail = queue_mail("sign_in", address=part.email, person=person, context=context | CODE, now=clock.now())
        mail.kind, mail.state, mail.sent_at = kind, "sent", clock.now()
        return mail.id


def raw_of(name, mail_id, **changes):
    mail = db.session.get_one(Mail, mail_id)
    return sample(name, **{"return_path": return_path(mail_id), "message_id": mail.message_id, "to": mail.address} | changes)


def take(name, mail_id, *, days=0, recipient=None, **changes):
    raw = raw_of(name, mail_id, **changes)
    with writing():
        to = return_path(mail_id) if recipient is None else recipient
        return take_bounce(raw, recipient=to, now=clock.now() + days * DAY)


def mail(mail_id):
    db.session.expire_all()
    return db.session.get_one(Mail, mail_id)


def suspended(part=ADA):
    db.session.expire_all()
    return factories.person(part).mail_suspended_at is not None


def everything():
    """Every row of every table."""
    db.session.rollback()
    db.session.expire_all()
    names = sorted(inspect(db.engine).get_table_names())
    with db.engine.connect() as connection:
        return {name: sorted(map(repr, connection.execute(text(f"SELECT * FROM {name}")))) for name in names}


@pytest.mark.parametrize("name", REPORTS)
def test_what_a_report_says_follows(app, name):
    mail_id, expected = sent(), REPORTS[name]
    known = name not in ("message_id_only", "envelope_id_only") and not name.startswith("arf")
    assert take(name, mail_id, recipient=None if known else "") == expected.taken
    row, bounces = mail(mail_id), db.session.query(Bounce).all()
    if expected.taken == "bounced":
        assert (row.state, row.bounced_at is not None, bool(row.reason)) == ("bounced", True, True)
        assert [(each.cause, each.status, each.mail_id) for each in bounces] == [(expected.cause, expected.status, mail_id)]
    else:
        assert row.state == "sent"
        assert [each.cause for each in bounces] == (["complaint"] if expected.taken == "complaint" else [])
    assert not suspended()


@pytest.mark.parametrize("name", REPORTS)
def test_a_forged_report_changes_nothing_at_all(app, name):
    mail_id = sent()
    before = everything()
    forged = return_path(mail_id)[:-len("@127.0.0.1") - 3] + "aaa@127.0.0.1"
    assert take(name, mail_id, recipient=forged) == "unknown"
    assert take(name, mail_id, recipient="", return_path=forged, message_id="<heed.1.000000000000000000000000@127.0.0.1>") == "unknown"
    assert everything() == before


def test_a_key_from_the_envelope_is_believed_before_what_the_mail_says(app):
    mine, other = sent(), sent(BEN)
    assert take(HARD, other, recipient=return_path(mine)) == "bounced"
    assert (mail(mine).state, mail(other).state) == ("bounced", "sent")


def test_two_hard_ones_on_two_days_are_enough_and_the_reason_is_kept(app):
    mail_id = sent()
    take(HARD, mail_id)
    assert not suspended()
    take(HARD, mail_id, days=1)
    assert suspended()
    (held,) = db.session.query(Suspension).all()
    assert (held.cause, held.status, held.address, held.ended_at) == ("hard", "5.1.1", ADA.email, None)
    assert "User unknown" in held.reason
    (event,) = db.session.query(Event).filter_by(kind="address.suspended").all()
    assert (event.person_id, event.data) == (factories.person(ADA).id, {"cause": "hard", "status": "5.1.1"})


def test_one_day_counts_once_and_by_its_worst(app):
    first, second = sent(), sent()
    take(SOFT, first)
    take(HARD, second)
    take(HARD, first)
    take(SOFT, second)
    (bounce,) = db.session.query(Bounce).all()
    assert (bounce.points, bounce.cause, bounce.mail_id) == (2, "hard", second)
    assert not suspended()


def test_soft_ones_take_four_days(app):
    mail_id = sent()
    for day in range(3):
        take(SOFT, mail_id, days=day)
    assert not suspended()
    take(SOFT, mail_id, days=3)
    assert suspended()
    assert db.session.query(Suspension).one().cause == "soft"


def test_what_is_thirty_days_old_counts_no_more(app):
    mail_id = sent()
    take(HARD, mail_id)
    take(HARD, mail_id, days=31)
    assert not suspended()
    assert queries_bounces.points_of(ADA.email, clock.now() + 31 * DAY) == 2


@pytest.mark.parametrize(("name", "enough"), [(HARD, True), ("exchange_online_unknown", True), ("sendmail_full", False), (SOFT, False)])
def test_where_a_code_was_asked_for_and_there_is_no_such_address_one_is_enough(app, name, enough):
    take(name, sent(kind="sign_in"))
    assert suspended() is enough


def test_a_code_to_an_address_nobody_has_harms_nobody(app):
    with writing():
        mail_id = queue_mail("sign_in", address="nobody@brannocs.example", person=None, context=CODE, now=clock.now()).id
    assert take(HARD, mail_id) == "bounced"
    assert db.session.query(Bounce).one().person_id is None
    assert db.session.query(Suspension).count() == 0


def test_who_moved_is_not_held_back_for_the_old_address(app):
    mail_id = sent(kind="sign_in")
    with writing():
        person = factories.person(ADA)
        person.email = person.email_folded = "ada@elsewhere.example"
        person_id = person.id
    take(HARD, mail_id)
    assert db.session.get_one(Person, person_id).mail_suspended_at is None


def test_a_server_that_refuses_the_recipient_counts_too(app):
    mail_id = sent(kind="sign_in")
    with writing():
        db.session.get_one(Mail, mail_id).state = "dead"
        take_refusal(mail_id, "554 5.7.1 We think that this is spam", now=clock.now())
    assert db.session.query(Bounce).count() == 0
    with writing():
        take_refusal(mail_id, "550 5.1.1 No such user", now=clock.now())
    assert suspended()
    assert mail(mail_id).state == "dead"


def test_a_complaint_stops_everything_that_can_be_stopped_and_nothing_else(app):
    mail_id = sent()
    assert take("arf_abuse", mail_id, recipient="abuse@127.0.0.1") == "complaint"
    assert refused_kinds(factories.person(ADA).id) == {kind for kind in REFUSABLE if KINDS[kind].pace is not Pace.NEVER}
    assert not suspended()
    assert mail(mail_id).state == "sent"


def test_a_suspension_ends_by_itself_after_thirty_days(app):
    take(HARD, sent(kind="sign_in"))
    with writing():
        assert suspending.end_next(clock.now() + CLEARED - DAY) is False
        assert suspending.end_next(clock.now() + CLEARED + DAY) is True
        assert suspending.end_next(clock.now() + CLEARED + DAY) is False
    assert not suspended()
    (held,) = db.session.query(Suspension).all()
    assert held.ended_by == "expired"
    assert [event.kind for event in db.session.query(Event).filter(Event.kind.like("address.%")).order_by(Event.id)] == ["address.suspended", "address.restored"]


def test_an_administrator_lets_mails_go_there_again_with_a_clean_slate(app):
    mail_id = sent()
    take(HARD, mail_id)
    take(HARD, mail_id, days=1)
    with writing():
        root, person = Viewer.of(factories.person(ROOT)), factories.person(ADA)
        assert suspending.restore(person, ended_by="staff", actor=root, now=clock.now()) is True
        assert suspending.restore(person, ended_by="staff", actor=root, now=clock.now()) is False
    (entry,) = db.session.query(AuditEntry).filter_by(act="address.restored").all()
    assert (entry.actor_id, entry.subject_id) == (root.id, person.id)
    take(HARD, mail_id, days=1)
    assert not suspended()
    take(HARD, mail_id, days=2)
    assert suspended()
    assert db.session.query(Suspension).count() == 2


def test_a_suspended_address_is_not_suspended_twice(app):
    mail_id = sent(kind="sign_in")
    for day in range(3):
        take(HARD, mail_id, days=day)
    assert db.session.query(Suspension).count() == 1
    assert db.session.query(Event).filter_by(kind="address.suspended").count() == 1


def test_of_who_is_erased_nothing_is_kept(app):
    take(HARD, sent(kind="sign_in"))
    take(HARD, sent(BEN))
    with writing():
        record("person.erased", at=clock.now(), person_id=factories.person(ADA).id)
    drain()
    assert [bounce.address_folded for bounce in db.session.query(Bounce)] == [BEN.email]
    assert db.session.query(Suspension).count() == 0


def test_what_is_long_past_is_forgotten_and_what_holds_is_not(app):
    take(HARD, sent(kind="sign_in"))
    take(HARD, sent(BEN))
    with writing():
        suspending.forget_old(clock.now() + 200 * DAY)
    assert [bounce.address_folded for bounce in db.session.query(Bounce)] == [ADA.email]
    assert db.session.query(Suspension).count() == 1


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.binary(max_size=300), recipient=st.text(max_size=80))
def test_any_bytes_to_any_address_change_nothing_and_raise_nothing(app, raw, recipient):
    with writing():
        assert take_bounce(raw, recipient=recipient, now=clock.now()) in ("", "unknown")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(sorted(REPORTS)), cut=st.integers(0, 3000), junk=st.binary(max_size=40))
def test_a_broken_report_with_a_good_key_raises_nothing(app, name, cut, junk):
    mail_id = sent()
    raw = raw_of(name, mail_id)
    with writing():
        take_bounce(raw[:cut] + junk + raw[cut:], recipient=return_path(mail_id), now=datetime.now(UTC))
    assert db.session.query(Bounce).filter_by(mail_id=mail_id).count() <= 1
