"""The statements of one call, and how likely each carries which intent."""

import math
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scoring.language.phrases import STANDALONE
from scoring.language.reading import ReadTurn
from scoring.language.statement_classifier import (
    StatementClassifier,
    StatementReading,
    load_statement_classifier,
)
from scoring.language.text import Passage

#: Sentences longer than this many words are compared clause by clause only.
_LONGEST_SENTENCE = 25


class Statements:
    """Sentences and clauses of a call as the classifier reads them, when first asked for."""

    def __init__(self, turns: Sequence[ReadTurn], *, language: str) -> None:
        self._turns = tuple(turns)
        self._language = language

    @cached_property
    def compared(self) -> tuple[Passage, ...]:
        """What is compared by meaning: whole sentences, and the clauses of long ones."""
        found: dict[tuple[int, int, int], Passage] = {}
        for turn in self._turns:
            for sentence in turn.text.sentences:
                whole = _without_bare_no(turn, sentence)
                short = whole.last - whole.first < _LONGEST_SENTENCE
                for passage in [whole] if short else _clauses_of(turn, sentence):
                    if passage.last > passage.first:
                        found[passage.turn_index, passage.first, passage.last] = passage
        return tuple(found.values())

    @cached_property
    def vectors(self) -> NDArray[np.float32]:
        """Meaning of each statement of `compared`, shape (n, 512)."""
        return self._reading.vectors[: len(self.compared)]

    def learnt(self, intent: str) -> bool:
        """Whether the classifier knows `intent`."""
        return intent in self._columns

    def probability(self, row: int, intent: str) -> float:
        """How likely the statement at `row` of `compared` carries `intent`, which is `learnt`."""
        return float(self._probabilities[row, self._columns[intent]])

    def likely(self, intent: str, *, least: float) -> dict[int, float]:
        """Rows of `compared` whose probability is `least` or more."""
        column = self._probabilities[: len(self.compared), self._columns[intent]]
        return {int(row): float(column[row]) for row in np.flatnonzero(column >= least)}

    def likeliest(self, intent: str, turn: ReadTurn, first: int, last: int) -> float | None:
        """The best probability of sentences and clauses that hold tokens `first` to `last`."""
        around = [
            self.probability(row, intent)
            for row, passage in self._by_turn[turn.text.index]
            if passage.first <= last and passage.last >= first
        ]
        return max(around, default=None)

    @cached_property
    def _all(self) -> tuple[Passage, ...]:
        """Those `compared`, then all other clauses: telling words may stand in one of them."""
        known = {(one.turn_index, one.first, one.last) for one in self.compared}
        clauses = [clause for turn in self._turns for clause in turn.text.clauses]
        others = [c for c in clauses if (c.turn_index, c.first, c.last) not in known]
        return (*self.compared, *others)

    @cached_property
    def _by_turn(self) -> dict[int, list[tuple[int, Passage]]]:
        """Each statement of a turn with its row."""
        found: dict[int, list[tuple[int, Passage]]] = {turn.text.index: [] for turn in self._turns}
        for row, passage in enumerate(self._all):
            found[passage.turn_index].append((row, passage))
        return found

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {intent: column for column, intent in enumerate(self._classifier.intents)}

    @cached_property
    def _classifier(self) -> StatementClassifier:
        return load_statement_classifier(self._language)

    @cached_property
    def _probabilities(self) -> NDArray[np.float64]:
        return self._reading.probabilities

    @cached_property
    def _reading(self) -> StatementReading:
        return self._classifier.read(
            [passage.quote for passage in self._all],
            questions=[passage.question for passage in self._all],
        )


def after_evidence(probability: float, *, log_odds: float) -> float:
    """`probability` after evidence of so many `log_odds`."""
    odds = probability / max(1e-9, 1.0 - probability) * math.exp(log_odds)
    return odds / (1.0 + odds)


def answers_no(turn: ReadTurn, passage: Passage) -> bool:
    """Whether a bare "No," that answers what came before was left off: the rest denies nothing."""
    before = turn.text.tokens[passage.first - 1] if passage.first > 0 else None
    return before is not None and before.text in STANDALONE and before.after == ","


def _clauses_of(turn: ReadTurn, sentence: Passage) -> list[Passage]:
    return [c for c in turn.text.clauses if sentence.first <= c.first and c.last <= sentence.last]


def _without_bare_no(turn: ReadTurn, sentence: Passage) -> Passage:
    """The sentence without a "No," that answers what came before and denies nothing here."""
    opening = turn.text.tokens[sentence.first]
    if opening.text in STANDALONE and opening.after == "," and sentence.last > sentence.first:
        return turn.text.passage(sentence.first + 1, sentence.last)
    return sentence
