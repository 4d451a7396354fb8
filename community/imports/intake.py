"""Accounts and contacts out of a file: read in batches, looked at or written, with every row that could not be used."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from community.crm.actions_in import Looker, Said, Seen, count, read_rows, take_read
from community.crm.rules_cells import as_said, unknown
from community.crm.rules_in import Problem, Taken
from community.db import reading, writing
from community.imports.reading import FileProblem, RawRow, rows_in

BATCH = 500
MOST_ROWS = 100_000
MOST_LISTED = 200

Batch = list[tuple[int, Said | Taken]]
Say = Callable[[str], None]


@dataclass
class Tally:
    """What came of a file so far; `bad` are the first rows that could not be used, with their problems."""

    counts: dict[str, int] = field(default_factory=lambda: count([]))
    bad: list[tuple[int, Taken]] = field(default_factory=list)

    def add(self, numbers: list[int], taken: list[Taken]) -> list[tuple[int, Taken]]:
        """Count a batch; returns its rows that could not be used."""
        for name, more in count(taken).items():
            self.counts[name] += more
        bad = [(number, row) for number, row in zip(numbers, taken, strict=True) if row.outcome == "refused"]
        self.bad += bad[: MOST_LISTED - len(self.bad)]
        return bad

    @property
    def read(self) -> int:
        return sum(self.counts.values())

    def kept(self) -> dict[str, Any]:
        """As a row of uploads keeps it."""
        bad = [[number, taken.external_id, [[each.field, each.code, each.detail] for each in taken.problems]] for number, taken in self.bad]
        return {"counts": dict(self.counts), "bad": bad}


def batches(what: str, rows: Iterator[RawRow], mapping: Mapping[str, str] | None = None) -> Iterator[Batch]:
    """Rows as they are said, by their numbers. Raises FileProblem, also where there are more than can be taken at once."""
    seen, batch = Seen(), Batch()
    for row in rows:
        if row.number > MOST_ROWS:
            raise FileProblem(f"the file has more than {MOST_ROWS} rows: please divide it")
        batch.append((row.number, _read(what, row, mapping, seen)))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _read(what: str, row: RawRow, mapping: Mapping[str, str] | None, seen: Seen) -> Said | Taken:
    if row.problem:
        return Taken("", "refused", problems=(Problem("", "row", row.problem),))
    plain = all(isinstance(value, str) for value in row.values.values())
    values = as_said(what, row.values, mapping or {name: name for name in row.values}) if plain else row.values
    return read_rows(what, [values], seen, first=row.number)[0]


@dataclass
class FileRun:
    """One run over one file from the command line. `say` takes progress, `complain` each row that could not be used."""

    what: str
    now: datetime
    say: Say
    complain: Callable[[int, Taken], None]
    dry: bool = False
    tally: Tally = field(default_factory=Tally)

    def run(self, path: Path) -> Tally:
        """Read to the end. Raises FileProblem: what came before is written."""
        looker = Looker(self.what)
        for batch in batches(self.what, self._known(rows_in(path, needed=("external_id",)))):
            read = [row for _, row in batch]
            if self.dry:
                with reading():
                    taken = looker.look(read)
            else:
                with writing():
                    taken = take_read(self.what, read, source="file", now=self.now)
            for number, row in self.tally.add([number for number, _ in batch], taken):
                self.complain(number, row)
            self.say(f"{self.tally.read} rows read")
        return self.tally

    def _known(self, rows: Iterator[RawRow]) -> Iterator[RawRow]:
        """Columns nobody knows are refused before anything is written."""
        for row in rows:
            cells = row.number == 1 and all(isinstance(value, str) for value in row.values.values())
            names = unknown(self.what, list(row.values)) if cells else []
            if names:
                raise FileProblem(f"these columns are not known here: {', '.join(names)}. A custom field is named field.NAME")
            yield row
