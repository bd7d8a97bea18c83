"""How far a pooled number would move with other calls: 95 % intervals by bootstrap over calls.

Calls are drawn whole and with replacement, as what is found in one call shares its faults.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Interval = tuple[float, float]
Floats = NDArray[np.float64]

_RESAMPLES = 2_000
#: Resamples drawn at a time, so that those of many calls never stand in memory together.
_BLOCK = 50
#: Draws over no more calls than this are kept: 3 MB for each number of calls. Our choice.
_KEPT_CALLS = 200
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
        resample, shape (resamples,), NaN where there is none. It is asked of some resamples at a
        time.
    """
    if calls < 2:
        return None
    values = np.concatenate([statistic(weights) for weights in _weights(calls)])
    known = values[~np.isnan(values)]
    if not len(known):
        return None
    # Of what was drawn itself: between two values of a count lies none.
    low, high = np.quantile(known, _TAILS, method="inverted_cdf")
    return float(low), float(high)


def pooled_interval(parts: Sequence[float], wholes: Sequence[float]) -> Interval | None:
    """Interval of the sum of `parts` over the sum of `wholes`, one of each for every call."""
    counted, over = np.array(parts, dtype=np.float64), np.array(wholes, dtype=np.float64)

    def pooled(weights: Floats) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            values: Floats = (weights @ counted) / (weights @ over)
        return np.where(np.isfinite(values), values, np.nan)

    return bootstrap_interval(len(counted), pooled)


def _weights(calls: int) -> Iterable[Floats]:
    """How often each call is drawn, in blocks of shape (resamples, calls)."""
    return _kept_weights(calls) if calls <= _KEPT_CALLS else _drawn(calls)


@lru_cache(maxsize=8)
def _kept_weights(calls: int) -> tuple[Floats, ...]:
    return tuple(_drawn(calls))


def _drawn(calls: int) -> Iterator[Floats]:
    """The same draws whatever the size of a block; every row adds up to `calls`."""
    chance = np.random.default_rng(_SEED)
    each = np.full(calls, 1 / calls)
    for first in range(0, _RESAMPLES, _BLOCK):
        drawn = chance.multinomial(calls, each, size=min(_BLOCK, _RESAMPLES - first))
        yield drawn.astype(np.float64)
