"""How likely a sentence carries each intent, learnt from the labelled conversations.

Two opinions are added up: a logistic regression on runs of words, which knows set phrases, one
intent against all other sentences of the same speaker; and the sentence reader, which knows what is
meant, and what is said around it. The dialogue reader's joins them later, as it reads whole calls
(`statements`). The weights are in `statement_weights/`, made by
``python -m scoring.language.statement_training`` from `scoring/conversations` and the examples of
`scoring/intents`.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from audio_features.errors import ConfigurationError
from audio_features.party_words.word_weights import WordWeights, runs_of
from scoring.language.byte_weights import from_bytes
from scoring.language.sentence_reader import load_sentence_reader, read_sentences
from scoring.language.surroundings import Surroundings
from scoring.language.text import normalise

#: Longest run of words that counts as one feature.
LONGEST_RUN = 3


@dataclass(frozen=True, slots=True, eq=False)
class StatementReading:
    """Of n sentences the `log_odds` of each intent (n, k), and their unit `vectors` (n, 512)."""

    log_odds: NDArray[np.float32]
    vectors: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class StatementClassifier:
    """Weights of one language, for k intents.

    `reader_share` is what the reader's log-odds count for beside those of the words. `made_from`
    tells what all weights were made from, and how: that of the reader is the same.
    """

    intents: tuple[str, ...]
    words: WordWeights
    #: Shape (runs, k) and (k,).
    word_slopes: NDArray[np.float32]
    reader_share: float
    offsets: NDArray[np.float32]
    made_from: str

    def read(
        self,
        sentences: Sequence[str],
        *,
        questions: Sequence[bool],
        around: Surroundings | None = None,
    ) -> StatementReading:
        """What `sentences` do and mean; `questions` tells which ask, `around` what is said there.

        What the other speaker would do with a sentence is told too; whoever asks knows who spoke.
        """
        reader = load_sentence_reader()
        columns = [reader.intents.index(intent) for intent in self.intents]
        found = read_sentences(reader, sentences, questions=questions, around=around)
        by_reader = self.reader_share * found.log_odds[:, columns]
        return StatementReading(by_reader + self._by_words(sentences, questions), found.vectors)

    def _by_words(self, sentences: Sequence[str], questions: Sequence[bool]) -> NDArray[np.float32]:
        logits = np.tile(self.offsets, (len(sentences), 1))
        for at, (sentence, asks) in enumerate(zip(sentences, questions, strict=True)):
            columns, weights = self.words.known(word_runs(sentence, question=asks))
            logits[at] += weights @ self.word_slopes[columns]
        return logits


@lru_cache(maxsize=4)
def load_statement_classifier(language: str) -> StatementClassifier:
    """The shipped weights of `language`; ConfigurationError where there are none."""
    file = weights_file(language)
    if not file.is_file():
        raise ConfigurationError(
            f"no statement weights for language {language!r}; make them with "
            "python -m scoring.language.statement_training"
        )
    with np.load(BytesIO(file.read_bytes()), allow_pickle=False) as stored:
        if str(stored["made_from"]) != load_sentence_reader().made_from:
            raise ConfigurationError(
                f"the weights in {file} and those of the sentence reader are not of one making; "
                "make them anew with python -m scoring.language.statement_training"
            )
        return StatementClassifier(
            intents=tuple(stored["intents"].tolist()),
            words=WordWeights(tuple(stored["runs"].tolist()), stored["rarity"].astype(np.float32)),
            word_slopes=from_bytes(stored["word_slopes"], stored["slope_steps"]),
            reader_share=float(stored["reader_share"]),
            offsets=stored["offsets"].astype(np.float32),
            made_from=str(stored["made_from"]),
        )


def weights_file(language: str) -> "resources.abc.Traversable":
    """Where the weights of `language` are."""
    return resources.files("scoring.language").joinpath("statement_weights", f"{language}.npz")


def word_runs(sentence: str, *, question: bool) -> Counter[str]:
    """Runs of one to three words of `sentence`, normalised, and its borders ("?" where it asks)."""
    return runs_of(normalise(sentence).split(), question=question, longest=LONGEST_RUN)
