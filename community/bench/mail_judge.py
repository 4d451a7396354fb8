"""What a mail server's ledger says of mails: which were lost, which came twice, and whether that could be helped."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

Key = tuple[str, str]
"""What a mail refers to, and to whom it goes: one event and one person."""


@dataclass
class Verdict:
    """`repeats` were accepted again though nobody had made use of the earlier answer, so that it was not known to have
    arrived (RFC 1047); `doubled` were accepted again although somebody had."""

    sends: int = 0
    repeats: int = 0
    lost: list[Key] = field(default_factory=list)
    doubled: list[Key] = field(default_factory=list)
    unasked: list[Key] = field(default_factory=list)
    renamed: list[Key] = field(default_factory=list)
    rewritten: list[Key] = field(default_factory=list)
    damage: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> list[str]:
        named = (
            ("lost", self.lost), ("doubled", self.doubled), ("sent unasked", self.unasked),
            ("sent under several Message-IDs", self.renamed), ("sent with different bytes", self.rewritten),
        )
        said = [f"{len(found)} {what}: {', '.join(map(' to '.join, found[:5]))}" for what, found in named if found]
        return said + [f"the database is damaged: {each}" for each in self.damage]


def judge(expected: set[Key], entries: Iterable[dict[str, Any]]) -> Verdict:
    """By the ledger alone, in its order; mails that refer to nothing are not ours to judge."""
    verdict = Verdict(sends=len(expected))
    ids, signs, known = defaultdict[Key, set[str]](set), defaultdict[str, set[str]](set), set[str]()
    for entry in entries:
        if "followed" in entry:
            known.add(entry["followed"])
        if not entry.get("refers"):
            continue
        key, message = (entry["refers"], entry["to"]), entry["mail"]
        if ids[key]:
            verdict.repeats += not ids[key] & known
            verdict.doubled += [key] * bool(ids[key] & known)
        ids[key].add(message)
        signs[message].add(entry["sha256"])
    verdict.lost = sorted(expected - set(ids))
    verdict.unasked = sorted(set(ids) - expected)
    verdict.renamed = sorted(key for key, found in ids.items() if len(found) > 1)
    verdict.rewritten = sorted(key for key, found in ids.items() if any(len(signs[each]) > 1 for each in found))
    return verdict
