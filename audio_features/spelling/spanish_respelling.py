"""Spanish words as people would spell them, where recognisers write what they hear.

Spanish tells "sí" from "si" and "qué" from "que" by an accent (Real Academia Española, Ortografía
2010, "tilde diacrítica"), and small recognisers spell as it sounds: "arta", "reenbolso". A noisy
channel (Kernighan, Church and Gale 1990) weighs how far a spelling is from what was heard against
how well it follows the words before it; Viterbi's search finds the best row for each sentence.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from audio_features.spelling.spanish_spellings import SpellingOptions, spellings
from audio_features.spelling.word_order import END, START, WordOrder, spanish_word_order
from audio_features.timeline import Word
from audio_features.written_words import ends_sentence

_LETTERS = re.compile(r"[^\W_]+")
#: Best rows of words kept at every word.
_BEAM = 12


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of words chosen so far, its cost in nats, and the two words before the next."""

    cost: float
    before: tuple[str, str]
    chosen: tuple[str, ...]


def respell(words: Sequence[Word], *, options: SpellingOptions | None = None) -> tuple[Word, ...]:
    """`words` of one voice or line, in order of time, spelt as people write; times stay."""
    options = options or SpellingOptions()
    spelt: list[Word] = []
    sentence: list[Word] = []
    for word in words:
        sentence.append(word)
        if ends_sentence(word.word):
            spelt += _respelt_sentence(sentence, options)
            sentence = []
    return (*spelt, *_respelt_sentence(sentence, options))


def _respelt_sentence(sentence: Sequence[Word], options: SpellingOptions) -> list[Word]:
    order = spanish_word_order()
    rows = [_Row(0.0, (START, START), ())]
    for index, word in enumerate(sentence):
        if word.word.startswith("¿"):
            rows = _extended(rows, {"¿": 0.0}, order)
        found = _LETTERS.search(word.word)
        if found is not None:
            opens = index == 0 or word.word.startswith(("¿", "¡"))
            is_name = found.group()[0].isupper() and not opens
            meant = spellings(found.group().lower(), is_name=is_name, options=options)
            rows = _extended(rows, meant, order)
    if sentence and ends_sentence(sentence[-1].word):
        rows = _extended(rows, {_mark(sentence[-1].word): 0.0}, order)
    rows = _extended(rows, {END: 0.0}, order)
    return _with_spelling(sentence, min(rows, key=lambda row: row.cost).chosen)


def _extended(rows: Sequence[_Row], meant: Mapping[str, float], order: WordOrder) -> list[_Row]:
    """The best rows that go on with one of `meant`; of those that end alike only the best."""
    best: dict[tuple[str, str], _Row] = {}
    for row in rows:
        for word, slip in meant.items():
            cost = row.cost + slip - order.log_probability(word, after=row.before)
            before = (row.before[1], word)
            if before not in best or cost < best[before].cost:
                best[before] = _Row(cost, before, (*row.chosen, word))
    return sorted(best.values(), key=lambda row: row.cost)[:_BEAM]


def _mark(word: str) -> str:
    """The mark that ends a sentence with `word`; dots that trail off count as a full stop."""
    mark = word.rstrip('"»”) ')[-1]
    return mark if mark in "?!" else "."


def _with_spelling(sentence: Sequence[Word], chosen: Sequence[str]) -> list[Word]:
    """`sentence` with the words `chosen` for those of its words that have letters, in order."""
    meant = iter(token for token in chosen if token not in ("¿", ".", "?", "!", END))
    return [
        replace(word, word=_respelt(word.word, next(meant))) if _LETTERS.search(word.word) else word
        for word in sentence
    ]


def _respelt(word: str, spelling: str) -> str:
    """`word` spelt as `spelling`, in lower case; its capitals and marks stay."""
    found = _LETTERS.search(word)
    if found is None or found.group().lower() == spelling:
        return word
    written = found.group()
    if written.isupper() and len(written) > 1:
        spelling = spelling.upper()
    elif written[0].isupper():
        spelling = spelling.capitalize()
    return word[: found.start()] + spelling + word[found.end() :]
