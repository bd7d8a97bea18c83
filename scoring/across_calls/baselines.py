"""How an agent usually sounds: the middle and the spread of measures that are stored anyway."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import log2
from statistics import median

from audio_features.heard_call import HeardCall
from scoring.across_calls.options import AcrossCallsOptions
from scoring.findings import ScoredCall

#: Makes the median absolute deviation of a normal distribution its standard deviation.
_NORMAL = 1.4826

#: Criteria that are about the words an agent chooses towards the caller.
_WORD_CRITERIA = frozenset(
    {
        "acknowledgements_given",
        "apology_given",
        "courteous_farewell",
        "courtesy_words",
        "empathy_shown",
        "no_arguing",
        "no_disrespect",
        "no_flat_refusal",
        "no_minimising",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """One measure over an agent's calls: median and robust spread, both in the measure's unit."""

    measure: str
    usual: float
    spread: float
    calls: int


def baselines(calls: Iterable[ScoredCall], options: AcrossCallsOptions) -> Mapping[str, Baseline]:
    """Baselines by measure, of those that enough calls have.

    The spread is 1.4826 times the median absolute deviation, and never under `least_spread`.
    """
    listed = tuple(calls)
    found = {}
    for measure in options.least_spread:
        values = values_of(listed, measure)
        if len(values) >= options.baseline_calls:
            middle = median(values)
            spread = _NORMAL * median(abs(value - middle) for value in values)
            found[measure] = Baseline(
                measure=measure,
                usual=middle,
                spread=max(spread, options.least_spread[measure]),
                calls=len(values),
            )
    return found


def values_of(calls: Iterable[ScoredCall], measure: str) -> tuple[float, ...]:
    """The measure of each call that has it, in the order of `calls`."""
    values = (voice_value(call, measure) for call in calls)
    return tuple(value for value in values if value is not None)


def voice_value(call: ScoredCall, measure: str) -> float | None:
    """A measure of the agent over the whole call; None where the call does not have it.

    ``pitch_median`` is in semitones, so that differences weigh the same in high and low voices;
    ``kind_words`` is the share (0 to 1) of the points for the agent's words that were earned.
    """
    if measure == "kind_words":
        return _kind_words(call)
    value = _of_whole_call(call.heard, measure)
    convert = _CONVERSIONS.get(measure)
    return value if value is None or convert is None else convert(value)


def _of_whole_call(heard: HeardCall, measure: str) -> float | None:
    """The measure over the longest stretch, which is that of the whole call."""
    own = [m for m in heard.measures if m.name == measure and m.party == "agent"]
    whole = max(own, key=lambda m: m.end - m.start, default=None)
    return None if whole is None else whole.value


def _kind_words(call: ScoredCall) -> float | None:
    # A rubric may give points for what did not apply: they say nothing of the words.
    judged = [
        f
        for f in call.findings
        if f.criterion in _WORD_CRITERIA and f.verdict in ("met", "not_met")
    ]
    possible = sum(finding.possible for finding in judged)
    return sum(finding.points for finding in judged) / possible if possible > 0 else None


def _semitones(hertz: float) -> float | None:
    return 12 * log2(hertz) if hertz > 0 else None


_CONVERSIONS: Mapping[str, Callable[[float], float | None]] = {"pitch_median": _semitones}
