"""How far Cohen's kappa would move with other calls."""

from collections.abc import Mapping, Sequence
from typing import get_args

import numpy as np

from scoring.bootstrap import Floats, Interval, bootstrap_interval
from scoring.findings import Verdict

_VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


def kappa_interval(calls: Sequence[Mapping[tuple[Verdict, Verdict], int]]) -> Interval | None:
    """95 % interval of the kappa of all `calls`, each the confusion of its verdicts.

    Calls without any verdict are not drawn; draws in which chance alone would always agree have no
    kappa and are passed over. None for fewer than two calls.
    """
    counted = [call for call in calls if sum(call.values())]
    matrices = np.array(
        [
            [[call.get((want, got), 0) for got in _VERDICTS] for want in _VERDICTS]
            for call in counted
        ],
        dtype=np.float64,
    )

    def kappas(weights: Floats) -> Floats:
        drawn = np.tensordot(weights, matrices, axes=1)  # (resamples, wanted, got)
        total = drawn.sum(axis=(1, 2))
        chance = (drawn.sum(axis=2) * drawn.sum(axis=1)).sum(axis=1)
        agreed = np.trace(drawn, axis1=1, axis2=2)
        with np.errstate(divide="ignore", invalid="ignore"):
            values: Floats = (agreed * total - chance) / (total * total - chance)
        return np.where(np.isfinite(values), values, np.nan)

    return bootstrap_interval(len(counted), kappas)
