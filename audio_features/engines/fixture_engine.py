"""Replays what was heard before: for tests and demonstrations without models."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from audio_features.engines.base import FloatArray
from audio_features.hearing import EngineInfo, Sound, SpeakerSpan, Transcript
from audio_features.timeline import Span


def _info(task: str) -> EngineInfo:
    return EngineInfo(task=task, name="fixture", version="1")


@dataclass(frozen=True, slots=True, kw_only=True)
class FixtureTranscriber:
    """Gives back the stored transcript of a channel, only the words that lie in the speech."""

    transcripts: Mapping[int, Transcript]
    info: EngineInfo = field(default_factory=lambda: _info("transcription"))

    def detect_language(self, samples: FloatArray, *, speech: Sequence[Span]) -> tuple[str, float]:
        """Language of the first stored transcript."""
        del samples, speech
        first = self.transcripts[min(self.transcripts)]
        return first.language, first.language_confidence

    def transcribe(
        self,
        samples: FloatArray,
        *,
        channel: int,
        speech: Sequence[Span],
        language: str | None,
        vocabulary: Sequence[str] = (),
    ) -> Transcript:
        """Return the stored transcript of `channel`, in `language` where one is given."""
        del samples, vocabulary
        stored = self.transcripts[channel]
        heard = tuple(
            word for word in stored.words if any(word.span.overlap_s(span) > 0 for span in speech)
        )
        return replace(stored, words=heard, language=language or stored.language)


@dataclass(frozen=True, slots=True, kw_only=True)
class FixtureDiarizer:
    """Gives back the stored speaker spans."""

    speakers: tuple[SpeakerSpan, ...]
    info: EngineInfo = field(default_factory=lambda: _info("diarization"))

    def diarize(self, samples: FloatArray, *, speech: Sequence[Span]) -> tuple[SpeakerSpan, ...]:
        """Return the stored spans that touch `speech`."""
        del samples
        return tuple(
            one for one in self.speakers if any(one.span.overlap_s(span) > 0 for span in speech)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FixtureSoundDetector:
    """Gives back the stored sounds of a channel."""

    sounds: tuple[Sound, ...]
    info: EngineInfo = field(default_factory=lambda: _info("sounds"))

    def detect(self, samples: FloatArray, *, channel: int) -> tuple[Sound, ...]:
        """Return the stored sounds of `channel`."""
        del samples
        return tuple(sound for sound in self.sounds if sound.channel == channel)
