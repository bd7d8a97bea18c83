"""Sighs: where one could be, and what the classifier's belief makes of it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_closing, binary_opening, binary_propagation

from audio_features.crosstalk import CrosstalkOptions, is_copy
from audio_features.frame_power import frame_variances
from audio_features.recording import FloatArray
from audio_features.timeline import Event, Party, Span, Turn, Word, merge_spans, subtract_spans

#: How recognisers spell a sigh, in Spanish and in English; not "ha", which is Spanish for "has".
_SIGHED = re.compile(
    r"a+h+|h+a+h+|h?aa+h*|o+h+|a+y+|[bp]?u+f+|p+f+|phew|h+m+|m+|u+h+|e+h+", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SighCandidateOptions:
    """What could be a sigh; our choices, unless a source is named."""

    #: Length (s) of what is heard of a sigh, breath in included (definition: about 0.4 to 3 s; on
    #: a noisy line its end is lost).
    min_s: float = 0.3
    max_s: float = 3.0
    #: Distance (s) kept from speech and other sounds, whose ends are never exact.
    margin_s: float = 0.06
    #: Frame (s) of the level that marks a sound.
    frame_s: float = 0.02
    #: How far (dB) above the noise around it a sound stands out.
    over_noise_db: float = 6.0
    #: How far (dB) above the noise the rise and the dying away of such a sound still count to it.
    tail_over_noise_db: float = 3.0
    #: Level (dBov) of the least noise: below about -70, the idle code of A-law, nobody hears a
    #: thing, and on a digitally silent line everything would stand out.
    least_noise_dbov: float = -70.0
    #: How far (dB) below the speech on the same channel (median of its frames) a sigh may lie. Real
    #: ones are put 8 to 20 dB below; ordinary breath and what rooms and gain control leave of a
    #: word lie 30 dB and more below.
    below_speech_db: float = 26.0
    #: Time (s) on either side in which the noise is taken, and its percentile.
    noise_reach_s: float = 10.0
    noise_percentile: float = 15.0
    #: Pause (s) between breath in and breath out that does not part them; bursts shorter than
    #: `min_burst_s` are clicks.
    max_pause_s: float = 0.3
    min_burst_s: float = 0.08


@dataclass(frozen=True, slots=True, kw_only=True)
class SighOptions:
    """When a candidate is reported, and whose it is in mono."""

    #: Belief (0..1) of the classifier at which a sound is as good as a sigh: it learnt from made
    #: sounds, and is shyer of real ones. Chosen on one half of the speakers of 128 real sounds, put
    #: into pauses of 32 scripted telephone calls, 8 to 20 dB below speech, such that false alarms
    #: stay below one in ten minutes of the agent's speech.
    even_belief: float = 0.15
    #: Least confidence (0..1) reported: more likely a sigh than not.
    min_confidence: float = 0.5
    #: Longest time (s) between a sigh and a turn of the person who sighed, in mono.
    max_gap_to_turn_s: float = 3.0
    #: Factor on the confidence where both parties speak about as near, in mono.
    doubtful_party: float = 0.6
    #: A sound this much (dB) fainter than what the other leg carries meanwhile is its remains,
    #: also where it is no copy any more. A sigh lies 8 to 20 dB below speech.
    lost_below_db: float = 30.0
    #: What makes a sound a copy of the other leg's.
    crosstalk: CrosstalkOptions = field(default_factory=CrosstalkOptions)


def sigh_candidates(
    samples: FloatArray,
    *,
    sample_rate_hz: int,
    speech: Sequence[Span],
    other_sounds: Sequence[Span] = (),
    options: SighCandidateOptions | None = None,
) -> tuple[Span, ...]:
    """Stretches of `samples`, shape (n,), that are loud and long enough for a sigh.

    None of them touches `speech` (of every party audible here) or `other_sounds` (rings, music).
    """
    options = options or SighCandidateOptions()
    size = max(1, round(options.frame_s * sample_rate_hz))
    levels = _frame_levels(samples, size)
    if len(levels) == 0:
        return ()
    frame_s = size / sample_rate_hz
    margin = options.margin_s
    taken = [Span(max(0.0, s.start - margin), s.end + margin) for s in (*speech, *other_sounds)]
    free = subtract_spans([Span(0.0, len(levels) * frame_s)], taken)
    is_free = np.zeros(len(levels), dtype=bool)
    for span in free:
        is_free[int(np.ceil(span.start / frame_s)) : int(span.end / frame_s)] = True
    noise = _noise_levels(levels, is_free, frame_s, options)
    over = levels - np.maximum(noise, options.least_noise_dbov)
    audible = is_free & (over >= options.over_noise_db)
    tail = is_free & (over >= options.tail_over_noise_db)
    burst = np.ones(max(1, round(options.min_burst_s / frame_s)))
    pause = np.ones(max(1, round(options.max_pause_s / frame_s)))
    pad = len(pause)
    sounds = binary_propagation(binary_opening(audible, burst), mask=tail)
    joined = binary_closing(np.pad(sounds, pad), pause)[pad:-pad] & is_free
    edges = np.flatnonzero(np.diff(np.pad(joined.astype(np.int8), 1)))
    spans = (
        Span(float(first) * frame_s, float(last) * frame_s)
        for first, last in zip(edges[::2], edges[1::2], strict=True)
    )
    least_db = _speech_level(levels, speech, frame_s) - options.below_speech_db
    return tuple(
        span
        for span in spans
        if options.min_s <= span.seconds <= options.max_s
        and _mean_level(levels, span, frame_s) >= least_db
    )


def sigh_events(
    spans: Sequence[Span],
    beliefs: Sequence[float],
    *,
    party: Party,
    options: SighOptions | None = None,
) -> tuple[Event, ...]:
    """The candidates of one party's own channel that are believed to be sighs."""
    options = options or SighOptions()
    return tuple(
        Event(kind="sigh", party=party, start=span.start, end=span.end, confidence=confidence)
        for span, confidence in _believed(spans, beliefs, options)
    )


def sigh_events_in_mono(
    spans: Sequence[Span],
    beliefs: Sequence[float],
    *,
    turns: Sequence[Turn],
    options: SighOptions | None = None,
) -> tuple[Event, ...]:
    """As `sigh_events`, but on a shared signal: a sigh is the nearest speaker's, or nobody's."""
    options = options or SighOptions()
    events: list[Event] = []
    for span, confidence in _believed(spans, beliefs, options):
        party, sureness = _nearest_party(span, turns, options)
        if party is not None:
            events.append(
                Event(
                    kind="sigh",
                    party=party,
                    start=span.start,
                    end=span.end,
                    confidence=confidence * sureness,
                    attributes={"party_certain": sureness == 1.0},
                )
            )
    return tuple(events)


def without_echoes(
    spans: Sequence[Span],
    *,
    own: FloatArray,
    other: FloatArray,
    sample_rate_hz: int,
    options: SighOptions | None = None,
) -> tuple[Span, ...]:
    """Candidates on the `own` channel that are not the other leg's sound coming through.

    `own` and `other` have shape (n,). People sigh while they are being talked to, so that the other
    party is louder meanwhile proves nothing, unless by so much (`lost_below_db`) that what is left
    of their voice on this leg would drown a sigh.
    """
    options = options or SighOptions()

    def level_db(channel: FloatArray, span: Span) -> float:
        part = channel[round(span.start * sample_rate_hz) : round(span.end * sample_rate_hz)]
        return float(_frame_levels(part, max(1, len(part)))[:1].sum())

    def is_echo(span: Span) -> bool:
        return level_db(other, span) - level_db(own, span) >= options.lost_below_db or is_copy(
            span, own, other, sample_rate_hz=sample_rate_hz, options=options.crosstalk
        )

    return tuple(span for span in spans if not is_echo(span))


def _believed(
    spans: Sequence[Span], beliefs: Sequence[float], options: SighOptions
) -> Iterator[tuple[Span, float]]:
    """The candidates that are more likely a sigh than not, with how likely."""
    even = options.even_belief / (1.0 - options.even_belief)
    for span, belief in zip(spans, beliefs, strict=True):
        confidence = belief / (belief + even * (1.0 - belief))
        if confidence >= options.min_confidence:
            yield span, confidence


def _nearest_party(
    span: Span, turns: Sequence[Turn], options: SighOptions
) -> tuple[Party | None, float]:
    """Who speaks next to `span`, and 1, or less where the other speaks nearly as near."""
    gaps: dict[Party, float] = {}
    for turn in turns:
        gap = max(0.0, turn.start - span.end, span.start - turn.end)
        gaps[turn.party] = min(gap, gaps.get(turn.party, gap))
    near = sorted((gap, party) for party, gap in gaps.items() if gap <= options.max_gap_to_turn_s)
    if not near:
        return None, 0.0
    certain = len(near) == 1 or near[1][0] - near[0][0] > options.max_gap_to_turn_s / 2
    return near[0][1], 1.0 if certain else options.doubtful_party


def _frame_levels(samples: FloatArray, size: int) -> NDArray[np.float64]:
    """Level of each frame in dBov, offset removed."""
    power = frame_variances(samples, size)
    return np.asarray(10 * np.log10(np.maximum(power, 1e-10)), dtype=np.float64)


def _speech_level(levels: NDArray[np.float64], speech: Sequence[Span], frame_s: float) -> float:
    """Median level (dBov) of the frames of `speech`; minus infinity without any."""
    frames = [levels[round(span.start / frame_s) : round(span.end / frame_s)] for span in speech]
    spoken = np.concatenate(frames) if frames else levels[:0]
    return float(np.median(spoken)) if len(spoken) else float("-inf")


def _mean_level(levels: NDArray[np.float64], span: Span, frame_s: float) -> float:
    """Level (dBov) of the mean power in `span`."""
    inside = levels[round(span.start / frame_s) : round(span.end / frame_s)]
    return float(10 * np.log10(np.mean(10 ** (inside / 10))))


def _noise_levels(
    levels: NDArray[np.float64],
    is_free: NDArray[np.bool_],
    frame_s: float,
    options: SighCandidateOptions,
) -> NDArray[np.float64]:
    """Level of the noise around each frame, from the soft frames nearby that are free of speech."""
    step = max(1, round(1.0 / frame_s))
    reach = max(1, round(options.noise_reach_s / frame_s))
    overall = levels[is_free] if is_free.any() else levels
    usual = float(np.percentile(overall, options.noise_percentile))
    noise = np.full(len(levels), usual)
    for start in range(0, len(levels), step):
        near = slice(max(0, start - reach), start + step + reach)
        quiet = levels[near][is_free[near]]
        if len(quiet) >= step:
            noise[start : start + step] = np.percentile(quiet, options.noise_percentile)
    return noise


def speech_of_words(words: Sequence[Word], *, max_gap_s: float = 0.3) -> tuple[Span, ...]:
    """When words were said: the speech to keep sighs out of.

    What a voice activity detector marks will not do: it takes every other sigh for speech. Nor do
    the "ah" and "uf" count that recognisers write for a voiced sigh.
    """
    said = (word.span for word in words if not _SIGHED.fullmatch(word.word.strip(" .,;!?¡¿…-")))
    return merge_spans(said, max_gap_s=max_gap_s)
