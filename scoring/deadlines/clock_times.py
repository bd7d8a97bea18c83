"""Times of the day as people say them: "at three", "a las diez y media de la mañana"."""

import re
from datetime import time

from scoring.deadlines.words import DayPart

#: Without a part of the day: at these hours contact centres and technicians work, at those that
#: are in neither range (six to eight) an hour may be either half of the day. Our choice.
_MORNING_HOURS = range(9, 12)
_AFTERNOON_HOURS = range(1, 6)
_HALF_DAY = 12
_HALF_HOUR, _QUARTER = 30, 15


def clock_times(
    words: tuple[str, ...], numbers: tuple[float, ...], part: DayPart | None, *, several: bool
) -> tuple[time, ...] | None:
    """The times that `words` with those `numbers` in them name, `part` being that of the day.

    One time, or two where `several`; None where the half of the day isn't clear, or there is no
    such time.
    """
    if any(number != int(number) for number in numbers[:1]):
        return None
    if several:
        found = [_time(int(number), 0, words, part) for number in numbers[:2]]
    else:
        found = [_time(int(numbers[0]), _minutes(words, numbers), words, part)] if numbers else []
    times = tuple(one for one in found if one is not None)
    return times if times and len(times) == len(found) else None


def _minutes(words: tuple[str, ...], numbers: tuple[float, ...]) -> int:
    if "media" in words or "half" in words:
        return _HALF_HOUR
    if "cuarto" in words:
        return _QUARTER
    return int(numbers[1]) if len(numbers) > 1 else 0


def _time(hour: int, minute: int, words: tuple[str, ...], part: DayPart | None) -> time | None:
    if not (0 <= hour < 24 and 0 <= minute < 60):
        return None
    if 0 < hour <= _HALF_DAY:
        half = _half_of_day(hour, words, part)
        if half is None:
            return None
        if half == "evening" and hour == _HALF_DAY:
            return time(23, 59)  # twelve at night ends the day
        hour = hour % _HALF_DAY + (0 if half == "morning" else _HALF_DAY)
    return time(hour, minute)


def _half_of_day(hour: int, words: tuple[str, ...], part: DayPart | None) -> DayPart | None:
    """Which half an hour from one to twelve belongs to: morning, or afternoon and evening."""
    glued = {found[1] for word in words if (found := re.fullmatch(r"\d+(am|pm)", word))}
    if glued:
        return "afternoon" if "pm" in glued else "morning"
    if part in ("afternoon", "evening"):
        return part
    if part in ("morning", "first_thing") and hour < _HALF_DAY:
        return "morning"
    if hour == _HALF_DAY or hour in _AFTERNOON_HOURS:
        return "afternoon"
    return "morning" if part == "noon" or hour in _MORNING_HOURS else None
