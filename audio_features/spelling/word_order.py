"""How likely a word is after two others: trigrams with absolute discounting.

The counts beside this module are those of the labelled conversations (`scoring/conversations`);
``python -m scoring.language.spelling_training`` makes them anew. Discounting after Ney, Essen and
Kneser (1994), "On structuring probabilistic dependences in stochastic language modelling".
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from audio_features.errors import ConfigurationError

#: What stands before the first word of a sentence, and behind the last.
START, END = "<s>", "</s>"
#: What stands for any number: which one tells nothing, and may be somebody's.
NUMBER = "0"
#: What counts in a written sentence: words, the mark that opens a question, marks that end one.
TOKEN = re.compile(r"¿|[^\W_]+|[.?!]")

_WEIGHTS_FILE = "es.npz"


@dataclass(frozen=True, slots=True, kw_only=True)
class SmoothingOptions:
    """What words and orders of words nobody has counted are worth. Ours, for 350 000 words."""

    #: Taken from each count and given to what was never seen in that place.
    discount: float = 0.75
    #: Added to the count of every word, seen or not.
    added: float = 0.2
    #: Words that the language is taken to have.
    words: int = 200_000


@dataclass(frozen=True, eq=False)
class WordOrder:
    """Counted words, pairs and triples; `made_from` tells of which sentences."""

    words: Mapping[str, int]
    pairs: Mapping[tuple[str, str], int]
    triples: Mapping[tuple[str, str, str], int]
    made_from: str
    options: SmoothingOptions = SmoothingOptions()

    def log_probability(self, word: str, *, after: tuple[str, str]) -> float:
        """Natural logarithm of how likely `word` follows the two words `after`."""
        return math.log(self._after_two(word, after))

    def _after_two(self, word: str, after: tuple[str, str]) -> float:
        total, kinds = self._continued.get(after, (0, 0))
        after_one = self._after_one(word, after[1])
        if not total:
            return after_one
        seen = max(self.triples.get((*after, word), 0) - self.options.discount, 0.0)
        return (seen + self.options.discount * kinds * after_one) / total

    def _after_one(self, word: str, before: str) -> float:
        total, kinds = self._continued.get((before,), (0, 0))
        alone = self._alone(word)
        if not total:
            return alone
        seen = max(self.pairs.get((before, word), 0) - self.options.discount, 0.0)
        return (seen + self.options.discount * kinds * alone) / total

    def _alone(self, word: str) -> float:
        added = self.options.added
        return (self.words.get(word, 0) + added) / (self._total + added * self.options.words)

    @cached_property
    def _total(self) -> int:
        return sum(self.words.values())

    @cached_property
    def _continued(self) -> Mapping[tuple[str, ...], tuple[int, int]]:
        """For one or two words: how many words followed, and how many different ones."""
        totals: Counter[tuple[str, ...]] = Counter()
        kinds: Counter[tuple[str, ...]] = Counter()
        runs: Iterable[tuple[tuple[str, ...], int]] = (*self.pairs.items(), *self.triples.items())
        for run, count in runs:
            totals[run[:-1]] += count
            kinds[run[:-1]] += 1
        return {run: (total, kinds[run]) for run, total in totals.items()}


def tokens_of(text: str) -> list[str]:
    """What counts of a written sentence, in lower case; of a number only that it is one."""
    return [token_of(token) for token in TOKEN.findall(text)]


def token_of(word: str) -> str:
    """`word` as it is counted."""
    return NUMBER if any(letter.isdigit() for letter in word) else word.lower()


def count_word_order(sentences: Iterable[Sequence[str]], *, made_from: str) -> WordOrder:
    """Count words, pairs and triples of `sentences`, each a row of tokens."""
    words: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    triples: Counter[tuple[str, str, str]] = Counter()
    for sentence in sentences:
        row = [START, START, *sentence, END]
        words.update(row[2:])
        pairs.update(pairwise(row[1:]))
        triples.update(zip(row, row[1:], row[2:], strict=False))
    return WordOrder(words, pairs, triples, made_from)


def store_word_order(order: WordOrder, path: Path) -> None:
    """Write the counts of `order`, less what occurs only once: that may be somebody's name."""
    order = _repeated(order)
    words = sorted({*order.words, *(word for pair in order.pairs for word in pair), START, END})
    number = {word: index for index, word in enumerate(words)}

    def rows(runs: Mapping[tuple[str, ...], int]) -> NDArray[np.int32]:
        return np.asarray(
            [[*(number[word] for word in run), count] for run, count in sorted(runs.items())],
            dtype=np.int32,
        )

    np.savez_compressed(
        path,
        words=np.asarray(words),
        counts=np.asarray([order.words.get(word, 0) for word in words], dtype=np.int32),
        pairs=rows({tuple(run): count for run, count in order.pairs.items()}),
        triples=rows({tuple(run): count for run, count in order.triples.items()}),
        made_from=np.asarray(order.made_from),
    )


def _repeated(order: WordOrder) -> WordOrder:
    words = {word: count for word, count in order.words.items() if count > 1}
    return WordOrder(
        words=words,
        pairs={
            run: n
            for run, n in order.pairs.items()
            if n > 1 or all(word in words or word == START for word in run)
        },
        triples={run: n for run, n in order.triples.items() if n > 1},
        made_from=order.made_from,
    )


@lru_cache(maxsize=1)
def spanish_word_order() -> WordOrder:
    """The counts that come with the program.

    Raises
    ------
    ConfigurationError
        When the file is missing or broken.
    """
    try:
        stored = np.load(BytesIO(resources.files(__package__).joinpath(_WEIGHTS_FILE).read_bytes()))
        words = [str(word) for word in stored["words"]]
        return WordOrder(
            words=dict(zip(words, stored["counts"].tolist(), strict=True)),
            pairs={(words[a], words[b]): n for a, b, n in stored["pairs"].tolist()},
            triples={
                (words[a], words[b], words[c]): n for a, b, c, n in stored["triples"].tolist()
            },
            made_from=str(stored["made_from"]),
        )
    except (OSError, EOFError, BadZipFile, KeyError, ValueError) as error:
        raise ConfigurationError(
            f"{_WEIGHTS_FILE} of the spelling is missing or broken ({error}): reinstall"
        ) from error
