"""Counts that add up: rates are derived from them, never averaged."""

import statistics
from dataclasses import dataclass
from typing import Self


def rate(part: float, whole: float) -> float | None:
    """`part` of `whole`, 0 to 1; None where there was nothing to count."""
    return part / whole if whole else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """A part and the whole that it is divided by: these add up over calls, their quotient not."""

    part: float = 0.0
    whole: float = 0.0

    @property
    def value(self) -> float | None:
        """The quotient; None where there was nothing to count."""
        return rate(self.part, self.whole)

    def __add__(self, other: Self) -> "Ratio":
        return Ratio(part=self.part + other.part, whole=self.whole + other.whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """How many of how many came out right."""

    right: int = 0
    total: int = 0

    @property
    def rate(self) -> float | None:
        """Share that is right, 0 to 1."""
        return rate(self.right, self.total)

    @property
    def wrong(self) -> "Cases":
        """The others of the same cases: `right` counts those that are not."""
        return Cases(right=self.total - self.right, total=self.total)

    def __add__(self, other: Self) -> "Cases":
        return Cases(right=self.right + other.right, total=self.total + other.total)


@dataclass(frozen=True, slots=True, kw_only=True)
class Detections:
    """Events found, made up and missed.

    `border_errors_s` are the distances of start and end of each event found from the true ones.
    """

    found: int = 0
    made_up: int = 0
    missed: int = 0
    border_errors_s: tuple[float, ...] = ()

    @property
    def true_events(self) -> int:
        """How many there really are."""
        return self.found + self.missed

    @property
    def reported_cases(self) -> Cases:
        """What was reported, and as much of it as happened."""
        return Cases(right=self.found, total=self.found + self.made_up)

    @property
    def true_cases(self) -> Cases:
        """What happened, and as much of it as was reported."""
        return Cases(right=self.found, total=self.true_events)

    @property
    def precision(self) -> float | None:
        """Share of what was reported that happened, 0 to 1."""
        return self.reported_cases.rate

    @property
    def recall(self) -> float | None:
        """Share of what happened that was reported, 0 to 1."""
        return self.true_cases.rate

    @property
    def f1_ratio(self) -> Ratio:
        """What F1, the harmonic mean of precision and recall, is divided from."""
        return Ratio(part=2 * self.found, whole=2 * self.found + self.made_up + self.missed)

    @property
    def f1(self) -> float | None:
        """F1, 0 to 1; None without any event."""
        return self.f1_ratio.value

    @property
    def median_border_error_s(self) -> float | None:
        """Median distance of a border from the true one, seconds."""
        return statistics.median(self.border_errors_s) if self.border_errors_s else None

    def __add__(self, other: Self) -> "Detections":
        return Detections(
            found=self.found + other.found,
            made_up=self.made_up + other.made_up,
            missed=self.missed + other.missed,
            border_errors_s=(*self.border_errors_s, *other.border_errors_s),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WordErrors:
    """Levenshtein counts over words."""

    right: int = 0
    substituted: int = 0
    deleted: int = 0
    inserted: int = 0

    @property
    def true_words(self) -> int:
        """Words that were said."""
        return self.right + self.substituted + self.deleted

    @property
    def errors(self) -> int:
        """Wrong, missing and made-up words."""
        return self.substituted + self.deleted + self.inserted

    @property
    def rate(self) -> float | None:
        """Word error rate; above 1 where more is made up than was said."""
        return rate(self.errors, self.true_words)

    def __add__(self, other: Self) -> "WordErrors":
        return WordErrors(
            right=self.right + other.right,
            substituted=self.substituted + other.substituted,
            deleted=self.deleted + other.deleted,
            inserted=self.inserted + other.inserted,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerErrors:
    """Seconds of speech missed, made up, or given to the wrong speaker."""

    true_s: float = 0.0
    missed_s: float = 0.0
    made_up_s: float = 0.0
    confused_s: float = 0.0

    @property
    def errors_s(self) -> float:
        """All three."""
        return self.missed_s + self.made_up_s + self.confused_s

    @property
    def rate(self) -> float | None:
        """Diarization error rate: all three over the true seconds of speech."""
        return rate(self.errors_s, self.true_s)

    def __add__(self, other: Self) -> "SpeakerErrors":
        return SpeakerErrors(
            true_s=self.true_s + other.true_s,
            missed_s=self.missed_s + other.missed_s,
            made_up_s=self.made_up_s + other.made_up_s,
            confused_s=self.confused_s + other.confused_s,
        )
