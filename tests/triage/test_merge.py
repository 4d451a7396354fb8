"""Making one idea part of another: who may, what is refused, and that nothing is lost."""

from community import clock
from community.db import db, writing
from community.ideas.models import Idea
from community.triage.actions import merge, unmerge
from community.votes.actions import cast_vote
from tests import factories
from tests.cast import ADA, BEN, CLEO, MARTA


def test_smoke(app):
    with writing():
        a, b = factories.idea(ADA, "One"), factories.idea(BEN, "Two")
        cast_vote(factories.viewer(ADA), a, 2, now=clock.now())
        cast_vote(factories.viewer(CLEO), a, 2, now=clock.now())
        cast_vote(factories.viewer(CLEO), b, 2, now=clock.now())
        pm = factories.viewer(MARTA)
    with writing():
        merge(pm, db.session.get(Idea, a.id), db.session.get(Idea, b.id), now=clock.now())
    with writing():
        r, p = db.session.get(Idea, b.id), db.session.get(Idea, a.id)
        assert (r.vote_count, p.vote_count, r.part_count, p.root_id, p.status) == (2, 2, 1, r.id, "merged")
        unmerge(pm, p, now=clock.now())
    with writing():
        r, p = db.session.get(Idea, b.id), db.session.get(Idea, a.id)
        assert (r.vote_count, p.vote_count, r.part_count, p.root_id, p.status) == (1, 2, 0, None, "new")
