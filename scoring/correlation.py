"""Whether the quality score of a call and an indicator go together: said only of enough calls."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atanh, sqrt, tanh
from typing import Literal

from scoring.bootstrap import Interval
from scoring.findings import ScoredCall
from scoring.indicators import IndicatorId, indicator_of

#: Calls that have both, from which anything is said. With fewer, even a coefficient of 0.4 cannot
#: be told from none (95 % interval by the formula below); our choice.
LEAST_CALLS = 20
#: 97.5 % quantile of the normal distribution, for a two-sided 95 % interval.
_NORMAL_975 = 1.959964

#: ``few``: too few calls to say; ``constant``: one of both never changes; ``unclear``: the interval
#: holds 0; ``together`` and ``opposite``: which way both go.
Standing = Literal["few", "constant", "unclear", "together", "opposite"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correlation:
    """Spearman's rank correlation of score and indicator over `calls`, with its 95 % interval.

    Both are None unless there are enough calls and both vary. It tells that two things go together
    on these calls and nothing else.
    """

    indicator: IndicatorId
    standing: Standing
    calls: int
    coefficient: float | None = None
    interval: Interval | None = None


def correlate(calls: Sequence[ScoredCall], indicator: IndicatorId) -> Correlation:
    """The correlation over those of `calls` that have a score and the indicator."""
    pairs = [
        (call.scorecard.score, value)
        for call in calls
        if call.scorecard.score is not None and (value := indicator_of(call, indicator)) is not None
    ]
    if len(pairs) < LEAST_CALLS:
        return Correlation(indicator=indicator, standing="few", calls=len(pairs))
    scores, values = [score for score, _ in pairs], [value for _, value in pairs]
    if len(set(scores)) == 1 or len(set(values)) == 1:
        return Correlation(indicator=indicator, standing="constant", calls=len(pairs))
    coefficient = _spearman(scores, values)
    low, high = _interval(coefficient, len(pairs))
    return Correlation(
        indicator=indicator,
        standing="together" if low > 0 else "opposite" if high < 0 else "unclear",
        calls=len(pairs),
        coefficient=round(coefficient, 4),
        interval=(round(low, 4), round(high, 4)),
    )


def _spearman(some: Sequence[float], others: Sequence[float]) -> float:
    # Loading it takes a second that most commands never need.
    from scipy.stats import spearmanr  # noqa: PLC0415

    return float(spearmanr(some, others).statistic)


def _interval(coefficient: float, calls: int) -> Interval:
    """95 % interval by Fisher's z, its variance (1 + r²/2) / (n − 3) after Bonett and Wright 2000.

    Calls are taken as independent; those of one agent or customer are less so, which makes the
    interval, if anything, a little too narrow.
    """
    # Where ranks agree wholly, z is infinite: stay just inside.
    z = atanh(max(-0.9999, min(0.9999, coefficient)))
    reach = _NORMAL_975 * sqrt((1 + coefficient**2 / 2) / (calls - 3))
    return tanh(z - reach), tanh(z + reach)
