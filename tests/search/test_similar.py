"""Ideas that sound like what was typed: the same on both databases, and never more than a reader may see."""

import time

import pytest

from community import clock, events
from community.accounts.viewer import VISITOR
from community.db import db, writing
from community.ideas.models import Comment, Idea
from community.search.queries import similar_ideas
from community.voices.actions import add_voice
from community.voices.models import Voice
from tests import factories
from tests.cast import ADA, BEN, MARTA

HOSTILE = [
    "", " ", "x", "a" * 10_000, "the and of", '"', '"unbalanced', "*", "shift*", "NEAR(swap, shift)", "title:swap", "swap AND (", "-swap",
    "swap\x00shift", "\ud800 swap", "swap \u202eshift", "😀😀😀 swap", "交代 swap обмен تبديل", "%' OR 1=1 --", "swap " * 3000,
    "\u2028\u2029", "\\", "[a-z]+", "swap^1000", "swap~2",
]


@pytest.fixture
def ideas(post, work):
    made = {
        "swap": post(ADA, "Let people swap shifts without asking a manager", "If both are trained the swap could simply happen."),
        "offer": post(BEN, "Offer an open shift to everyone trained for it", "One tap and the first qualified person takes it."),
        "print": post(ADA, "Print the week on one page", "Half the kitchen has no phone."),
        "payroll": post(BEN, "Export hours to payroll in columns we choose", "The bureau wants the cost centre first."),
        "dark": post(ADA, "Dark colours on the wall display", "The screen lights up the corridor."),
    }
    work()
    return made


def found(text, body="", viewer=VISITOR, **more):
    return [row.card.id for row in similar_ideas(viewer, text, body, **more)]


def test_the_idea_that_says_the_same_comes_first(ideas):
    assert found("could nurses be swapping shifts among themselves")[0] == ideas["swap"]
    assert found("printing of a whole week")[0] == ideas["print"]


def test_a_title_counts_more_than_a_body(post, work, ideas):
    aside = post(BEN, "Something about colours", "It is about payroll, said in passing, and about many other things.")
    work()
    assert found("payroll")[:2] == [ideas["payroll"], aside]


def test_the_words_of_the_body_help(ideas):
    assert found("please help", "the bureau asks for the cost centre first")[0] == ideas["payroll"]


def test_at_most_as_many_as_asked_for(ideas):
    assert len(found("shift", limit=1)) == 1


def test_an_idea_without_a_common_word_is_not_similar(ideas):
    assert found("quantum biscuit tomorrow") == []


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:20]))
def test_any_input_gets_an_answer_in_time(ideas, text):
    began = time.process_time()
    rows = similar_ideas(VISITOR, text, text)
    assert time.process_time() - began < 1
    assert {row.card.id for row in rows} <= set(ideas.values())


def test_a_draft_with_many_thousand_letters_still_finds_its_twin(ideas):
    assert found("swap shifts without a manager", "swap shifts " * 2000)[0] == ideas["swap"]


@pytest.mark.parametrize("state", ["hidden", "deleted", "pending"])
def test_what_is_out_of_sight_never_appears_even_before_the_index_knows(ideas, state):
    with writing() as session:
        session.get(Idea, ideas["swap"]).state = state
    assert ideas["swap"] not in found("swap shifts without asking a manager")
    assert ideas["swap"] not in found("swap shifts without asking a manager", viewer=factories.viewer(MARTA))


def test_a_private_topic_is_found_by_those_who_may_see_it(post, work, ideas):
    with writing():
        factories.topic("secret", visibility="staff")
    secret = post(MARTA, "Swap shifts through a secret door", slug="secret")
    work()
    assert secret not in found("swap shifts through a secret door")
    assert secret not in found("swap shifts through a secret door", viewer=factories.viewer(ADA))
    assert found("swap shifts through a secret door", viewer=factories.viewer(MARTA))[0] == secret


def test_private_ideas_take_no_place_from_public_ones(post, work):
    with writing():
        factories.topic("secret", visibility="staff")
    for number in range(40):
        post(MARTA, f"Swap shifts quietly, number {number}", slug="secret")
    public = post(ADA, "A calendar for everyone, where people may swap shifts")
    work()
    assert found("swap shifts") == [public]


def test_an_idea_the_worker_has_not_come_to_is_found_in_the_database(post, ideas):
    fresh = post(BEN, "Quiet hours, so phones do not buzz at night")
    assert found("phones that stay quiet at night")[0] == fresh


def test_a_fresh_idea_stands_where_its_entry_would(post, work, ideas):
    fresh = post(BEN, "Swap shifts without asking a manager, please")
    before = found("swap shifts without asking a manager")
    work()
    assert before == found("swap shifts without asking a manager")
    assert set(before[:2]) == {fresh, ideas["swap"]}


def test_voices_are_words_of_the_idea(ideas, work):
    with writing() as session:
        add_voice(factories.viewer(BEN), session.get(Idea, ideas["dark"]), "The telly blinds us in the evening", now=clock.now())
    work()
    assert found("telly blinds us each evening") == [ideas["dark"]]
    with writing():
        db.session.query(Voice).one().hidden_at = clock.now()
        factories.idea(BEN, "Something else")
        tell(ideas["dark"])
    work()
    assert found("telly blinds us each evening") == []


def tell(idea_id):
    """What moderators record when they hide a voice."""
    events.record("voice.hidden", at=clock.now(), idea_id=idea_id)


def test_comments_are_words_of_the_idea(ideas, work):
    with writing() as session:
        factories.comment(BEN, session.get(Idea, ideas["print"]), "We pin it to the refrigerator")
    work()
    assert found("pinned to the refrigerator") == [ideas["print"]]
    with writing() as session:
        session.query(Comment).one().hidden_at = clock.now()
        tell(ideas["print"])
    work()
    assert found("pinned to the refrigerator") == []


def test_what_joined_an_idea_leads_to_it(post, ideas, work):
    joined = post(BEN, "Trade rotas between colleagues")
    with writing() as session:
        session.get(Idea, joined).root_id = ideas["swap"]
        tell(joined)
    work()
    assert found("trading rotas between colleagues") == [ideas["swap"]]


def test_shared_words_are_marked_and_the_rest_is_escaped(post, work):
    post(ADA, "Swap <b>shifts</b> & more", "A <script>swap</script>")
    work()
    [row] = similar_ideas(VISITOR, "swap shifts now")
    assert str(row.title) == "<mark>Swap</mark> &lt;b&gt;<mark>shifts</mark>&lt;/b&gt; &amp; more"
    assert "<script>" not in row.line


@pytest.mark.parametrize(
    ("title", "query"),
    [
        ("看護師が勤務を交代できるように", "勤務交代"), ("Обмен сменами без менеджера", "обмен сменами"),
        ("تبديل المناوبات بين الزملاء", "تبديل المناوبات"), ("Échanger des équipes sans chef", "echanger equipes"),
        ("Support SHIFT-1182 in the e-mail footer", "email footer shift1182"),
    ],
)
def test_any_script_is_found(post, work, title, query):
    idea = post(ADA, title)
    post(BEN, "Print the week on one page")
    work()
    assert found(query) == [idea]


def test_an_idea_is_found_before_anything_at_all_is_indexed(app):
    """On a new site the first ideas are there before the worker has come to them; a longer text is no worse for it."""
    with writing():
        factories.idea(ADA, "Let people swap shifts without asking a manager", "Nurses who are both trained could swap between themselves.")
        factories.idea(ADA, "Print the week on one page", "Half the kitchen has no phone.")
    found = similar_ideas(VISITOR, "could nurses swap their shifts between themselves")
    assert [row.card.title for row in found] == ["Let people swap shifts without asking a manager"]


def test_what_was_said_about_an_idea_that_joined_counts_for_the_root_unless_it_is_hidden(post, ideas, work):
    joined = post(BEN, "Trade rotas between colleagues")
    with writing() as session:
        part = session.get(Idea, joined)
        add_voice(factories.viewer(ADA), part, "Bartering weekends like carpets", now=clock.now())
        factories.comment(BEN, part, "We keep a blackboard for it")
        part.root_id = ideas["swap"]
        tell(joined)
    work()
    assert found("bartering weekends") == [ideas["swap"]]
    assert found("blackboard") == [ideas["swap"]]
    with writing() as session:
        session.get(Idea, joined).state = "hidden"
        events.record("idea.hidden", at=clock.now(), idea_id=joined)
    work()
    assert found("bartering weekends blackboard") == []


def test_a_part_that_fewer_may_read_lends_the_root_no_words(post, ideas, work):
    with writing():
        factories.topic("secret", visibility="staff")
    joined = post(MARTA, "The Thornbury contract forbids swaps", slug="secret")
    with writing() as session:
        session.get(Idea, joined).root_id = ideas["swap"]
        tell(joined)
    work()
    assert ideas["swap"] not in found("Thornbury contract")
