"""Who speaks how much, how soon each answers, and how far the words may be trusted."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import fmean, median

from audio_features.measures.catalog import measure
from audio_features.timeline import Measure, Party, Span, Turn, merge_spans

_PARTIES: tuple[Party, ...] = ("agent", "customer")


def talk_measures(
    turns: Sequence[Turn], *, call: Span, waits: Sequence[Span] = ()
) -> tuple[Measure, ...]:
    """Talk share, speech time, latency, longest monologue, words and their confidence.

    `waits` are holds and transfers: no gap that touches one is an answer to anything. Parties that
    do not speak have no measures; a share needs at least one second of speech in all.
    """
    spoken_s = {party: speech_s(turns, party) for party in _PARTIES}
    total_s = sum(spoken_s.values())
    measures: list[Measure] = []
    for party in _PARTIES:
        own = [turn for turn in turns if turn.party == party]
        if not own:
            continue
        measures.append(measure("speech_time", value=spoken_s[party], party=party, span=call))
        if total_s >= 1.0:
            share = spoken_s[party] / total_s
            measures.append(measure("talk_share", value=share, party=party, span=call))
        latencies = response_latencies(turns, party, waits=waits)
        if latencies:
            value = median(latencies)
            measures.append(measure("response_latency_median", value=value, party=party, span=call))
        longest = max(own, key=lambda turn: turn.span.seconds)
        measures.append(
            measure("longest_monologue", value=longest.span.seconds, party=party, span=longest.span)
        )
        measures += _word_measures(own, party, call)
    return tuple(measures)


def response_latencies(
    turns: Sequence[Turn], party: Party, *, waits: Sequence[Span] = ()
) -> tuple[float, ...]:
    """Seconds from the end of the other's turn to `party`'s next; negative where they overlap."""
    ordered = sorted(
        (turn for turn in turns if turn.party in _PARTIES), key=lambda turn: (turn.start, turn.end)
    )
    latencies = []
    for before, after in pairwise(ordered):
        # A turn inside the other's turn answers nothing: the other still holds the floor.
        if before.party == party or after.party != party or after.end <= before.end:
            continue
        gap = Span(min(before.end, after.start), max(before.end, after.start))
        if not any(gap.overlap_s(wait) > 0 for wait in waits):
            latencies.append(after.start - before.end)
    return tuple(latencies)


def speech_s(turns: Sequence[Turn], party: Party) -> float:
    """Seconds that `party` speaks in all."""
    return sum(s.seconds for s in merge_spans(t.span for t in turns if t.party == party))


def _word_measures(turns: Sequence[Turn], party: Party, call: Span) -> list[Measure]:
    words = [word for turn in turns for word in turn.words]
    if not words:
        return []
    confidence = fmean(word.confidence for word in words)
    return [
        measure("word_count", value=len(words), party=party, span=call),
        measure("asr_confidence", value=confidence, party=party, span=call),
    ]
