"""A short call whose truth is known, and results made from it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from audio_features.call_metadata import CallMetadata
from audio_features.heard_call import HeardCall, Role, Roles
from audio_features.hearing import EngineInfo
from audio_features.recording import Recording
from audio_features.timeline import Event, Turn, Word
from flows.benchmark.accuracy import AccuracyRun, call_accuracy
from flows.benchmark.truth import CallTruth, TrueEvent, TrueTurn, TrueWord
from scoring.findings import Finding, RubricIdentity, Scorecard, ScoredCall

#: party, start, words half a second long
LINES = (
    ("agent", 10.0, "Buenos días, le atiende Ana"),
    ("customer", 13.0, "Tengo un problema con 2 facturas"),
    ("agent", 16.5, "Ahora mismo lo miro"),
    ("customer", 40.0, "Gracias, adiós"),
)
WORD_S = 0.5


@pytest.fixture(autouse=True)
def place():
    """No settings, engines or server are needed here."""


@pytest.fixture(scope="session", autouse=True)
def prefect_server():
    """None is needed here."""


@pytest.fixture
def truth():
    turns = tuple(
        TrueTurn(
            party=party,
            start=start,
            end=start + WORD_S * len(text.split()),
            words=tuple(
                TrueWord(
                    word=word.replace("2", "dos"),
                    start=start + WORD_S * i,
                    end=start + WORD_S * (i + 1),
                )
                for i, word in enumerate(text.split())
            ),
        )
        for party, start, text in LINES
    )
    events = (
        *(
            TrueEvent(kind="ring", party=None, start=s, end=s + 1.5, attributes={})
            for s in (0.0, 4.5)
        ),
        TrueEvent(kind="hold", party="agent", start=20.0, end=30.0, attributes={"kind": "music"}),
        TrueEvent(kind="interruption", party="agent", start=15.0, end=15.6, attributes={}),
        TrueEvent(kind="dead_air", party=None, start=31.0, end=39.0, attributes={}),
        TrueEvent(kind="sigh", party="agent", start=30.2, end=30.9, attributes={}),
    )
    return CallTruth(
        call_id="known",
        language="es",
        layout="mono",
        seconds=42.0,
        rings=2,
        turns=turns,
        events=events,
        verdicts={"greeted": "met", "hold_announced": "not_met", "no_jargon": "met"},
    )


@pytest.fixture
def perfect(truth):
    """A result in which everything is right."""
    turns = tuple(
        Turn(
            party=turn.party,
            start=turn.start,
            end=turn.end,
            text=" ".join(word.word for word in turn.words),
            confidence=1.0,
            words=tuple(
                Word(word=w.word, start=w.start, end=w.end, confidence=1.0) for w in turn.words
            ),
        )
        for turn in truth.turns
    )
    events = tuple(
        Event(
            kind=event.kind,
            party=event.party,
            start=event.start,
            end=event.end,
            confidence=1.0,
            attributes={"answer_ring": True} if event.kind == "ring" else event.attributes,
        )
        for event in truth.events
    )
    heard = HeardCall(
        call_id="known",
        recording=Recording(
            path="known.wav", sha256="0", seconds=42.0, sample_rate_hz=8000, channels=1, codec="pcm"
        ),
        metadata=CallMetadata(),
        language="es",
        country="ES",
        roles=Roles(
            agent=Role(channel=None, speaker="speaker_0", confidence=1.0, why="made up"),
            customer=Role(channel=None, speaker="speaker_1", confidence=1.0, why="made up"),
        ),
        turns=turns,
        events=events,
        measures=(),
        engines=(EngineInfo(task="transcription", name="scribe", version="3.1"),),
    )
    return ScoredCall(
        heard=heard,
        phases=(),
        findings=(finding("greeted", "met"), finding("hold_announced", "not_met")),
        scorecard=Scorecard(
            points=1.0,
            possible=2.0,
            score=50.0,
            critical_failures=(),
            sections=(),
            rubric=RubricIdentity(id="made-up", version="1", sha256="0"),
        ),
    )


def finding(criterion, verdict, confidence=0.9):
    return Finding(
        criterion=criterion,
        verdict=verdict,
        points=0.0,
        possible=1.0,
        confidence=confidence,
        reason="made up",
    )


def swapped(heard: HeardCall) -> HeardCall:
    """The same call with agent and customer the wrong way round."""
    other = {"agent": "customer", "customer": "agent", "other": "other"}
    return replace(
        heard, turns=tuple(replace(turn, party=other[turn.party]) for turn in heard.turns)
    )


@pytest.fixture
def swap():
    return swapped


@pytest.fixture
def make_finding():
    return finding


@pytest.fixture
def make_run(truth, perfect):
    """A run of the benchmark: of the known call heard perfectly, or of `calls`."""

    def make(*calls):
        return AccuracyRun(
            calls=calls or (call_accuracy(truth, perfect),),
            failures=(),
            measured_at=datetime(2026, 3, 1, 9, 30, tzinfo=UTC),
            folder="known_calls",
            escucha="0.1.0",
            engines_sha256="0",
            rubric=perfect.scorecard.rubric,
            ear_alone=False,
        )

    return make
