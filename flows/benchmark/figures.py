"""One number over some calls: its value, what it is made of, its 95 % interval."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from flows.benchmark.accuracy import AccuracyCounts
from flows.benchmark.bootstrap import Interval, quantile_interval, ratio_interval
from flows.benchmark.pooling import Ratio

#: ``percent``: a share of 0 to 1, shown times 100. ``ratio``: shown as it is.
Unit = Literal["percent", "ratio", "s", "dB", "per 10 min"]


@dataclass(frozen=True, slots=True)
class Quotient:
    """A number divided from counts; `cases` tells them."""

    ratio: Ratio
    cases: str

    @property
    def value(self) -> float | None:
        """The quotient; None where there was nothing to count."""
        return self.ratio.value


@dataclass(frozen=True, slots=True)
class Quantile:
    """A quantile (0 to 1) of values, such as the median of distances."""

    values: tuple[float, ...]
    quantile: float = 0.5

    @property
    def value(self) -> float | None:
        """The least value that `quantile` of them do not exceed; None without values."""
        if not self.values:
            return None
        return float(np.quantile(self.values, self.quantile, method="inverted_cdf"))

    @property
    def cases(self) -> str:
        """How many values."""
        return f"n {len(self.values)}"


@dataclass(frozen=True, slots=True)
class Statistic:
    """A number that only all cases together give; no interval is told of it."""

    value: float | None
    cases: str


Estimate = Quotient | Quantile | Statistic


@dataclass(frozen=True, slots=True)
class FigureDefinition:
    """How one number comes from counts: from those of each call, or of many added up."""

    id: str
    name: str
    unit: Unit
    of: Callable[[AccuracyCounts], Estimate]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number over some calls. `cases` tells the counts; a share's value is 0 to 1."""

    id: str
    name: str
    unit: Unit
    value: float | None
    cases: str
    interval: Interval | None


def figures_of(
    calls: Sequence[AccuracyCounts], definitions: Iterable[FigureDefinition]
) -> dict[str, Figure]:
    """Each figure over `calls`, by id."""
    pooled = sum(calls, AccuracyCounts())
    return {one.id: _figure(one, pooled, calls) for one in definitions}


def _figure(
    definition: FigureDefinition, pooled: AccuracyCounts, calls: Sequence[AccuracyCounts]
) -> Figure:
    whole = definition.of(pooled)
    return Figure(
        id=definition.id,
        name=definition.name,
        unit=definition.unit,
        value=whole.value,
        cases=whole.cases,
        interval=_interval([definition.of(call) for call in calls]),
    )


def _interval(calls: Sequence[Estimate]) -> Interval | None:
    quotients = [call.ratio for call in calls if isinstance(call, Quotient)]
    if quotients:
        return ratio_interval(quotients)
    quantiles = [call for call in calls if isinstance(call, Quantile)]
    if quantiles:
        values = [call.values for call in quantiles]
        return quantile_interval(values, quantile=quantiles[0].quantile)
    return None
