"""Figures as text, with their cases: a number without them tells nothing."""

from flows.benchmark.bootstrap import Interval
from flows.benchmark.calibration import ConfidenceBin
from flows.benchmark.figures import Figure, Unit
from flows.benchmark.pooling import Cases, Detections

NOTHING = "–"

#: By unit: what a value is multiplied by, its decimals, and what stands behind it.
_SHOWN: dict[Unit, tuple[float, int, str]] = {
    "percent": (100.0, 1, " %"),
    "ratio": (1.0, 2, ""),
    "s": (1.0, 2, " s"),
    "dB": (1.0, 1, " dB"),
    "per 10 min": (1.0, 2, ""),
}


def number(value: float | None, unit: Unit) -> str:
    """``93.8 %``, ``0.92``, ``0.12 s``; a dash where there is none."""
    if value is None:
        return NOTHING
    factor, decimals, sign = _SHOWN[unit]
    return f"{factor * value:.{decimals}f}{sign}"


def difference(old: float | None, new: float | None, unit: Unit) -> str:
    """How far it moved, in points of what is shown: ``+1.3``, ``−0.02``."""
    if old is None or new is None:
        return NOTHING
    factor, decimals, _ = _SHOWN[unit]
    return f"{factor * (new - old):+.{decimals}f}".replace("-", "−")


def interval(low_high: Interval | None, unit: Unit) -> str:
    """``85.2–97.1 %``."""
    if low_high is None:
        return NOTHING
    factor, decimals, sign = _SHOWN[unit]
    low, high = (f"{factor * border:.{decimals}f}" for border in low_high)
    return f"{low}–{high}{sign}"


def figure(told: Figure) -> str:
    """Value and cases: ``93.8 % (15/16)``."""
    if told.value is None:
        return f"{NOTHING} (0)"
    return f"{number(told.value, told.unit)} ({told.cases})"


def figure_with_interval(told: Figure) -> str:
    """The same, with the interval on a second line where there is one."""
    if told.interval is None:
        return figure(told)
    return f"{figure(told)}\n[{interval(told.interval, told.unit)}]"


def cases(counted: Cases) -> str:
    """Share and counts: ``93.8 % (15/16)``."""
    if counted.rate is None:
        return f"{NOTHING} (0)"
    return f"{number(counted.rate, 'percent')} ({counted.right}/{counted.total})"


def detections(counted: Detections, f1: Figure | None) -> str:
    """Precision, recall, F1, and what they are made of; the interval of F1 below."""
    rates = " ".join(
        number(value, "ratio") for value in (counted.precision, counted.recall, counted.f1)
    )
    made_of = f"n {counted.true_events} +{counted.made_up} −{counted.missed}"
    if f1 is None or f1.interval is None:
        return f"{rates}\n{made_of}"
    return f"{rates}\n{made_of}\n[{interval(f1.interval, f1.unit)}]"


def confidence_range(own: ConfidenceBin) -> str:
    """``0.7–0.8``; the lowest bin is ``< 0.5``."""
    return f"{own.low:.1f}–{own.high:.1f}" if own.low else f"< {own.high:.1f}"
