"""A form posted twice answers with its first result."""

import threading
import time

import pytest

from community import clock
from community.accounts.posted import new_key, posted_before, remember_post
from community.db import writing
from tests import factories
from tests.cast import ADA, BEN


@pytest.fixture
def ada(app):
    with writing():
        return factories.person(ADA).id


def test_the_second_post_gets_the_first_result(app, ada):
    key = new_key()
    with writing():
        assert posted_before(ada, key) is None
        remember_post(ada, key, "/ideas/7", clock.now())
    with writing():
        assert posted_before(ada, key) == "/ideas/7"


def test_a_key_belongs_to_one_person(app, ada):
    key = new_key()
    with writing():
        ben = factories.person(BEN).id
        remember_post(ada, key, "/ideas/7", clock.now())
    with writing():
        assert posted_before(ben, key) is None
        remember_post(ben, key, "/ideas/8", clock.now())


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "sixteen characters with a space", "nul\x00nul\x00nul\x00nul\x00"])
def test_a_key_that_is_none_of_ours_is_let_pass(app, ada, key):
    with writing():
        remember_post(ada, key, "/ideas/7", clock.now())
        assert posted_before(ada, key) is None


def test_of_two_at_once_one_acts_and_the_other_hears_of_it(app, ada):
    key, acted, heard = new_key(), [], []

    def post():
        with app.app_context(), writing():
            before = posted_before(ada, key)
            if before is None:
                time.sleep(0.05)
                acted.append(1)
                remember_post(ada, key, "/ideas/7", clock.now())
            else:
                heard.append(before)

    threads = [threading.Thread(target=post) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(acted), heard) == (1, ["/ideas/7"] * 4)
