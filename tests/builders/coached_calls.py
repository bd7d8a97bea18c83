"""Judged calls to coach from, and a rubric of a few criteria made for the purpose."""

from datetime import UTC, datetime, timedelta

from audio_features.call_metadata import CallMetadata
from audio_features.heard_call import HeardCall, Roles
from audio_features.recording import Recording
from scoring.coaching.build import build_coaching_report
from scoring.findings import (
    Evidence,
    Finding,
    RubricIdentity,
    Scorecard,
    ScoredCall,
    SectionScore,
    percentage,
)
from scoring.rubrics.schema import Criterion, Localized, Rubric, Section

# id: points, critical, advisory
CRITERIA = {
    "answered_within_three_rings": (5, False, False),
    "greeted": (1, False, False),
    "no_interruptions": (4, False, False),
    "hold_consent": (2, False, False),
    "no_blame_shifting": (3, True, False),
    "no_disrespect": (4, False, False),
    "no_minimising": (2, False, False),
    "no_sighs": (0, False, True),
    "steady_tone": (9, False, False),
    "call_not_dropped": (3, False, False),
    "calm_under_pressure": (0, False, True),
}
FIRST = datetime(2025, 11, 3, 9, tzinfo=UTC)


def text(es: str) -> Localized:
    return Localized(es=es, en=f"{es} (en)")


def coaching_rubric() -> Rubric:
    return Rubric.model_construct(
        id="prueba",
        version="1",
        sections=(Section(id="all", label=text("Todo")),),
        criteria=tuple(
            Criterion.model_construct(
                id=id_, section="all", check=None, points=points, critical=critical,
                advisory=advisory, label=text(f"Etiqueta {id_}"),
                why=text("Por esto."), tip=text("«Diga esto.»"),
            )
            for id_, (points, critical, advisory) in CRITERIA.items()
        ),
    )  # fmt: skip


def call(number: int, verdicts: dict[str, str], *, agent="a1", quote="hola", **data) -> ScoredCall:
    findings = []
    for id_, verdict in verdicts.items():
        possible = float(CRITERIA[id_][0]) if verdict in ("met", "not_met") else 0.0
        findings.append(
            Finding(
                criterion=id_, verdict=verdict, points=possible if verdict == "met" else 0.0,
                possible=possible, confidence=0.9, reason="Porque sí.",
                evidence=(Evidence(start=10, end=12, party="agent", quote=quote),),
            )
        )  # fmt: skip
    points, possible = sum(f.points for f in findings), sum(f.possible for f in findings)
    data.setdefault("started_at", FIRST + timedelta(days=number))
    return ScoredCall(
        heard=HeardCall(
            call_id=f"{agent}-{number}",
            recording=Recording(path="x.wav", sha256="0", seconds=300.0, sample_rate_hz=8000,
                                channels=2, codec="pcm"),
            metadata=CallMetadata(agent_id=agent, agent_name="Ana Ruiz", **data),
            language="es", country="ES", roles=Roles(agent=None, customer=None),
            turns=(), events=(), measures=(), engines=(),
        ),
        phases=(), findings=tuple(findings),
        scorecard=Scorecard(
            points=points, possible=possible, score=percentage(points, possible),
            critical_failures=(),
            sections=(SectionScore(id="all", points=points, possible=possible),),
            rubric=RubricIdentity(id="prueba", version="1", sha256="0"),
        ),
    )  # fmt: skip


def report(calls, rubric, **given):
    given.setdefault("team", [])
    return build_coaching_report(calls, agent_id="a1", rubric=rubric, **given)


def chosen(built) -> list[str]:
    return [item.result.criterion for item in built.priorities]
