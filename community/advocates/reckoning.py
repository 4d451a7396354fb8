"""What is due to one person as things stand, beside what the ledger holds. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass

from community.accounts.models import Person
from community.advocates import queries_ledger as queries
from community.advocates import rules
from community.advocates.models import HeldOutcome, PointsDecay
from community.advocates.queries_ledger import Holding
from community.advocates.queries_outcomes import outcomes_of
from community.advocates.rules import Cause, Key, Outcome


@dataclass(frozen=True)
class Reckoning:
    """`counted`: what each outcome is due; `ledger`: what the lines say; `changes`: the lines that are missing, the decay's too,
    under the month it was last written for."""

    outcomes: Mapping[Key, Outcome]
    held: Mapping[Key, HeldOutcome]
    ledger: Mapping[Key, Holding]
    counted: Mapping[Key, int]
    changes: Mapping[Key, int]


def reckon(person: Person) -> Reckoning:
    """The person's row is held by whoever writes afterwards."""
    outcomes = {each.key: each for each in outcomes_of(person.id)}
    held, ledger = queries.held_outcomes_of(person.id), queries.holdings_of(person.id)
    return weigh(person, outcomes, held, ledger)


def weigh(
    person: Person, outcomes: Mapping[Key, Outcome], held: Mapping[Key, HeldOutcome], ledger: Mapping[Key, Holding]
) -> Reckoning:
    due = rules.worth(each for key, each in outcomes.items() if key not in held or held[key].state == "released")
    lines = {key: holding.points for key, holding in ledger.items() if key[0] != Cause.DECAY}
    counted = rules.counted(due, lines, role=person.role, state=person.state)
    changes = rules.corrections(counted, lines)
    gone = change_of_decay(queries.decay_of(person.id), outcomes, counted, ledger)
    return Reckoning(outcomes, held, ledger, counted, {**changes, **gone})


def change_of_decay(
    decay: PointsDecay | None, outcomes: Mapping[Key, Outcome], counted: Mapping[Key, int], ledger: Mapping[Key, Holding]
) -> dict[Key, int]:
    """The line that is missing so that what counts has decayed through the month it should have, no further."""
    if decay is None:
        return {}
    earned = [(points, rules.month_of(outcomes[key].at)) for key, points in counted.items()]
    gone = rules.decayed(earned, through=decay.through, half_life=decay.half_life)
    written = sum(holding.points for key, holding in ledger.items() if key[0] == Cause.DECAY)
    return {(Cause.DECAY.value, decay.through): -gone - written} if gone + written else {}
