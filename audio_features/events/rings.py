"""Rings and answer: what telephony says of them, else what the ringback tone tells."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from audio_features.call_metadata import CallMetadata
from audio_features.events.ring_cadences import cycle_seconds, load_ring_cadences
from audio_features.hearing import Sound
from audio_features.timeline import AttributeValue, Event, Measure, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class RingOptions:
    """Which bursts belong to the ringing that was answered. All ours, held by the tests."""

    same_burst_s: float = 0.5  # s, bursts of two channels starting this close are one
    next_ring_within_s: float = 7.0  # s between starts (longest known cycle 6, and slack)
    ringing_starts_within_s: float = 10.0  # s; later ringing after speech is a transfer's
    recording_edge_s: float = 0.1  # s; a cut burst this near the start began before it


@dataclass(frozen=True, slots=True, kw_only=True)
class Ringing:
    """The ringing before the answer, as heard, and the rings heard later.

    `answered_s` is None when nobody ever spoke. `starts_mid_ring`: the recording begins inside a
    burst, so there may have been rings before it.
    """

    rings: tuple[Sound, ...]
    later_rings: tuple[Sound, ...]
    answered_s: float | None
    starts_mid_ring: bool


def hear_ringing(
    sounds: Iterable[Sound],
    *,
    words: Sequence[Span],
    country: str,
    options: RingOptions | None = None,
) -> Ringing:
    """Sort the ``ringback`` sounds into those before the answer and later ones.

    `words` is when each word of either party is said. Somebody may talk while it rings; the ringing
    counts until it stops.
    """
    chosen = options or RingOptions()
    bursts = _once(sounds, chosen)
    chain = _first_chain(bursts, chosen)
    limit = chosen.ringing_starts_within_s
    first_s = min((word.start for word in words), default=math.inf)
    if chain and limit < chain[0].start and first_s < chain[0].start:
        chain = ()
    mid = bool(
        chain
        and chain[0].start < chosen.recording_edge_s
        and chain[0].attributes.get("complete") is False
    )
    return Ringing(
        rings=chain,
        later_rings=tuple(b for b in bursts if b not in chain),
        answered_s=_answered_s(chain, words, country),
        starts_mid_ring=mid,
    )


def ring_events(
    sounds: Iterable[Sound],
    *,
    metadata: CallMetadata,
    words: Sequence[Span],
    country: str,
    options: RingOptions | None = None,
) -> tuple[Event, ...]:
    """``ring`` events (one a burst, on however many channels) and at most one ``answer``.

    Attributes of a ring: ``answer_ring`` (false for rings heard later, as in a transfer),
    ``frequency_hz``, ``country``, ``complete``, ``direction``. Of the answer: ``source`` of the
    ring count (``telephony``, ``audio`` or None), ``audio_rings``, ``metadata_rings``,
    ``disagree``, ``starts_mid_ring``, ``direction``. Nobody speaking gives no answer.
    """
    heard = hear_ringing(sounds, words=words, country=country, options=options)
    events = [
        _ring(burst, answer_ring=burst in heard.rings, metadata=metadata)
        for burst in (*heard.rings, *heard.later_rings)
    ]
    if heard.answered_s is not None:
        events.append(_answer(heard, heard.answered_s, metadata, country))
    return tuple(sorted(events, key=lambda event: event.start))


def ring_measures(
    sounds: Iterable[Sound],
    *,
    metadata: CallMetadata,
    words: Sequence[Span],
    country: str,
    options: RingOptions | None = None,
) -> tuple[Measure, ...]:
    """``rings`` (count) and ``answer_delay`` (s), each only where it is known.

    Telephony beats audio. Where the recording starts inside a burst, the rings heard are a lower
    bound and the delay is unknown.
    """
    heard = hear_ringing(sounds, words=words, country=country, options=options)
    start = heard.rings[0].start if heard.rings else 0.0
    end = heard.answered_s if heard.answered_s is not None else start
    known = {
        "rings": (_ring_count(heard, metadata, country), "rings"),
        "answer_delay": (_answer_delay(heard, metadata), "s"),
    }
    return tuple(
        Measure(name=name, party=None, value=value, unit=unit, start=start, end=max(start, end))
        for name, (value, unit) in known.items()
        if value is not None
    )


def rings_of_seconds(ring_seconds: float, country: str) -> int | None:
    """Bursts begun within `ring_seconds` of ringing; None where the country's cycle is unknown."""
    cycle = cycle_seconds(country)
    if cycle is None:
        return None
    return math.ceil(ring_seconds / cycle) if ring_seconds > 0 else 0


def _metadata_rings(metadata: CallMetadata, country: str) -> int | None:
    if metadata.rings is not None:
        return metadata.rings
    if metadata.ring_seconds is not None:
        return rings_of_seconds(metadata.ring_seconds, country)
    return None


def _ring_count(heard: Ringing, metadata: CallMetadata, country: str) -> float | None:
    told = _metadata_rings(metadata, country)
    if told is not None:
        return float(told)
    return float(len(heard.rings)) if heard.rings and heard.answered_s is not None else None


def _answer_delay(heard: Ringing, metadata: CallMetadata) -> float | None:
    if metadata.ring_seconds is not None:
        return metadata.ring_seconds
    if not heard.rings or heard.answered_s is None or heard.starts_mid_ring:
        return None
    return round(heard.answered_s - heard.rings[0].start, 3)


def _once(sounds: Iterable[Sound], options: RingOptions) -> tuple[Sound, ...]:
    """Ringback bursts in order, one of those that several channels carry (the surest)."""
    kept: list[Sound] = []
    for sound in sorted((s for s in sounds if s.kind == "ringback"), key=lambda s: s.start):
        last = kept[-1] if kept else None
        if last is not None and last.channel != sound.channel and _same(last, sound, options):
            if sound.confidence > last.confidence:
                kept[-1] = sound
        else:
            kept.append(sound)
    return tuple(kept)


def _same(one: Sound, other: Sound, options: RingOptions) -> bool:
    return abs(one.start - other.start) <= options.same_burst_s or one.span.overlap_s(
        other.span
    ) > 0.5 * min(one.span.seconds, other.span.seconds)


def _first_chain(bursts: Sequence[Sound], options: RingOptions) -> tuple[Sound, ...]:
    chain: list[Sound] = []
    for burst in bursts:
        if chain and burst.start - chain[-1].start > options.next_ring_within_s:
            break
        chain.append(burst)
    return tuple(chain)


def _answered_s(rings: Sequence[Sound], words: Sequence[Span], country: str) -> float | None:
    """When the call was answered: a cut burst ends there, else the first word after it.

    It can't be later than the next burst would have begun.
    """
    if not words:
        return None
    if not rings:
        return min(word.start for word in words)
    last = rings[-1]
    if last.attributes.get("complete") is False:
        return last.end
    cycle = _heard_cycle_s(rings, country)
    latest = last.start + cycle if cycle is not None else math.inf
    # Recognisers draw the first word out into the ring before it.
    spoken = min((max(w.start, last.end) for w in words if w.end > last.end), default=latest)
    return min(spoken, latest) if math.isfinite(min(spoken, latest)) else last.end


def _heard_cycle_s(rings: Sequence[Sound], country: str) -> float | None:
    if len(rings) > 1:
        return rings[-1].start - rings[-2].start
    candidates = str(rings[0].attributes.get("country") or "").split(",")
    if country.upper() in candidates or candidates == [""]:
        return cycle_seconds(country)
    cadences = load_ring_cadences()
    return max((cadences[c].cycle_s for c in candidates if c in cadences), default=None)


def _ring(burst: Sound, *, answer_ring: bool, metadata: CallMetadata) -> Event:
    heard = {
        key: burst.attributes[key]
        for key in ("frequency_hz", "country", "complete")
        if key in burst.attributes
    }
    return Event(
        kind="ring",
        party=None,
        start=burst.start,
        end=burst.end,
        confidence=burst.confidence,
        attributes={**heard, "answer_ring": answer_ring, "direction": metadata.direction},
    )


def _answer(heard: Ringing, answered_s: float, metadata: CallMetadata, country: str) -> Event:
    told = _metadata_rings(metadata, country)
    audio = len(heard.rings) if heard.rings else None
    attributes: dict[str, AttributeValue] = {
        "source": "telephony" if told is not None else "audio" if audio else None,
        "audio_rings": audio,
        "metadata_rings": told,
        "disagree": told is not None and audio is not None and told != audio,
        "starts_mid_ring": heard.starts_mid_ring,
        "direction": metadata.direction,
    }
    confidence = 0.9 if heard.rings else 0.5
    return Event(
        kind="answer",
        party=None,
        start=answered_s,
        end=answered_s,
        confidence=confidence,
        attributes=attributes,
    )
