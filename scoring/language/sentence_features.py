"""A sentence as numbers: its meaning as a vector, its words and word pairs as weights."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.language.text import normalise

#: Longest run of words that counts as one feature.
LONGEST_RUN = 3
#: How much the meaning vector (unit length) weighs beside the words (unit length); the best of 1,
#: 1.5 and 2 on the training conversations.
MEANING_WEIGHT = 1.5


def word_runs(sentence: str, *, question: bool) -> Counter[str]:
    """Runs of one to three words of `sentence`, normalised, and its borders ("?" where it asks)."""
    words = ["^", *normalise(sentence).split(), "?" if question else "$"]
    return Counter(
        " ".join(words[start : start + length])
        for length in range(1, LONGEST_RUN + 1)
        for start in range(len(words) - length + 1)
    )


@dataclass(frozen=True, slots=True, eq=False)
class WordWeights:
    """Known runs and how telling each is: inverse document frequency, as in tf-idf."""

    runs: tuple[str, ...]
    rarity: NDArray[np.float32]

    def rows(self, sentences: Sequence[Counter[str]]) -> NDArray[np.float32]:
        """Unit vectors of word runs, shape (sentences, runs); unknown runs count for nothing."""
        column = {run: index for index, run in enumerate(self.runs)}
        rows = np.zeros((len(sentences), len(self.runs)), dtype=np.float32)
        for at, counts in enumerate(sentences):
            for run, count in counts.items():
                if run in column:
                    rows[at, column[run]] = (1.0 + math.log(count)) * self.rarity[column[run]]
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        rows /= np.where(lengths > 0, lengths, 1.0)
        return rows


def learn_word_weights(sentences: Sequence[Counter[str]], *, least_sentences: int) -> WordWeights:
    """The runs that occur in `least_sentences` or more, by name, with their rarity."""
    found = Counter(run for counts in sentences for run in counts)
    kept = sorted(run for run, count in found.items() if count >= least_sentences)
    rarity = [1.0 + math.log((1 + len(sentences)) / (1 + found[run])) for run in kept]
    return WordWeights(tuple(kept), np.asarray(rarity, dtype=np.float32))
