"""Whose word for whom is looked at by staff before it counts: people who lift each other. Pure.

The thresholds are not shown to customers.
"""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

WINDOW = timedelta(days=90)
RING_FROM = 2
"""To help each other once is what a community is for; a ring is one in which everybody has given the next as often as this."""
LONGEST_RING = 4
"""People. Longer rings of strangers close by chance."""
COLLEAGUES_FROM = 3
"""From the third outcome within the window on that colleagues gave somebody, whoever of them did."""

Gave = Mapping[int, Mapping[int, int]]
"""Who gave whom, how often."""


class Doubt(StrEnum):
    RING = "ring"
    COLLEAGUES = "colleagues"


def doubt(giver: int, receiver: int, gave: Gave, *, from_colleagues: int) -> Doubt | None:
    """Why this gift, which `gave` already counts, is held; None where it counts.

    `from_colleagues`: how many the receiver had within the window from people of the same organisation, this one included; 0
    where the giver is none of them.
    """
    if closes_ring(giver, receiver, gave):
        return Doubt.RING
    return Doubt.COLLEAGUES if from_colleagues >= COLLEAGUES_FROM else None


def closes_ring(giver: int, receiver: int, gave: Gave) -> bool:
    """Whether a chain of repeated gifts leads from the receiver back to the giver, within the longest ring."""
    if gave.get(giver, {}).get(receiver, 0) < RING_FROM:
        return False
    reached, known = {receiver}, {receiver}
    for _ in range(LONGEST_RING - 1):
        reached = {to for each in reached for to, often in gave.get(each, {}).items() if often >= RING_FROM} - known
        if giver in reached:
            return True
        known |= reached
    return False
