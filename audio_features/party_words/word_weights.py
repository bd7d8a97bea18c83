"""A sentence as weighed runs of words (tf-idf), as the linear models over words take it."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray


def runs_of(words: Sequence[str], *, question: bool, longest: int) -> Counter[str]:
    """Runs of one to `longest` of `words` and of their borders ("?" at the end of a question)."""
    bordered = ["^", *words, "?" if question else "$"]
    return Counter(
        " ".join(bordered[start : start + length])
        for length in range(1, longest + 1)
        for start in range(len(bordered) - length + 1)
    )


@dataclass(frozen=True, eq=False)
class WordWeights:
    """Known runs and how telling each is: inverse document frequency, as in tf-idf."""

    runs: tuple[str, ...]
    rarity: NDArray[np.float32]

    def known(self, counts: Counter[str]) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Places and values of what is not 0 in one row of `rows`: a few dozen of thousands."""
        found = [
            (at, 1.0 + math.log(count))
            for run, count in counts.items()
            if (at := self._column.get(run)) is not None
        ]
        columns = np.fromiter((at for at, _ in found), dtype=np.intp, count=len(found))
        told = np.fromiter((often for _, often in found), dtype=np.float32, count=len(found))
        weights = told * self.rarity[columns]
        length = float(np.sqrt((weights**2).sum()))
        return columns, weights / np.float32(length or 1.0)

    @cached_property
    def _column(self) -> dict[str, int]:
        return {run: index for index, run in enumerate(self.runs)}


def learn_word_weights(sentences: Sequence[Counter[str]], *, least_sentences: int) -> WordWeights:
    """The runs that occur in `least_sentences` or more, by name, with their rarity."""
    found = Counter(run for counts in sentences for run in counts)
    kept = sorted(run for run, count in found.items() if count >= least_sentences)
    rarity = [1.0 + math.log((1 + len(sentences)) / (1 + found[run])) for run in kept]
    return WordWeights(tuple(kept), np.asarray(rarity, dtype=np.float32))
