"""The summary row beside the lists."""

from sqlalchemy import update

from community import clock
from community.db import db, writing
from community.events import record
from community.ideas.models import Idea
from community.insights.actions import refresh_summary
from community.jobs import figures
from community.jobs.schedule import JOBS
from community.jobs.worker import drain
from community.site import site_facts


def refreshed() -> bool:
    with writing():
        return refresh_summary(clock.now())


def test_the_summary_holds_counts_figures_and_the_newest_answers(promise):
    promise("Waiting", asked=20, due=14)
    promise("First", asked=60, ended=3)
    promise("Second", asked=50, ended=4.2)
    assert refreshed()
    summary = site_facts().summary
    assert summary["tabs"] == {"top": 3, "new": 0, "waiting": 1, "answered": 2}
    assert summary["figures"]["median_days"] == 5
    assert summary["figures"]["late"] == 1
    assert summary["figures"]["oldest_days"] == 21
    assert [row["title"] for row in summary["just_answered"]] == ["Second", "First"]
    assert summary["just_answered"][0]["answerer"] == "Marta Lindqvist"


def test_the_version_grows_only_when_something_changed(promise):
    promise("Answered long ago", asked=60, ended=3)
    refreshed()
    before = site_facts().version
    assert not refreshed()
    assert site_facts().version == before
    promise("Answered again", asked=40, ended=3)
    assert refreshed()
    assert site_facts().version == before + 1


def test_an_idea_taken_out_of_sight_leaves_the_summary(promise):
    idea_id = promise("Something private", asked=60, ended=3)
    refreshed()
    with writing():
        db.session.execute(update(Idea).where(Idea.id == idea_id).values(state="hidden"))
    assert refreshed()
    assert site_facts().summary["just_answered"] == []
    assert site_facts().summary["tabs"]["answered"] == 0


def test_the_schedule_brings_the_summary_up_to_date(promise):
    promise("Answered", asked=60, ended=3)
    figures.refresh()
    assert site_facts().summary["tabs"]["answered"] == 1
    assert any(job.run is figures.refresh for job in JOBS)


def test_hiding_an_idea_refreshes_the_summary_through_the_worker(promise):
    idea_id = promise("Something private", asked=60, ended=3)
    drain()
    figures.refresh()
    with writing():
        db.session.execute(update(Idea).where(Idea.id == idea_id).values(state="hidden"))
        record("idea.hidden", at=clock.now(), idea_id=idea_id)
    drain()
    assert site_facts().summary["just_answered"] == []
