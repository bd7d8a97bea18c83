"""The statements of one call, and how likely each carries which intent."""

import math
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scoring.language.dialogue_reader import Part, Said, load_dialogue_reader, read_dialogue
from scoring.language.phrases import STANDALONE
from scoring.language.reading import ReadTurn
from scoring.language.statement_classifier import (
    StatementClassifier,
    StatementReading,
    load_statement_classifier,
)
from scoring.language.surroundings import Surroundings, surroundings
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
                for passage in [whole] if _short(sentence) else _clauses_of(turn, sentence):
                    if passage.last > passage.first:
                        found[_place(passage)] = passage
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
        clauses = [clause for turn in self._turns for clause in turn.text.clauses]
        return _once([*self.compared, *clauses])

    @cached_property
    def _read(self) -> tuple[Passage, ...]:
        """`_all`, then what else is said around them."""
        return _once([*self._all, *self._said])

    @cached_property
    def _said(self) -> tuple[Passage, ...]:
        """All that was said, once and in order: sentences, and the clauses of long ones."""
        return tuple(
            passage
            for turn in self._turns
            for sentence in turn.text.sentences
            for passage in ([sentence] if _short(sentence) else _clauses_of(turn, sentence))
        )

    @cached_property
    def _around(self) -> Surroundings:
        """For each of `_read` what is said around the sentence it stands in."""
        rows = {_place(passage): row for row, passage in enumerate(self._read)}
        said = surroundings([one.party for one in self._said], [""] * len(self._said))
        as_read = np.asarray([*(rows[_place(one)] for one in self._said), -1], dtype=np.intp)
        within = {
            (one.turn_index, token): n
            for n, one in enumerate(self._said)
            for token in range(one.first, one.last + 1)
        }
        stands = [within[one.turn_index, one.first] for one in self._read]
        there = said.of(np.asarray(stands, dtype=np.intp))
        return Surroundings(as_read[there.rows], there.steps)

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
        """Of each of `_read`, by all who have an opinion."""
        reader = load_dialogue_reader()
        sentences = [one for turn in self._turns for one in turn.text.sentences]
        said = [Said(one.party, one.quote) for one in sentences]
        own = read_dialogue(reader, said, self._parts(sentences))
        columns = [reader.intents.index(intent) for intent in self._classifier.intents]
        belief = reader.beliefs[self._language]
        return belief.together(self._reading.log_odds, own[:, columns])

    def _parts(self, sentences: Sequence[Passage]) -> list[Part]:
        """Where in the `sentences` of the call each of `_read` stands."""
        stands = {
            (one.turn_index, token): n
            for n, one in enumerate(sentences)
            for token in range(one.first, one.last + 1)
        }
        tokens = {turn.text.index: turn.text.tokens for turn in self._turns}
        parts = []
        for one in self._read:
            index = stands[one.turn_index, one.first]
            surfaces = [
                token.surface
                for token in tokens[one.turn_index][sentences[index].first : one.first]
                if token.surface
            ]
            first = sum(len(surface) + 1 for surface in surfaces)
            parts.append(Part(index, first, first + len(one.quote)))
        return parts

    @cached_property
    def _reading(self) -> StatementReading:
        return self._classifier.read(
            [passage.quote for passage in self._read],
            questions=[passage.question for passage in self._read],
            around=self._around,
        )


def after_evidence(probability: float, *, log_odds: float) -> float:
    """`probability` after evidence of so many `log_odds`."""
    odds = probability / max(1e-9, 1.0 - probability) * math.exp(log_odds)
    return odds / (1.0 + odds)


def answers_no(turn: ReadTurn, passage: Passage) -> bool:
    """Whether a bare "No," that answers what came before was left off: the rest denies nothing."""
    before = turn.text.tokens[passage.first - 1] if passage.first > 0 else None
    return before is not None and before.text in STANDALONE and before.after == ","


def _once(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Each of `passages` where it comes first."""
    found: dict[tuple[int, int, int], Passage] = {}
    for passage in passages:
        found.setdefault(_place(passage), passage)
    return tuple(found.values())


def _place(passage: Passage) -> tuple[int, int, int]:
    return passage.turn_index, passage.first, passage.last


def _short(sentence: Passage) -> bool:
    return sentence.last - sentence.first < _LONGEST_SENTENCE


def _clauses_of(turn: ReadTurn, sentence: Passage) -> list[Passage]:
    return [c for c in turn.text.clauses if sentence.first <= c.first and c.last <= sentence.last]


def _without_bare_no(turn: ReadTurn, sentence: Passage) -> Passage:
    """The sentence without a "No," that answers what came before and denies nothing here."""
    opening = turn.text.tokens[sentence.first]
    if opening.text in STANDALONE and opening.after == "," and sentence.last > sentence.first:
        return turn.text.passage(sentence.first + 1, sentence.last)
    return sentence
