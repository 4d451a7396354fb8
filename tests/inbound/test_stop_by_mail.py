"""A mail to the address in List-Unsubscribe stops that stream, at once, and nothing else."""

from dataclasses import replace

import pytest

from community import clock
from community.db import db, writing
from community.ideas.models import Follow
from community.inbound.models import Received
from community.inbound.receiving import take_in
from community.jobs.inbound import process
from community.notifications.queries import refused_kinds
from community.notifications.rules_telling import REFUSABLE
from community.notifications.unsubscribing import stop_address, stopped_by
from tests import factories
from tests.cast import ADA, BEN

LARGEST = 2**31 - 1


def come_in(to, sender="<x@y.example>", extra="", subject="unsubscribe"):
    raw = f"From: somebody@elsewhere.example\r\nTo: {to}\r\nSubject: {subject}\r\n{extra}Message-ID: <{abs(hash((to, extra)))}@y>\r\n\r\n\r\n"
    with writing():
        take_in(raw.encode(), now=clock.now(), sender=sender, recipient=to)
    while process():
        pass
    db.session.expire_all()
    return db.session.query(Received).order_by(Received.id.desc()).first()


def test_an_address_says_whose_mails_of_what_and_fits_every_server(app):
    for what, which in [("idea", LARGEST), *(("kind", kind) for kind in REFUSABLE)]:
        address = stop_address(LARGEST, what, which)
        local = address.partition("@")[0]
        assert stopped_by(address) == stopped_by(local.upper()) == (LARGEST, what, which)
        assert len(local) <= 64
        assert local == local.lower()


def test_one_made_up_or_changed_stops_nothing(app):
    local = stop_address(12, "idea", 34).partition("@")[0]
    mark = local.rpartition(".")[2]
    made_up = [local[:-1] + ("a" if local[-1] != "a" else "b"), f"unsubscribe+12.35.{mark}", f"unsubscribe+13.34.{mark}", f"unsubscribe+12.{mark}", f"unsubscribe+012.34.{mark}", "unsubscribe+", "", "unsubscribe+1." + "a" * 26]
    assert [stopped_by(each) for each in made_up] == [None] * len(made_up)


@pytest.mark.parametrize("extra", ["", "Auto-Submitted: auto-generated\r\n", "Precedence: bulk\r\n"])
def test_whoever_or_whatever_writes_to_it_stops_that_kind(app, extra):
    with writing():
        ada, ben = factories.person(ADA).id, factories.person(BEN).id
    row = come_in(stop_address(ada, "kind", "idea_published"), extra=extra)
    assert (row.state, row.outcome, row.reason, row.person_id, row.answer_id) == ("done", "report", "stopped", ada, None)
    assert refused_kinds(ada) == {"idea_published"}
    assert refused_kinds(ben) == set()


def test_it_stops_all_about_one_idea_as_often_as_it_comes(app):
    with writing():
        idea = factories.idea(BEN).id
        ada = factories.person(ADA).id
    for extra in ("", "X-Second: 1\r\n"):
        come_in(stop_address(ada, "idea", idea), extra=extra)
    assert db.session.query(Follow).filter_by(person_id=ada, idea_id=idea).one().level == "nothing"
    assert refused_kinds(ada) == set()


def test_one_that_was_not_made_here_changes_nothing(app):
    with writing():
        ada = factories.person(ADA).id
    row = come_in(stop_address(ada, "kind", "idea_published").replace(f"+{ada}.", f"+{ada + 1}."))
    assert row.outcome == "ignored"
    assert refused_kinds(ada) == set()


def test_another_key_makes_other_addresses(app, monkeypatch):
    before = stop_address(12, "idea", 34)
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], secret_key="another key, as long as the first one is"))
    assert stopped_by(before) is None
