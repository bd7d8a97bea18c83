"""Whether a verdict's evidence is where a person would point to."""

import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Self

from audio_features.timeline import Span
from flows.benchmark.pooling import Cases
from flows.benchmark.truth import CallTruth
from scoring.findings import Finding, ScoredCall, Verdict, is_whole_call

#: s, how far evidence may lie from the moment: whoever plays it hears the moment at once (the
#: project's bar).
NEAR_S = 2.0

#: Verdicts that rest on moments: what does not apply, or is left open, rests on none.
_WITH_MOMENT: tuple[Verdict, ...] = ("met", "not_met")


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceCase:
    """What a right verdict shows (`got`), beside the moments that a person would accept (`want`).

    What is shown of the call as a whole is no moment, and not in `got`.
    """

    call_id: str
    criterion: str
    verdict: Verdict
    want: tuple[Span, ...]
    got: tuple[Span, ...]

    @property
    def distance_s(self) -> float | None:
        """From the nearest piece of evidence to the nearest moment, 0 where they share a time.

        None where nothing is shown.
        """
        return min((_apart_s(own, true) for own in self.got for true in self.want), default=None)

    @property
    def start_distance_s(self) -> float | None:
        """The same from where a piece of evidence begins: that is what is played first."""
        starts = [Span(own.start, own.start) for own in self.got]
        return min((_apart_s(own, true) for own in starts for true in self.want), default=None)

    @property
    def near(self) -> bool:
        """Whether some evidence lies near enough to a moment."""
        return _is_near(self.distance_s)

    @property
    def begins_near(self) -> bool:
        """Whether some evidence begins near enough to a moment, or inside it."""
        return _is_near(self.start_distance_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePlaces:
    """The evidence of any number of right verdicts whose moment is known."""

    cases: tuple[EvidenceCase, ...] = ()

    @property
    def near(self) -> Cases:
        """All of them, and those whose evidence is near the moment."""
        return Cases(right=sum(case.near for case in self.cases), total=len(self.cases))

    @property
    def begins_near(self) -> Cases:
        """All of them, and those whose evidence begins near the moment."""
        return Cases(right=sum(case.begins_near for case in self.cases), total=len(self.cases))

    @property
    def farthest_s(self) -> float | None:
        """The greatest distance, seconds; what shows nothing has none."""
        return max(self._distances_s, default=None)

    @property
    def median_s(self) -> float | None:
        """The median distance, seconds; what shows nothing has none."""
        return statistics.median(self._distances_s) if self._distances_s else None

    @property
    def misses(self) -> tuple[EvidenceCase, ...]:
        """Those whose evidence is elsewhere."""
        return tuple(case for case in self.cases if not case.near)

    @property
    def _distances_s(self) -> list[float]:
        return [own for case in self.cases if (own := case.distance_s) is not None]

    def of(self, chosen: Callable[[str], bool]) -> "EvidencePlaces":
        """Those of the criteria that `chosen` picks by id."""
        return EvidencePlaces(cases=tuple(case for case in self.cases if chosen(case.criterion)))

    def by_criterion(self) -> dict[str, "EvidencePlaces"]:
        """Those of each criterion, in order of appearance."""
        ids = dict.fromkeys(case.criterion for case in self.cases)
        return {name: self.of(lambda c, name=name: c == name) for name in ids}  # type: ignore[misc]

    def __add__(self, other: Self) -> "EvidencePlaces":
        return EvidencePlaces(cases=(*self.cases, *other.cases))


def evidence_places(truth: CallTruth, scored: ScoredCall) -> EvidencePlaces:
    """The evidence of every verdict that is met or not met, rightly so, and has a true moment."""
    return EvidencePlaces(
        cases=tuple(
            EvidenceCase(
                call_id=truth.call_id,
                criterion=finding.criterion,
                verdict=finding.verdict,
                want=tuple(moment.span for moment in truth.evidence[finding.criterion]),
                got=tuple(_moments(finding, truth.seconds)),
            )
            for finding in scored.findings
            if finding.verdict in _WITH_MOMENT
            and finding.verdict == truth.verdicts.get(finding.criterion)
            and truth.evidence.get(finding.criterion)
        )
    )


def _moments(finding: Finding, seconds: float) -> Iterable[Span]:
    return (Span(own.start, own.end) for own in finding.evidence if not is_whole_call(own, seconds))


def _apart_s(one: Span, other: Span) -> float:
    return max(0.0, one.start - other.end, other.start - one.end)


def _is_near(distance_s: float | None) -> bool:
    return distance_s is not None and distance_s <= NEAR_S
