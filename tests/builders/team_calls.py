"""Scored calls of agents and customers in a row, for what is told across calls."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from audio_features.call_metadata import CallMetadata
from audio_features.heard_call import HeardCall, Role, Roles
from audio_features.measures.catalog import measure
from audio_features.recording import Recording
from audio_features.timeline import Party, Span, Turn
from scoring.findings import (
    Evidence,
    Finding,
    MeasuredValue,
    RubricIdentity,
    Scorecard,
    ScoredCall,
    SectionScore,
    percentage,
)

FIRST = datetime(2026, 3, 2, 9, tzinfo=UTC)
SECONDS = 300.0
ANGRY = Evidence(start=20.0, end=22.0, party="customer", quote="Esto es una vergüenza")
LOUD = Evidence(
    start=30.0,
    end=33.0,
    party="customer",
    quote="Que no me llega",
    measure=MeasuredValue(name="level_rise", value=7.0, unit="dB", threshold="< 6"),
)


def finding(
    criterion: str,
    verdict: str,
    *,
    possible: float = 2.0,
    share: float | None = None,
    evidence: Sequence[Evidence] = (),
) -> Finding:
    counts = verdict in ("met", "not_met")
    earned = share if share is not None else float(verdict == "met")
    return Finding(
        criterion=criterion,
        verdict=verdict,
        points=possible * earned if counts else 0.0,
        possible=possible if counts else 0.0,
        confidence=0.9,
        reason="Porque sí.",
        evidence=tuple(evidence),
    )


#: What `calm_under_pressure` finds on calls of each kind.
CALM = {
    "angry": finding("calm_under_pressure", "met", evidence=[ANGRY]),
    "loud": finding("calm_under_pressure", "met", evidence=[LOUD]),
    "quiet": finding("calm_under_pressure", "not_applicable"),
    "untold": finding("calm_under_pressure", "unsure", evidence=[ANGRY]),
}


def team_call(
    name: str,
    *findings: Finding,
    minute: float | None = 0.0,
    caller: str = "quiet",
    agent: str | None = "a1",
    said: str = "",
    voice: Mapping[str, float] | None = None,
    language: str = "es",
    sure_who: float = 0.95,
    **data: Any,
) -> ScoredCall:
    """A call `minute` minutes after the first; `said` are the caller's words."""
    if minute is not None:
        data.setdefault("started_at", FIRST + timedelta(minutes=minute))
    party: Party = "customer"
    turn = Turn(party=party, start=5.0, end=9.0, text=said, confidence=0.95)
    whole = Span(0.0, SECONDS)
    judged = (CALM[caller], *findings)
    points, possible = sum(f.points for f in judged), sum(f.possible for f in judged)
    return ScoredCall(
        heard=HeardCall(
            call_id=name,
            recording=Recording(path=f"{name}.wav", sha256="0" * 64, seconds=SECONDS,
                                sample_rate_hz=8000, channels=2, codec="pcm"),
            metadata=CallMetadata(agent_id=agent, **data),
            language=language,
            country="ES",
            roles=Roles(
                agent=Role(channel=0, speaker="channel_0", confidence=sure_who, why="test"),
                customer=Role(channel=1, speaker="channel_1", confidence=sure_who, why="test"),
            ),
            turns=(turn,) if said else (),
            events=(),
            measures=tuple(
                measure(key, value=value, party="agent", span=whole)
                for key, value in (voice or {}).items()
            ),
            engines=(),
        ),
        phases=(),
        findings=judged,
        scorecard=Scorecard(
            points=points,
            possible=possible,
            score=percentage(points, possible),
            critical_failures=(),
            sections=(SectionScore(id="all", points=points, possible=possible),),
            rubric=RubricIdentity(id="protocol", version="1", sha256="0"),
        ),
    )  # fmt: skip


def call_names(moments: Sequence[Any]) -> list[str]:
    return [moment.call_id for moment in moments]
