"""Speech packed into the windows Whisper decodes, and word times mapped back.

Every Whisper window costs a whole 30 s encoder pass however little speech it holds, and music or
silence inside it invites invented text. So the spans of speech are cut out, joined with short
pauses into few full windows, decoded, and every time mapped back to the recording.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from audio_features.engines.base import ENGINE_RATE_HZ, FloatArray
from audio_features.timeline import Span, merge_spans


@dataclass(frozen=True, slots=True, kw_only=True)
class PackingOptions:
    """How speech is cut out and joined."""

    #: Longest window in seconds; a second below Whisper's 30 s, so that its end is heard as an end.
    window_s: float = 29.0
    #: Seconds of the recording kept before and after each span, against clipped consonants. Ours.
    margin_s: float = 0.2
    #: Pauses up to this many seconds inside a window are kept as they are. Ours.
    kept_pause_s: float = 0.8
    #: Seconds of silence put between pieces that were further apart. Ours.
    joint_s: float = 0.4
    #: Spans shorter than this, in seconds, are too short to decode and left out. Ours.
    min_span_s: float = 0.12


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the recording (`source`) and where it lies in its window, in seconds."""

    source: Span
    offset: float


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces of the recording that are decoded together, in order of time."""

    pieces: tuple[Piece, ...]

    @property
    def seconds(self) -> float:
        """Length of the packed window in seconds."""
        last = self.pieces[-1]
        return last.offset + last.source.seconds

    def samples(self, recording: FloatArray) -> FloatArray:
        """The packed samples, shape (n,), 16 kHz."""
        packed = np.zeros(round(self.seconds * ENGINE_RATE_HZ), dtype=np.float32)
        for piece in self.pieces:
            first = round(piece.source.start * ENGINE_RATE_HZ)
            cut = recording[first : round(piece.source.end * ENGINE_RATE_HZ)]
            at = round(piece.offset * ENGINE_RATE_HZ)
            cut = cut[: len(packed) - at]
            packed[at : at + len(cut)] = cut
        return packed

    def to_recording(self, span: Span) -> Span:
        """`span` of the window as it lies in the recording, in the piece that holds its middle."""
        middle = (span.start + span.end) / 2
        piece = min(self.pieces, key=lambda one: _distance_s(one, middle))
        shift = piece.source.start - piece.offset
        start = min(max(span.start + shift, piece.source.start), piece.source.end)
        end = min(max(span.end + shift, start), piece.source.end)
        return Span(start, end)


def pack_speech(
    speech: Sequence[Span], *, total_s: float, options: PackingOptions
) -> tuple[Window, ...]:
    """Pack `speech` of a recording of `total_s` seconds into windows, about equally full.

    Spans longer than a window are cut at the window's length.
    """
    wanted = [span for span in merge_spans(speech) if span.seconds >= options.min_span_s]
    padded = [
        Span(max(0.0, span.start - options.margin_s), min(total_s, span.end + options.margin_s))
        for span in wanted
        if span.start < total_s
    ]
    joined = merge_spans(padded, max_gap_s=options.kept_pause_s)
    pieces = [part for span in joined for part in _cut_long(span, wanted, options.window_s)]
    room_s = _even_room_s(pieces, options)
    windows: list[Window] = []
    current: list[Piece] = []
    at = 0.0
    for source in pieces:
        gap = options.joint_s if current else 0.0
        full = at + gap + source.seconds > options.window_s + 1e-6
        if current and (full or at >= room_s):
            windows.append(Window(tuple(current)))
            current, at, gap = [], 0.0, 0.0
        current.append(Piece(source, at + gap))
        at += gap + source.seconds
    if current:
        windows.append(Window(tuple(current)))
    return tuple(windows)


def _even_room_s(pieces: Sequence[Span], options: PackingOptions) -> float:
    """Fill at which a window is closed so that all get about the same, in seconds."""
    total_s = sum(piece.seconds + options.joint_s for piece in pieces)
    count = max(1, int(np.ceil(total_s / options.window_s)))
    return max(total_s / count, 0.0) if count > 1 else options.window_s


def _cut_long(span: Span, speech: Sequence[Span], window_s: float) -> list[Span]:
    """`span` in parts of at most `window_s`, cut in the longest pause near the end of each part."""
    parts = []
    start = span.start
    while span.end - start > window_s:
        cut = _best_cut(start, start + window_s, speech)
        parts.append(Span(start, cut))
        start = cut
    return [*parts, Span(start, span.end)]


def _best_cut(start: float, latest: float, speech: Sequence[Span]) -> float:
    earliest = start + (latest - start) * 0.6
    pauses = [
        Span(one.end, other.start)
        for one, other in pairwise(speech)
        if earliest <= one.end and other.start <= latest
    ]
    if not pauses:
        return latest
    longest = max(pauses, key=lambda pause: pause.seconds)
    return (longest.start + longest.end) / 2


def _distance_s(piece: Piece, at: float) -> float:
    return max(piece.offset - at, at - (piece.offset + piece.source.seconds), 0.0)
