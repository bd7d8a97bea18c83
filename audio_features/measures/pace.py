"""How fast each party speaks: words a minute over turns, syllables a second without pauses."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import binary_closing

from audio_features.heard_call import PartyTrack
from audio_features.measures.active_speech_level import ActiveLevelOptions, active_speech
from audio_features.measures.catalog import measure
from audio_features.measures.level import speech_samples
from audio_features.measures.syllables import syllable_count, word_count
from audio_features.timeline import Measure, Span, Turn, Word, intersect_spans, merge_spans


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceOptions:
    """How pace is measured; our choices, unless a source is named."""

    #: Windows (s) over the call.
    window_s: float = 30.0
    #: Least time (s) and words for a pace: of one "sí" none can be told.
    min_time_s: float = 3.0
    min_words: int = 8
    #: A pause of the articulation rate is at least this long (s): shorter ones are the closures of
    #: stops (Goldman-Eisler 1968).
    min_pause_s: float = 0.25
    #: Frame (s) in which level tells pause from speech, by the margin of ITU-T P.56.
    frame_s: float = 0.02
    #: Gap between words (s) up to which they count as spoken on end.
    max_word_gap_s: float = 0.1


def pace_measures(
    track: PartyTrack,
    turns: Sequence[Turn],
    *,
    language: str,
    options: PaceOptions | None = None,
) -> tuple[Measure, ...]:
    """Speech rate and articulation rate of one party, over the call and in windows.

    `turns` may be everybody's; `language` is an ISO 639-1 code. Empty where too little was said.
    """
    options = options or PaceOptions()
    own = [turn for turn in turns if turn.party == track.party]
    spoken = _phonation(track, own, options)
    total_s = len(track.samples) / track.sample_rate_hz
    call = Span(0.0, total_s)
    windows = [
        Span(start, min(start + options.window_s, total_s))
        for start in np.arange(0.0, total_s, options.window_s)
    ]
    measures = list(_pace_in(call, track, own, spoken, language, options))
    for window in windows if measures and len(windows) > 1 else []:
        measures += _pace_in(window, track, own, spoken, language, options)
    return tuple(measures)


def _pace_in(
    window: Span,
    track: PartyTrack,
    turns: Sequence[Turn],
    spoken: Sequence[Span],
    language: str,
    options: PaceOptions,
) -> list[Measure]:
    """Both rates of what was said in `window`; a word belongs where its middle lies."""
    words = [
        word.word
        for turn in turns
        for word in turn.words
        if window.start <= (word.start + word.end) / 2 < window.end
    ]
    count = sum(word_count(word, language) for word in words)
    if count < options.min_words:
        return []
    turn_s = _seconds(intersect_spans([turn.span for turn in turns], [window]))
    phonation_s = _seconds(intersect_spans(spoken, [window]))
    measures = []
    if turn_s >= options.min_time_s:
        value = 60 * count / turn_s
        measures.append(measure("speech_rate", value=value, party=track.party, span=window))
    if phonation_s >= options.min_time_s:
        value = sum(syllable_count(word, language) for word in words) / phonation_s
        measures.append(measure("articulation_rate", value=value, party=track.party, span=window))
    return measures


def _phonation(track: PartyTrack, turns: Sequence[Turn], options: PaceOptions) -> tuple[Span, ...]:
    """When the party's words sound: their times, less what is pause by level.

    Recognisers stretch word ends across pauses, so their times alone would slow the rate.
    """
    words: list[Word] = [word for turn in turns for word in turn.words]
    said = merge_spans([word.span for word in words], max_gap_s=options.max_word_gap_s)
    active = active_speech(speech_samples(track), sample_rate_hz=track.sample_rate_hz)
    if active is None:
        return said
    threshold = 10 ** ((active.level_dbov - ActiveLevelOptions().margin_db) / 10)
    size = max(1, round(options.frame_s * track.sample_rate_hz))
    whole = track.samples[: len(track.samples) // size * size].reshape(-1, size)
    sounding = np.einsum("ij,ij->i", whole, whole) / size >= threshold
    gap = max(1, round(options.min_pause_s / options.frame_s))
    sounding = binary_closing(np.pad(sounding, gap), np.ones(gap))[gap:-gap]
    edges = np.flatnonzero(np.diff(np.pad(sounding.astype(np.int8), 1)))
    frame_s = size / track.sample_rate_hz
    heard = [
        Span(float(a) * frame_s, float(b) * frame_s)
        for a, b in zip(edges[::2], edges[1::2], strict=True)
    ]
    return intersect_spans(said, heard)


def _seconds(spans: Sequence[Span]) -> float:
    return sum(span.seconds for span in spans)
