"""Until when something was promised: what the words about time in a passage mean together."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from itertools import pairwise

from scoring.deadlines.clock_times import clock_times
from scoring.deadlines.due_dates import Range, TimeWords, due_range, whole_day
from scoring.deadlines.limits import Limit, Relation, bound_limits
from scoring.deadlines.time_expressions import EMPTY, TimeExpression, conditions
from scoring.deadlines.words import YEARS, DayPart, DeadlineWords, Reading
from scoring.language.reading import ReadTurn
from scoring.undertakings import Deadline

Hours = tuple[time, time]

#: Words between two expressions that still belong together ("el jueves, creo, a las diez").
_JOINED_WITHIN = 2
#: Expressions whose end is what counts, whatever stands before them: "antes de fin de mes".
_WHOLE: frozenset[Reading] = frozenset(
    (
        "today", "within", "within_working", "this_week", "this_month",
        "end_of_weekday", "end_of_tomorrow",
    )
)  # fmt: skip
_OR = frozenset(("o", "u", "or"))
#: Words that one number may take ("treinta y uno").
_LONGEST_NUMBER = 3
#: What stands around a quotation.
EDGES = "¿¡ ,;:.!?…\"'«»"


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
    telling = [one for one in expressions if one.reading not in EMPTY]
    if not any(one.is_anchor for one in telling):
        # "A week on Friday at three" is not today at three.
        telling = [one for one in expressions if one in telling or one.reading == "undated"]
    if not telling:
        if not expressions:
            return None
        return Deadline(words=_surface(turn, expressions, words), vague=True)
    found = None if said is None else _due(turn, telling, said, words)
    surface = _surface(turn, telling, words)
    if said is None or found is None or found[1] < said:
        return Deadline(words=surface)
    return Deadline(words=surface, due_from=max(said, found[0]), due_by=found[1])


def _due(
    turn: ReadTurn, telling: Sequence[TimeExpression], said: datetime, words: DeadlineWords
) -> Range | None:
    """The range that all of `telling` mean together; None where that isn't clear."""
    limits = bound_limits(turn, [one.span for one in telling], words)
    unclear = any(
        limit.relation == "from" or (limit.relation == "before" and not limit.adjoining)
        for limit in limits
    )
    if unclear or any(one.reading == "undated" for one in telling) or _parted(turn, telling, words):
        return None
    details = [one for one in telling if not one.is_anchor]
    anchors = [one for one in telling if one.is_anchor]
    if not anchors:
        # A time alone is one of today; what part of a day alone is of which day nobody can say.
        if all(one.reading is None for one in details):
            return None
        today = whole_day(said.date(), said=said)
        return _refined(turn, today, details, said=said, limits=limits, words=words)
    read = {one: due_range(_read(turn, one, words), said=said) for one in anchors}
    between = [t.text for t in turn.text.tokens[anchors[0].last + 1 : anchors[-1].first]]
    either = not _OR.isdisjoint(between)
    if either and None in read.values():
        return None
    clear = {one: found for one, found in read.items() if found is not None}
    ranges = [
        _refined(
            turn, found, [one for one in details if _nearest(clear, one) == anchor],
            anchor=anchor, said=said, limits=limits, words=words,
        )
        for anchor, found in clear.items()
    ]  # fmt: skip
    known = [found for found in ranges if found is not None]
    apart = not _joined(anchors, limits) and len(set(known)) > 1
    if not known or len(known) < len(ranges) or apart:
        return None
    return _combined(known, either=either)


def _parted(turn: ReadTurn, telling: Sequence[TimeExpression], words: DeadlineWords) -> bool:
    """Whether a condition begins between them: "el viernes, si no llega antes del jueves"."""
    first, last = telling[0].last, telling[-1].first
    return any(first < a < last for a, _ in conditions(turn, words))


def _joined(anchors: Sequence[TimeExpression], limits: Sequence[Limit]) -> bool:
    """Whether each stands next to the one before it, but for what limits it."""
    for one, following in pairwise(anchors):
        between = set(range(one.last + 1, following.first))
        for limit in limits:
            between -= set(range(limit.first, limit.last + 1))
        if len(between) > _JOINED_WITHIN:
            return False
    return True


def _nearest(
    anchors: Mapping[TimeExpression, Range], detail: TimeExpression
) -> TimeExpression | None:
    """The day that a time or part of a day is of."""
    distances = {one: max(one.first - detail.last, detail.first - one.last) for one in anchors}
    return min(distances, key=lambda one: distances[one], default=None)


def _refined(
    turn: ReadTurn,
    found: Range,
    details: Sequence[TimeExpression],
    *,
    said: datetime,
    limits: Sequence[Limit],
    words: DeadlineWords,
    anchor: TimeExpression | None = None,
) -> Range | None:
    """A day narrowed to a part of it or to a time; the whole range before or until it."""
    start, end = found
    one_day = start.date() == end.date()
    clocks = [one for one in details if one.reading is not None]
    parts = [one for one in (*([anchor] if anchor else []), *details) if one.part is not None]
    limited = [*([anchor] if anchor else []), *(details if one_day else ())]
    relation = _relation(limited, limits)
    if one_day and clocks:
        part = next((one.part for one in parts), None)
        times = [_times(turn, clock, part, words) for clock in clocks]
        if len(times) > 1 or times[0] is None:
            return None
        start, end = _at(start, times[0][0]), _at(start, times[0][-1])
        return (said, end) if relation else (start, end)
    if one_day and parts:
        hours = _hours(turn, parts, words)
        if hours is None:
            return None
        start, end = max(start, _at(start, hours[0])), min(end, _at(start, hours[1]))
    elif anchor is not None and anchor.reading in _WHOLE:
        return start, end
    if relation == "before":
        return said, start - timedelta(minutes=1)
    return (said, end) if relation else (start, end)


def _relation(expressions: Sequence[TimeExpression], limits: Sequence[Limit]) -> Relation | None:
    spans = [one.span for one in expressions]
    own = {limit.relation for limit in limits if limit.of in spans}
    return "before" if "before" in own else "by" if own else None


def _hours(turn: ReadTurn, parts: Sequence[TimeExpression], words: DeadlineWords) -> Hours | None:
    """From the first to the last of the parts of a day said with "or", else what they share."""
    hours = [words.hours[one.part] for one in parts if one.part is not None]
    ordered = sorted(parts, key=lambda one: one.first)
    between = turn.text.tokens[ordered[0].last + 1 : ordered[-1].first]
    if not _OR.isdisjoint(token.text for token in between):
        return min(start for start, _ in hours), max(end for _, end in hours)
    start, end = max(start for start, _ in hours), min(end for _, end in hours)
    return (start, end) if start <= end else None


def _at(day: datetime, clock: time) -> datetime:
    return datetime.combine(day.date(), clock, tzinfo=day.tzinfo)


def _combined(ranges: Sequence[Range], *, either: bool) -> Range | None:
    """From the first to the last of what was said with "or", else what all of them share."""
    if either:
        return min(start for start, _ in ranges), max(end for _, end in ranges)
    start, end = max(start for start, _ in ranges), min(end for _, end in ranges)
    return (start, end) if start <= end else None


def _times(
    turn: ReadTurn, clock: TimeExpression, part: DayPart | None, words: DeadlineWords
) -> tuple[time, ...] | None:
    tokens = _texts(turn, clock)
    if clock.reading != "clock_range":
        return _clock(tokens, part, words)
    joint = max((at for at, token in enumerate(tokens) if token in words.range_joints), default=0)
    begins, ends = (_clock(tokens[:joint], part, words), _clock(tokens[joint:], part, words))
    if begins and ends and begins > ends:
        # "From nine to five in the afternoon": only the end is in the afternoon.
        begins = _clock(tokens[:joint], None, words)
    return begins + ends if begins and ends and begins <= ends else None


def _clock(
    tokens: tuple[str, ...], part: DayPart | None, words: DeadlineWords
) -> tuple[time, ...] | None:
    return clock_times(tokens, tuple(_numbers(tokens, words)), part, several=False)


def _read(turn: ReadTurn, one: TimeExpression, words: DeadlineWords) -> TimeWords:
    tokens = _texts(turn, one)
    numbers = tuple(_numbers(tokens, words))
    years = [int(token) for token in tokens if token in YEARS]
    return TimeWords(
        reading=one.reading or "undated",
        numbers=tuple(number for number in numbers if number not in years),
        year=next(iter(years), None),
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
    spans += [(limit.first, limit.last) for limit in bound_limits(turn, spans, words)]
    pieces: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if pieces and first - pieces[-1][1] <= _JOINED_WITHIN + 1:
            pieces[-1] = (pieces[-1][0], max(last, pieces[-1][1]))
        else:
            pieces.append((first, last))
    return " … ".join(turn.text.passage(*piece).quote.strip(EDGES) for piece in pieces)
