"""One call as it was heard: what scoring judges and the store keeps."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audio_features.call_metadata import CallMetadata
from audio_features.hearing import EngineInfo
from audio_features.recording import Recording
from audio_features.timeline import Event, Measure, Party, Span, Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """Which voice a party is: its channel (stereo) or diarized speaker, how sure, and why."""

    channel: int | None
    speaker: str
    confidence: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """Who is who; a party that never speaks has no role."""

    agent: Role | None
    customer: Role | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardCall:
    """Recording, words, events and measures of one call. `country` is ISO 3166-1 alpha-2."""

    call_id: str
    recording: Recording
    metadata: CallMetadata
    language: str
    country: str
    roles: Roles
    turns: tuple[Turn, ...]
    events: tuple[Event, ...]
    measures: tuple[Measure, ...]
    engines: tuple[EngineInfo, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PartyTrack:
    """One party's voice, ready to be measured.

    `samples` has shape (n,), float32 in -1..1: the party's own channel in stereo (`own_channel`),
    the shared signal in mono. `speech` is when this party speaks; in mono, stretches where the
    other party speaks too are left out, as they can't be told apart there.
    """

    party: Party
    samples: NDArray[np.float32]
    sample_rate_hz: int
    speech: tuple[Span, ...]
    own_channel: bool
