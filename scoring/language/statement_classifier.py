"""How likely a sentence carries each intent, learnt from the labelled conversations.

Logistic regression, one intent against all other sentences of the same speaker, on the sentence's
meaning vector and its words. The weights are in `statement_weights/`, made by
``python -m scoring.language.statement_training`` from `scoring/conversations` and the examples of
`scoring/intents`.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from audio_features.errors import ConfigurationError
from audio_features.party_words.word_weights import WordWeights
from scoring.language.conversations import conversation_files
from scoring.language.intent_library import load_intents
from scoring.language.sentence_features import MEANING_WEIGHT, word_runs

#: Changes whenever weights made before no longer fit the code.
_VERSION = "1"


@dataclass(frozen=True, slots=True, eq=False)
class StatementClassifier:
    """Weights of one language, for k intents; `made_from` tells the conversations."""

    intents: tuple[str, ...]
    words: WordWeights
    #: Shape (runs, k), (512, k) and (k,).
    word_slopes: NDArray[np.float32]
    meaning_slopes: NDArray[np.float32]
    offsets: NDArray[np.float32]
    made_from: str

    def probabilities(
        self, sentences: Sequence[str], *, questions: Sequence[bool], vectors: NDArray[np.float32]
    ) -> NDArray[np.float64]:
        """Probability of each intent, shape (n, k), of `sentences` with unit `vectors` (n, 512).

        What the other speaker would do with a sentence is told too; whoever asks knows who spoke.
        """
        by_words = np.zeros((len(sentences), len(self.intents)), dtype=np.float32)
        for row, sentence, question in zip(by_words, sentences, questions, strict=True):
            columns, weights = self.words.known(word_runs(sentence, question=question))
            row[:] = weights @ self.word_slopes[columns]
        logits = by_words + MEANING_WEIGHT * vectors @ self.meaning_slopes + self.offsets
        return np.asarray(1.0 / (1.0 + np.exp(-logits.astype(np.float64))))


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
            meaning_slopes=stored["meaning_slopes"].astype(np.float32),
            offsets=stored["offsets"].astype(np.float32),
            made_from=str(stored["made_from"]),
        )


def weights_file(language: str) -> "resources.abc.Traversable":
    """Where the weights of `language` are."""
    return resources.files("scoring.language").joinpath("statement_weights", f"{language}.npz")


def fingerprint(language: str) -> str:
    """SHA-256 of what the weights of `language` are made from, and of the way they are made."""
    digest = hashlib.sha256(_VERSION.encode())
    for name, text in conversation_files(language):
        digest.update(f"{name}\n{text}".encode())
    exemplary = (i for i in load_intents(language).intents.values() if i.examples)
    for intent in sorted(exemplary, key=lambda one: one.id):
        digest.update(repr((intent.id, intent.examples, intent.counter_examples)).encode())
    return digest.hexdigest()
