"""No call is stored twice or takes the place of another, whatever files are named."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from command_results import only_line, stored
from sqlalchemy import select
from stored_calls import heard_call, save, scored_call
from typer.testing import Result

from flows import workplace
from models.database import reading
from models.tables import Call

Escucha = Callable[..., Result]
Record = Callable[..., Path]


def test_two_recordings_of_one_call_id_are_told_apart(
    escucha: Escucha, recording: Record, place: Path
) -> None:
    recording("calls/monday/a.wav")
    recording("calls/tuesday/a.wav", pitch_hz=130.0)

    result = escucha("analyze", "calls", "--out", "out")

    assert result.exit_code == 1
    line = only_line(result.stderr)
    assert "calls/monday/a.wav" in line
    assert "calls/tuesday/a.wav" in line
    document = json.loads((place / "out/a.json").read_text())
    assert document["recording"]["path"] == "calls/monday/a.wav"


def test_a_stored_call_is_never_replaced_by_another_of_its_name(
    escucha: Escucha, recording: Record, place: Path
) -> None:
    recording("monday/one.wav")
    recording("tuesday/one.wav", pitch_hz=130.0)
    assert escucha("analyze", "monday", "--out", "reports").exit_code == 0

    result = escucha("analyze", "tuesday", "--out", "reports")

    assert result.exit_code == 1
    said = " ".join(result.output.split())
    assert "tuesday/one.wav" in said
    assert "which belongs to another recording" in said
    with reading(workplace.database()) as session:
        path = session.execute(select(Call.path)).scalar_one()
    assert path.endswith("monday/one.wav")


def test_a_file_recorded_anew_or_moved_is_the_same_call(
    escucha: Escucha, recording: Record, place: Path
) -> None:
    recording("calls/one.wav")
    assert escucha("analyze", "calls", "--out", "reports").exit_code == 0
    recording("calls/one.wav", pitch_hz=130.0)
    assert escucha("analyze", "calls", "--out", "reports").exit_code == 0
    (place / "calls").rename(place / "archive")
    assert escucha("analyze", "archive", "--out", "reports").exit_code == 0
    assert stored(Call) == 1


def test_the_same_recording_under_two_names_is_analysed_once(
    escucha: Escucha, recording: Record, place: Path
) -> None:
    recording("calls/one.wav")
    (place / "calls/two.wav").write_bytes((place / "calls/one.wav").read_bytes())

    result = escucha("analyze", "calls", "--out", "out")

    assert result.exit_code == 1
    assert only_line(result.stderr).endswith(
        "calls/two.wav: is the same recording as calls/one.wav, and would count twice; it is "
        "left to that one: leave one of them out"
    )
    assert stored(Call) == 1


def test_of_two_copies_the_one_with_data_beside_it_counts(
    escucha: Escucha, recording: Record, place: Path
) -> None:
    recording("calls/two.wav")
    (place / "calls/two.json").write_text('{"agent_id": "ana"}')
    (place / "calls/a copy of two.wav").write_bytes((place / "calls/two.wav").read_bytes())

    result = escucha("analyze", "calls", "--out", "out")

    assert "calls/a copy of two.wav: is the same recording as calls/two.wav" in result.stderr
    with reading(workplace.database()) as session:
        assert session.execute(select(Call.agent_id)).scalar_one() == "ana"


def test_a_call_keeps_the_id_of_another_nights_manifest_beside_one_of_its_file_name(
    escucha: Escucha, recording: Record, place: Path
) -> None:
    recording("calls/monday/a.wav")
    recording("calls/tuesday/a.wav", pitch_hz=130.0)
    (place / "m.csv").write_text("file,call_id\ntuesday/a.wav,tuesday-1\n")
    assert escucha("batch", "calls", "--meta", "m.csv", "--out", "out").exit_code == 1
    (place / "m.csv").write_text("file,call_id\nmonday/a.wav,m-1\ntuesday/a.wav,tuesday-1\n")
    assert escucha("batch", "calls", "--meta", "m.csv", "--out", "out").exit_code == 0

    again = escucha("batch", "calls", "--out", "out")

    assert again.exit_code == 0, again.output
    assert stored(Call) == 2


def test_who_loses_the_agent_of_a_stored_call_is_told(
    escucha: Escucha, recording: Record, place: Path
) -> None:
    recording("calls/one.wav")
    (place / "calls/one.json").write_text('{"agent_id": "ana"}')
    assert escucha("analyze", "calls", "--out", "out").exit_code == 0
    (place / "calls/one.json").write_text('{"agente": "ana"}')

    result = escucha("analyze", "calls", "--out", "out")

    assert result.exit_code == 0
    said = " ".join(result.stderr.split())
    assert "agente (of 1; did you mean agent_id or agent_name?)" in said
    assert "1 call that is stored with an agent will be without: one (ana);" in said


def test_a_stored_recording_is_no_second_call_until_the_first_is_forgotten(
    escucha: Escucha, recording: Record, place: Path
) -> None:
    recording("calls/one.wav")
    assert escucha("analyze", "calls", "--out", "out").exit_code == 0
    (place / "calls/one.json").write_text('{"call_id": "K-1"}')

    refused = escucha("analyze", "calls", "--out", "out")
    assert refused.exit_code == 1
    assert only_line(refused.stderr).endswith(
        "calls/one.wav: is stored already as call 'one'; give it that call_id in one.json, or run "
        "`escucha forget one` first, which deletes its corrections too, to analyse it as 'K-1'"
    )

    assert escucha("forget", "one", "--out", "out").exit_code == 0
    assert escucha("analyze", "calls", "--out", "out").exit_code == 0
    assert stored(Call) == 1


def test_a_copy_never_takes_the_place_of_the_stored_call(
    escucha: Escucha, recording: Record, place: Path
) -> None:
    recording("calls/two.wav")
    assert escucha("analyze", "calls", "--out", "out").exit_code == 0
    (place / "calls/a-copy.wav").write_bytes((place / "calls/two.wav").read_bytes())

    result = escucha("analyze", "calls", "--out", "out")

    assert "calls/a-copy.wav: is stored already as call 'two'" in only_line(result.stderr)
    assert "two" in result.stdout
    assert stored(Call) == 1


def test_one_that_moved_is_told_its_call_and_never_to_be_deleted(
    escucha: Escucha, recording: Record, place: Path
) -> None:
    recording("calls/one.wav")
    assert escucha("analyze", "calls", "--out", "out").exit_code == 0
    (place / "archive").mkdir()
    (place / "calls/one.wav").rename(place / "archive/two.wav")

    line = only_line(escucha("analyze", "archive", "--out", "out").stderr)

    assert "give it that call_id in two.json" in line
    assert "delete this" not in line


def test_a_pair_stored_before_is_told_how_to_count_once(
    escucha: Escucha, recording: Record, place: Path
) -> None:
    """Until copies were refused, both were stored."""
    recording("calls/one.wav")
    assert escucha("analyze", "calls", "--out", "out").exit_code == 0
    with reading(workplace.database()) as session:
        sha256 = session.execute(select(Call.sha256)).scalar_one()
    copy = heard_call("two")
    copy = replace(copy, recording=replace(copy.recording, sha256=sha256))
    save(workplace.database(), scored_call(copy))
    (place / "calls/two.wav").write_bytes((place / "calls/one.wav").read_bytes())

    line = only_line(escucha("analyze", "calls", "--out", "out").stderr)

    assert "is stored twice, as call 'two' and as 'one'" in line
    assert "run `escucha forget two` so that it counts once" in line
