"""A sentence as numbers: its meaning as a vector, its words and word pairs as weights."""

from collections import Counter

from audio_features.party_words.word_weights import runs_of
from scoring.language.text import normalise

#: Longest run of words that counts as one feature.
LONGEST_RUN = 3
#: How much the meaning vector (unit length) weighs beside the words (unit length); the best of 1,
#: 1.5 and 2 on the training conversations.
MEANING_WEIGHT = 1.5


def word_runs(sentence: str, *, question: bool) -> Counter[str]:
    """Runs of one to three words of `sentence`, normalised, and its borders ("?" where it asks)."""
    return runs_of(normalise(sentence).split(), question=question, longest=LONGEST_RUN)
