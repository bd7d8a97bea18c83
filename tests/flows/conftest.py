"""One Prefect server for all tests here, engines that need no weights, and made-up recordings."""

# ruff: noqa: E402, ARG002, ARG005 - Prefect waits for its environment; engines keep their protocol

import os
import tempfile
import wave
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from flows.privacy import confine_libraries

# Before anything imports Prefect: it reads its environment once.
_HOME = tempfile.TemporaryDirectory(prefix="escucha-tests-")
for _name in [name for name in os.environ if name.startswith(("ESCUCHA_", "PREFECT_"))]:
    del os.environ[_name]
confine_libraries(data_dir=Path(_HOME.name), hub_allowed=False)

# isort: split

import numpy as np
from numpy.typing import NDArray
from prefect.testing.utilities import prefect_test_harness
from typer.testing import CliRunner, Result

from audio_features.engines.base import ENGINE_RATE_HZ, FloatArray, WordEvidence
from audio_features.engines.registry import Engines
from audio_features.hearing import EngineInfo, Sound, SpeakerSpan, Transcript
from audio_features.timeline import Span, Word, merge_spans
from flows import workplace
from flows.commands.application import app

RATE_HZ = 8_000
FRAME_S = 0.02


@dataclass
class LoudnessDetector:
    """Takes everything loud for speech."""

    info: EngineInfo = field(
        default_factory=lambda: EngineInfo(task="sounds", name="loudness", version="1")
    )

    def detect(self, samples: FloatArray, *, channel: int) -> tuple[Sound, ...]:
        frame = int(FRAME_S * ENGINE_RATE_HZ)
        frames = samples[: len(samples) // frame * frame].reshape(-1, frame)
        loud = np.flatnonzero(np.sqrt((frames**2).mean(axis=1)) > 0.01)
        spans = merge_spans((Span(i * FRAME_S, (i + 1) * FRAME_S) for i in loud), max_gap_s=0.2)
        return tuple(
            Sound(kind="speech", channel=channel, start=s.start, end=s.end, confidence=0.9)
            for s in spans
        )


@dataclass
class Reciter:
    """Hears the same sentences in whatever is said; counts how often it was asked."""

    heard: list[str | None] = field(default_factory=list)
    info: EngineInfo = field(
        default_factory=lambda: EngineInfo(task="asr", name="reciter", version="1")
    )

    def detect_language(self, samples: FloatArray, *, speech: Sequence[Span]) -> tuple[str, float]:
        return "es", 0.9

    def transcribe(
        self,
        samples: FloatArray,
        *,
        channel: int,
        speech: Sequence[Span],
        language: str | None,
        vocabulary: Sequence[str] = (),
    ) -> Transcript:
        self.heard.append(language)
        said = ("buenos días le atiende Ana", "hola tengo un problema")[channel].split()
        words = [
            Word(
                word=text,
                start=span.start + span.seconds * i / len(said),
                end=span.start + span.seconds * (i + 1) / len(said),
                confidence=0.95,
            )
            for span in speech
            for i, text in enumerate(said)
        ]
        return Transcript(
            channel=channel, language=language or "es", language_confidence=0.9, words=tuple(words)
        )


@dataclass
class Alternator:
    """Gives each stretch of speech to the other speaker."""

    info: EngineInfo = field(
        default_factory=lambda: EngineInfo(task="diarization", name="alternator", version="1")
    )

    def diarize(
        self,
        samples: FloatArray,
        *,
        speech: Sequence[Span],
        agent_log_odds: WordEvidence | None = None,
    ) -> tuple[SpeakerSpan, ...]:
        return tuple(
            SpeakerSpan(speaker=f"speaker_{i % 2}", start=s.start, end=s.end, confidence=0.8)
            for i, s in enumerate(speech)
        )


def voice(seconds: float, *, pitch_hz: float = 120.0) -> NDArray[np.float64]:
    """Something like a vowel, in syllables."""
    t = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    tone = sum(np.sin(2 * np.pi * pitch_hz * k * t) / k for k in range(1, 12))
    return np.asarray(0.15 * tone * (0.6 + 0.4 * np.sin(2 * np.pi * 4 * t)))


def dialogue(seconds: float = 6.0, *, pitch_hz: float = 120.0) -> NDArray[np.float64]:
    """Two channels that take turns, shape (2, n)."""
    half = int(seconds * RATE_HZ / 2)
    both = np.random.default_rng(int(pitch_hz)).normal(0, 0.0005, (2, 2 * half))
    both[0, : half - RATE_HZ // 4] += voice(seconds, pitch_hz=pitch_hz)[: half - RATE_HZ // 4]
    both[1, half:] += voice(seconds, pitch_hz=1.7 * pitch_hz)[:half]
    return both


def write_wav(path: Path, samples: NDArray[Any]) -> Path:
    """16-bit WAV of `samples`, shape (channels, n) in -1..1."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(samples.shape[0])
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes((np.clip(samples.T, -1, 1) * 32767).astype("<i2").tobytes())
    return path


@pytest.fixture(scope="session", autouse=True)
def prefect_server() -> Iterator[None]:
    """Starting it takes seconds: once."""
    with prefect_test_harness(server_startup_timeout=240):
        yield


@pytest.fixture
def reciter() -> Reciter:
    return Reciter()


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reciter: Reciter) -> Iterator[Path]:
    """A folder of its own, with settings, database and engines of its own."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("ESCUCHA_")]:
        monkeypatch.delenv(name)
    engines = Engines(transcriber=reciter, diarizer=Alternator(), sound_detector=LoudnessDetector())
    monkeypatch.setattr(workplace, "load_engines", lambda settings: engines)
    monkeypatch.setattr(workplace, "engine_fingerprint", lambda settings: f"made up {tmp_path}")
    workplace.forget()
    yield tmp_path
    workplace.forget()


@pytest.fixture
def recording(tmp_path: Path) -> Callable[..., Path]:
    """Makes a recording of two people who take turns."""

    def make(name: str = "calls/a.wav", **options: float) -> Path:
        return write_wav(tmp_path / name, dialogue(**options))

    return make


@pytest.fixture
def wav(tmp_path: Path) -> Callable[..., Path]:
    """Writes samples, shape (channels, n), as a recording."""

    def write(name: str, samples: NDArray[Any]) -> Path:
        return write_wav(tmp_path / name, samples)

    return write


@pytest.fixture
def monologue() -> NDArray[np.float64]:
    """One person who talks and pauses, shape (n,)."""
    pause = np.zeros(RATE_HZ)
    return np.concatenate([voice(2.0), pause, voice(2.0), pause])


@pytest.fixture
def escucha() -> Callable[..., Result]:
    """Runs a command as a user does."""

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(app, [str(argument) for argument in arguments])

    return run
