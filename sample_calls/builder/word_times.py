"""When each written word is spoken, from the phoneme times of the speech synthesiser."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class PhonemeTime:
    """One phoneme symbol and its span in seconds; a space symbol separates spoken words."""

    symbol: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class WordTime:
    """One written word and when it is said, in seconds."""

    word: str
    start: float
    end: float


_MARKS = frozenset(' .,;:!?…—"«»()“”¡¿ˈˌ')


def time_words(
    words: Sequence[str], phonemes_by_word: Sequence[str], spoken: Sequence[PhonemeTime]
) -> tuple[WordTime, ...]:
    """Span of each of `words`, in order.

    `phonemes_by_word` is how each word sounds alone, `spoken` how the whole line was said. The
    synthesiser joins and changes words in context, so where the numbers of words differ the two
    phoneme strings are aligned and word borders carried over.
    """
    groups = _spoken_groups(spoken)
    if len(groups) == len(words):
        return tuple(
            WordTime(word, group[0].start, group[-1].end)
            for word, group in zip(words, groups, strict=True)
        )
    return _aligned(words, phonemes_by_word, [p for group in groups for p in group])


def _spoken_groups(spoken: Sequence[PhonemeTime]) -> list[list[PhonemeTime]]:
    groups: list[list[PhonemeTime]] = [[]]
    for phoneme in spoken:
        if phoneme.symbol == " ":
            groups.append([])
        elif phoneme.symbol not in _MARKS:
            groups[-1].append(phoneme)
    return [group for group in groups if group]


def _aligned(
    words: Sequence[str], phonemes_by_word: Sequence[str], spoken: Sequence[PhonemeTime]
) -> tuple[WordTime, ...]:
    alone = ["".join(c for c in sound if c not in _MARKS) or "?" for sound in phonemes_by_word]
    borders = _carry_borders("".join(alone), "".join(p.symbol for p in spoken), alone)
    times: list[WordTime] = []
    for index, word in enumerate(words):
        first = min(borders[index], len(spoken) - 1)
        last = max(first, min(borders[index + 1], len(spoken)) - 1)
        times.append(WordTime(word, spoken[first].start, spoken[last].end))
    return tuple(times)


def _carry_borders(alone: str, spoken: str, parts: Sequence[str]) -> list[int]:
    """Position in `spoken` of each border between `parts` of `alone`."""
    anchors = [(0, 0)]
    for block in SequenceMatcher(None, alone, spoken, autojunk=False).get_matching_blocks():
        anchors.extend((block.a + k, block.b + k) for k in range(block.size))
    anchors.append((len(alone), len(spoken)))
    borders, position = [0], 0
    for part in parts:
        position += len(part)
        before = max(a for a in anchors if a[0] <= position)
        after = min(a for a in anchors if a[0] >= position)
        reach = after[0] - before[0]
        share = (position - before[0]) / reach if reach else 0.0
        borders.append(round(before[1] + share * (after[1] - before[1])))
    return borders
