"""What listening asks of an engine. Adapters convert at once to our types."""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from audio_features.hearing import EngineInfo, Sound, SpeakerSpan, Transcript
from audio_features.timeline import Span

#: Sample rate that every engine takes, in Hz.
ENGINE_RATE_HZ = 16_000

#: Seconds that speech is made longer on both sides, so that no word is cut. Ours.
SPEECH_PAD_S = 0.15

FloatArray = NDArray[np.float32]

#: From pieces of speech (shape (n, 2), seconds) to the log-odds, shape (n,), that what is said in
#: each is an agent's. May wait for the words.
WordEvidence = Callable[[NDArray[np.float64]], NDArray[np.float64]]


class Transcriber(Protocol):
    """Speech to words with times."""

    @property
    def info(self) -> EngineInfo:
        """Name, version and options."""
        ...

    def detect_language(self, samples: FloatArray, *, speech: Sequence[Span]) -> tuple[str, float]:
        """ISO 639-1 code of the language spoken, and how sure (0 to 1)."""
        ...

    def transcribe(
        self,
        samples: FloatArray,
        *,
        channel: int,
        speech: Sequence[Span],
        language: str | None,
        vocabulary: Sequence[str] = (),
    ) -> Transcript:
        """Transcribe `samples` (shape (n,), 16 kHz), only where `speech` says someone speaks.

        `language` is an ISO 639-1 code, or None to let the engine tell; `vocabulary` are names and
        product words to expect.
        """
        ...


class Diarizer(Protocol):
    """Who speaks when, for recordings that carry all parties on one channel."""

    @property
    def info(self) -> EngineInfo:
        """Name, version and options."""
        ...

    def diarize(
        self,
        samples: FloatArray,
        *,
        speech: Sequence[Span],
        agent_log_odds: WordEvidence | None = None,
    ) -> tuple[SpeakerSpan, ...]:
        """Speaker spans of `samples` (shape (n,), 16 kHz), overlaps kept, inside `speech` only.

        `agent_log_odds` tells, once pieces of speech are cut, whose words are spoken in them.
        """
        ...


class SoundDetector(Protocol):
    """Speech and music on one channel."""

    @property
    def info(self) -> EngineInfo:
        """Name, version and options."""
        ...

    def detect(self, samples: FloatArray, *, channel: int) -> tuple[Sound, ...]:
        """``speech`` and ``music`` sounds of `samples` (shape (n,), 16 kHz)."""
        ...


class SighClassifier(Protocol):
    """Which of the sounds outside speech are sighs."""

    @property
    def info(self) -> EngineInfo:
        """Name, version and options."""
        ...

    def confidence(self, samples: FloatArray, spans: Sequence[Span]) -> tuple[float, ...]:
        """Belief, 0 to 1, that each of `spans` of `samples` (shape (n,), 16 kHz) is a sigh."""
        ...
