"""Which ideas may be the same as one that is there already: for staff and the worker, who read back what they may see."""

from community.search.queries import near_ideas
from tests.cast import ADA, BEN


def test_the_idea_that_says_the_same_is_nearest_and_itself_is_not_among_them(post, work):
    swap = post(ADA, "Let people swap shifts without asking a manager")
    twin = post(BEN, "Could nurses swap shifts without the manager")
    post(ADA, "Print the week on one page", "")
    work()
    near = near_ideas(swap)
    assert near[0].idea_id == twin
    assert swap not in {other.idea_id for other in near}
    assert all(0 <= other.certainty <= 1 for other in near)
    assert [other.certainty for other in near] == sorted((other.certainty for other in near), reverse=True)


def test_at_most_as_many_as_asked_for(post, work):
    first = post(ADA, "Swap shifts number 0")
    for number in range(1, 6):
        post(BEN, f"Swap shifts number {number}")
    work()
    assert len(near_ideas(first, limit=3)) == 3


def test_an_idea_that_is_not_there_has_none(app):
    assert near_ideas(12345) == []
