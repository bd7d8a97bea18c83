"""How each recording went, and all of them together."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from audio_features.heard_call import HeardCall
from scoring.findings import Note, ScoredCall
from scoring.scorecard import pool_points

Status = Literal["done", "failed", "skipped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOutcome:
    """One recording: its score and report, or the one line that says why there is none."""

    path: str
    status: Status
    call_id: str | None = None
    sha256: str | None = None
    error: str | None = None
    warning: str | None = None
    agent: str | None = None
    agent_id: str | None = None
    seconds: float | None = None
    points: float = 0.0
    possible: float = 0.0
    score: float | None = None
    critical_failures: tuple[str, ...] = ()
    unsure: int = 0
    report: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """All recordings of one run, in order."""

    outcomes: tuple[CallOutcome, ...]

    def count(self, status: Status) -> int:
        """How many went this way."""
        return sum(outcome.status == status for outcome in self.outcomes)

    @property
    def score(self) -> float | None:
        """Percentage over all calls: their points pooled, never their percentages averaged."""
        return pool_points(self.outcomes).score


def outcome_of(scored: ScoredCall, *, report: str | None) -> CallOutcome:
    """The outcome of a call that was scored."""
    heard, card = scored.heard, scored.scorecard
    warnings = list(note_texts(heard.call_id, scored.notes))
    if not heard.turns:
        warnings.append(f"{heard.recording.path}: nobody speaks in it; there is nothing to judge")
    warnings.extend(_channel_warnings(heard))
    late = [hold for hold in heard.metadata.holds or () if hold.start >= heard.recording.seconds]
    if late:
        warnings.append(
            f"{heard.recording.path}: a hold of its data begins at {late[0].start:g} s, after the "
            f"end of the recording ({heard.recording.seconds:.1f} s); it is left out"
        )
    return CallOutcome(
        path=heard.recording.path,
        status="done",
        call_id=heard.call_id,
        sha256=heard.recording.sha256,
        warning="; ".join(warnings) or None,
        agent=heard.metadata.agent_name or heard.metadata.agent_id,
        agent_id=heard.metadata.agent_id,
        seconds=heard.recording.seconds,
        points=card.points,
        possible=card.possible,
        score=card.score,
        critical_failures=card.critical_failures,
        unsure=sum(finding.verdict == "unsure" for finding in scored.findings),
        report=report,
    )


def _channel_warnings(heard: HeardCall) -> Iterator[str]:
    """What may be wrong with the channels, and leaves most of the call to a person."""
    roles, channel = heard.roles, heard.metadata.agent_channel
    stereo = heard.recording.channels == 2
    if stereo and channel is not None and roles.agent and roles.agent.confidence < 1.0:
        yield (
            f"{heard.recording.path}: agent_channel is {channel}, but what is said there sounds "
            "like the customer; check whether the channels are swapped"
        )
    if channel is not None and heard.recording.channels == 1:
        yield (
            f"{heard.recording.path}: agent_channel is {channel}, but the recording has one "
            "channel; it is left out of account"
        )
    silent = roles.agent is None or roles.customer is None
    if heard.turns and silent and stereo:
        yield (
            f"{heard.recording.path}: only one of its two channels has any words; if both voices "
            "are on that one, hand it in as mono"
        )


def note_texts(call_id: str, notes: Sequence[Note]) -> tuple[str, ...]:
    """What to tell whoever runs this of the notes of a call, one line each."""
    return tuple(
        f"{call_id}: {note.kind.replace('_', ' ')} ({note.detail}); left as they "
        f"were: {', '.join(note.criteria)}"
        for note in notes
    )


def is_interruption(error: BaseException | None) -> bool:
    """Whether Ctrl-C is behind `error`: the orchestrator's server stops too, and says so louder."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return True
        error = error.__cause__ or error.__context__
    return False


def summary_of(outcomes: Iterable[CallOutcome]) -> RunSummary:
    """All of them together."""
    return RunSummary(outcomes=tuple(outcomes))
