"""What the engines heard in one recording, before anyone knows who is agent and who customer.

This is the expensive, cacheable half of listening: it depends on the audio, the engines and their
options alone, never on the data beside the recording.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from audio_features.timeline import AttributeValue, Span, Word

#: ``dual_mono``: two channels that carry the same signal, listened to as one.
ChannelLayout = Literal["mono", "dual_mono", "stereo"]

SoundKind = Literal["ringback", "busy", "dial", "fax", "music", "speech", "sigh"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineInfo:
    """Which engine did what: stored with every result, part of every cache key."""

    task: str
    name: str
    version: str
    options: Mapping[str, AttributeValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """A stretch of one kind of sound on one channel (0-based; channel 0 when mono).

    A ``ringback`` sound is one tone burst; `attributes` then holds ``frequency_hz`` and, where the
    cadence is a known one, ``country``. A ``sigh`` is a candidate with the classifier's belief.
    """

    kind: SoundKind
    channel: int
    start: float
    end: float
    confidence: float
    attributes: Mapping[str, AttributeValue] = field(default_factory=dict)

    @property
    def span(self) -> Span:
        """When it was heard."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerSpan:
    """One speaker speaks. Spans of different speakers may overlap.

    `speaker` is ``channel_0``/``channel_1`` in true stereo, else the diarizer's label
    (``speaker_0``, ``speaker_1`` …).
    """

    speaker: str
    start: float
    end: float
    confidence: float

    @property
    def span(self) -> Span:
        """When it was heard."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """The words of one channel in order of time, with the language they are in (ISO 639-1)."""

    channel: int
    language: str
    language_confidence: float
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """All that the engines heard.

    `transcripts` has one entry a channel in stereo and one in all for mono; `speakers` is sorted by
    start; `sounds` covers every channel.
    """

    layout: ChannelLayout
    sounds: tuple[Sound, ...]
    transcripts: tuple[Transcript, ...]
    speakers: tuple[SpeakerSpan, ...]
    engines: tuple[EngineInfo, ...]
