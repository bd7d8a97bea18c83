"""The words about time in what somebody says, and the words that begin a condition."""

from collections.abc import Iterator
from dataclasses import dataclass

from scoring.deadlines.limits import Span, token_spans
from scoring.deadlines.words import DayPart, DeadlineWords, Reading
from scoring.language.reading import ReadTurn

#: Readings that name no moment on the calendar.
EMPTY: frozenset[Reading] = frozenset(("undated", "vague"))


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeExpression:
    """Words about time at tokens `first` to `last` (inclusive) of a turn.

    `part` is the part of the day they name, and `reading` None where that is all they do.
    """

    first: int
    last: int
    reading: Reading | None
    part: DayPart | None = None

    @property
    def is_anchor(self) -> bool:
        """Whether it says by itself which day or range is meant."""
        return self.reading not in (None, "clock", "clock_range", *EMPTY)

    @property
    def span(self) -> Span:
        """Its first and last token."""
        return self.first, self.last


def time_expressions(
    turn: ReadTurn, first: int, last: int, *, words: DeadlineWords
) -> tuple[TimeExpression, ...]:
    """Those that lie in tokens `first` to `last`; of overlapping ones the longest counts."""
    found: list[TimeExpression] = []
    for key, patterns in words.readings.items():
        for pattern in patterns:
            hits = token_spans(pattern, turn)
            found += [TimeExpression(first=a, last=b, reading=key) for a, b in hits]
    for part, pattern in words.parts.items():
        hits = token_spans(pattern, turn)
        found += [TimeExpression(first=a, last=b, reading=None, part=part) for a, b in hits]
    for part, pattern in words.this_part.items():
        hits = token_spans(pattern, turn)
        found += [TimeExpression(first=a, last=b, reading="today", part=part) for a, b in hits]
    inside = [one for one in found if first <= one.first and one.last <= last]
    chosen: list[TimeExpression] = []
    for one in sorted(inside, key=lambda one: (one.first - one.last, one.first)):
        if not any(one.first <= other.last and other.first <= one.last for other in chosen):
            chosen.append(one)
    kept = [one for one in chosen if one.reading != "not_deadlines"]
    return tuple(sorted(kept, key=lambda one: one.first))


def conditions(turn: ReadTurn, words: DeadlineWords) -> Iterator[Span]:
    """First and last token of the words that begin a condition; "sí" with its accent is none."""
    for first, last in token_spans(words.conditions, turn):
        if "í" not in turn.text.tokens[first].surface.lower():
            yield first, last
