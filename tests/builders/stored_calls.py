"""Calls to store, and how many of what a database holds."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Engine, func, select
from sqlmodel import Session

from audio_features.call_metadata import CallMetadata
from audio_features.heard_call import HeardCall, Role, Roles
from audio_features.hearing import EngineInfo
from audio_features.recording import Recording
from audio_features.timeline import Event, Measure, Turn, Word
from models import rescoring, store
from models.database import reading, writing
from scoring.findings import (
    AdviceResult,
    CallerStyle,
    Evidence,
    Finding,
    MeasuredValue,
    Note,
    Opinion,
    Phase,
    RubricIdentity,
    Scorecard,
    ScoredCall,
    SectionScore,
)
from scoring.undertakings import Commitment, Complaint, Deadline, Quotation, Refusal

METADATA = CallMetadata.model_validate(
    {
        "agent_id": "ana",
        "agent_name": "Ana Núñez",
        "team": "ventas",
        "started_at": "2026-03-01T09:30:00+01:00",
        "holds": [{"start": 2.0, "end": 3.5, "reason": "consulta"}],
        "campaign": {"name": "otoño", "wave": 2},
    }
)


def heard_call(call_id: str = "c1", **changes: object) -> HeardCall:
    heard = HeardCall(
        call_id=call_id,
        recording=Recording(
            path=f"calls/{call_id}.wav",
            sha256="ab" * 32,
            seconds=12.5,
            sample_rate_hz=8000,
            channels=2,
            codec="pcm_alaw",
        ),
        metadata=METADATA,
        language="es",
        country="ES",
        roles=Roles(
            agent=Role(channel=0, speaker="channel_0", confidence=0.9, why="greets"),
            customer=Role(channel=1, speaker="channel_1", confidence=0.9, why="the other voice"),
        ),
        turns=(
            Turn(
                party="agent",
                start=0.1,
                end=1.3,
                text="Buenos días, ¿señor «Muñoz»?",
                confidence=0.93,
                words=(Word(word="Buenos", start=0.1, end=0.4, confidence=0.99),),
            ),
            Turn(party="customer", start=1.5, end=1.7, text="Sí", confidence=0.5),
        ),
        events=(
            Event(
                kind="hold",
                party="customer",
                start=2.0,
                end=3.5,
                confidence=0.8,
                attributes={"kind": "music", "announced": True, "consented": None},
            ),
        ),
        measures=(
            Measure(name="speech_rate", party="agent", value=171.25, unit="wpm", start=0, end=12.5),
        ),
        engines=(EngineInfo(task="asr", name="w", version="1", options={"beam": 5}),),
    )
    return replace(heard, **changes)


SAID = Quotation(start=4.0, end=5.5, party="agent", quote="Le llamo mañana.")
UNDERTAKEN = Commitment(
    party="agent",
    what="Le llamo mañana",
    deadline=Deadline(
        words="mañana",
        due_from=datetime.fromisoformat("2026-03-02T00:00:00+01:00"),
        due_by=datetime.fromisoformat("2026-03-02T23:59:00+01:00"),
    ),
    evidence=SAID,
    confidence=0.9,
)
REFUSED = Refusal(
    evidence=SAID, confidence=0.8, reason=SAID, answer="pushed_back", answer_evidence=SAID,
    held_calmly=True,
)  # fmt: skip


OPINION = Opinion(
    verdict="met",
    reason="Saluda con amabilidad.",
    evidence=(Evidence(start=0.1, end=1.3, party="agent", quote="Buenos días"),),
    model="casa-7b",
    prompt_version="1",
    question_sha256="c0ffee",
    own_verdict="unsure",
    own_confidence=0.2,
    own_reason="No se oye bien.",
)
SILENT = Note(kind="second_judge_slow", criteria=("no_sarcasm",), detail="no answer in 60 s")


def seconded_call(heard: HeardCall | None = None, **changes: object) -> ScoredCall:
    """A call with an opinion on its first finding, and a judge who did not answer on another."""
    scored = scored_call(heard)
    greeted, *others = scored.findings
    opinion = replace(OPINION, **changes)
    findings = (replace(greeted, opinion=opinion), *others)
    return replace(scored, findings=findings, notes=(SILENT,))


def scored_call(
    heard: HeardCall | None = None, *, verdict: str = "met", rubric_sha: str = "r1"
) -> ScoredCall:
    points = 2.0 if verdict == "met" else 0.0
    evidence = (
        Evidence(start=0.1, end=1.3, party="agent", quote="Buenos días"),
        Evidence(
            start=0.0,
            end=12.5,
            party=None,
            measure=MeasuredValue(name="ring_count", value=2.0, unit="rings", threshold="<= 3"),
        ),
    )
    return ScoredCall(
        heard=heard or heard_call(),
        phases=(Phase(name="opening", start=0.0, end=2.0),),
        findings=(
            Finding(
                criterion="greeted",
                verdict=verdict,
                points=points,
                possible=2.0,
                confidence=0.9,
                reason="Saluda al empezar.",
                evidence=evidence,
            ),
            Finding(
                criterion="no_sighs",
                verdict="unsure",
                points=0,
                possible=0,
                confidence=0.2,
                reason="No se oye bien.",
            ),
        ),
        scorecard=Scorecard(
            points=points,
            possible=2.0,
            score=50 * points,
            critical_failures=() if points else ("greeted",),
            sections=(SectionScore(id="opening", points=points, possible=2.0),),
            rubric=RubricIdentity(id="protocol", version="1", sha256=rubric_sha),
            band="excellent" if points else "poor",
            passed=bool(points),
        ),
        commitments=(UNDERTAKEN,),
        refusals=(REFUSED,),
        complaint=Complaint(kind="complaint", confidence=0.7, evidence=(SAID,)),
        caller_styles=(
            CallerStyle(
                style="angry",
                confidence=0.7,
                evidence=evidence,
                advice=(
                    AdviceResult(
                        advice="stay_serene",
                        kind="do",
                        state="kept",
                        criteria=("calm_under_pressure",),
                    ),
                ),
            ),
            CallerStyle(style="silent", confidence=0.65, evidence=evidence[1:]),
        ),
    )


def save_again(session: Session, scored: ScoredCall, *, rubric_yaml: str = "id: p") -> int:
    """Another judgement of a stored call; 1 where no current one says the same."""
    return rescoring.save_judgements(
        session,
        {scored.heard.call_id: scored},
        rubric_yaml={scored.scorecard.rubric: rubric_yaml},
    )


def save(database: Engine, *calls: ScoredCall, fingerprint: str = "f1") -> None:
    for scored in calls:
        with writing(database) as session:
            store.save_scored_call(
                session, scored=scored, rubric_yaml="id: protocol\n", fingerprint=fingerprint
            )


def count(database: Engine, table: type) -> int:
    with reading(database) as session:
        return session.execute(select(func.count()).select_from(table)).scalar_one()


def call_ids(calls: Sequence[ScoredCall]) -> list[str]:
    return [scored.heard.call_id for scored in calls]
