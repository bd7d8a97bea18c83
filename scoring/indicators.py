"""Indicators of the business, from the data beside the recordings: values with their counts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Literal

from scoring.bootstrap import Interval, pooled_interval
from scoring.findings import ScoredCall

#: ``csat``: satisfaction, on the company's own scale; ``nps``: recommendation index, −100 to 100;
#: ``retention``: customers kept, in percent; ``response_time``: hours from the opening of a
#: complaint to the call about it.
IndicatorId = Literal["csat", "nps", "retention", "response_time"]

#: An answer of 9 or 10 is a promoter's, of 6 or less a detractor's (Reichheld 2003).
_PROMOTER_FROM, _DETRACTOR_TO = 9, 6
#: Answers from which a page tells the value, and an interval is given: of fewer, one caller's mood
#: would stand beside a name (our choice).
LEAST_ANSWERS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorResult:
    """One indicator over a number of calls; `value` is None where no call has it.

    `interval` is the 95 % interval by bootstrap over calls; None for few answers or answers all
    alike, and for response times, of which `value` is the median. `given` are the lowest and the
    highest that any one call has: what is known of a scale that the data do not name.
    """

    id: IndicatorId
    value: float | None
    interval: Interval | None
    answers: int
    given: tuple[float, float] | None = None

    @property
    def tells(self) -> bool:
        """Whether there are answers enough to say anything of the value."""
        return self.answers >= LEAST_ANSWERS


@dataclass(frozen=True, slots=True, kw_only=True)
class _Definition:
    #: What one call gives, on a scale where higher is more of it; None where it has none.
    of_call: Callable[[ScoredCall], float | None]
    #: What one call adds to the whole, which is their mean; None for a median of `of_call`.
    counted: Callable[[float], float] | None


def indicator_of(call: ScoredCall, indicator: IndicatorId) -> float | None:
    """What one call gives: its CSAT, its answer from 0 to 10, kept (1) or not (0), its hours."""
    return _DEFINITIONS[indicator].of_call(call)


def indicators(calls: Sequence[ScoredCall]) -> tuple[IndicatorResult, ...]:
    """All four indicators over `calls`."""
    return tuple(_result(calls, name) for name in _DEFINITIONS)


def net_promoter_score(answers: Sequence[float]) -> float:
    """Percentage of promoters less that of detractors, −100 to 100.

    >>> net_promoter_score([10, 9, 7, 3])
    25.0
    """
    return fmean(_promoter(answer) for answer in answers)


def _result(calls: Sequence[ScoredCall], indicator: IndicatorId) -> IndicatorResult:
    definition = _DEFINITIONS[indicator]
    values = [value for call in calls if (value := definition.of_call(call)) is not None]
    if not values:
        return IndicatorResult(id=indicator, value=None, interval=None, answers=0)
    given = (min(values), max(values))
    if definition.counted is None:
        return IndicatorResult(
            id=indicator,
            value=round(median(values), 4),
            interval=None,
            answers=len(values),
            given=given,
        )
    counted = [definition.counted(value) for value in values]
    return IndicatorResult(
        id=indicator,
        value=round(fmean(counted), 4),
        interval=_interval(counted),
        answers=len(values),
        given=given,
    )


def _interval(counted: Sequence[float]) -> Interval | None:
    # Drawing again from answers all alike knows no doubt: no width is not the truth of others.
    if len(counted) < LEAST_ANSWERS or len(set(counted)) == 1:
        return None
    interval = pooled_interval(counted, [1.0] * len(counted))
    return interval and (round(interval[0], 2), round(interval[1], 2))


def _csat(call: ScoredCall) -> float | None:
    return call.heard.metadata.csat


def _nps(call: ScoredCall) -> float | None:
    answer = call.heard.metadata.nps
    return None if answer is None else float(answer)


def _retained(call: ScoredCall) -> float | None:
    retained = call.heard.metadata.retained
    return None if retained is None else float(retained)


def _response_hours(call: ScoredCall) -> float | None:
    """Hours from complaint to call; a complaint opened only on or after the call has none."""
    opened, answered = call.heard.metadata.complaint_opened_at, call.heard.metadata.started_at
    if opened is None or answered is None or answered < opened:
        return None
    return (answered - opened).total_seconds() / 3600.0


def _promoter(answer: float) -> float:
    if answer >= _PROMOTER_FROM:
        return 100.0
    return -100.0 if answer <= _DETRACTOR_TO else 0.0


_DEFINITIONS: Mapping[IndicatorId, _Definition] = {
    "csat": _Definition(of_call=_csat, counted=lambda value: value),
    "nps": _Definition(of_call=_nps, counted=_promoter),
    "retention": _Definition(of_call=_retained, counted=lambda kept: 100.0 * kept),
    "response_time": _Definition(of_call=_response_hours, counted=None),
}

#: All of them, in the order they are shown.
INDICATORS: tuple[IndicatorId, ...] = tuple(_DEFINITIONS)
