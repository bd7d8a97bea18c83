"""Until when something was promised: the words for it in a passage, and what they mean."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

from scoring.clock_times import clock_times
from scoring.deadline_words import DayPart, DeadlineWords, Reading
from scoring.due_dates import Range, TimeWords, due_range, whole_day
from scoring.language.reading import ReadTurn
from scoring.undertakings import Deadline

_Relation = Literal["before", "by"]

#: Words between two expressions that still belong together ("el jueves, creo, a las diez").
_JOINED_WITHIN = 2
#: Expressions whose end is what counts, whatever stands before them: "antes de fin de mes".
_WHOLE: frozenset[Reading] = frozenset(
    ("today", "within", "within_working", "this_week", "this_month")
)
_OR = frozenset(("o", "u", "or"))
#: Words that one number may take ("treinta y uno").
_LONGEST_NUMBER = 3
#: What stands around a quotation.
EDGES = "¿¡ ,;:.!?…\"'«»"
_EMPTY: frozenset[Reading] = frozenset(("undated", "vague"))


@dataclass(frozen=True, slots=True)
class _Limit:
    """Words at tokens `first` to `last` that limit what stands next to them."""

    first: int
    last: int
    relation: _Relation
    may_follow: bool


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
        return self.reading not in (None, "clock", "clock_range", *_EMPTY)


def time_expressions(
    turn: ReadTurn, first: int, last: int, *, words: DeadlineWords
) -> tuple[TimeExpression, ...]:
    """Those that lie in tokens `first` to `last`; of overlapping ones the longest counts."""
    found: list[TimeExpression] = []
    for key, patterns in words.readings.items():
        for pattern in patterns:
            hits = _hits(pattern, turn)
            found += [TimeExpression(first=a, last=b, reading=key) for a, b in hits]
    for part, pattern in words.parts.items():
        hits = _hits(pattern, turn)
        found += [TimeExpression(first=a, last=b, reading=None, part=part) for a, b in hits]
    for part, pattern in words.this_part.items():
        hits = _hits(pattern, turn)
        found += [TimeExpression(first=a, last=b, reading="today", part=part) for a, b in hits]
    inside = [one for one in found if first <= one.first and one.last <= last]
    chosen: list[TimeExpression] = []
    for one in sorted(inside, key=lambda one: (one.first - one.last, one.first)):
        if not any(one.first <= other.last and other.first <= one.last for other in chosen):
            chosen.append(one)
    kept = [one for one in chosen if one.reading != "not_deadlines"]
    return tuple(sorted(kept, key=lambda one: one.first))


def read_deadline(
    turn: ReadTurn,
    expressions: Sequence[TimeExpression],
    *,
    said: datetime | None,
    words: DeadlineWords,
) -> Deadline | None:
    """The deadline in `expressions`, dated where they were said at a known moment; None for none.

    A range that would be over when it is said cannot be meant: it stays words.
    """
    telling = [one for one in expressions if one.reading not in _EMPTY]
    telling = telling or [one for one in expressions if one.reading == "undated"]
    if not telling:
        if not expressions:
            return None
        return Deadline(words=_surface(turn, expressions, words), vague=True)
    found = None if said is None else _due(turn, telling, said, words)
    if said is None or found is None or found[1] < said:
        return Deadline(words=_surface(turn, telling, words))
    return Deadline(
        words=_surface(turn, telling, words), due_from=max(said, found[0]), due_by=found[1]
    )


def _hits(pattern: re.Pattern[str], turn: ReadTurn) -> Iterator[tuple[int, int]]:
    for hit in pattern.finditer(turn.said.text):
        yield turn.said.token_at(hit.start()), turn.said.token_at(hit.end() - 2)


def _due(
    turn: ReadTurn, telling: Sequence[TimeExpression], said: datetime, words: DeadlineWords
) -> Range | None:
    """The range that all of `telling` mean together."""
    anchors = [one for one in telling if one.is_anchor]
    clock = next((one for one in telling if one.reading in ("clock", "clock_range")), None)
    part = next((one.part for one in telling if one.part is not None), None)
    times = None if clock is None else _times(turn, clock, part, words)
    limits = {limit.relation for limit in _limits(turn, telling, words)}
    relation: _Relation | None = "before" if "before" in limits else "by" if limits else None
    if not anchors:
        # A time alone is one of today; what part of a day alone is of which day nobody can say.
        today = whole_day(said.date(), said=said)
        return _refined(today, said, times=times, relation=relation) if times else None
    whole = all(one.reading in _WHOLE for one in anchors) and times is None
    ranges = [
        _refined(
            found,
            said,
            hours=None if part is None else words.hours[part],
            times=times,
            relation=None if whole else relation,
        )
        for one in anchors
        if (found := due_range(_read(turn, one, words), said=said)) is not None
    ]
    between = [t.text for t in turn.text.tokens[anchors[0].last + 1 : anchors[-1].first]]
    return _combined(ranges, either=not _OR.isdisjoint(between)) if ranges else None


def _refined(
    found: Range,
    said: datetime,
    *,
    hours: tuple[time, time] | None = None,
    times: tuple[time, ...] | None = None,
    relation: _Relation | None = None,
) -> Range:
    """A day narrowed to a part of it or to a time; the whole range before or until it."""
    start, end = found
    if start.date() == end.date():
        if times:
            start, end = (_at(start, times[0]), _at(start, times[-1]))
            return (said, end) if relation else (start, end)
        if hours:
            start, end = max(start, _at(start, hours[0])), min(end, _at(start, hours[1]))
    if relation == "before":
        return said, start - timedelta(minutes=1)
    return (said, end) if relation == "by" else (start, end)


def _at(day: datetime, clock: time) -> datetime:
    return datetime.combine(day.date(), clock, tzinfo=day.tzinfo)


def _combined(ranges: Sequence[Range], *, either: bool) -> Range | None:
    """From the first to the last of what was said with "or", else what all of them share."""
    if either:
        return min(start for start, _ in ranges), max(end for _, end in ranges)
    start, end = max(start for start, _ in ranges), min(end for _, end in ranges)
    return (start, end) if start <= end else None


def _limits(
    turn: ReadTurn, expressions: Sequence[TimeExpression], words: DeadlineWords
) -> tuple[_Limit, ...]:
    """What says "before", "by" or "at the latest" in or next to any of `expressions`."""
    found = [_Limit(a, b, "before", False) for a, b in _hits(words.before, turn)]
    found += [_Limit(a, b, "by", False) for a, b in _hits(words.by, turn)]
    found += [_Limit(a, b, "by", True) for a, b in _hits(words.at_latest, turn)]
    return tuple(
        limit
        for limit in found
        if any(
            (limit.last >= one.first - _JOINED_WITHIN and limit.first <= one.last)
            or (limit.may_follow and 0 < limit.first - one.last <= _JOINED_WITHIN)
            for one in expressions
        )
    )


def _times(
    turn: ReadTurn, clock: TimeExpression, part: DayPart | None, words: DeadlineWords
) -> tuple[time, ...] | None:
    tokens = _texts(turn, clock)
    numbers = tuple(_numbers(tokens, words))
    return clock_times(tokens, numbers, part, several=clock.reading == "clock_range")


def _read(turn: ReadTurn, one: TimeExpression, words: DeadlineWords) -> TimeWords:
    tokens = _texts(turn, one)
    return TimeWords(
        reading=one.reading or "undated",
        numbers=tuple(_numbers(tokens, words)),
        unit=next((words.units[token] for token in tokens if token in words.units), None),
        weekday=next((words.weekdays[token] for token in tokens if token in words.weekdays), None),
        month=next((words.months[token] for token in tokens if token in words.months), None),
    )


def _numbers(tokens: Sequence[str], words: DeadlineWords) -> Iterator[float]:
    """Numbers in order, the longest words first: "treinta y uno" is one number."""
    at = 0
    while at < len(tokens):
        length = next(
            (
                size
                for size in range(min(_LONGEST_NUMBER, len(tokens) - at), 0, -1)
                if " ".join(tokens[at : at + size]) in words.numbers
            ),
            0,
        )
        digits = re.match(r"\d+", tokens[at])
        if length:
            yield words.numbers[" ".join(tokens[at : at + length])]
        elif digits:
            yield float(digits[0])
        at += max(1, length)


def _texts(turn: ReadTurn, one: TimeExpression) -> tuple[str, ...]:
    return tuple(token.text for token in turn.text.tokens[one.first : one.last + 1])


def _surface(turn: ReadTurn, expressions: Sequence[TimeExpression], words: DeadlineWords) -> str:
    """The words as transcribed, with what limits them; what stands apart after an ellipsis."""
    spans = [(one.first, one.last) for one in expressions]
    spans += [(limit.first, limit.last) for limit in _limits(turn, expressions, words)]
    pieces: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if pieces and first - pieces[-1][1] <= _JOINED_WITHIN + 1:
            pieces[-1] = (pieces[-1][0], max(last, pieces[-1][1]))
        else:
            pieces.append((first, last))
    return " … ".join(turn.text.passage(*piece).quote.strip(EDGES) for piece in pieces)
