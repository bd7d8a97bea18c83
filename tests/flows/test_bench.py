"""The commands `escucha bench accuracy` and `escucha bench speed`."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from audio_features.engines.registry import load_engines
from flows import workplace
from scoring.rubrics.reading import rubric_text

SAMPLES = Path(__file__).parents[2] / "sample_calls"


def write_truth(recording, **fields):
    word = {"word": "hola", "start": 0.1, "end": 0.5}
    turn = {"party": "agent", "start": 0.1, "end": 0.5, "words": [word]}
    truth = {
        "call_id": recording.stem,
        "language": "es",
        "layout": "stereo",
        "seconds": 6.0,
        "rings": None,
        "turns": [turn, {**turn, "party": "customer"}],
        "events": [],
        "verdicts": {"greeted": "met"},
        **fields,
    }
    path = recording.parent / "truth" / f"{recording.stem}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(truth))
    return path


def test_accuracy_prints_a_table_and_writes_all_counts(escucha, recording, tmp_path):
    one, _ = recording("calls/a.wav"), recording("calls/no_truth.wav")
    write_truth(one, sha256=hashlib.sha256(one.read_bytes()).hexdigest())
    result = escucha(
        "bench", "accuracy", tmp_path / "calls", "--json", tmp_path / "b.json", "--out",
        tmp_path / "out", "--misses",
    )  # fmt: skip

    counts = json.loads((tmp_path / "b.json").read_text())
    assert result.exit_code == 0, result.output
    assert "verdicts agree" in result.output
    assert [call["call_id"] for call in counts["calls"]] == ["a"]
    assert counts["pooled"]["stereo"]["verdicts"]["agreement"]["total"] == 1
    assert counts["pooled"]["mono"]["calls"] == 0
    assert json.loads((tmp_path / "out" / "a.json").read_text())["schema"] == "escucha.call/1"


def test_accuracy_writes_the_page_and_says_what_moved(escucha, recording, tmp_path):
    write_truth(recording("calls/a.wav"), condition="gsm", verdicts={"greeted": "not_met"})
    old, page = tmp_path / "old.json", tmp_path / "docs" / "accuracy.md"
    first = escucha("bench", "accuracy", tmp_path / "calls", "--json", old)
    write_truth(tmp_path / "calls" / "a.wav", condition="gsm", verdicts={"greeted": "met"})
    result = escucha(
        "bench", "accuracy", tmp_path / "calls", "--compare", old, "--markdown", page,
    )  # fmt: skip

    assert first.exit_code == result.exit_code == 0, result.output
    assert "condition" in first.output
    assert "gsm" in first.output
    assert "0.0 % → 100.0 % (+100.0)" in result.output
    assert "turned right: 1\na | greeted | met → met | true met (then not_met)" in result.output
    assert "| gsm | 1 |" in page.read_text()
    assert "reciter" in page.read_text()


def test_nothing_is_listened_to_where_there_is_nothing_to_compare_with(
    escucha, recording, tmp_path, reciter
):
    write_truth(recording("calls/a.wav"))
    old = tmp_path / "old.json"
    old.write_text('{"schema": "escucha.call/1"}')
    result = escucha("bench", "accuracy", tmp_path / "calls", "--compare", old)

    assert result.exit_code == 2
    assert result.stderr.startswith(f"error: {old}: is escucha.call/1, not escucha.bench.accuracy")
    assert reciter.heard == []


def test_a_recording_that_changed_is_not_held_against_the_old_truth(escucha, recording, tmp_path):
    write_truth(recording("calls/a.wav"))
    write_truth(recording("calls/b.wav"), sha256="0" * 64)
    result = escucha("bench", "accuracy", tmp_path / "calls")

    assert result.exit_code == 1
    assert "b.wav: is not the recording its truth was written for" in result.stderr


def test_a_truth_with_a_wrong_field_is_named(escucha, recording, tmp_path):
    path = write_truth(recording("calls/a.wav"), layout="quadro")
    result = escucha("bench", "accuracy", tmp_path / "calls")

    assert result.exit_code == 1
    assert path.name in result.stderr
    assert "layout" in result.stderr


def test_a_folder_without_truth_is_wrong_usage(escucha, recording, tmp_path):
    recording("calls/a.wav")
    result = escucha("bench", "accuracy", tmp_path / "calls")

    assert result.exit_code == 2
    assert "no recording there has a truth" in result.stderr


def test_speed_names_every_stage_cores_and_memory(escucha, recording, tmp_path):
    recording("calls/a.wav")
    result = escucha("bench", "speed", tmp_path / "calls")

    assert result.exit_code == 0, result.output
    for word in ("decode", "transcribe", "interpret", "judge", "cores", "MiB"):
        assert word in result.output


@pytest.mark.engine
def test_a_sample_call_is_measured_with_the_real_engines(
    escucha, tmp_path, monkeypatch, tmp_path_factory
):
    call = "es-baja-contrato"
    folder = tmp_path / "calls"
    (folder / "truth").mkdir(parents=True)
    for name in (f"{call}.wav", f"{call}.json", f"truth/{call}.json"):
        shutil.copy(SAMPLES / name, folder / name)
    monkeypatch.setattr(workplace, "load_engines", load_engines)
    workplace.forget()
    result = escucha("bench", "accuracy", folder, "--json", tmp_path / "b.json")

    pooled = json.loads((tmp_path / "b.json").read_text())["pooled"]["stereo"]
    assert result.exit_code == 0, result.output
    assert pooled["calls"] == 1
    assert pooled["words"]["rate"] < 0.5
    assert pooled["roles_right"] == {"right": 1, "total": 1, "rate": 1.0}
    assert pooled["verdicts"]["agreement"]["rate"] > 0.5


def test_a_set_of_rubrics_is_refused_before_anything_is_listened_to(escucha, recording, tmp_path):
    """A record names the rubric that judged every call."""
    write_truth(recording("calls/a.wav"))
    own = rubric_text(None).replace("id: protocol", "id: complaints", 1)
    (tmp_path / "complaints.yaml").write_text(own)
    rubrics = tmp_path / "set.yaml"
    rubrics.write_text(
        "rubrics:\n  - {path: complaints.yaml, when: {queue: [quejas]}}\n  - {path: bundled}\n"
    )
    result = escucha(
        "bench", "accuracy", tmp_path / "calls", "--rubric", rubrics, "--json", tmp_path / "b.json"
    )
    assert result.exit_code == 2
    assert "this needs one rubric, not a set of 2" in result.stderr
    assert not (tmp_path / "b.json").exists()
