"""How far a pooled number would move with other calls: 95 % intervals by bootstrap over calls.

Calls are drawn whole and with replacement, as what is found in one call shares its faults.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Interval = tuple[float, float]
Floats = NDArray[np.float64]

_RESAMPLES = 2_000
_SEED = 20_240_101  # any; fixed so that the same counts give the same interval
_TAILS = (0.025, 0.975)


def bootstrap_interval(calls: int, statistic: Callable[[Floats], Floats]) -> Interval | None:
    """95 % percentile interval of `statistic` over `calls`; None for fewer than two of them.

    Parameters
    ----------
    calls
        How many calls there are to draw from.
    statistic
        From how often each call was drawn, shape (resamples, calls), to the number wanted in each
        resample, shape (resamples,), NaN where there is none.
    """
    if calls < 2:
        return None
    values = statistic(_weights(calls))
    known = values[~np.isnan(values)]
    if not len(known):
        return None
    low, high = np.quantile(known, _TAILS)
    return float(low), float(high)


def pooled_interval(parts: Sequence[float], wholes: Sequence[float]) -> Interval | None:
    """Interval of the sum of `parts` over the sum of `wholes`, one of each for every call."""
    counted, over = np.array(parts, dtype=np.float64), np.array(wholes, dtype=np.float64)

    def pooled(weights: Floats) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            values: Floats = (weights @ counted) / (weights @ over)
        return np.where(np.isfinite(values), values, np.nan)

    return bootstrap_interval(len(counted), pooled)


@lru_cache(maxsize=8)
def _weights(calls: int) -> Floats:
    """How often each call is drawn, shape (resamples, calls); every row adds up to `calls`."""
    chance = np.random.default_rng(_SEED)
    drawn = chance.multinomial(calls, np.full(calls, 1 / calls), size=_RESAMPLES)
    return drawn.astype(np.float64)
