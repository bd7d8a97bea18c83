"""Values on the time line of a call. Frozen; seconds from the start of the recording."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Party = Literal["agent", "customer", "other"]

EventKind = Literal[
    "ring",
    "answer",
    "hold",
    "transfer",
    "interruption",
    "backchannel",
    "overlap",
    "dead_air",
    "sigh",
]

#: What an event attribute may hold; null means "could not be told".
AttributeValue = str | int | float | bool | None


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of time, ``start <= end``; empty when they are equal."""

    start: float
    end: float

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"span ends before it starts: start={self.start}, end={self.end}")

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return self.end - self.start

    def overlap_s(self, other: "Span") -> float:
        """Seconds that both spans share; 0 where they only touch."""
        return max(0.0, min(self.end, other.end) - max(self.start, other.start))


def merge_spans(spans: Iterable[Span], *, max_gap_s: float = 0.0) -> tuple[Span, ...]:
    """Union of `spans`, sorted, joining those at most `max_gap_s` seconds apart."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start - merged[-1].end <= max_gap_s:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def subtract_spans(spans: Iterable[Span], holes: Iterable[Span]) -> tuple[Span, ...]:
    """What is left of `spans` once every one of `holes` is cut out of them."""
    cuts = merge_spans(holes)
    left: list[Span] = []
    first = 0  # the first hole that does not end before the span
    for span in merge_spans(spans):
        while first < len(cuts) and cuts[first].end <= span.start:
            first += 1
        pieces, at = [span], first
        while pieces and at < len(cuts) and cuts[at].start < span.end:
            pieces[-1:] = _cut(pieces[-1], cuts[at])  # holes rise: only the last can be cut
            at += 1
        left += pieces
    return tuple(left)


def intersect_spans(some: Iterable[Span], others: Iterable[Span]) -> tuple[Span, ...]:
    """Stretches of time covered by both `some` and `others`."""
    first, second = merge_spans(some), merge_spans(others)
    shared: list[Span] = []
    i = j = 0
    while i < len(first) and j < len(second):
        start, end = max(first[i].start, second[j].start), min(first[i].end, second[j].end)
        if start < end:
            shared.append(Span(start, end))
        if first[i].end < second[j].end:
            i += 1
        else:
            j += 1
    return tuple(shared)


def _cut(span: Span, hole: Span) -> list[Span]:
    if hole.end <= span.start or hole.start >= span.end:
        return [span]
    pieces = []
    if span.start < hole.start:
        pieces.append(Span(span.start, hole.start))
    if hole.end < span.end:
        pieces.append(Span(hole.end, span.end))
    return pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One recognised word; `confidence` is the engine's probability, 0 to 1."""

    word: str
    start: float
    end: float
    confidence: float

    @property
    def span(self) -> Span:
        """When it was said."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One party's speech without a pause of its own longer than the turn pause."""

    party: Party
    start: float
    end: float
    text: str
    confidence: float
    words: tuple[Word, ...] = ()

    @property
    def span(self) -> Span:
        """When it was said."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened on the call; `attributes` as the data contract names them.

    In an ``interruption`` or ``overlap`` the party is who came in second; a ``ring``, ``answer``
    or ``dead_air`` belongs to nobody (None).
    """

    kind: EventKind
    party: Party | None
    start: float
    end: float
    confidence: float
    attributes: Mapping[str, AttributeValue] = field(default_factory=dict)

    @property
    def span(self) -> Span:
        """When it happened."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measured number, over the whole call or a window of it; see `measures.catalog`."""

    name: str
    party: Party | None
    value: float
    unit: str
    start: float
    end: float
