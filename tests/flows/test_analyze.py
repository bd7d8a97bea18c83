import errno
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from command_results import only_line, stored
from typer.testing import Result

from audio_features.errors import RecordingError
from flows import analyze_call as flow_module
from models.tables import Call, ScorecardRow

Escucha = Callable[..., Result]
Record = Callable[..., Path]


def test_a_recording_becomes_json_page_and_rows(
    escucha: Escucha, recording: Record, place: Path
) -> None:
    recording("calls/one.wav")
    (place / "calls/one.json").write_text('{"agent_id": "ana", "campaign": "otoño"}')

    result = escucha("analyze", "calls", "--out", "reports")

    assert result.exit_code == 0, result.output
    document = json.loads((place / "reports/one.json").read_text())
    assert (document["schema"], document["call_id"]) == ("escucha.call/1", "one")
    assert document["metadata"]["campaign"] == "otoño"
    assert "listening_copies/one.mp3" in (place / "reports/one.html").read_text()
    assert (place / "reports/listening_copies/one.mp3").stat().st_size > 1000
    assert stored(Call) == 1
    assert "one" in result.stdout
    assert "file://" in result.stdout


def test_analysing_again_hears_nothing_anew_and_duplicates_nothing(
    escucha: Escucha, recording: Record, place: Path, reciter: object
) -> None:
    recording("calls/one.wav")
    for _ in range(2):
        assert escucha("analyze", "calls", "--out", "reports").exit_code == 0

    assert len(reciter.heard) == 2  # once each channel
    assert (stored(Call), stored(ScorecardRow)) == (1, 1)


def test_reports_inside_the_source_are_not_taken_for_recordings(
    escucha: Escucha, recording: Record, place: Path
) -> None:
    recording("calls/one.wav")
    for _ in range(2):
        assert escucha("analyze", "calls", "--out", "calls/reports").exit_code == 0

    assert stored(Call) == 1


def test_language_and_country_are_for_calls_that_name_none(
    escucha: Escucha, recording: Record, place: Path
) -> None:
    recording("calls/named.wav")
    (place / "calls/named.json").write_text('{"country": "AR"}')
    recording("calls/other.wav", pitch_hz=130.0)

    escucha("analyze", "calls", "--out", "out", "--country", "mx", "--language", "EN")

    found = {
        name: json.loads((place / f"out/{name}.json").read_text()) for name in ("named", "other")
    }
    assert {name: (d["country"], d["language"]) for name, d in found.items()} == {
        "named": ("AR", "en"),
        "other": ("MX", "en"),
    }


def test_a_manifest_says_what_a_sidecar_would(
    escucha: Escucha, recording: Record, place: Path
) -> None:
    recording("calls/one.wav")
    (place / "calls.csv").write_text("file,call_id,agent_id\none.wav,T-77,luis\ntwo.wav,,ana\n")

    result = escucha("analyze", "calls", "--meta", "calls.csv", "--out", "out")

    assert result.exit_code == 0
    assert only_line(result.stderr).startswith("warning: calls.csv: 1 row matches no recording")
    assert json.loads((place / "out/T-77.json").read_text())["metadata"]["agent_id"] == "luis"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.wav", b""),
        ("text.wav", b"this is no recording, whatever its name says\n" * 40),
        ("headless.mp3", bytes(range(256)) * 8),
    ],
)
def test_one_bad_file_is_one_line_and_never_stops_the_rest(
    escucha: Escucha, recording: Record, place: Path, name: str, content: bytes
) -> None:
    recording("calls/good.wav")
    (place / "calls" / name).write_bytes(content)

    result = escucha("analyze", "calls", "--out", "out")

    assert result.exit_code == 1
    assert f"calls/{name}" in only_line(result.stderr)
    assert "Traceback" not in result.output
    assert (place / "out/good.json").exists()
    assert stored(Call) == 1


def test_a_truncated_recording_is_refused(escucha: Escucha, recording: Record, place: Path) -> None:
    whole = recording("calls/cut.wav", seconds=20.0)
    whole.write_bytes(whole.read_bytes()[: len(whole.read_bytes()) // 3])

    result = escucha("analyze", "calls", "--out", "out")

    assert result.exit_code == 1
    assert "cut.wav" in only_line(result.stderr)


def test_a_recording_without_samples_is_refused(
    escucha: Escucha, wav: Callable[..., Path], place: Path
) -> None:
    wav("calls/none.wav", np.zeros((1, 0)))

    result = escucha("analyze", "calls", "--out", "out")

    assert result.exit_code == 1
    assert "none.wav" in only_line(result.stderr)


def test_silence_is_analysed_with_a_warning(
    escucha: Escucha, wav: Callable[..., Path], place: Path
) -> None:
    wav("calls/silent.wav", np.zeros((1, 8000 * 10)))

    result = escucha("analyze", "calls", "--out", "out")

    assert result.exit_code == 0, result.output
    assert only_line(result.stderr).startswith("warning: ")
    assert "nobody speaks" in result.stderr
    assert (place / "out/silent.html").exists()


@pytest.mark.parametrize("channels", [1, 2])
def test_one_speaker_alone_is_no_crash(
    escucha: Escucha, wav: Callable[..., Path], monologue: np.ndarray, channels: int
) -> None:
    silence = np.zeros_like(monologue)
    wav("calls/alone.wav", np.stack([monologue, silence][:channels]))

    result = escucha("analyze", "calls", "--out", "out")

    assert result.exit_code == 0, result.output


def test_three_seconds_are_enough(escucha: Escucha, recording: Record) -> None:
    recording("calls/short.wav", seconds=3.0)

    assert escucha("analyze", "calls", "--out", "out").exit_code == 0


def test_wrong_types_beside_a_recording_name_field_and_file(
    escucha: Escucha, recording: Record, place: Path
) -> None:
    recording("calls/one.wav")
    recording("calls/two.wav", pitch_hz=130.0)
    (place / "calls/one.json").write_text('{"rings": "three", "agent_channel": 5}')

    result = escucha("analyze", "calls", "--out", "out")

    assert result.exit_code == 1
    line = only_line(result.stderr)
    assert "one.json" in line
    assert "rings" in line
    assert "agent_channel" in line
    assert (place / "out/two.json").exists()


def test_a_report_never_overwrites_the_data_beside_a_recording(
    escucha: Escucha, recording: Record, place: Path
) -> None:
    recording("calls/one.wav")
    sidecar = place / "calls/one.json"
    sidecar.write_text('{"agent_id": "ana"}')

    result = escucha("analyze", "calls", "--out", "calls")

    assert result.exit_code == 1
    assert "would overwrite" in only_line(result.stderr)
    assert json.loads(sidecar.read_text()) == {"agent_id": "ana"}


def test_an_unexpected_error_in_one_call_is_one_line_too(
    escucha: Escucha, recording: Record, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording("calls/bad.wav")
    recording("calls/good.wav", pitch_hz=130.0)
    judge = flow_module.judge_call

    def broken_judge(heard: object, rubric: object) -> object:
        if heard.call_id == "bad":
            raise ZeroDivisionError("first line\nsecond line")
        return judge(heard, rubric)

    monkeypatch.setattr(flow_module, "judge_call", broken_judge)

    result = escucha("analyze", "calls", "--out", "out")

    assert result.exit_code == 1
    line = only_line(result.stderr)
    assert "calls/bad.wav" in line
    assert "ZeroDivisionError: first line second line" in line
    assert (place / "out/good.json").exists()
    assert stored(Call) == 1


@pytest.mark.parametrize("failures", [(1,), (1, 4)])
def test_a_read_that_fails_for_a_moment_is_tried_again_and_analysed(
    escucha: Escucha,
    recording: Record,
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
    failures: tuple[int, ...],
) -> None:
    recording("calls/one.wav")
    failed = share_that_fails_for_a_moment(monkeypatch, at=failures)

    result = escucha("analyze", "calls", "--out", "out")

    assert result.exit_code == 0, result.output
    assert failed == list(failures)
    assert (place / "out/one.html").exists()


def share_that_fails_for_a_moment(
    monkeypatch: pytest.MonkeyPatch, at: tuple[int, ...]
) -> list[int]:
    """Lets the n-th readings of a recording fail; says which did."""
    opened, failed, open_file = [], [], Path.open

    def unreliable(path: Path, mode: str = "r", *rest: Any, **named: Any) -> Any:
        if path.suffix == ".wav" and mode == "rb":
            opened.append(path)
            if len(opened) in at:
                failed.append(len(opened))
                raise OSError(errno.ESTALE, "Stale file handle")
        return open_file(path, mode, *rest, **named)

    monkeypatch.setattr(Path, "open", unreliable)
    return failed


@pytest.mark.parametrize(
    "error",
    [
        RecordingError("calls/one.wav: is broken"),
        PermissionError(errno.EACCES, "Permission denied"),
        ZeroDivisionError("a fault of ours"),
    ],
)
def test_what_does_not_pass_by_itself_is_not_tried_again(
    escucha: Escucha, recording: Record, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    recording("calls/one.wav")
    tries: list[Path] = []

    def broken(path: Path) -> object:
        tries.append(path)
        raise error

    monkeypatch.setattr(flow_module, "probe", broken)
    assert escucha("analyze", "calls", "--out", "out").exit_code == 1
    assert len(tries) == 1


def test_a_recording_that_changes_while_it_is_read_is_refused(
    escucha: Escucha, recording: Record, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording("calls/one.wav")
    judge = flow_module.judge_call

    def judge_while_recorded_anew(heard: object, rubric: object) -> object:
        recording("calls/one.wav", pitch_hz=140.0)
        return judge(heard, rubric)

    monkeypatch.setattr(flow_module, "judge_call", judge_while_recorded_anew)
    result = escucha("analyze", "calls", "--out", "out")

    assert result.exit_code == 1
    assert "calls/one.wav: changed while it was read; run again" in only_line(result.stderr)
    assert stored(Call) == 0
    assert not (place / "out/one.html").exists()
