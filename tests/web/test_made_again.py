"""A request that the database let go because others stood in its way is made once more, and only once."""

import pytest
from sqlalchemy.exc import OperationalError

from community.web import suggesting
from tests.cast import ADA, BEN
from tests.triage.helping import asked, counts


class Crossed(Exception):
    sqlstate = "40P01"


@pytest.mark.parametrize(("times", "status", "votes"), [(1, 303, 2), (2, 500, 1)])
def test_a_vote_that_crossed_with_another_is_cast_all_the_same(app, as_person, monkeypatch, times, status, votes):
    idea_id, ben, cast, tried = asked(ADA, "Print the week"), as_person(BEN), suggesting.cast_vote, []

    def crossed(*given, **more):
        tried.append(given)
        added = cast(*given, **more)
        if len(tried) <= times:
            raise OperationalError("UPDATE ideas", {}, Crossed())
        return added

    monkeypatch.setattr(suggesting, "cast_vote", crossed)
    assert ben.post(f"/ideas/{idea_id}/vote").status_code == status
    assert (len(tried), counts(idea_id)[0]) == (2, votes)
