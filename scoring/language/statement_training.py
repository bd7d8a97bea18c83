"""Make the statement weights: ``python -m scoring.language.statement_training [LANGUAGE…]``.

From the conversations and the intents' own examples; held-back conversations are not touched.
Needs scikit-learn, which comes with librosa; judging a call does not.
"""

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from audio_features.party_words.word_weights import WordWeights, learn_word_weights
from scoring.language.conversations import LabelledSentence, load_conversations
from scoring.language.intent_library import LANGUAGES, IntentLibrary, load_intents
from scoring.language.meaning import encode
from scoring.language.sentence_features import MEANING_WEIGHT, word_runs
from scoring.language.statement_classifier import StatementClassifier, fingerprint, weights_file


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingOptions:
    """How the weights are fitted; chosen by cross-validation on the training conversations."""

    #: Inverse strength of the ridge penalty.
    looseness: float = 8.0
    #: Sentences a run of words must occur in to count.
    least_sentences: int = 2
    #: Sentences an intent needs to be learnt at all.
    least_examples: int = 10
    #: Parts of the conversations that are each predicted from the others, to calibrate.
    folds: int = 3


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """One row a sentence: features, who says it, which intents, which conversation."""

    rows: csr_matrix
    parties: NDArray[np.str_]
    intents: tuple[frozenset[str], ...]
    groups: NDArray[np.intp]
    #: For an intent's example or counter-example: that intent, the only one it tells of.
    tells_of: tuple[str | None, ...]

    @property
    def spoken(self) -> NDArray[np.bool_]:
        """Which sentences stand in conversations."""
        return np.asarray([only is None for only in self.tells_of])

    def carried(self, label: str) -> NDArray[np.bool_]:
        """Which sentences carry `label`."""
        return np.asarray([label in intents for intents in self.intents])

    def relevant(self, label: str) -> NDArray[np.bool_]:
        """Sentences that speak for or against `label`: those of whoever does such a thing."""
        own = np.asarray([only in (None, label) for only in self.tells_of])
        return own & np.isin(self.parties, np.unique(self.parties[self.carried(label)]))


def train(language: str, *, options: TrainingOptions | None = None) -> StatementClassifier:
    """Weights for `language` from its training conversations and the intents' examples."""
    options = options or TrainingOptions()
    spoken = [one for one in load_conversations(language) if not one.held_back]
    sentences = [*spoken, *_examples(load_intents(language))]
    runs = [word_runs(one.text, question="?" in one.text) for one in sentences]
    words = learn_word_weights(runs, least_sentences=options.least_sentences)
    table = _table(sentences, len(spoken), runs, words)
    counts = Counter(label for one in spoken for label in one.intents)
    labels = sorted(label for label, n in counts.items() if n >= options.least_examples)
    slopes, offsets = zip(*(_fit(table, label, None, options) for label in labels), strict=True)
    stretch, shift = _calibration(table, labels, options)
    matrix = np.stack(slopes, axis=1) * stretch
    split = len(words.runs)
    return StatementClassifier(
        intents=tuple(labels),
        words=words,
        word_slopes=matrix[:split].astype(np.float32),
        meaning_slopes=matrix[split:].astype(np.float32),
        offsets=(np.asarray(offsets) * stretch + shift).astype(np.float32),
        made_from=fingerprint(language),
    )


def write(classifier: StatementClassifier, path: Path) -> None:
    """Store the weights in half precision, which changes no probability by more than 0.01."""
    path.parent.mkdir(exist_ok=True)
    np.savez_compressed(
        path,
        intents=np.asarray(classifier.intents),
        runs=np.asarray(classifier.words.runs),
        rarity=classifier.words.rarity.astype(np.float16),
        word_slopes=classifier.word_slopes.astype(np.float16),
        meaning_slopes=classifier.meaning_slopes.astype(np.float16),
        offsets=classifier.offsets,
        made_from=np.asarray(classifier.made_from),
    )


def _examples(library: IntentLibrary) -> list[LabelledSentence]:
    """Examples and counter-examples of the intents, as said by those who would say them."""
    return [
        LabelledSentence(
            conversation=intent.id,
            party="customer" if intent.who == "customer" else "agent",
            text=text,
            intents=frozenset({intent.id}) if positive else frozenset(),
            held_back=False,
        )
        for intent in library.intents.values()
        for positive, texts in ((True, intent.examples), (False, intent.counter_examples))
        for text in texts
    ]


def _table(
    sentences: Sequence[LabelledSentence],
    spoken: int,
    runs: Sequence[Counter[str]],
    words: WordWeights,
) -> _Table:
    vectors = encode([one.text for one in sentences])
    order = {name: at for at, name in enumerate(dict.fromkeys(s.conversation for s in sentences))}
    return _Table(
        # Sparse: a sentence has some thirty of many thousand runs.
        rows=csr_matrix(np.hstack([words.rows(runs), MEANING_WEIGHT * vectors])),
        parties=np.asarray([one.party for one in sentences]),
        intents=tuple(one.intents for one in sentences),
        groups=np.asarray([order[one.conversation] for one in sentences]),
        tells_of=tuple(None if n < spoken else s.conversation for n, s in enumerate(sentences)),
    )


def _fit(
    table: _Table, label: str, left_out: NDArray[np.bool_] | None, options: TrainingOptions
) -> tuple[NDArray[np.float64], float]:
    used = table.relevant(label)
    if left_out is not None:
        used &= ~left_out
    fitted = LogisticRegression(C=options.looseness, solver="liblinear")
    fitted.fit(table.rows[used], table.carried(label)[used])
    return np.asarray(fitted.coef_[0]), float(fitted.intercept_[0])


def _calibration(
    table: _Table, labels: Sequence[str], options: TrainingOptions
) -> tuple[float, float]:
    """Stretch and shift of all logits that make them probabilities of unseen conversations."""
    logits, truth = [], []
    for fold in range(options.folds):
        left_out = table.spoken & (table.groups % options.folds == fold)
        for label in labels:
            slopes, offset = _fit(table, label, left_out, options)
            tested = left_out & table.relevant(label)
            logits.append(table.rows[tested] @ slopes + offset)
            truth.append(table.carried(label)[tested])
    fitted = LogisticRegression(C=1e6).fit(np.concatenate(logits)[:, None], np.concatenate(truth))
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def main(languages: Sequence[str]) -> None:
    """Train and store the weights of `languages`, or of all."""
    for language in languages or LANGUAGES:
        classifier = train(language)
        path = Path(str(weights_file(language)))
        write(classifier, path)
        sys.stdout.write(f"{path}: {len(classifier.intents)} intents\n")


if __name__ == "__main__":
    main(sys.argv[1:])
