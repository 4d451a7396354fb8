"""Small questions to the driver itself: what a session would say, and nothing left behind on the connection."""

from datetime import timedelta

import pytest
from sqlalchemy import Integer, Text, bindparam, column, select, text
from sqlalchemy.exc import DBAPIError

from community import clock
from community.accounts.models_tokens import ApiToken
from community.db import as_list, db, listed_in, writing
from community.glance import Glance, looking
from tests.cast import ROOT
from tests.factories import person

_token = ApiToken.__table__.c
TOKEN_NAMED = Glance(lambda: select(_token.id, _token.scopes, _token.created_at, _token.revoked_at).where(_token.name == bindparam("name")).limit(5))


@pytest.fixture
def token(app):
    """A token of an administrator's."""
    with writing() as session:
        maker = person(ROOT)
        made = ApiToken(name="till", token_hash="0" * 64, scopes=["people:read"], created_by_id=maker.id, starts="heed_000", created_at=clock.now())
        session.add(made)
    return made.id


def test_rows_have_the_names_and_types_of_their_columns(token):
    [row] = TOKEN_NAMED(name="till")
    assert row._fields == ("id", "scopes", "created_at", "revoked_at")
    assert (row.id, row.scopes, row.revoked_at) == (token, ["people:read"], None)
    assert row.created_at == db.session.get(ApiToken, token).created_at
    assert row.created_at.utcoffset() == timedelta(0)


def test_it_says_the_same_inside_looking(token):
    outside = TOKEN_NAMED(name="till")
    with looking():
        assert outside == TOKEN_NAMED(name="till")
        assert TOKEN_NAMED(name="nobody's") == []


def test_words_of_others_are_words(token):
    """What somebody gave is a parameter and never a part of the statement."""
    with looking():
        for name in ("' OR 1=1 --", "%s", "%(name)s", "?", "till\\", '"'):
            assert TOKEN_NAMED(name=name) == []


def test_outside_it_sees_what_its_own_transaction_wrote(token):
    with writing() as session:
        session.get(ApiToken, token).name = "chat"
        assert [row.id for row in TOKEN_NAMED(name="chat")] == [token]
    assert TOKEN_NAMED(name="till") == []


def test_inside_each_question_sees_what_was_committed_by_then(app, token):
    with looking():
        assert len(TOKEN_NAMED(name="till")) == 1
        with app.app_context():
            with writing() as session:
                session.get(ApiToken, token).name = "chat"
            db.session.remove()
        assert TOKEN_NAMED(name="till") == []


def test_the_connection_goes_back_as_it_came(token):
    """A write after it is still taken back as a whole, on whichever connection it comes to."""
    with looking():
        TOKEN_NAMED(name="till")
    for _ in range(3):
        with pytest.raises(RuntimeError), writing() as session:
            session.get(ApiToken, token).name = "lost"
            session.flush()
            raise RuntimeError
        db.session.remove()
    assert len(TOKEN_NAMED(name="till")) == 1


def test_an_error_inside_leaves_no_connection_out(token):
    before = db.engine.pool.checkedout()
    with pytest.raises(KeyError), looking():
        TOKEN_NAMED(name="till")
        raise KeyError
    assert db.engine.pool.checkedout() == before
    assert len(TOKEN_NAMED(name="till")) == 1


def test_an_error_of_the_driver_is_one_that_everybody_catches_and_says_no_values(token):
    wrong = Glance(lambda: text("SELECT nothing FROM nowhere WHERE :name = 'x'").columns(column("nothing", Integer)))
    with pytest.raises(DBAPIError) as raised:
        wrong(name="a secret")
    assert "nowhere" in str(raised.value)
    assert "secret" not in str(raised.value)
    db.session.rollback()
    assert len(TOKEN_NAMED(name="till")) == 1


def test_numbers_as_a_list_are_one_value(token):
    found = Glance(lambda: select(_token.id).where(listed_in(_token.id, bindparam("ids", type_=Text()))))
    assert [row.id for row in found(ids=as_list([token, 999]))] == [token]
    assert found(ids=as_list([])) == found(ids=as_list([-1, 0])) == []


def test_a_value_too_few_is_an_error_and_no_other_question(token):
    with pytest.raises(Exception, match="name"):
        TOKEN_NAMED(other="till")
