"""Who is who, and who spoke when."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from pyannote.core import Annotation, Segment, Timeline
from pyannote.metrics.diarization import DiarizationErrorRate

from audio_features.heard_call import HeardCall
from audio_features.timeline import Party, Span, intersect_spans
from flows.benchmark.pooling import Cases, SpeakerErrors
from flows.benchmark.truth import CallTruth


class Spoken(Protocol):
    """A true or a heard turn."""

    @property
    def party(self) -> Party: ...  # noqa: D102
    @property
    def span(self) -> Span: ...  # noqa: D102


def roles_right(truth: CallTruth, heard: HeardCall) -> Cases:
    """Whether agent and customer are the right way round.

    They are where both are heard and more speech lies with the right party than with the wrong
    one; whoever answers after a transfer is on the agent's side. Calls whose data say which channel
    is the agent's, and calls in which only one of them speaks, are not counted.
    """
    told = heard.metadata.agent_channel is not None
    if told or not {"agent", "customer"} <= {turn.party for turn in truth.turns}:
        return Cases()
    side, caller = _spans(truth.turns, "agent", "other"), _spans(truth.turns, "customer")
    heard_side = _spans(heard.turns, "agent", "other")
    heard_caller = _spans(heard.turns, "customer")
    right_s = _shared_s(side, heard_side) + _shared_s(caller, heard_caller)
    swapped_s = _shared_s(side, heard_caller) + _shared_s(caller, heard_side)
    both = bool(heard_side) and bool(heard_caller)
    return Cases(right=int(both and right_s > swapped_s), total=1)


def speaker_errors(truth: CallTruth, heard: HeardCall) -> SpeakerErrors:
    """Diarization errors of the turns: no collar, overlap counted, labels mapped as fits best.

    Swapped roles are thus no error here: `roles_right` tells of them.
    """
    metric = DiarizationErrorRate(collar=0.0, skip_overlap=False)
    last_s = [turn.end for turn in truth.turns] + [turn.end for turn in heard.turns]
    seconds = max([truth.seconds, *last_s])
    parts = metric(
        _annotation(truth.turns),
        _annotation(heard.turns),
        uem=Timeline([Segment(0.0, seconds)]),
        detailed=True,
    )
    return SpeakerErrors(
        true_s=float(parts["total"]),
        missed_s=float(parts["missed detection"]),
        made_up_s=float(parts["false alarm"]),
        confused_s=float(parts["confusion"]),
    )


def _annotation(turns: Iterable[Spoken]) -> Annotation:
    annotation = Annotation()
    for number, turn in enumerate(turns):
        if turn.span.seconds > 0:
            annotation[Segment(turn.span.start, turn.span.end), number] = turn.party
    return annotation


def _spans(turns: Iterable[Spoken], *parties: Party) -> Sequence[Span]:
    return [turn.span for turn in turns if turn.party in parties]


def _shared_s(some: Sequence[Span], others: Sequence[Span]) -> float:
    return sum(span.seconds for span in intersect_spans(some, others))
