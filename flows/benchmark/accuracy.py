"""Everything counted on one call, or on many, added up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Self

from audio_features.hearing import EngineInfo
from flows.benchmark.events import event_detections
from flows.benchmark.evidence import EvidencePlaces, evidence_places
from flows.benchmark.pooling import Cases, Detections, SpeakerErrors, WordErrors
from flows.benchmark.rings import RingCase, ring_case
from flows.benchmark.speakers import roles_right, speaker_errors
from flows.benchmark.truth import CallTruth
from flows.benchmark.verdicts import Verdicts, compare_verdicts
from flows.benchmark.voices import VoiceCase, level_cases, pace_cases
from flows.benchmark.words import word_measures
from scoring.findings import RubricIdentity, ScoredCall


@dataclass(frozen=True, slots=True, kw_only=True)
class AccuracyCounts:
    """What was right and what was wrong on any number of calls."""

    calls: int = 0
    seconds: float = 0.0
    agent_speech_s: float = 0.0
    rings: tuple[RingCase, ...] = ()
    roles: Cases = field(default_factory=Cases)
    events: Mapping[str, Detections] = field(default_factory=dict)
    words: WordErrors = field(default_factory=WordErrors)
    words_numbers_aside: WordErrors = field(default_factory=WordErrors)
    words_by_party: WordErrors = field(default_factory=WordErrors)
    words_right_party: Cases = field(default_factory=Cases)
    words_right_side: Cases = field(default_factory=Cases)
    speakers: SpeakerErrors = field(default_factory=SpeakerErrors)
    levels: tuple[VoiceCase, ...] = ()
    paces: tuple[VoiceCase, ...] = ()
    verdicts: Verdicts = field(default_factory=Verdicts)
    evidence: EvidencePlaces = field(default_factory=EvidencePlaces)

    def detections(self, kind: str) -> Detections:
        """Events of one kind, or of one kind and party (``sigh/agent``)."""
        return self.events.get(kind, Detections())

    def __add__(self, other: Self) -> "AccuracyCounts":
        kinds = dict.fromkeys((*self.events, *other.events))
        return AccuracyCounts(
            calls=self.calls + other.calls,
            seconds=self.seconds + other.seconds,
            agent_speech_s=self.agent_speech_s + other.agent_speech_s,
            rings=(*self.rings, *other.rings),
            roles=self.roles + other.roles,
            events={kind: self.detections(kind) + other.detections(kind) for kind in kinds},
            words=self.words + other.words,
            words_numbers_aside=self.words_numbers_aside + other.words_numbers_aside,
            words_by_party=self.words_by_party + other.words_by_party,
            words_right_party=self.words_right_party + other.words_right_party,
            words_right_side=self.words_right_side + other.words_right_side,
            speakers=self.speakers + other.speakers,
            levels=(*self.levels, *other.levels),
            paces=(*self.paces, *other.paces),
            verdicts=self.verdicts + other.verdicts,
            evidence=self.evidence + other.evidence,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAccuracy:
    """How right everything about one call is, and which engines heard it.

    `sha256` is the recording's.
    """

    call_id: str
    sha256: str
    layout: Literal["mono", "stereo"]
    condition: str | None
    engines: tuple[EngineInfo, ...]
    counts: AccuracyCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class AccuracyRun:
    """One run of the benchmark: what was measured, with what, and what could not be.

    `failures` has one line for each recording that could not be measured; `engines_sha256` is
    over all engines and their options; `folder` is the name of the folder of recordings.
    """

    calls: tuple[CallAccuracy, ...]
    failures: tuple[str, ...]
    measured_at: datetime
    folder: str
    escucha: str
    engines_sha256: str
    rubric: RubricIdentity
    ear_alone: bool

    @property
    def engines(self) -> tuple[EngineInfo, ...]:
        """Every engine that heard a call, once."""
        heard = (engine for call in self.calls for engine in call.engines)
        return tuple({(e.task, e.name, e.version): e for e in heard}.values())


def call_accuracy(truth: CallTruth, scored: ScoredCall) -> CallAccuracy:
    """Hold one result against the truth."""
    heard = scored.heard
    words = word_measures(truth, heard)
    counts = AccuracyCounts(
        calls=1,
        seconds=truth.seconds,
        agent_speech_s=sum(turn.span.seconds for turn in truth.turns if turn.party == "agent"),
        rings=(ring_case(truth, heard),),
        roles=roles_right(truth, heard),
        events=event_detections(truth, heard),
        words=words.in_time,
        words_numbers_aside=words.numbers_aside,
        words_by_party=words.by_party,
        words_right_party=words.right_party,
        words_right_side=words.right_side,
        speakers=speaker_errors(truth, heard),
        levels=level_cases(truth, heard),
        paces=pace_cases(truth, heard),
        verdicts=compare_verdicts(truth, scored),
        evidence=evidence_places(truth, scored),
    )
    return CallAccuracy(
        call_id=truth.call_id,
        sha256=heard.recording.sha256,
        layout=truth.layout,
        condition=truth.condition,
        engines=heard.engines,
        counts=counts,
    )


def pool(calls: Iterable[CallAccuracy]) -> AccuracyCounts:
    """Add up the counts of `calls`."""
    return sum((call.counts for call in calls), AccuracyCounts())
