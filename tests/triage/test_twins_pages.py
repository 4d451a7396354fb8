"""Likely the same: beside an idea, in the queue, and what staff say of a pair."""

import re
from html import unescape

import pytest
from sqlalchemy import text

from community import clock
from community.accounts.viewer import VISITOR
from community.audit import AuditEntry
from community.db import db, writing
from community.ideas.models import Idea
from community.jobs import twins
from community.triage import queries_twins as queries
from community.triage.calibration import UNTAUGHT
from community.triage.judging import judge
from community.triage.models import Judgement, Twin
from tests import factories
from tests.cast import ADA, BEN, CLEO, DEV, MARTA, SAM

HTMX = {"HX-Request": "true"}


@pytest.fixture
def pair(post, alike):
    """One idea with many votes, and one with few that is likely the same."""
    root = post(ADA, "Print the week on one page", votes=40)
    part = post(BEN, "The week on one printed page", votes=7)
    alike(part, root, 0.9)
    return root, part


def said():
    db.session.rollback()
    return [(row.low_id, row.high_id, row.verdict, row.source) for row in db.session.query(Judgement).order_by(Judgement.id)]


def rows_of(html):
    return re.findall(r'id="pair-(\d+)-(\d+)"', html)


def test_the_queue_names_what_would_stay_and_what_would_join_it(as_person, pair):
    html = as_person(MARTA).get("/desk/twins").text
    assert rows_of(html) == [(str(pair[0]), str(pair[1]))]
    assert "95 %" in html
    assert f'/desk/ideas/{pair[0]}/merge?from={pair[1]}' in html
    assert "40 votes" in html
    assert "7 votes" in html


def test_words_that_both_say_are_marked(as_person, pair):
    html = as_person(MARTA).get("/desk/twins").text
    assert "<mark>Print</mark> the <mark>week</mark>" in html


def test_what_would_gain_most_comes_first(as_person, post, alike):
    ids = [post(ADA, f"Idea number {number}", votes=votes) for number, votes in enumerate((50, 30, 20, 9))]
    alike(ids[0], ids[3], 0.95)
    alike(ids[0], ids[1], 0.7)
    alike(ids[1], ids[2], 0.8)
    html = as_person(MARTA).get("/desk/twins").text
    assert [int(part) for _, part in rows_of(html)] == [ids[1], ids[2], ids[3]]


def test_pairs_below_the_threshold_do_not_show(as_person, post, alike):
    one, other = post(ADA, "Print the week"), post(BEN, "Print the month")
    alike(one, other, 0.45)
    assert rows_of(as_person(MARTA).get("/desk/twins").text) == []
    assert 'id="likely"' not in as_person(MARTA).get(f"/desk/ideas/{one}").text


def test_judgements_move_the_threshold(as_person, post, alike):
    """A community whose pairs at .45 are mostly the same sees them from then on."""
    one, other = post(ADA, "Print the week"), post(BEN, "Print the month")
    alike(one, other, 0.45)
    with writing():
        for number in range(30):
            a, b = factories.idea(ADA, f"Wish {number} here").id, factories.idea(BEN, f"Wish {number} there").id
            judge(factories.viewer(MARTA), a, b, "same", source="merge", certainty=0.47, now=clock.now())
    twins.learn()
    html = as_person(MARTA).get("/desk/twins").text
    assert len(rows_of(html)) == 1
    assert "Of the last 30 pairs judged at such a certainty, 30 were the same: between 89 and 100 %" in html


def test_every_pair_comes_once_over_the_pages(app, post, alike, as_person, monkeypatch):
    monkeypatch.setattr(queries, "PAGE_SIZE", 3)
    root = post(ADA, "Print the week on one page", votes=50)
    others = [post(BEN, f"Print page {number}", votes=2) for number in range(8)]
    for other in others:
        alike(other, root, 0.9)
    browser, url, seen = as_person(MARTA), "/desk/twins", []
    while url:
        html = browser.get(url).text
        seen += [int(part) for _, part in rows_of(html)]
        found = re.search(r'href="(/desk/twins\?after=[^"]+)"', html)
        url = unescape(found[1]) if found else None
    assert sorted(seen) == sorted(others)


@pytest.mark.parametrize("after", ["", "nan~1~2", "1", "~", "x~y~z", "inf~1~2", "1~99999999999~1", "1~-3~2", "1~2~3~4"])
def test_a_key_tampered_with_begins_at_the_top(as_person, pair, after):
    found = as_person(MARTA).get("/desk/twins", query_string={"after": after})
    assert found.status_code == 200
    assert len(rows_of(found.text)) == 1


def test_the_queue_costs_eight_statements_at_most(as_person, post, alike, statements):
    root = post(ADA, "Print the week on one page", votes=50)
    for number in range(12):
        alike(post(BEN, f"Print page {number}"), root, 0.9)
    browser = as_person(MARTA)
    browser.get("/desk/twins")
    with statements() as sent:
        assert len(rows_of(browser.get("/desk/twins").text)) == 12
    assert len(sent) <= 8, sent


def test_the_queue_is_read_along_its_index(app):
    """Begun from the ideas of all topics, ten thousand pairs took minutes; this way they take a few hundredths of a second."""
    with writing():
        marta = factories.viewer(MARTA)
    statement = queries.queue_of(marta).limit(20)
    sql = str(statement.compile(db.engine, compile_kwargs={"literal_binds": True})).replace(":", r"\:")
    if db.engine.dialect.name == "sqlite":
        plan = db.session.execute(text(f"EXPLAIN QUERY PLAN {sql}")).all()
        assert plan[0][-1].endswith("twins USING INDEX ix_twins_gain")
    else:
        db.session.execute(text("SET LOCAL enable_seqscan = off"))
        db.session.execute(text("SET LOCAL enable_sort = off"))
        assert "ix_twins_gain" in "".join(row[0] for row in db.session.execute(text(f"EXPLAIN {sql}")))


def test_an_empty_queue_says_what_will_stand_there(as_person, app):
    assert "No two ideas sound like one" in unescape(as_person(MARTA).get("/desk/twins").text)


def test_the_desk_counts_them_from_the_stored_figure(as_person, pair):
    html = as_person(MARTA).get("/desk").text
    assert re.search(r'Likely the same <span class="num">1</span>', html)
    with writing() as session:
        session.query(Twin).delete()
    assert re.search(r'Likely the same <span class="num">1</span>', as_person(MARTA).get("/desk").text)
    twins.learn()
    assert re.search(r'Likely the same <span class="num">0</span>', as_person(MARTA).get("/desk").text)


def test_beside_an_idea_stand_those_that_are_likely_the_same(as_person, pair):
    root, part = pair
    html = as_person(MARTA).get(f"/desk/ideas/{root}").text
    panel = html.split('id="likely"')[1].split("</section>")[0]
    assert f'name="from" value="{part}" checked' in panel
    assert "printed" in panel
    assert "7 votes" in panel
    assert f'action="/desk/ideas/{root}/merge"' in panel
    other = as_person(MARTA).get(f"/desk/ideas/{part}").text.split('id="likely"')[1].split("</section>")[0]
    assert f'name="from" value="{root}"' in other


def test_only_what_is_very_likely_is_chosen_beforehand(as_person, pair, post, alike):
    third = post(CLEO, "Print the month")
    alike(third, pair[0], 0.55)
    panel = as_person(MARTA).get(f"/desk/ideas/{pair[0]}").text.split('id="likely"')[1].split("</section>")[0]
    assert f'value="{pair[1]}" checked' in panel
    assert f'value="{third}">' in panel


def test_who_reads_along_sees_the_panel_and_no_buttons(as_person, pair):
    panel = as_person(SAM).get(f"/desk/ideas/{pair[0]}").text.split('id="likely"')[1].split("</section>")[0]
    assert "printed" in panel
    assert "<button" not in panel


def test_staff_are_told_on_the_public_page_and_customers_are_not(as_person, client, pair):
    address = f"/ideas/{pair[0]}"
    assert f'href="/desk/ideas/{pair[0]}#likely"' in as_person(SAM).get(address).text
    assert "likely" not in as_person(CLEO).get(address).text
    assert "likely" not in client.get(address).text


def test_judging_from_the_panel_leads_back_and_the_pair_is_gone(as_person, pair):
    root, part = pair
    browser = as_person(MARTA)
    answer = browser.post(f"/desk/twins/judge?idea={root}&next=/desk/ideas/{root}", data={"from": [str(part)]})
    assert (answer.status_code, answer.location) == (303, f"/desk/ideas/{root}")
    assert said() == [(root, part, "different", "staff")]
    html = browser.get(f"/desk/ideas/{root}").text
    assert "Noted: not the same" in html
    assert f'name="from" value="{part}"' not in html
    assert rows_of(browser.get("/desk/twins").text) == []


def test_several_are_judged_at_once(as_person, pair, post, alike):
    third = post(CLEO, "Print the month")
    alike(third, pair[0], 0.85)
    as_person(MARTA).post("/desk/twins/judge", data={"idea": pair[0], "from": [str(third), str(pair[1])]})
    assert [(low, high) for low, high, _, _ in said()] == [(pair[0], pair[1]), (pair[0], third)]


def test_judging_in_place_answers_the_panel_without_them(as_person, pair):
    answer = as_person(MARTA).post(f"/desk/twins/judge?idea={pair[0]}", data={"from": [str(pair[1])]}, headers=HTMX)
    assert answer.status_code == 200
    assert 'id="likely"' in answer.text
    assert "Nothing else sounds like this one" in answer.text
    assert 'id="say"' in answer.text


def test_judging_a_row_in_place_answers_a_row_that_can_be_taken_back(as_person, pair):
    root, part = pair
    answer = as_person(MARTA).post("/desk/twins/judge", data={"idea": root, "from": part, "row": "1"}, headers=HTMX)
    assert rows_of(answer.text) == [(str(root), str(part))]
    assert "Take it back" in answer.text


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_judging_nothing_says_so(as_person, pair, headers):
    browser = as_person(MARTA)
    answer = browser.post(f"/desk/twins/judge?idea={pair[0]}&next=/desk/ideas/{pair[0]}", headers=headers)
    text = answer.text if headers else browser.get(answer.location).text
    assert "Please choose first" in text
    assert said() == []


@pytest.mark.parametrize("form", [{"idea": "x"}, {"idea": "1", "from": "999"}, {"idea": "999", "from": "1"}, {"idea": "0", "from": ["1", "2"]}, {"idea": "1", "from": "9" * 40}])
def test_judging_what_is_not_there_changes_nothing(as_person, pair, form):
    assert as_person(MARTA).post("/desk/twins/judge", data=form).status_code in (303, 404)
    assert said() == []


def test_an_idea_is_never_judged_with_itself(as_person, pair):
    as_person(MARTA).post("/desk/twins/judge", data={"idea": pair[0], "from": pair[0]})
    assert said() == []


def test_a_judgement_stands_in_the_audit_log(as_person, pair):
    as_person(MARTA).post("/desk/twins/judge", data={"idea": pair[0], "from": pair[1]})
    as_person(MARTA).post("/desk/twins/unjudge", data={"idea": pair[0], "from": pair[1]})
    acts = [(entry.act, entry.subject_id) for entry in db.session.query(AuditEntry).order_by(AuditEntry.id)]
    assert acts == [("twins.judged", pair[0]), ("twins.unjudged", pair[0])]


def test_what_one_judged_is_listed_and_can_be_taken_back(as_person, pair):
    browser = as_person(MARTA)
    browser.post("/desk/twins/judge", data={"idea": pair[0], "from": pair[1]})
    html = unescape(browser.get("/desk/twins/judged").text)
    assert "“Print the week on one page” and “The week on one printed page”" in html
    answer = browser.post("/desk/twins/unjudge", data={"idea": pair[0], "from": pair[1]})
    assert answer.location == "/desk/twins/judged"
    assert said() == []
    assert len(rows_of(browser.get("/desk/twins").text)) == 1
    assert browser.post("/desk/twins/unjudge", data={"idea": pair[0], "from": pair[1]}).status_code == 303


def test_nobody_takes_back_what_a_colleague_said(as_person, pair):
    as_person(MARTA).post("/desk/twins/judge", data={"idea": pair[0], "from": pair[1]})
    as_person(DEV).post("/desk/twins/unjudge", data={"idea": pair[0], "from": pair[1]})
    assert len(said()) == 1
    assert "You have judged no pair yet" in as_person(DEV).get("/desk/twins/judged").text


def private(idea_id):
    with writing() as session:
        session.get_one(Idea, idea_id).topic_id = factories.topic("secret", visibility="staff").id
    twins.learn()
    db.session.remove()


@pytest.mark.parametrize("which", [0, 1])
def test_a_pair_with_a_private_idea_is_only_for_who_may_see_both(app, pair, which):
    """Permission is part of each question, so that it holds for whoever may ask it one day."""
    private(pair[which])
    with writing():
        marta, cleo = factories.viewer(MARTA), factories.viewer(CLEO)
    for who, seen in ((marta, 1), (cleo, 0), (VISITOR, 0)):
        assert len(queries.twin_page(who).pairs) == seen
        assert len(queries.likely_beside(who, pair[0]).pairs) == seen
        assert queries.count_twins_of(who, pair[0]) == seen


def test_the_public_estimate_leaves_private_ideas_out(app, pair):
    with writing():
        marta = factories.viewer(MARTA)
    assert queries.twins_apart(marta) == queries.twins_apart() == 0.9
    private(pair[1])
    assert queries.twins_apart(marta) == 0.9
    assert queries.twins_apart() == 0


def test_the_stored_count_is_one_for_all_staff_because_all_staff_see_every_topic(app, pair):
    """When a topic can be hidden from some of the staff, the figure in the navigation must be theirs too."""
    private(pair[0])
    for part in (SAM, MARTA, DEV):
        with writing():
            who = factories.viewer(part)
        assert len(queries.twin_page(who).pairs) == queries.twin_summary().likely == 1


def test_the_estimate_adds_up_the_chances_of_all_pairs_that_wait(app, post, alike):
    ids = [post(ADA, f"Idea number {number}") for number in range(4)]
    certainties = (0.4, 0.5, 0.9)
    for other, certainty in zip(ids[1:], certainties, strict=True):
        alike(other, ids[0], certainty)
    assert queries.twins_apart() == pytest.approx(sum(UNTAUGHT.chance(each) for each in certainties), abs=0.05)
