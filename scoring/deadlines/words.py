"""How a language says until when: the data an analyst edits, made ready for matching."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from functools import lru_cache
from importlib import resources
from typing import Literal, TypeVar

import yaml
from num2words import num2words
from pydantic import BaseModel, ConfigDict, Field

from scoring.language.phrases import compile_phrases
from scoring.language.text import normalise
from scoring.yaml_source import validated

V = TypeVar("V")

DayPart = Literal["first_thing", "morning", "noon", "afternoon", "evening"]
Unit = Literal["minute", "hour", "day", "week", "month"]
#: What words about time mean, before anybody looks at a calendar. ``undated`` ones are a deadline
#: that cannot be dated, ``vague`` ones no deadline, ``not_deadlines`` something else altogether.
Reading = Literal[
    "today", "tomorrow", "day_after_tomorrow", "weekday", "coming_weekday", "weekday_date", "date",
    "day_of_month", "within", "within_working", "this_week", "next_week", "weekend", "this_month",
    "next_month", "end_of_weekday", "end_of_tomorrow",
    "clock", "clock_range", "undated", "vague", "not_deadlines",
]  # fmt: skip

#: Numbers in words are known up to here: nobody promises anything in "ciento diez días".
_LARGEST_NUMBER = 100
_DAYS_OF_MONTH = 31
#: Years as they are written after a date.
YEARS = tuple(str(year) for year in range(2000, 2100))


class _PartOfDay(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    start: time = Field(alias="from")
    until: time
    said: tuple[str, ...] = Field(min_length=1)


class _Phrases(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    openers: tuple[str, ...]
    hesitations: tuple[str, ...]
    conjunctions: tuple[str, ...]
    contrasts: tuple[str, ...]
    taking_back: tuple[str, ...]
    range_joints: tuple[str, ...] = Field(min_length=1)
    not_undertaken: tuple[str, ...] = Field(min_length=1)
    past: tuple[str, ...] = Field(min_length=1)
    past_endings: tuple[str, ...]
    relatives: tuple[str, ...]
    reporting: tuple[str, ...]
    belonging: tuple[str, ...]
    participle_endings: tuple[str, ...]
    determiners: tuple[str, ...]
    calling_about: tuple[str, ...] = Field(min_length=1)
    calling_by: tuple[str, ...] = Field(min_length=1)
    asked_of_the_other: tuple[str, ...] = Field(min_length=1)
    objections: tuple[str, ...] = Field(min_length=1)
    recaps: tuple[str, ...] = Field(min_length=1)
    acts: tuple[str, ...]
    light: tuple[str, ...]
    dangling: tuple[str, ...]
    numbers: dict[str, float]
    day_numbers: dict[str, float]
    units: dict[Unit, tuple[str, ...]]
    working: tuple[str, ...] = Field(min_length=1)
    weekdays: dict[str, int]
    months: dict[str, int]
    parts: dict[DayPart, _PartOfDay]
    before: tuple[str, ...] = Field(min_length=1)
    by: tuple[str, ...] = Field(min_length=1)
    at_latest: tuple[str, ...] = Field(min_length=1)
    since: tuple[str, ...] = Field(alias="from", min_length=1)
    onwards: tuple[str, ...] = Field(min_length=1)
    conditions: tuple[str, ...] = Field(min_length=1)
    courtesies: tuple[str, ...] = Field(min_length=1)
    this_part: dict[DayPart, tuple[str, ...]]
    deadlines: dict[Reading, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineWords:
    """The words of one language, as expressions to find in a `TokenString` and as tables.

    `weekdays` count from Monday as 1; `parts` give the first and last minute of a part of the day.
    """

    #: One expression a phrase: whichever finds more words is meant.
    readings: Mapping[Reading, tuple[re.Pattern[str], ...]]
    parts: Mapping[DayPart, re.Pattern[str]]
    #: Parts of the day that name the day too: "esta tarde", "tonight".
    this_part: Mapping[DayPart, re.Pattern[str]]
    hours: Mapping[DayPart, tuple[time, time]]
    before: re.Pattern[str]
    by: re.Pattern[str]
    #: The same as `by`, before or after what it limits.
    at_latest: re.Pattern[str]
    #: Not before what follows, so no limit at all; `onwards` the same behind it.
    since: re.Pattern[str]
    onwards: re.Pattern[str]
    #: What begins a condition, and what sounds like one out of courtesy only.
    conditions: re.Pattern[str]
    courtesies: re.Pattern[str]
    not_undertaken: re.Pattern[str]
    #: What speaks of what was, and how such words end, with their accents.
    past: re.Pattern[str]
    past_endings: tuple[str, ...]
    #: Behind these, what was is only what a promise is about.
    relatives: frozenset[str]
    #: What opens what somebody said: "me dijeron que…".
    reporting: frozenset[str]
    #: What joins a thing to when it was, and how words end that say what was done to it.
    belonging: frozenset[str]
    participle_endings: tuple[str, ...]
    #: Behind one of these and its noun, what was done to it needs no relative.
    determiners: frozenset[str]
    #: What gives the reason of the call, and what sounds like it but says by which means.
    calling_about: re.Pattern[str]
    calling_by: re.Pattern[str]
    asked_of_the_other: re.Pattern[str]
    #: What takes back a day that the other proposed.
    objections: re.Pattern[str]
    recaps: re.Pattern[str]
    #: Words that are a promise by themselves, however short it is.
    acts: frozenset[str]
    #: Words that do not say what was promised, and those no clause ends with unless cut off.
    light: frozenset[str]
    dangling: frozenset[str]
    numbers: Mapping[str, float]
    units: Mapping[str, Unit]
    weekdays: Mapping[str, int]
    months: Mapping[str, int]
    openers: tuple[str, ...]
    hesitations: tuple[str, ...]
    conjunctions: frozenset[str]
    contrasts: frozenset[str]
    #: Behind a time, words that may take it back.
    taking_back: frozenset[str]
    #: Between the two ends of a range of times.
    range_joints: frozenset[str]


@lru_cache(maxsize=4)
def deadline_words(language: str) -> DeadlineWords:
    """Those of "es" or "en"; ConfigurationError naming file and place of what is wrong in them."""
    where = f"undertaking_words/{language}.yaml"
    source = resources.files("scoring") / "undertaking_words" / f"{language}.yaml"
    said = validated(_Phrases, yaml.safe_load(source.read_text("utf-8")), where=where)
    numbers = _normalised({**_counted(language), **said.numbers})
    units = _normalised({word: unit for unit, words in said.units.items() for word in words})
    days = _normalised({**_days_of_month(language), **said.day_numbers})
    slots = {
        "number": _either(numbers, "#"),
        "day_number": _either(days, "#"),
        "unit": _either(units),
        "weekday": _either(said.weekdays),
        "month": _either(said.months),
        "working": _either(said.working),
        "year": _either(YEARS),
    }

    def found(phrases: tuple[str, ...], section: str) -> re.Pattern[str]:
        return compile_phrases(phrases, slots=slots, where=f"{where}, {section}")

    return DeadlineWords(
        readings={
            key: tuple(found((phrase,), key) for phrase in phrases)
            for key, phrases in said.deadlines.items()
        },
        parts={key: found(part.said, key) for key, part in said.parts.items()},
        this_part={key: found(phrases, key) for key, phrases in said.this_part.items()},
        hours={key: (part.start, part.until) for key, part in said.parts.items()},
        before=found(said.before, "before"),
        by=found(said.by, "by"),
        at_latest=found(said.at_latest, "at_latest"),
        since=found(said.since, "from"),
        onwards=found(said.onwards, "onwards"),
        conditions=found(said.conditions, "conditions"),
        courtesies=found(said.courtesies, "courtesies"),
        not_undertaken=found(said.not_undertaken, "not_undertaken"),
        past=found(said.past, "past"),
        past_endings=said.past_endings,
        relatives=_words(said.relatives),
        reporting=_words(said.reporting),
        belonging=_words(said.belonging),
        participle_endings=said.participle_endings,
        determiners=_words(said.determiners),
        calling_about=found(said.calling_about, "calling_about"),
        calling_by=found(said.calling_by, "calling_by"),
        asked_of_the_other=found(said.asked_of_the_other, "asked_of_the_other"),
        objections=found(said.objections, "objections"),
        recaps=found(said.recaps, "recaps"),
        acts=_words(said.acts),
        light=_words(said.light),
        dangling=_words(said.dangling),
        numbers={**days, **numbers},
        units=units,
        weekdays=_normalised(said.weekdays),
        months=_normalised(said.months),
        openers=tuple(normalise(word) for word in said.openers),
        hesitations=tuple(normalise(word) for word in said.hesitations),
        conjunctions=_words(said.conjunctions),
        contrasts=_words(said.contrasts),
        taking_back=_words(said.taking_back),
        range_joints=_words(said.range_joints),
    )


def _words(said: tuple[str, ...]) -> frozenset[str]:
    return frozenset(normalise(word) for word in said)


def _counted(language: str) -> dict[str, float]:
    return {
        str(num2words(number, lang=language)): float(number)
        for number in range(1, _LARGEST_NUMBER + 1)
    }


def _days_of_month(language: str) -> dict[str, float]:
    """How days of the month are counted: English by ordinals, Spanish by cardinals from two."""
    days = range(1, _DAYS_OF_MONTH + 1)
    if language == "en":
        return {str(num2words(day, lang="en", to="ordinal")): float(day) for day in days}
    return {str(num2words(day, lang=language)): float(day) for day in days if day > 1}


def _normalised(table: Mapping[str, V]) -> dict[str, V]:
    return {normalise(word): value for word, value in table.items()}


def _either(words: Mapping[str, object] | tuple[str, ...], *more: str) -> str:
    """A phrase for any of `words`, long ones first: "treinta y uno" before "treinta"."""
    return f"({'|'.join((*more, *sorted(words, key=len, reverse=True)))})"
