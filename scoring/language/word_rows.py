"""Many sentences as rows of weighed word runs: what the models over words are fitted to."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix

from audio_features.party_words.word_weights import WordWeights


def word_rows(words: WordWeights, sentences: Sequence[Counter[str]]) -> csr_matrix:
    """Unit vectors of word runs, shape (sentences, runs); unknown runs count for nothing."""
    known = [words.known(counts) for counts in sentences]
    return csr_matrix(
        (
            np.concatenate([np.zeros(0, dtype=np.float32), *(weights for _, weights in known)]),
            np.concatenate([np.zeros(0, dtype=np.intp), *(columns for columns, _ in known)]),
            np.cumsum([0, *(len(columns) for columns, _ in known)]),
        ),
        shape=(len(known), len(words.runs)),
    )
