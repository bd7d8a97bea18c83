"""Whether confidence means what it says: of verdicts given with 0.8, 8 in 10 should be right."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from flows.benchmark.pooling import rate
from flows.benchmark.verdicts import VerdictCase, Verdicts

#: Where the bins of confidence begin; the last ends at 1. Few verdicts are given below one half.
BIN_STARTS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfidenceBin:
    """Verdicts given with a confidence from `low` up to, not including, `high` (1 is included)."""

    low: float
    high: float
    right: int
    total: int
    confidence_sum: float

    @property
    def share_right(self) -> float | None:
        """Share that is right, 0 to 1."""
        return rate(self.right, self.total)

    @property
    def mean_confidence(self) -> float | None:
        """What the share right should be, 0 to 1."""
        return rate(self.confidence_sum, self.total)


def reliability(verdicts: Verdicts) -> tuple[ConfidenceBin, ...]:
    """Every bin, empty ones too. Findings that are ``unsure`` claim nothing and are left out."""
    bins: list[list[VerdictCase]] = [[] for _ in BIN_STARTS]
    for case in verdicts.cases:
        if case.got != "unsure":
            bins[bisect_right(BIN_STARTS, case.confidence) - 1].append(case)
    return tuple(
        ConfidenceBin(
            low=low,
            high=high,
            right=sum(case.agrees for case in cases),
            total=len(cases),
            confidence_sum=sum(case.confidence for case in cases),
        )
        for low, high, cases in zip(BIN_STARTS, (*BIN_STARTS[1:], 1.0), bins, strict=True)
    )


def calibration_error(bins: Sequence[ConfidenceBin]) -> float | None:
    """Expected calibration error, 0 to 1: how far confidence and share right lie apart.

    The distance in each bin, weighted by the verdicts in it (Naeini et al. 2015).
    """
    apart = sum(abs(own.right - own.confidence_sum) for own in bins)
    return rate(apart, sum(own.total for own in bins))
