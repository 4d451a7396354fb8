"""Figures from the rows alone: what counts, what does not, and that they come out the same again."""

from datetime import timedelta

import pytest

from community import clock
from community.accounts.actions_erasing import erase_person
from community.accounts.models import Organisation, Person
from community.advocates.actions_referrals import attribute
from community.advocates.actions_values import compute, refresh_values, save_terms
from community.advocates.figuring import figures
from community.advocates.forms_values import TermsForm
from community.advocates.models_referrals import Referral
from community.advocates.models_values import PersonValue, ValueTerms
from community.advocates.queries_values import UNKNOWN, inputs_of, values_of
from community.advocates.queries_worth import facts_in, terms_today
from community.advocates.rules_sharing import Landed, Shared
from community.db import db, writing
from community.ideas.models import Comment, HelpfulMark, Idea
from community.votes.actions import cast_vote
from tests import factories
from tests.cast import ADA, BEN, CLEO, DEV, ROOT, SAM, Part

TERMS = {"currency": "EUR", "margin": 6_000, "acquisition": 80_000, "reward": 10_000, "retention": 40_000, "discount": 1_200, "ideas": 1_000}
NIA = Part("nia", "Nia Hale", "nia@ostara.example", organisation="ostara")
ZED = Part("zed", "Zed Lum", "zed@ostara.example", organisation="ostara")


def worth(key, cents, currency="EUR", period="year"):
    account = factories.organisation(key)
    account.value_cents, account.currency, account.value_period = cents, currency, period
    return account


def shipped(idea):
    db.session.flush()
    db.session.execute(db.update(Idea).where(Idea.id == idea.id).values({"status": "shipped", "answered_at": clock.now()}))
    db.session.expire(idea)


def brought(part, by, *, would_have="no", days=3):
    """Joined by a link three days ago, and active."""
    then = clock.now() - timedelta(days=days)
    person = factories.person(part, then)
    assert attribute(Landed(Shared(factories.person(by).id), then), "join", person.id, now=then)
    row = db.session.query(Referral).filter_by(referred_id=person.id, kind="join").one()
    row.active_at, row.would_have = clock.now(), would_have
    return row


def refreshed():
    with writing():
        return refresh_values(clock.now())


def figure(part):
    db.session.rollback()
    return values_of(factories.person(part).id)


@pytest.fixture
def idea(app):
    """Cleo's shipped idea, wanted by St Brannoc's (10,000 a year): 60 % margin, of it 10 %, so 600 are put down to it."""
    with writing():
        save_terms(factories.viewer(ROOT), TERMS, now=clock.now())
        worth("brannocs", 1_000_000)
        found = factories.idea(CLEO)
        cast_vote(factories.viewer(ADA), found, 3, now=clock.now())
        shipped(found)
        return found.id


def test_nothing_is_computed_until_terms_are_set(app):
    with writing():
        worth("brannocs", 1_000_000)
        shipped(factories.idea(ADA))
    assert refreshed() == 0
    assert figure(ADA) is UNKNOWN


def test_the_author_of_what_shipped_has_all_where_nobody_else_helped(idea):
    assert refreshed() == 1
    found = figure(CLEO)
    assert (found.crv, found.civ, found.ckv, found.currency) == (0, 0, 60_000, "EUR")
    assert figure(ADA) is UNKNOWN


def test_shares_follow_what_each_did(idea):
    with writing() as session:
        one = db.session.get_one(Idea, idea)
        comment = Comment(idea_id=idea, author_id=factories.person(ADA).id, body="x", body_html="x", created_at=clock.now())
        session.add(comment)
        session.flush()
        session.add(HelpfulMark(comment_id=comment.id, person_id=factories.person(SAM).id, created_at=clock.now()))
        part = factories.idea(BEN, "The week on paper")
        part.root_id = idea
        db.session.flush()
        attribute(Landed(Shared(factories.person(BEN).id), clock.now()), "vote", factories.person(ADA).id, one.id, now=clock.now())
    refreshed()
    assert (figure(CLEO).ckv, figure(ADA).ckv, figure(BEN).ckv, figure(BEN).civ) == (24_000, 12_000, 12_000, 12_000)


def test_an_account_counts_once_however_many_of_it_vote(idea):
    with writing():
        more = factories.person(Part("amy", "Amy", "amy@brannocs.example", organisation="brannocs"))
        db.session.execute(db.insert(db.metadata.tables["votes"]).values(idea_id=idea, person_id=more.id, importance=1, void=False, created_at=clock.now()))
    refreshed()
    assert figure(CLEO).ckv == 60_000


def test_what_a_month_pays_is_twelve_of_it_and_what_was_paid_once_is_nothing_a_year(idea):
    for period, ckv in (("month", 720_000), ("once", None)):
        with writing():
            db.session.query(Organisation).filter_by(name="St Brannoc's Hospital").update({"value_period": period})
        refreshed()
        assert figure(CLEO).ckv == ckv


def test_other_currencies_are_never_added(idea):
    with writing():
        worth("ostara", 5_000_000, "GBP")
        db.session.execute(db.insert(db.metadata.tables["votes"]).values(idea_id=idea, person_id=factories.person(BEN).id, importance=3, void=False, created_at=clock.now()))
    refreshed()
    assert figure(CLEO).ckv == 60_000


def test_a_referral_counts_as_its_type(idea):
    with writing():
        worth("ostara", 1_000_000)
        row = brought(NIA, ADA)
        referral = row.id
    refreshed()
    assert figure(ADA).crv == round(630_000 / 1.12)
    with writing():
        db.session.get_one(Referral, referral).would_have = "unsure"
    refreshed()
    assert figure(ADA).crv == round(80_000 / 1.12)


@pytest.mark.parametrize("why", ["earlier", "second", "own", "waiting", "undone", "unknown"])
def test_what_brings_no_account_is_worth_nothing(idea, why):
    with writing():
        worth("ostara", None if why == "unknown" else 1_000_000)
        row = brought(NIA, ADA)
        if why == "earlier":
            factories.person(BEN, clock.now() - timedelta(days=9))
        if why == "second":
            row.referrer_id = factories.person(CLEO).id
            brought(ZED, ADA, days=2)
        if why == "own":
            row.own = "domain"
        if why == "waiting":
            row.active_at = None
        if why == "undone":
            row.undone_at = clock.now()
    refreshed()
    assert (figure(ADA).crv or 0) == 0


def test_what_an_erased_person_did_is_kept_with_former_members_and_no_cent_is_lost(idea):
    with writing():
        erase_person(factories.viewer(ROOT), db.session.get_one(Person, factories.person(CLEO).id), now=clock.now())
    with writing():
        assert refresh_values(clock.now()) == 0
        found = figures(terms_today(), facts_in("EUR"), clock.now().date().replace(day=1))
    assert list(found) == [None]
    assert found[None].ckv == 60_000
    assert db.session.query(PersonValue).count() == 0


def test_computed_again_from_the_rows_it_is_the_same(idea):
    with writing():
        worth("ostara", 1_000_000)
        brought(NIA, ADA)
    assert refreshed() == 2
    assert refreshed() == 0
    kept = {row.person_id: (row.crv, row.civ, row.ckv, row.lines) for row in db.session.query(PersonValue)}
    again = compute(terms_today(), clock.now())
    assert {person_id: (row.crv, row.civ, row.ckv, row.lines) for person_id, row in again.items()} == kept


def test_terms_are_versions_and_the_same_again_is_none(idea):
    with writing():
        assert not save_terms(factories.viewer(ROOT), TERMS, now=clock.now())
        assert save_terms(factories.viewer(ROOT), TERMS | {"ideas": 2_000}, now=clock.now())
    refreshed()
    assert figure(CLEO).ckv == 120_000
    assert [row.ideas for row in db.session.query(ValueTerms).order_by(ValueTerms.id)] == [1_000, 2_000]
    assert db.session.query(PersonValue).one().terms_id == 2


@pytest.mark.parametrize("typed", ["9e999999", "1e400000", "-1", "100.01", "nan", "Infinity", "0.001", "1e-9"])
def test_a_percentage_that_is_none_is_refused(typed):
    form = TermsForm(currency="EUR", margin=typed, ideas="10", discount="12,5")
    assert not form.check()
    assert list(form.problems) == ["margin"]


def test_the_persons_own_file_names_the_inputs_and_no_amount(idea, as_person):
    refreshed()
    cleo = factories.person(CLEO).id
    assert inputs_of(cleo)["ideas"] == [{"idea": idea, "helped_as": "author"}]
    told = as_person(CLEO).get("/me/data.json")
    assert told.headers["Cache-Control"] == "no-store"
    assert told.json["value"]["estimated"] is True
    assert "60000" not in told.text
    assert "600.00" not in told.text
    assert as_person(ADA).get("/me/data.json").json["value"] == {"estimated": False}


def test_staff_see_every_line_and_customers_nothing(idea, as_person):
    refreshed()
    cleo = factories.person(CLEO).id
    page = as_person(DEV).get(f"/people/{cleo}/value").text
    assert "€600.00" in page
    assert "estimate v1" in page
    assert "€600" in as_person(DEV).get(f"/people/{cleo}").text
    for reader in (CLEO, ADA):
        assert as_person(reader).get(f"/people/{cleo}/value").status_code == 404
        assert "€" not in as_person(reader).get(f"/people/{cleo}").text

