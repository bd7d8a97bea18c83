"""What words about time mean on the calendar, counted from the moment they are said.

A range is the first and the last moment at which what was promised is kept, inclusive, to the
minute. Whatever can be read in more ways than one has no range: None.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType

from scoring.deadlines.words import Reading, Unit

Range = tuple[datetime, datetime]

_FIRST_MINUTE, _LAST_MINUTE = time(0, 0), time(23, 59)
_DAYS_OF_WEEK = 7
_SATURDAY, _SUNDAY = 6, 7
#: A date that lies further ahead than this many days is last year's, or was not heard right.
_FURTHEST_DATE_DAYS = 300
#: The same where only weekday and day of the month are said.
_FURTHEST_DAY_DAYS = 62


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeWords:
    """One expression about time, read: its numbers in order, unit, weekday, month and year."""

    reading: Reading
    numbers: tuple[float, ...] = ()
    unit: Unit | None = None
    weekday: int | None = None
    month: int | None = None
    year: int | None = None


def due_range(words: TimeWords, *, said: datetime) -> Range | None:
    """The range that `words` mean where said at `said`; None where that isn't clear."""
    reader = _READERS.get(words.reading)
    try:
        return None if reader is None else reader(words, said)
    except OverflowError:  # beyond the last year of the calendar
        return None


def whole_day(day: date, *, said: datetime) -> Range:
    """All of `day`, in the time zone of `said`."""
    return _at(day, _FIRST_MINUTE, said), _at(day, _LAST_MINUTE, said)


def _at(day: date, clock: time, said: datetime) -> datetime:
    return datetime.combine(day, clock, tzinfo=said.tzinfo)


def _until_end_of(day: date, said: datetime) -> Range:
    return said, _at(day, _LAST_MINUTE, said)


def _days(first: date, last: date, said: datetime) -> Range:
    return _at(first, _FIRST_MINUTE, said), _at(last, _LAST_MINUTE, said)


def _in_days(number: int) -> Callable[[TimeWords, datetime], Range]:
    return lambda _, said: whole_day(said.date() + timedelta(days=number), said=said)


def _weekday(words: TimeWords, said: datetime) -> Range | None:
    """The next day of that name; said on such a day, it may be this one or the next."""
    if words.weekday is None or words.weekday == said.isoweekday():
        return None
    ahead = (words.weekday - said.isoweekday()) % _DAYS_OF_WEEK
    return whole_day(said.date() + timedelta(days=ahead), said=said)


def _coming_weekday(words: TimeWords, said: datetime) -> Range | None:
    """Clear only where this week's has gone by; a week may begin on Sunday or on Monday."""
    today = said.isoweekday()
    if words.weekday is None or words.weekday > today or _SUNDAY in (words.weekday, today):
        return None
    ahead = words.weekday - today + _DAYS_OF_WEEK
    return whole_day(said.date() + timedelta(days=ahead), said=said)


def _date(words: TimeWords, said: datetime) -> Range | None:
    """The next day with that number, in that month where one is said, of that weekday if any."""
    if not words.numbers:
        return None
    if words.year is not None and words.month is not None:
        return _date_of_year(words, words.year, words.month, said)
    furthest = _FURTHEST_DAY_DAYS if words.month is None else _FURTHEST_DATE_DAYS
    days = (said.date() + timedelta(days=ahead) for ahead in range(furthest + 1))
    wanted = (day for day in days if words.month in (None, day.month))
    found = next((day for day in wanted if day.day == words.numbers[-1]), None)
    if found is None or words.weekday not in (None, found.isoweekday()):
        return None
    return whole_day(found, said=said)


def _date_of_year(words: TimeWords, year: int, month: int, said: datetime) -> Range | None:
    try:
        day = date(year, month, int(words.numbers[-1]))
    except ValueError:  # the thirty-first of a shorter month
        return None
    fits = day >= said.date() and words.weekday in (None, day.isoweekday())
    return whole_day(day, said=said) if fits else None


def _within(words: TimeWords, said: datetime) -> Range | None:
    """So much time at the most; without a number ("within the hour") it is one."""
    if words.unit is None:
        return None
    number = max(words.numbers, default=1.0)
    if words.unit in ("minute", "hour"):
        minutes = number * (60 if words.unit == "hour" else 1)
        return said, said + timedelta(minutes=minutes)
    if number != int(number):
        return None
    if words.unit == "month":
        return _until_end_of(_months_on(said.date(), int(number)), said)
    days = int(number) * (_DAYS_OF_WEEK if words.unit == "week" else 1)
    return _until_end_of(said.date() + timedelta(days=days), said)


def _within_working(words: TimeWords, said: datetime) -> Range | None:
    """Working days are Monday to Friday; public holidays are not known here.

    Working hours are left alone: forty-eight of them are two days to some and six to others.
    """
    if not words.numbers or words.unit != "day":
        return None
    day, left = said.date(), int(max(words.numbers))
    while left > 0:
        day += timedelta(days=1)
        left -= day.isoweekday() < _SATURDAY
    return _until_end_of(day, said)


def _this_week(_: TimeWords, said: datetime) -> Range:
    return _until_end_of(said.date() + timedelta(days=_SUNDAY - said.isoweekday()), said)


def _next_week(_: TimeWords, said: datetime) -> Range:
    monday = said.date() + timedelta(days=_DAYS_OF_WEEK - said.isoweekday() + 1)
    return _days(monday, monday + timedelta(days=6), said)


def _weekend(_: TimeWords, said: datetime) -> Range | None:
    """The one ahead; said on a Saturday or Sunday, it may be this one or the next."""
    if said.isoweekday() >= _SATURDAY:
        return None
    saturday = said.date() + timedelta(days=_SATURDAY - said.isoweekday())
    return _days(saturday, saturday + timedelta(days=1), said)


def _this_month(_: TimeWords, said: datetime) -> Range:
    return _until_end_of(_first_of_month(said.date(), 1) - timedelta(days=1), said)


def _next_month(_: TimeWords, said: datetime) -> Range:
    today = said.date()
    last = _first_of_month(today, 2) - timedelta(days=1)
    return _days(_first_of_month(today, 1), last, said)


def _first_of_month(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    if day.year + years > date.max.year:
        raise OverflowError("date value out of range")
    return date(day.year + years, month + 1, 1)


def _months_on(day: date, months: int) -> date:
    """The same day so many months on, or the last of a shorter month."""
    last = _first_of_month(day, months + 1) - timedelta(days=1)
    return last.replace(day=min(day.day, last.day))


_READERS: Mapping[Reading, Callable[[TimeWords, datetime], Range | None]] = MappingProxyType(
    {
        "today": _in_days(0),
        "tomorrow": _in_days(1),
        "day_after_tomorrow": _in_days(2),
        "weekday": _weekday,
        "coming_weekday": _coming_weekday,
        "weekday_date": _date,
        "date": _date,
        "day_of_month": _date,
        "within": _within,
        "within_working": _within_working,
        "this_week": _this_week,
        "next_week": _next_week,
        "weekend": _weekend,
        "this_month": _this_month,
        "next_month": _next_month,
        "end_of_weekday": _weekday,
        "end_of_tomorrow": _in_days(1),
    }
)
