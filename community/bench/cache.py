"""Vectors of texts kept in one file between runs, and made by as many processes as the machine has cores."""

import fcntl
import hashlib
import multiprocessing
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

from community.search.encoding import packed
from community.search.meaning import Packed
from community.search.sentences import FORMAT, SIZE

KEY = 16
ENTRY = KEY + SIZE
CHUNK = 32
"""Texts a process is handed at once."""


class VectorCache:
    """Packed vectors by the hash of their text: entries of one length, only ever appended. Without a folder, in memory only."""

    def __init__(self, folder: Path | None) -> None:
        self.path = folder / f"sentences-{FORMAT}.bin" if folder else None
        self._known: dict[bytes, bytes] = {}
        if self.path is not None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._known = dict(_entries(self.path.read_bytes() if self.path.exists() else b""))

    def __contains__(self, text: str) -> bool:
        return _key(text) in self._known

    def __call__(self, texts: Sequence[str]) -> Packed:
        """What `encoding.packed` would answer; what is not known yet is made now, in this process."""
        self._add(lacking := [text for text in dict.fromkeys(texts) if text not in self], packed(lacking) if lacking else ())
        rows = [np.frombuffer(self._known[_key(text)], np.int8) for text in texts]
        return np.stack(rows) if rows else np.empty((0, SIZE), np.int8)

    def fill(self, texts: Iterable[str], say: Callable[[str], None]) -> int:
        """Make the vectors that are not known yet, on all cores; returns how many."""
        lacking = [text for text in dict.fromkeys(texts) if text not in self]
        chunks = [lacking[start : start + CHUNK] for start in range(0, len(lacking), CHUNK)]
        done = 0
        with ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("spawn")) as processes:
            for chunk, vectors in zip(chunks, processes.map(packed, chunks), strict=True):
                self._add(chunk, vectors)
                done += len(chunk)
                if done % 3_200 == 0:
                    say(f"{done} of {len(lacking)} texts encoded")
        return len(lacking)

    def _add(self, texts: Sequence[str], vectors: Iterable[np.ndarray]) -> None:
        fresh = {_key(text): vector.tobytes() for text, vector in zip(texts, vectors, strict=True)}
        self._known.update(fresh)
        if self.path is not None and fresh:
            with self.path.open("ab") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                file.truncate(file.tell() - file.tell() % ENTRY)  # a run that was cut off may have left half an entry
                file.write(b"".join(key + vector for key, vector in fresh.items()))


def _entries(content: bytes) -> Iterable[tuple[bytes, bytes]]:
    for start in range(0, len(content) - ENTRY + 1, ENTRY):
        yield content[start : start + KEY], content[start + KEY : start + ENTRY]


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=KEY).digest()
