"""On which of six steps the conversation about an idea stands: the customers' side and the company's. Pure.

A conversation climbs from a monologue, over talk that nobody hears and talk in one direction, to an exchange, to one in
which others take part, and at last to a dialogue of many with many. Each side has its own six steps, so that it shows
which of the two keeps the conversation where it is. A side stands on the highest step that it has taken:

  customers' side                                      the company's side
  1 one person asked                                   1 has not said a word
  2 others voted for it                                2 somebody took it on by name, or said a first word
  3 others said it in words of their own               3 gave an answer
  4 the author replied to the company                  4 spoke again after the author had replied
  5 others spoke after the company had                 5 spoke with others than the author
  6 customers answered each other                      6 asked, was told, and answered with what it heard
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

STEPS = range(1, 7)


@dataclass(frozen=True)
class Said:
    """Who said what about one idea and all that joined it; of withdrawn and hidden words nothing.

    spoke_at: the company's first word, last_word_at its last, of comments, answers and questions. asked_at: its first
    question to customers; heard_at: the first customer's word after that; last_answer_at: its last answer.
    replied_at: the author's first word after the company's first. The rest says whether something ever happened.
    """

    votes: int = 1
    taken: bool = False
    spoke_at: datetime | None = None
    last_word_at: datetime | None = None
    last_answer_at: datetime | None = None
    asked_at: datetime | None = None
    heard_at: datetime | None = None
    replied_at: datetime | None = None
    others_spoke: bool = False
    others_replied: bool = False
    customers_met: bool = False
    spoke_with_others: bool = False


@dataclass(frozen=True)
class Steps:
    """Where both sides stand, 1 to 6."""

    customers: int
    company: int


def step_of(said: Said) -> Steps:
    return Steps(_highest(_customers_steps(said)), _highest(_company_steps(said)))


def _highest(taken: tuple[bool, ...]) -> int:
    """The last step taken; the first is everybody's."""
    return max((step for step, is_taken in enumerate(taken, 2) if is_taken), default=1)


def _customers_steps(said: Said) -> tuple[bool, ...]:
    return said.votes > 1, said.others_spoke, said.replied_at is not None, said.others_replied, said.customers_met


def _company_steps(said: Said) -> tuple[bool, ...]:
    return (
        said.taken or said.spoke_at is not None,
        said.last_answer_at is not None,
        _is_before(said.replied_at, said.last_word_at),
        said.spoke_with_others,
        _is_before(said.asked_at, said.heard_at) and _is_before(said.heard_at, said.last_answer_at),
    )


def _is_before(first: datetime | None, second: datetime | None) -> bool:
    return first is not None and second is not None and first < second


@dataclass(frozen=True)
class DialogueTotals:
    """How many ideas stand on each step from 1 to 6, on either side."""

    customers: tuple[int, ...]
    company: tuple[int, ...]

    @property
    def ideas(self) -> int:
        return sum(self.customers)


def totals_of(steps: Iterable[Steps]) -> DialogueTotals:
    found = list(steps)
    customers, company = Counter(each.customers for each in found), Counter(each.company for each in found)
    return DialogueTotals(tuple(customers[step] for step in STEPS), tuple(company[step] for step in STEPS))
