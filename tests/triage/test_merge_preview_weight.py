"""Before ideas are joined, staff see what would stand behind them together: each account once, as after the merge."""

import pytest

from community.crm.queries_weight import behind_together
from community.db import db, writing
from community.ideas.models import Idea
from tests import factories
from tests.cast import ADA, BEN, CLEO, DEV, MARTA, SAM
from tests.crm.weighing import accounts, settle, void, weight
from tests.notifications.conftest import vote
from tests.triage.helping import join


@pytest.fixture
def two(app):
    """Cleo, of two accounts, wants both; the part and the root."""
    with writing():
        factories.topic("rotas", MARTA)
    accounts()
    with writing():
        part, root = factories.idea(ADA, "Print the week").id, factories.idea(BEN, "The week on paper").id
    vote(part, CLEO, DEV)
    vote(root, CLEO, SAM)
    return part, root


def test_each_account_counts_once_and_the_merge_comes_to_the_same(two):
    part, root = two
    foreseen = behind_together([root, part], 3)
    assert (foreseen.accounts, foreseen.people) == (4, 3)
    assert (weight(part).accounts, weight(root).accounts) == (4, 3)
    join(part, root)
    settle()
    db.session.rollback()
    db.session.expire_all()
    assert foreseen == weight(root)


def test_a_vote_that_was_set_aside_brings_no_account(two):
    part, root = two
    assert void(DEV, part)
    assert {each.name for each in behind_together([root, part], 4).backers} == {each.name for each in weight(root).backers}


def test_the_preview_shows_it_to_staff_for_one_statement(two, as_person, statements):
    part, root = two
    dev = as_person(DEV)
    dev.get(f"/desk/ideas/{root}/merge")
    with statements() as without:
        empty = dev.get(f"/desk/ideas/{root}/merge").text
    with statements() as sent:
        page = dev.get(f"/desk/ideas/{root}/merge?from={part}").text
    assert "What would stand behind it" in page
    assert "What would stand behind it" not in empty
    assert f"/desk/ideas/{root}/accounts" not in page
    assert len([each for each in sent if "organisations" in each and "given" in each]) == 1
    assert len(sent) <= len(without) + 15, sent
    assert db.session.get_one(Idea, part).root_id is None
