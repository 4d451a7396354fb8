"""Saying how much an idea matters."""

import pytest

from tests.cast import BEN, CLEO

HTMX = {"HX-Request": "true"}


def test_a_vote_starts_as_important_and_can_be_weighed(as_person, idea_id, stand):
    ben = as_person(BEN)
    ben.post(f"/ideas/{idea_id}/vote")
    assert [row.importance for row in stand(idea_id)[1]] == [2]
    ben.post(f"/ideas/{idea_id}/vote/importance", data={"importance": "3"})
    count, rows, told = stand(idea_id)
    assert (count, [row.importance for row in rows], told) == (1, [3], ["vote.cast", "vote.changed"])


def test_the_same_again_changes_nothing(as_person, idea_id, stand):
    ben = as_person(BEN)
    ben.post(f"/ideas/{idea_id}/vote")
    for _ in range(2):
        ben.post(f"/ideas/{idea_id}/vote/importance", data={"importance": "1"})
    assert stand(idea_id)[2] == ["vote.cast", "vote.changed"]


def test_without_a_vote_there_is_nothing_to_weigh(as_person, idea_id, stand):
    as_person(BEN).post(f"/ideas/{idea_id}/vote/importance", data={"importance": "3"})
    assert stand(idea_id) == (0, [], [])


def test_nobody_weighs_for_another(as_person, idea_id, stand):
    as_person(BEN).post(f"/ideas/{idea_id}/vote", data={"importance": "1"})
    as_person(CLEO).post(f"/ideas/{idea_id}/vote/importance", data={"importance": "3"})
    assert [row.importance for row in stand(idea_id)[1]] == [1]


@pytest.mark.parametrize("sent", ["0", "4", "-1", "1e9", "", "<b>", "3 "])
def test_what_is_none_of_the_three_means_important(as_person, idea_id, stand, sent):
    ben = as_person(BEN)
    ben.post(f"/ideas/{idea_id}/vote", data={"importance": "3"})
    ben.post(f"/ideas/{idea_id}/vote/importance", data={"importance": sent})
    assert [row.importance for row in stand(idea_id)[1]] == [2]


def test_htmx_gets_the_panel_with_the_choice_marked(as_person, idea_id):
    ben = as_person(BEN)
    ben.post(f"/ideas/{idea_id}/vote")
    answer = ben.post(f"/ideas/{idea_id}/vote/importance", data={"importance": "1", "wide": "1"}, headers=HTMX)
    assert f'id="importance-{idea_id}-1" name="importance" value="1" checked' in answer.text
    assert answer.text.count(" checked") == 1
    assert "Thank you. Your vote says how much it matters." in answer.text
