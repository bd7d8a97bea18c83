"""Times of the day as people say them: "at three", "a las diez y media de la mañana"."""

import re
from datetime import time

from scoring.deadline_words import DayPart

#: Without a part of the day: at these hours contact centres and technicians work, at those that
#: are in neither range (six to eight) an hour may be either half of the day. Our choice.
_MORNING_HOURS = range(9, 13)
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
    glued = {found[1] for word in words if (found := re.fullmatch(r"\d+(am|pm)", word))}
    after_noon = "pm" in glued or part in ("afternoon", "evening")
    before_noon = "am" in glued or part in ("morning", "first_thing")
    if hour > _HALF_DAY or hour == 0:
        return time(hour, minute)
    if after_noon and hour < _HALF_DAY:
        return time(hour + _HALF_DAY, minute)
    if after_noon and part == "evening":  # twelve at night ends the day
        return time(23, 59)
    if after_noon or before_noon or part == "noon":
        afternoon = part == "noon" and hour < _MORNING_HOURS.start
        return time(hour + _HALF_DAY if afternoon else hour, minute)
    if hour in _MORNING_HOURS:
        return time(hour, minute)
    return time(hour + _HALF_DAY, minute) if hour in _AFTERNOON_HOURS else None
