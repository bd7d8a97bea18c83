import hashlib
import itertools
import json
from collections import Counter
from pathlib import Path
from typing import Any, get_args

import pytest

from audio_features.call_metadata import CallMetadata
from sample_calls.builder.moments import true_moments
from sample_calls.builder.script import load_script
from sample_calls.builder.steps import SayStep
from scoring.findings import Verdict
from scoring.rubrics.schema import PROTOCOL_CRITERIA

CALLS = Path(__file__).resolve().parents[2] / "sample_calls"
TRUTHS = sorted((CALLS / "truth").glob("*.json"))
KINDS = {
    "ring",
    "answer",
    "hold",
    "transfer",
    "interruption",
    "backchannel",
    "overlap",
    "dead_air",
    "sigh",
}


def read(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(params=TRUTHS, ids=lambda path: path.stem)
def truth(request: pytest.FixtureRequest) -> dict[str, Any]:
    return read(request.param)


def test_the_set_is_wide_and_light() -> None:
    truths = [read(path) for path in TRUTHS]
    recordings = [CALLS / truth["recording"] for truth in truths]

    assert len(truths) >= 10
    assert sum(path.stat().st_size for path in recordings) <= 25 * 2**20
    assert sum(truth["seconds"] for truth in truths) <= 12.5 * 60
    assert {truth["language"] for truth in truths} == {"es", "en"}
    assert sum(truth["layout"] == "mono" for truth in truths) >= 3
    assert {"alaw", "ulaw", "pcm_s16", "mp3", "opus"} <= {truth["codec"] for truth in truths}


def test_every_agent_has_at_least_three_calls_over_weeks() -> None:
    sidecars = [CallMetadata.model_validate(read(CALLS / f"{path.stem}.json")) for path in TRUTHS]

    calls = Counter(sidecar.agent_id for sidecar in sidecars)
    days = {sidecar.started_at.date() for sidecar in sidecars if sidecar.started_at}
    assert len(calls) >= 4
    assert min(calls.values()) >= 3
    assert (max(days) - min(days)).days >= 28


def test_every_script_was_built_and_every_truth_has_script_and_recording() -> None:
    assert {p.stem for p in (CALLS / "scripts").glob("*.yaml")} == {p.stem for p in TRUTHS}


def test_the_recording_is_the_one_the_truth_was_written_for(truth: dict[str, Any]) -> None:
    content = (CALLS / truth["recording"]).read_bytes()

    assert hashlib.sha256(content).hexdigest() == truth["sha256"]


def test_every_call_has_a_licence_line(truth: dict[str, Any]) -> None:
    sources = (CALLS / "SOURCES.md").read_text(encoding="utf-8")

    lines = [line for line in sources.splitlines() if f"`{truth['call_id']}`" in line]
    assert len(lines) == 1
    assert "Apache-2.0" in lines[0]
    if any(e["kind"] == "hold" and e["attributes"]["kind"] == "music" for e in truth["events"]):
        assert "CC BY-SA" in lines[0]


def test_times_are_sorted_and_inside_the_call(truth: dict[str, Any]) -> None:
    turns, events = truth["turns"], truth["events"]

    assert turns == sorted(turns, key=lambda turn: turn["start"])
    assert events == sorted(events, key=lambda event: (event["start"], event["end"]))
    for span in [*turns, *events, *(word for turn in turns for word in turn["words"])]:
        assert 0 <= span["start"] <= span["end"] <= truth["seconds"]


def test_the_words_of_a_turn_follow_each_other(truth: dict[str, Any]) -> None:
    for turn in truth["turns"]:
        words = turn["words"]
        assert turn["text"] == " ".join(word["word"] for word in words)
        assert (turn["start"], turn["end"]) == (words[0]["start"], words[-1]["end"])
        for before, after in itertools.pairwise(words):
            assert before["start"] <= before["end"] <= after["start"] + 1e-6


def test_what_is_said_is_what_the_script_says(truth: dict[str, Any]) -> None:
    script = load_script(CALLS / "scripts" / f"{truth['call_id']}.yaml")
    for party in ("agent", "customer", "other"):
        scripted = [
            word
            for step in script.steps
            if isinstance(step, SayStep) and step.say.party == party
            for word in step.say.text.split()
        ]
        said = [w["word"] for t in truth["turns"] if t["party"] == party for w in t["words"]]
        cut = any(e["kind"] == "interruption" for e in truth["events"])
        assert said == scripted or (cut and set(said) <= set(scripted))


def test_events_are_of_known_kinds_and_bear_their_definitions(truth: dict[str, Any]) -> None:
    for event in truth["events"]:
        attributes, seconds = event["attributes"], event["end"] - event["start"]
        assert event["kind"] in KINDS
        if event["kind"] == "interruption":
            assert attributes["overlap_s"] >= 0.3
        if event["kind"] == "backchannel":
            assert seconds <= 1.0
        if event["kind"] == "dead_air":
            assert seconds > 3.0
        if event["kind"] == "sigh":
            assert 0.4 <= seconds <= 3.0


def test_rings_are_the_bursts_before_the_answer(truth: dict[str, Any]) -> None:
    bursts = [
        e for e in truth["events"] if e["kind"] == "ring" and not e["attributes"]["during_transfer"]
    ]

    assert len(bursts) == (truth["rings"] or 0)


def test_moments_are_those_that_the_script_names(truth: dict[str, Any]) -> None:
    script = load_script(CALLS / "scripts" / f"{truth['call_id']}.yaml")

    assert truth["evidence"] == true_moments(script.expected.evidence, truth)
    for criterion, moments in truth["evidence"].items():
        assert truth["verdicts"][criterion] in ("met", "not_met")
        for moment in moments:
            assert 0 <= moment["start"] <= moment["end"] <= truth["seconds"]


def test_verdicts_are_of_known_criteria(truth: dict[str, Any]) -> None:
    assert set(truth["verdicts"]) <= set(PROTOCOL_CRITERIA)
    assert set(truth["verdicts"].values()) <= set(get_args(Verdict))
    assert len(truth["verdicts"]) >= 20
