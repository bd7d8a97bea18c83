"""A party's voice level over a call, as a curve to draw."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from audio_features.heard_call import HeardCall
from audio_features.timeline import Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureOptions:
    """How the picture is drawn. All our own choice, for legibility."""

    #: Bottom and top of the level curve, in dBov; quieter and louder is drawn at the edge.
    lowest_level_dbov: float = -60.0
    highest_level_dbov: float = -10.0
    #: Points of one party's level curve, at most.
    curve_points: int = 600
    #: Labelled ticks of the time axis, at most.
    ticks: int = 11
    #: A measure over less than this share of the call is a window of it, not the whole.
    window_share: float = 0.5
    #: Windows further apart than this many window lengths leave a gap in the curve.
    gap_windows: float = 2.5


def level_curve(heard: HeardCall, party: str, options: PictureOptions) -> str:
    """SVG path of `party`'s windowed ``level``: x 0–1000 over the call, y 0 (loudest) to 100.

    The path is an area closed at the bottom, broken where nothing was measured; empty without
    windows. Long calls are thinned to the loudest window of each of `options.curve_points` steps.
    """
    seconds = max(heard.recording.seconds, 0.001)
    windows = sorted(
        (
            measure
            for measure in heard.measures
            if measure.name == "level"
            and measure.party == party
            and measure.end - measure.start < options.window_share * seconds
        ),
        key=lambda measure: measure.start,
    )
    if not windows:
        return ""
    points = _thin(windows, seconds, options.curve_points)
    length = sorted(measure.end - measure.start for measure in points)[len(points) // 2]
    step = max(length, seconds / options.curve_points)
    runs: list[list[Measure]] = [[points[0]]]
    for before, measure in pairwise(points):
        if measure.start - before.start > options.gap_windows * step:
            runs.append([])
        runs[-1].append(measure)
    return " ".join(_area(run, seconds, options) for run in runs)


def _thin(windows: Sequence[Measure], seconds: float, most: int) -> list[Measure]:
    loudest: dict[int, Measure] = {}
    for measure in windows:
        step = min(most - 1, int(most * measure.start / seconds))
        if step not in loudest or measure.value > loudest[step].value:
            loudest[step] = measure
    return [loudest[step] for step in sorted(loudest)]


def _area(run: Sequence[Measure], seconds: float, options: PictureOptions) -> str:
    low, high = options.lowest_level_dbov, options.highest_level_dbov
    first, last = 1000 * run[0].start / seconds, 1000 * run[-1].end / seconds
    line = "".join(
        f"L{1000 * (measure.start + measure.end) / 2 / seconds:.2f},"
        f"{100 - 100 * (min(high, max(low, measure.value)) - low) / (high - low):.1f}"
        for measure in run
    )
    return f"M{first:.2f},100{line}L{last:.2f},100Z"
