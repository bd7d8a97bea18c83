"""Lets a scripted person say a line: samples at 24 kHz and the time of every word."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample_poly

from sample_calls.builder.errors import ScriptError, ToolMissingError
from sample_calls.builder.model_files import BUILD_DIR, timed_model, voice_vectors
from sample_calls.builder.script import Voice
from sample_calls.builder.word_edges import snap_to_sound
from sample_calls.builder.word_times import PhonemeTime, WordTime, time_words

TTS_RATE_HZ = 24_000
_PITCH_STEPS = 200  # resolution of the resampling ratio
_CACHE_VERSION = 1


@dataclass(frozen=True, slots=True, eq=False)
class Utterance:
    """One line as spoken: float32 samples, shape (n,), at `rate_hz`; word times from its start."""

    samples: NDArray[np.float32]
    rate_hz: int
    words: tuple[WordTime, ...]


class Synthesizer:
    """Speaks lines with Kokoro; what was spoken once is kept under ``.build/phrases``."""

    def __init__(self, cache_dir: Path = BUILD_DIR / "phrases") -> None:
        self._cache_dir = cache_dir

    @cached_property
    def _kokoro(self) -> Any:
        try:
            import onnxruntime  # type: ignore[import-untyped]  # noqa: PLC0415 - heavy, optional
            from kokoro_onnx import Kokoro  # noqa: PLC0415 - heavy, optional
        except ImportError as error:
            raise ToolMissingError(
                f"{error.name} is not installed: pip install -e '.[samples]' -c constraints.txt"
            ) from error
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # the same sums in the same order, every time
        session = onnxruntime.InferenceSession(str(timed_model()), options)
        return Kokoro.from_session(session, str(voice_vectors()))

    def say(
        self, text: str, voice: Voice, *, speed: float = 1.0, pitch_st: float = 0.0
    ) -> Utterance:
        """`text` in `voice`; `speed` and `pitch_st` come on top of the voice's own."""
        pitch_ratio = round(_PITCH_STEPS * 2 ** ((voice.pitch_st + pitch_st) / 12)) / _PITCH_STEPS
        tts_speed = voice.speed * speed / pitch_ratio
        if not 0.5 <= tts_speed <= 2.0:
            raise ScriptError(f"speed {tts_speed:.2f} of {text[:30]!r} is outside 0.5 to 2.0")
        samples, words = self._spoken(text, voice, tts_speed)
        words = snap_to_sound(words, samples, TTS_RATE_HZ)
        if pitch_ratio != 1:
            samples = resample_poly(samples, _PITCH_STEPS, round(_PITCH_STEPS * pitch_ratio))
            words = tuple(
                WordTime(w.word, w.start / pitch_ratio, w.end / pitch_ratio) for w in words
            )
        return Utterance(samples.astype(np.float32), TTS_RATE_HZ, words)

    def _spoken(
        self, text: str, voice: Voice, speed: float
    ) -> tuple[NDArray[np.float32], tuple[WordTime, ...]]:
        wanted = [_CACHE_VERSION, text, sorted(voice.blend.items()), voice.lang, round(speed, 4)]
        key = hashlib.sha256(json.dumps(wanted).encode()).hexdigest()[:24]
        path = self._cache_dir / f"{key}.npz"
        if path.exists():
            with np.load(path) as kept:
                words = zip(kept["words"], kept["starts"], kept["ends"], strict=True)
                times = tuple(WordTime(str(w), float(s), float(e)) for w, s, e in words)
                return kept["samples"], times
        samples, times = self._synthesized(text, voice, speed)
        self._cache_dir.mkdir(parents=True, exist_ok=True)
        np.savez(
            path,
            samples=samples,
            words=np.array([t.word for t in times]),
            starts=np.array([t.start for t in times]),
            ends=np.array([t.end for t in times]),
        )
        return samples, times

    def _synthesized(
        self, text: str, voice: Voice, speed: float
    ) -> tuple[NDArray[np.float32], tuple[WordTime, ...]]:
        style = self._blended(voice)
        samples, _, timings = self._kokoro.create_timed(text, style, speed, voice.lang)
        words = [word for word in text.split() if any(char.isalpha() for char in word)]
        alone = [self._kokoro.tokenizer.phonemize(word, voice.lang) for word in words]
        spoken = [PhonemeTime(t.phoneme, float(t.start), float(t.end)) for t in timings]
        return np.asarray(samples, dtype=np.float32), time_words(words, alone, spoken)

    def _blended(self, voice: Voice) -> NDArray[np.float32]:
        known = set(self._kokoro.get_voices())
        unknown = sorted(set(voice.blend) - known)
        if unknown:
            raise ScriptError(
                f"no such voice: {', '.join(unknown)}; known: {', '.join(sorted(known))}"
            )
        total = sum(voice.blend.values())
        parts = [self._kokoro.get_voice_style(n) * (w / total) for n, w in voice.blend.items()]
        return np.asarray(np.sum(parts, axis=0), dtype=np.float32)
