"""Numbers, dates and times as people write them, in Spanish and in English."""

import re
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import Literal

import yaml

from audio_features.languages import primary_language

PageLanguage = Literal["es", "en"]

#: Narrow no-break space: keeps number and unit on one line.
THIN = "\u202f"
_MINUS = "\u2212"


def page_language(language: str) -> PageLanguage:
    """The language a page is written in: English for English calls, else Spanish.

    >>> page_language("en-US"), page_language("es"), page_language("ca")
    ('en', 'es', 'es')
    """
    return "en" if primary_language(language) == "en" else "es"


def format_number(value: float, language: PageLanguage, *, decimals: int = 1) -> str:
    """`value` with at most `decimals` decimals, trailing zeros dropped.

    >>> format_number(8.5, "es"), format_number(-26.04, "en"), format_number(12000, "es")
    ('8,5', '−26', '12.000')
    """
    text = f"{abs(value):,.{decimals}f}"
    if decimals:
        text = text.rstrip("0").rstrip(".")
    sign = _MINUS if value < 0 and float(text.replace(",", "")) != 0 else ""
    whole, _, fraction = text.partition(".")
    if len(whole) <= len("9,999"):  # four digits stand without a separator in both languages
        whole = whole.replace(",", "")
    if language == "es":
        whole, mark = whole.replace(",", "."), ","
    else:
        mark = "."
    return f"{sign}{whole}{mark}{fraction}" if fraction else f"{sign}{whole}"


def format_percent(value: float, language: PageLanguage) -> str:
    """A percentage without decimals: ``87 %`` in Spanish, ``87%`` in English."""
    space = THIN if language == "es" else ""
    return f"{format_number(value, language, decimals=0)}{space}%"


def format_date(day: date, language: PageLanguage, *, year: bool = True) -> str:
    """A day in words.

    >>> format_date(date(2025, 11, 3), "es"), format_date(date(2025, 11, 3), "en", year=False)
    ('3 de noviembre de 2025', '3 November')
    """
    month = _months(language)[day.month - 1]
    if language == "es":
        return f"{day.day} de {month} de {day.year}" if year else f"{day.day} de {month}"
    return f"{day.day} {month} {day.year}" if year else f"{day.day} {month}"


def format_short_date(day: date, language: PageLanguage) -> str:
    """A day for the tick of an axis: ``3 nov``."""
    return f"{day.day} {_months(language)[day.month - 1][:3]}"


@cache
def _months(language: PageLanguage) -> tuple[str, ...]:
    file = resources.files("scoring.catalogues") / "months.yaml"
    return tuple(yaml.safe_load(file.read_text(encoding="utf-8"))[language])


def format_moment(moment: datetime, language: PageLanguage) -> str:
    """Day and time of day, in the time zone that `moment` carries."""
    return f"{format_date(moment.date(), language)}, {moment.hour:02d}:{moment.minute:02d}"


def format_clock(seconds: float) -> str:
    """Position in a recording.

    >>> format_clock(75.9), format_clock(3725)
    ('1:15', '1:02:05')
    """
    whole = max(0, int(seconds))
    hours, minutes, left = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes}:{left:02d}"


def format_duration(seconds: float, language: PageLanguage) -> str:
    """A length of time; tenths only below ten seconds.

    >>> [format_duration(length, "es").replace(THIN, " ") for length in (3.42, 394)]
    ['3,4 s', '6 min 34 s']
    """
    if seconds < 10:
        return f"{format_number(seconds, language)}{THIN}s"
    whole = round(seconds)
    hours, minutes, left = whole // 3600, whole // 60 % 60, whole % 60
    parts = [(hours, "h"), (minutes, "min"), (0 if hours else left, "s")]
    return " ".join(f"{number}{THIN}{unit}" for number, unit in parts if number)


_RANGE: dict[PageLanguage, str] = {"es": "de {0} a {1}", "en": "{0} to {1}"}
_BOUNDS: dict[PageLanguage, dict[str, str]] = {
    "es": {"<=": "como máximo", ">=": "como mínimo", "<": "menos de", ">": "más de"},
    "en": {"<=": "at most", ">=": "at least", "<": "under", ">": "over"},
}
_NUMBER = r"[-−]?\d+(?:\.\d+)?"


def format_threshold(threshold: str, language: PageLanguage, *, percent: bool = False) -> str:
    """A threshold as the rubric spells it (``<= 3``, ``150-200``), in words.

    With `percent` its numbers are shares of 1, and shown times a hundred.

    >>> format_threshold("<= 3.5", "es"), format_threshold("-35--15", "en")
    ('como máximo 3,5', '−35 to −15')
    >>> format_threshold("-36..-16", "es")
    'de −36 a −16'
    >>> format_threshold("0.3-0.6", "es", percent=True)
    'de 30 a 60'
    """

    def number(text: str) -> str:
        value = float(text.replace(_MINUS, "-")) * (100 if percent else 1)
        return format_number(value, language, decimals=3)

    if span := re.fullmatch(rf"\s*({_NUMBER})\s*(?:\.\.|[-–])\s*({_NUMBER})\s*", threshold):
        return _RANGE[language].format(number(span[1]), number(span[2]))
    words = re.sub(r"[<>]=?", lambda found: _BOUNDS[language][found[0]], threshold)
    return re.sub(_NUMBER, lambda found: number(found[0]), words)
