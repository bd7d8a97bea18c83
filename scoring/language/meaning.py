"""Likeness of meaning: sentences as vectors, intents told apart by margins.

The cosines of the sentence encoder are low even between paraphrases, so an intent is decided by two
margins: how much nearer its examples are than its counter-examples, neutral talk and the examples
of other intents, and how far on its side of a linear boundary (ridge regression on the same
sentences) a sentence lies.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.language.intent_library import Intent, IntentLibrary
from scoring.language.sentence_encoder import Vectors, encode


@dataclass(frozen=True, slots=True, kw_only=True)
class MeaningOptions:
    """How margins become a score: logistic in both, which are dimensionless.

    The weights are a logistic regression on the tuning sentences of the tests, never on the
    held-back ones: between those of Spanish (6.7, 4.2) and of English (5.4, 5.2).
    """

    intercept: float = -0.65
    margin_weight: float = 6.0
    boundary_weight: float = 4.5
    #: Ridge penalty; of 0.3, 1 and 3 the best on the tuning sentences.
    penalty: float = 1.0
    #: How much all examples of an intent weigh against all other sentences; our choice.
    balance: float = 1.0 / 6.0
    #: What a perfect likeness scores. Where no words match, only a quarter (English) to a third
    #: (Spanish) of the likenesses found in the held-back and unseen sentences were labelled so:
    #: a hint for an analyst, seldom a proof.
    most_score: float = 0.6
    #: Score below which nothing is claimed. Of the pairs of such a sentence and an intent that it
    #: isn't labelled with, about 1 in 200 (English) to 1 in 250 (Spanish) gets there.
    least_score: float = 0.24


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """For n sentences and k intents: score, shape (n, k), and index of the nearest example."""

    intents: tuple[str, ...]
    scores: NDArray[np.float64]
    nearest: tuple[tuple[str, ...], ...]


class ExampleSpace:
    """The examples of a library as vectors; encoded once, then kept."""

    def __init__(self, library: IntentLibrary, options: MeaningOptions) -> None:
        chosen = [i for i in library.intents.values() if i.by_meaning and i.examples]
        self.intents = tuple(i.id for i in chosen)
        self._options = options
        self._examples = tuple(i.examples for i in chosen)
        self._positive = [encode(i.examples) for i in chosen]
        self._counter = [encode(i.counter_examples) for i in chosen]
        self._neutral = encode(library.neutral)
        self._rivals = [
            [k for k, j in enumerate(chosen) if j is not i and not _related(i, j)] for i in chosen
        ]
        self._boundaries = self._fit(library, chosen)

    def likeness(self, vectors: Vectors) -> Likeness:
        """Score of every intent for every one of `vectors`, shape (n, 512)."""
        n, k = len(vectors), len(self.intents)
        positive = np.full((n, k), -1.0)
        nearest = np.zeros((n, k), dtype=np.intp)
        for i, examples in enumerate(self._positive):
            cosines = vectors @ examples.T
            nearest[:, i] = cosines.argmax(axis=1)
            positive[:, i] = cosines.max(axis=1)
        neutral = _best(vectors, self._neutral)
        margins = np.zeros((n, k))
        for i in range(k):
            against = np.maximum(neutral, _best(vectors, self._counter[i]))
            if self._rivals[i]:
                against = np.maximum(against, positive[:, self._rivals[i]].max(axis=1))
            margins[:, i] = positive[:, i] - against
        scores = _score(margins, _with_one(vectors) @ self._boundaries, self._options)
        named = tuple(
            tuple(self._examples[i][nearest[row, i]] for i in range(k)) for row in range(n)
        )
        return Likeness(self.intents, scores, named)

    def _fit(self, library: IntentLibrary, chosen: Sequence[Intent]) -> NDArray[np.float64]:
        """One boundary an intent, shape (513, k): its examples against everything unrelated."""
        others = [i for i in library.intents.values() if i.examples and i not in chosen]
        groups: list[tuple[Intent | None, Vectors]] = [
            *zip(chosen, self._positive, strict=True),
            *((i, encode(i.examples)) for i in others),
            *((None, counter) for counter in self._counter),
            (None, self._neutral),
        ]
        columns = []
        for intent in chosen:
            kept = [
                (i, v) for i, v in groups if i is None or i is intent or not _related(intent, i)
            ]
            rows = _with_one(np.concatenate([v for _, v in kept]))
            side = np.concatenate([np.full(len(v), 1.0 if i is intent else -1.0) for i, v in kept])
            columns.append(_ridge(rows, side, self._options))
        return np.stack(columns, axis=1)


_SPACES: dict[tuple[object, ...], ExampleSpace] = {}


def example_space(library: IntentLibrary, options: MeaningOptions) -> ExampleSpace:
    """The vectors of `library`, encoded on first use and kept for the process."""
    key = (*library.key, options)
    if key not in _SPACES:
        _SPACES[key] = ExampleSpace(library, options)
    return _SPACES[key]


def _related(some: Intent, other: Intent) -> bool:
    return other.id in some.related or some.id in other.related


def _with_one(vectors: Vectors) -> NDArray[np.float64]:
    return np.hstack([vectors.astype(np.float64), np.ones((len(vectors), 1))])


def _ridge(
    rows: NDArray[np.float64], side: NDArray[np.float64], options: MeaningOptions
) -> NDArray[np.float64]:
    """Weighted ridge regression of `side` (1 or -1) on `rows`."""
    positive = side > 0
    raised = options.balance * (~positive).sum() / positive.sum()
    root = np.sqrt(np.where(positive, raised, 1.0))
    scaled = rows * root[:, None]
    gram = scaled.T @ scaled + options.penalty * np.eye(rows.shape[1])
    return np.asarray(np.linalg.solve(gram, scaled.T @ (root * side)), dtype=np.float64)


def _best(vectors: Vectors, others: Vectors) -> NDArray[np.float64]:
    if not len(others):
        return np.full(len(vectors), -1.0)
    return np.asarray((vectors @ others.T).max(axis=1), dtype=np.float64)


def _score(
    margins: NDArray[np.float64], boundaries: NDArray[np.float64], options: MeaningOptions
) -> NDArray[np.float64]:
    logit = (
        options.intercept + options.margin_weight * margins + options.boundary_weight * boundaries
    )
    return np.asarray(options.most_score / (1.0 + np.exp(-logit)))
