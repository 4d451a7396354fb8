"""Arithmetic on sentence vectors: packed small, centred, compared. Pure.

All vectors of this model point much the same way (their cosines crowd between .75 and .95), so what they have in common
is taken away. First the mean of general text, once and for all, so that what is left fits one byte a number; then, when two
are compared, the mean of what this community wrote.
"""

import base64
import hashlib
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from community.search.sentences import SIZE, Vectors

Packed = NDArray[np.int8]

STEPS = 400
"""Numbers of a unit vector are kept in steps of 1/400; the largest ever seen is .27, and ±127 steps reach to .31."""

SHARES = (1, 1, 3, 1)
"""What each of title with title, title with text, text with text and text with title counts for where there is a text;
without one, the first two."""

BELIEF = 50
"""The mean of a small community says more of its few ideas than of its language: general text counts as much as so many."""


@dataclass(frozen=True)
class Asked:
    """What is compared with every idea: the vector of a title and, where there is more, of the title with its text."""

    title: Vectors
    whole: Vectors | None = None


@dataclass(frozen=True)
class Mean:
    """What the titles of a community have in common, and its texts."""

    title: Vectors
    whole: Vectors


class Cosines(NamedTuple):
    """Of what was asked with an idea: title with title, title with text and, where there is one, text with text and text
    with title; -1 to 1. `crowd` is how near the idea's own neighbours are to it, None while that is not known."""

    title: float
    cross: float
    whole: float | None = None
    back: float | None = None
    crowd: float | None = None


def unusual(vectors: Vectors) -> Vectors:
    """What a vector says beyond what every sentence says, of unit length."""
    return unit(vectors - USUAL)


def unit(vectors: Vectors) -> Vectors:
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    centred: Vectors = (vectors / np.maximum(length, 1e-6)).astype(np.float32)
    return centred


def pack(vectors: Vectors) -> Packed:
    packed: Packed = np.clip(np.rint(unusual(vectors) * STEPS), -127, 127).astype(np.int8)
    return packed


def unpack(packed: Packed) -> Vectors:
    """Vectors as `unusual` gives them, of nearly unit length."""
    return packed.astype(np.float32) / np.float32(STEPS)


def from_bytes(content: bytes) -> Packed:
    return np.frombuffer(content, np.int8)


def mean_of(total: NDArray[np.int64], count: int) -> Vectors:
    """The mean of `count` packed vectors that add up to `total`, drawn towards general text (which is zero) while they are few."""
    mean: Vectors = (total / (STEPS * (count + BELIEF))).astype(np.float32)
    return mean


def asked_of(title: Vectors, whole: Vectors | None = None) -> Asked:
    """From vectors as the model gives them."""
    return Asked(unusual(title), None if whole is None else unusual(whole))


def centred(asked: Asked, mean: Mean) -> Asked:
    return Asked(unit(asked.title - mean.title), None if asked.whole is None else unit(asked.whole - mean.whole))


def digest(title: str, whole: str) -> str:
    """Tells whether a text has changed since its vectors were made."""
    return hashlib.blake2b(f"{title}\0{whole}".encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


# The mean vector of the sentences in tests/search/usual.txt (daily wishes in 15 languages, written for this purpose), as float16.
_USUAL = (
    "1ilAqIaoXqueLZWoGCONJtIprSU2KcYn5Cw1pWGqMinJK1qoP6g7qtAkLyIHqqYqLSonK+qnZihmKTut9quGqe4oBKvuKZ8n9qkUqgIsf6sJqaolsymBLDYp"
    "sSeUq8cqpqoAqNiocCqLJwAqKyiArAurway0rA4poSvIGg4dcCgLLCwrOCdgKoqqjaYyq70q9yBoqM4dTyMNKcyqiyjNqbmo1Ki1qdknlqo3LZ0pFat8Kmek"
    "AyqeK8Op86rXrEOqWamuKgUsMag6KrSooClNqpaqVCh6KEerpCs3qx2qHSigKGUq0KtXp+qoZqqjKDms6isWqKCpmqpIq/imbinXJSQjIiO7KPsiOSX+J1Ap"
    "TS0iq7ITHKXNqMCpiSn7qM4lFimqKdksV6jQLBGpSieiqHEs8ijVKYqpU6wuqScpSSqDqmSs6KwfpYWrsaj9KBMsraj5qLeoAiuPq38pIhNOKsmpSieNLNco"
    "Z6Nxpgeqa6r/qXyqcqntJh8nNKO9lPkpLqkvreuqDCiSqCErfio3KYafWaejKBAqHinpIj2rySjnqsMpVSlCrH6qBCxPqg+cNyRDKX+qUSsTK/CkpSnrrlyr"
    "hihyKryrJ6imKYmpvaSfqfysNqfaq2IfvShUKhqs0KWVpsspK61eLJWorqaMKY2dpCg8KcaqK6sBqb6pRCl4Kz4s46vrJgwoQqPSLRQpwSkeKKKrFp7lqqOm"
    "9askJVEp5qmmq/qpYCdzLceoXaf5KdEnySj3LBwqv6gdqJwqgae7o4Kdl6rAKkKrgyyfH6UkuypDqYUq06QOrJ0n1SqOrdIo5RhrI9EjsynHKn0rY6qOqoEq"
    "0SpBHUkh+qkCqhOq3al/oPOqsStDKmuqi6jiKaIm7Cc8qYKpcigmqxeoW6piKk+pA6uRJxYpEapSKn2oZqt9KqSnUaqmKh4qEq57JBMqmqbxKPOoyKpsJ34p"
    "OaulpFwnDypHKzgp66IAGAUoHaqHK98pKap5kFubVKyVrMIoNaofqSArOyxdJxor"
)
USUAL: Vectors = np.frombuffer(base64.b64decode(_USUAL), np.float16).astype(np.float32)
assert USUAL.shape == (SIZE,)
