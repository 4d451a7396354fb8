"""Any history of outcomes that come, go and fade, without a database: HEED_CASES raises the number of cases (150)."""

import os
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from community.advocates import rules
from community.advocates.models import PointsDecay
from community.advocates.queries_ledger import Holding
from community.advocates.reckoning import change_of_decay
from community.advocates.rules import Cause, Outcome

CASES = int(os.environ.get("HEED_CASES", "150"))
START = datetime(2026, 1, 5, tzinfo=UTC)
EARNING = [cause for cause in Cause if cause is not Cause.DECAY]
OUTCOMES = st.builds(
    Outcome, st.sampled_from(EARNING), st.integers(1, 8), st.integers(0, 700).map(lambda days: START + timedelta(days=days)), st.none() | st.integers(1, 3)
)
ACTS = st.lists(
    st.one_of(st.tuples(st.just("comes"), OUTCOMES), st.tuples(st.just("goes"), st.integers(0, 30)), st.tuples(st.just("fades"), st.integers(1, 9))), max_size=30
)


class Ledger:
    """Lines as they are written, one list for ever."""

    def __init__(self):
        self.outcomes, self.lines, self.decay = {}, [], None

    def settle(self):
        counted = rules.worth(self.outcomes.values())
        held = {key: points for key, points in self.sums().items() if key[0] != Cause.DECAY}
        self.lines += rules.corrections(counted, held).items()
        self.lines += change_of_decay(self.decay, self.outcomes, counted, self.holdings()).items()

    def sums(self):
        found = {}
        for key, points in self.lines:
            found[key] = found.get(key, 0) + points
        return found

    def holdings(self):
        return {key: Holding(points, None, None, None, START) for key, points in self.sums().items()}

    def act(self, what, value):
        if what == "comes":
            self.outcomes[value.key] = value
        elif what == "goes":
            keys = sorted(self.outcomes)
            if keys:
                del self.outcomes[keys[value % len(keys)]]
        else:
            self.decay = PointsDecay(person_id=1, through=(self.decay.through if self.decay else rules.month_of(START)) + value, half_life=12)
        self.settle()

    @property
    def score(self):
        return sum(points for _, points in self.lines)


@settings(max_examples=CASES)
@given(ACTS)
def test_settled_step_by_step_or_all_at_once_the_ledger_says_the_same_and_undone_it_says_nothing(acts):
    ledger, at_once = Ledger(), Ledger()
    for act in acts:
        ledger.act(*act)
        assert ledger.score >= 0
    at_once.outcomes, at_once.decay = ledger.outcomes, ledger.decay
    at_once.settle()
    kept = {key: points for key, points in ledger.sums().items() if points and key[0] != Cause.DECAY}
    assert kept == {key: points for key, points in at_once.sums().items() if points and key[0] != Cause.DECAY}
    assert ledger.score == at_once.score
    ledger.outcomes = {}
    ledger.settle()
    assert ledger.score == 0
    assert all(points == 0 for key, points in ledger.sums().items() if key[0] != Cause.DECAY)


@settings(max_examples=CASES)
@given(ACTS)
def test_settling_again_writes_nothing(acts):
    ledger = Ledger()
    for act in acts:
        ledger.act(*act)
    before = list(ledger.lines)
    ledger.settle()
    assert ledger.lines == before
