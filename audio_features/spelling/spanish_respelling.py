"""Spanish words as people would spell them, where recognisers write what they hear.

Spanish tells "sí" from "si" and "qué" from "que" by an accent (Real Academia Española, Ortografía
2010, "tilde diacrítica"), and small recognisers spell as it sounds: "arta", "reenbolso". A noisy
channel (Kernighan, Church and Gale 1990) weighs how far a spelling is from what was heard against
how well it follows the words before it; Viterbi's search finds the best row for each sentence.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from audio_features.spelling.spanish_spellings import SpellingOptions, accented, spellings
from audio_features.spelling.word_order import (
    END,
    START,
    spanish_word_order,
    tokens_of,
)
from audio_features.timeline import Word
from audio_features.written_words import ends_sentence

#: Marks, letters, marks: of anything else ("DVD-R", "o'clock", "4G") the spelling is left alone.
_LETTERS = re.compile(r"^([\W_]*)([^\W\d_]+)([\W_]*)$")
#: Best rows of words kept at every word.
_BEAM = 12


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of words so far: its cost in nats, the two before the next, spellings by place."""

    cost: float
    before: tuple[str, str]
    chosen: tuple[tuple[int, str], ...]


def respell(
    words: Sequence[Word],
    *,
    known: Iterable[str] = (),
    options: SpellingOptions | None = None,
) -> tuple[Word, ...]:
    """`words` of one voice or line, in order of time, spelt as people write; times stay.

    Two words that were written as one become two again. `known` are names and product words of
    the call: what is spelt like one of them stays.
    """
    options = options or SpellingOptions()
    kept = frozenset(part.lower() for name in known for part in name.split())
    spelt: list[Word] = []
    sentence: list[Word] = []
    for word in words:
        sentence.append(replace(word, word=unicodedata.normalize("NFC", word.word)))
        if ends_sentence(word.word):
            spelt += _respelt_sentence(sentence, kept, options)
            sentence = []
    return (*spelt, *_respelt_sentence(sentence, kept, options))


def _respelt_sentence(
    sentence: Sequence[Word], kept: frozenset[str], options: SpellingOptions
) -> list[Word]:
    rows = [_Row(0.0, (START, START), ())]
    for index, word in enumerate(sentence):
        if word.word.startswith("¿"):
            rows = _extended(rows, {"¿": 0.0})
        found = _LETTERS.match(word.word)
        if found is None:
            for counted in tokens_of(word.word)[:1]:
                rows = _extended(rows, {counted: 0.0})
        else:
            # Whoever answers with a single word may say a name.
            opens = len(sentence) > 1 and (index == 0 or word.word.startswith(("¿", "¡")))
            meant = _meant(found.group(2), opens=opens, kept=kept, options=options)
            rows = _extended(rows, meant, at=index)
    if sentence and ends_sentence(sentence[-1].word):
        rows = _extended(rows, {_mark(sentence[-1].word): 0.0})
    chosen = dict(min(_extended(rows, {END: 0.0}), key=lambda row: row.cost).chosen)
    return [
        part
        for index, word in enumerate(sentence)
        for part in (_respelt(word, chosen[index]) if index in chosen else [word])
    ]


def _meant(
    written: str, *, opens: bool, kept: frozenset[str], options: SpellingOptions
) -> Mapping[str, float]:
    """What the letters of a word may stand for."""
    heard = written.lower()
    if heard in kept or not (written[1:].islower() or written.isupper() or len(written) == 1):
        return {heard: 0.0}
    capital = written[0].isupper()
    if capital and not opens:
        return accented(heard, options=options)
    return spellings(heard, capital=capital, options=options)


def _extended(
    rows: Sequence[_Row], meant: Mapping[str, float], *, at: int | None = None
) -> list[_Row]:
    """The best rows that go on with one of `meant`; of those that end alike only the best."""
    order = spanish_word_order()
    best: dict[tuple[str, str], _Row] = {}
    for row in rows:
        for word, slip in meant.items():
            cost, before = row.cost + slip, row.before
            for each in word.split():
                cost -= order.log_probability(each, after=before)
                before = (before[1], each)
            if before not in best or cost < best[before].cost:
                chosen = row.chosen if at is None else (*row.chosen, (at, word))
                best[before] = _Row(cost, before, chosen)
    return sorted(best.values(), key=lambda row: row.cost)[:_BEAM]


def _mark(word: str) -> str:
    """The mark that ends a sentence with `word`; dots that trail off count as a full stop."""
    mark = word.rstrip('"»”) ')[-1]
    return mark if mark in "?!" else "."


def _respelt(word: Word, spelling: str) -> list[Word]:
    """`word` as `spelling`, in lower case, says; its capitals and marks stay.

    Where that is two words each has its share of the time, by letters.
    """
    found = _LETTERS.match(word.word)
    if found is None or found.group(2).lower() == spelling:
        return [word]
    before, written, after = found.groups()
    if written.isupper() and len(written) > 1:
        spelling = spelling.upper()
    elif written[0].isupper():
        spelling = spelling[0].upper() + spelling[1:]
    texts = f"{before}{spelling}{after}".split()
    share = word.span.seconds / sum(map(len, texts))
    ends = [word.start + share * sum(map(len, texts[: n + 1])) for n in range(len(texts) - 1)]
    borders = [word.start, *ends, word.end]
    return [
        replace(word, word=text, start=start, end=end)
        for text, (start, end) in zip(texts, pairwise(borders), strict=True)
    ]
