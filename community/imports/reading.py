"""Rows out of a file of any make: CSV or JSON Lines, gzip or plain, with all that can be wrong about them."""

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

GZIP = b"\x1f\x8b"
LONGEST_FIELD = 1_000_000
LONGEST_LINE = 4_000_000
DELIMITERS = ",;\t"
BYTES_THAT_ARE_NOT_UTF_8 = range(0xDC80, 0xDD00)
"""What Python's surrogateescape makes of them."""


class FileProblem(Exception):
    """The file as a whole cannot be read; one sentence says why."""


@dataclass(frozen=True)
class RawRow:
    """One row as it stands in the file, counted from 1 without the header; `problem` says why it cannot be used."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    problem: str = ""


def rows_in(path: Path, needed: Sequence[str] = ("id", "title")) -> Iterator[RawRow]:
    """Every row of a CSV or JSON Lines file. Raises FileProblem when there is nothing to go on with."""
    try:
        with _open(path) as stream:
            yield from _rows(stream, needed)
    except (EOFError, zlib.error, gzip.BadGzipFile) as problem:
        raise FileProblem("the file is damaged: what could be unpacked before that has been read") from problem
    except OSError as problem:
        raise FileProblem(f"the file cannot be read: {problem.strerror or problem}") from problem


def rows_of(content: bytes, needed: Sequence[str] = ()) -> Iterator[RawRow]:
    """Every row of a file that was uploaded, not packed. Raises FileProblem."""
    if content.startswith(GZIP):
        raise FileProblem("the file is packed: please unpack it first")
    yield from _rows(_as_text(io.BytesIO(content)), needed)


def columns_of(content: bytes) -> list[str]:
    """The names of the columns, folded, in the order of the file. Raises FileProblem."""
    if content.startswith(GZIP):
        raise FileProblem("the file is packed: please unpack it first")
    stream = _as_text(io.BytesIO(content))
    if _first_character(stream) == "{":
        raise FileProblem("the file has no columns: please save it as CSV")
    names, _ = _header(stream)
    if any("\udc80" <= character <= "\udcff" for name in names for character in name):
        raise FileProblem("the first line is not UTF-8")
    return names


def _rows(stream: io.TextIOWrapper, needed: Sequence[str]) -> Iterator[RawRow]:
    first = _first_character(stream)
    yield from _json_rows(stream) if first == "{" else _csv_rows(stream, first, needed)


def _as_text(stream: IO[bytes]) -> io.TextIOWrapper:
    """Text, with bytes that are not UTF-8 kept recognisable; a byte-order mark is dropped."""
    return io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline="")


def _open(path: Path) -> io.TextIOWrapper:
    with path.open("rb") as start:
        packed = start.read(2) == GZIP
    opened = gzip.open if packed else open
    return _as_text(cast(IO[bytes], opened(path, "rb")))


def _first_character(stream: io.TextIOWrapper) -> str:
    start = stream.read(4096)
    stream.seek(0)
    if "\x00" in start[:8]:
        raise FileProblem("the file is not UTF-8: please save it as UTF-8 (it looks like UTF-16)")
    first = start.lstrip()[:1]
    if first == "[":
        raise FileProblem("the file is one JSON list: please write one object a line")
    return first


def _json_rows(stream: IO[str]) -> Iterator[RawRow]:
    number = 0
    while line := stream.readline(LONGEST_LINE):
        if not line.strip():
            continue
        number += 1
        if len(line) >= LONGEST_LINE:
            _skip_line(stream)
            yield RawRow(number, problem=f"is longer than {LONGEST_LINE} characters")
        else:
            yield _json_row(number, line)


def _skip_line(stream: IO[str]) -> None:
    while (rest := stream.readline(LONGEST_LINE)) and not rest.endswith("\n"):
        pass


def _json_row(number: int, line: str) -> RawRow:
    if _has_foreign_bytes(line):
        return RawRow(number, problem="is not UTF-8")
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        return RawRow(number, problem="is not a JSON object")
    if not isinstance(values, dict):
        return RawRow(number, problem="is not a JSON object")
    return RawRow(number, {str(key).strip().casefold(): value for key, value in values.items()})


def _header(stream: IO[str]) -> tuple[list[str], str]:
    """The folded names of the columns, and what stands between them."""
    header_line = stream.readline(LONGEST_LINE)
    delimiter = max(DELIMITERS, key=header_line.count)
    try:
        return [name.strip().casefold() for name in next(csv.reader([header_line], delimiter=delimiter))], delimiter
    except (csv.Error, StopIteration):
        raise FileProblem("the first line does not name the columns") from None


def _csv_rows(stream: IO[str], first: str, needed: Sequence[str]) -> Iterator[RawRow]:
    if not first:
        return
    csv.field_size_limit(LONGEST_FIELD)
    names, delimiter = _header(stream)
    if not set(needed) <= set(names):
        raise FileProblem(f"the first line must name the columns, {' and '.join(needed)} among them")
    reader, number = csv.reader(stream, delimiter=delimiter), 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            number += 1
            yield RawRow(number, problem=f"is not CSV ({problem})")
            continue
        if cells:
            number += 1
            yield _csv_row(number, names, cells)


def _csv_row(number: int, names: list[str], cells: list[str]) -> RawRow:
    if len(cells) > len(names):
        return RawRow(number, problem="has more cells than there are columns")
    if any(map(_has_foreign_bytes, cells)):
        return RawRow(number, problem="is not UTF-8")
    return RawRow(number, dict(zip(names, cells, strict=False)))


def _has_foreign_bytes(text: str) -> bool:
    return not text.isascii() and any(ord(character) in BYTES_THAT_ARE_NOT_UTF_8 for character in text)
