"""How likely a sentence carries each intent, learnt from the labelled conversations.

Two opinions are added up: a logistic regression on runs of words, which knows set phrases, one
intent against all other sentences of the same speaker; and the sentence reader, which knows what is
meant. The weights are in `statement_weights/`, made by
``python -m scoring.language.statement_training`` from `scoring/conversations` and the examples of
`scoring/intents`.
"""

import hashlib
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
from scoring.language.conversations import conversations_sha256
from scoring.language.intent_library import LANGUAGES, load_intents
from scoring.language.sentence_reader import load_sentence_reader, read_sentences
from scoring.language.text import normalise

#: Changes whenever weights made before no longer fit the code.
_VERSION = "2"
#: Longest run of words that counts as one feature.
LONGEST_RUN = 3


@dataclass(frozen=True, slots=True, eq=False)
class StatementClassifier:
    """Weights of one language, for k intents; `made_from` tells the conversations.

    `reader_share` is what the reader's log-odds count for beside those of the words.
    """

    intents: tuple[str, ...]
    words: WordWeights
    #: Shape (runs, k) and (k,).
    word_slopes: NDArray[np.float32]
    reader_share: float
    offsets: NDArray[np.float32]
    made_from: str

    def probabilities(
        self, sentences: Sequence[str], *, questions: Sequence[bool]
    ) -> NDArray[np.float64]:
        """Probability of each intent, shape (n, k).

        What the other speaker would do with a sentence is told too; whoever asks knows who spoke.
        """
        reader = load_sentence_reader()
        columns = [reader.intents.index(intent) for intent in self.intents]
        by_reader = read_sentences(reader, sentences, questions=questions)[:, columns]
        logits = self.reader_share * by_reader + self._by_words(sentences, questions)
        return np.asarray(1.0 / (1.0 + np.exp(-logits.astype(np.float64))))

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
        return StatementClassifier(
            intents=tuple(stored["intents"].tolist()),
            words=WordWeights(tuple(stored["runs"].tolist()), stored["rarity"].astype(np.float32)),
            word_slopes=stored["word_slopes"].astype(np.float32),
            reader_share=float(stored["reader_share"]),
            offsets=stored["offsets"].astype(np.float32),
            made_from=str(stored["made_from"]),
        )


def weights_file(language: str) -> "resources.abc.Traversable":
    """Where the weights of `language` are."""
    return resources.files("scoring.language").joinpath("statement_weights", f"{language}.npz")


def fingerprint(language: str) -> str:
    """SHA-256 of what the weights of `language` are made from, and of the way they are made."""
    digest = hashlib.sha256(f"{_VERSION} {conversations_sha256(language)}".encode())
    exemplary = (i for i in load_intents(language).intents.values() if i.examples)
    for intent in sorted(exemplary, key=lambda one: one.id):
        digest.update(repr((intent.id, intent.examples, intent.counter_examples)).encode())
    return digest.hexdigest()


def reader_fingerprint() -> str:
    """SHA-256 of what the weights of the reader are made from: all languages."""
    return hashlib.sha256(" ".join(map(fingerprint, LANGUAGES)).encode()).hexdigest()


def word_runs(sentence: str, *, question: bool) -> Counter[str]:
    """Runs of one to three words of `sentence`, normalised, and its borders ("?" where it asks)."""
    return runs_of(normalise(sentence).split(), question=question, longest=LONGEST_RUN)
