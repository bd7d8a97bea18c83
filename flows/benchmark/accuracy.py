"""Every measure family of one call, and of many pooled."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from flows.benchmark.events import event_detections
from flows.benchmark.pooling import Cases, Detections, SpeakerErrors, WordErrors
from flows.benchmark.rings import RingCase, ring_case
from flows.benchmark.speakers import roles_right, speaker_errors
from flows.benchmark.truth import CallTruth
from flows.benchmark.verdicts import Verdicts, bootstrap_interval, compare_verdicts
from flows.benchmark.words import word_measures
from scoring.findings import ScoredCall


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAccuracy:
    """How right everything about one call is."""

    call_id: str
    layout: Literal["mono", "stereo"]
    seconds: float
    rings: RingCase
    roles: Cases
    events: Mapping[str, Detections]
    words: WordErrors
    words_numbers_aside: WordErrors
    words_by_party: WordErrors
    words_right_party: Cases
    words_right_side: Cases
    speakers: SpeakerErrors
    verdicts: Verdicts


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledAccuracy:
    """The counts of any number of calls, added up."""

    calls: int
    seconds: float
    rings: tuple[RingCase, ...]
    roles: Cases
    events: Mapping[str, Detections]
    words: WordErrors
    words_numbers_aside: WordErrors
    words_by_party: WordErrors
    words_right_party: Cases
    words_right_side: Cases
    speakers: SpeakerErrors
    verdicts: Verdicts
    agreement_interval: tuple[float, float] | None


def call_accuracy(truth: CallTruth, scored: ScoredCall) -> CallAccuracy:
    """Hold one result against the truth."""
    heard = scored.heard
    words = word_measures(truth, heard)
    return CallAccuracy(
        call_id=truth.call_id,
        layout=truth.layout,
        seconds=truth.seconds,
        rings=ring_case(truth, heard),
        roles=roles_right(truth, heard),
        events=event_detections(truth, heard),
        words=words.in_time,
        words_numbers_aside=words.numbers_aside,
        words_by_party=words.by_party,
        words_right_party=words.right_party,
        words_right_side=words.right_side,
        speakers=speaker_errors(truth, heard),
        verdicts=compare_verdicts(truth, scored),
    )


def pool(calls: Iterable[CallAccuracy]) -> PooledAccuracy:
    """Add up the counts of `calls`."""
    listed = list(calls)
    kinds = dict.fromkeys(kind for call in listed for kind in call.events)
    return PooledAccuracy(
        calls=len(listed),
        seconds=sum(call.seconds for call in listed),
        rings=tuple(call.rings for call in listed),
        roles=sum((call.roles for call in listed), Cases()),
        events={
            kind: sum((call.events.get(kind, Detections()) for call in listed), Detections())
            for kind in kinds
        },
        words=sum((call.words for call in listed), WordErrors()),
        words_numbers_aside=sum((call.words_numbers_aside for call in listed), WordErrors()),
        words_by_party=sum((call.words_by_party for call in listed), WordErrors()),
        words_right_party=sum((call.words_right_party for call in listed), Cases()),
        words_right_side=sum((call.words_right_side for call in listed), Cases()),
        speakers=sum((call.speakers for call in listed), SpeakerErrors()),
        verdicts=sum((call.verdicts for call in listed), Verdicts()),
        agreement_interval=bootstrap_interval([call.verdicts.agreement for call in listed]),
    )
