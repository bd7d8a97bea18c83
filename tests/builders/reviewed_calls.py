"""Stored calls with holds of known lengths, judged by the product's rubric, and what people say."""

from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import Engine
from stored_calls import heard_call

from audio_features.heard_call import HeardCall
from audio_features.timeline import Event
from models import store
from models.corrections import Correction, GivenCorrection, add_correction
from models.database import writing
from scoring.findings import RubricIdentity
from scoring.judge import judge_call
from scoring.rubrics.reading import load_rubric

HOLD_LENGTH = "hold_length_reasonable"
RUBRIC = load_rubric()


def call_with_hold(call_id: str, seconds: float) -> HeardCall:
    """A call of 300 s whose only hold, from 20 s on, lasts `seconds`."""
    heard = heard_call(call_id)
    hold = Event(
        kind="hold",
        party="customer",
        start=20.0,
        end=20.0 + seconds,
        confidence=0.9,
        attributes={"kind": "music", "during_transfer": False},
    )
    return replace(
        heard, recording=replace(heard.recording, seconds=300.0, sha256=call_id), events=(hold,)
    )


def store_holds(database: Engine, lengths: dict[str, float]) -> None:
    """Judge and keep a call for each id and length of hold."""
    for call_id, seconds in lengths.items():
        scored = judge_call(call_with_hold(call_id, seconds), RUBRIC)
        with writing(database) as session:
            store.save_scored_call(session, scored=scored, rubric_yaml="id: p\n", fingerprint="f")


def say(database: Engine, call_id: str, verdict: str, **fields: object) -> None:
    said = {"criterion": HOLD_LENGTH, "analyst": "rosa", **fields}
    with writing(database) as session:
        add_correction(session, GivenCorrection(call_id=call_id, verdict=verdict, **said))


def correction(call_id: str, verdict: str, machine: str, **fields: object) -> Correction:
    said = {
        "criterion": "greeted",
        "machine_confidence": 0.8,
        "rubric": RubricIdentity(id="protocol", version="1", sha256="r1"),
        "analyst": "rosa",
        "comment": "",
        "made_at": datetime(2026, 3, 1, tzinfo=UTC),
        "start": None,
        "end": None,
        **fields,
    }
    return Correction(call_id=call_id, verdict=verdict, machine_verdict=machine, **said)
