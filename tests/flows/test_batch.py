import json
from collections.abc import Callable
from pathlib import Path

import pytest
from prefect.client.orchestration import get_client
from sqlalchemy import select
from sqlmodel import col
from typer.testing import Result

from flows import analyze_call as flow_module
from flows import workplace
from models.database import reading
from models.tables import Batch, BatchItem, Call, ScorecardRow

Escucha = Callable[..., Result]
Record = Callable[..., Path]


def items() -> list[tuple[str, str, str | None]]:
    """Status, file name and call of every recording of the last batch."""
    with reading(workplace.database()) as session:
        last = session.execute(select(Batch).order_by(col(Batch.id).desc())).scalars().first()
        assert last is not None
        rows = session.execute(select(BatchItem).where(col(BatchItem.batch_pk) == last.id))
        return sorted((i.status, Path(i.path).name, i.call_id) for i in rows.scalars())


def statuses() -> list[str]:
    with reading(workplace.database()) as session:
        return list(session.execute(select(col(Batch.status)).order_by(col(Batch.id))).scalars())


def test_the_batch_takes_only_what_is_new_or_changed(
    escucha: Escucha, recording: Record, place: Path
) -> None:
    recording("inbox/a.wav")
    recording("inbox/b.wav", pitch_hz=130.0)
    (place / "inbox/broken.wav").write_bytes(b"")

    first = escucha("batch", "inbox", "--out", "out")
    assert first.exit_code == 1
    assert "broken.wav" in first.stderr
    assert items() == [
        ("done", "a.wav", "a"),
        ("done", "b.wav", "b"),
        ("failed", "broken.wav", "broken"),
    ]

    (place / "inbox/broken.wav").unlink()
    again = escucha("batch", "inbox", "--out", "out")
    assert again.exit_code == 0
    assert "0 analysed, 2 unchanged, 0 failed" in again.stdout

    recording("inbox/a.wav", seconds=7.0)
    (place / "inbox/b.json").write_text('{"agent_id": "ana"}')
    recording("inbox/c.wav", pitch_hz=140.0)
    changed = escucha("batch", "inbox", "--out", "out")

    assert changed.exit_code == 0, changed.stderr
    assert [status for status, _, _ in items()] == ["done"] * 3
    assert statuses() == ["finished"] * 3
    with reading(workplace.database()) as session:
        calls = session.execute(select(Call).order_by(col(Call.call_id))).scalars().all()
    assert [(call.call_id, call.agent_id) for call in calls] == [
        ("a", None),
        ("b", "ana"),
        ("c", None),
    ]


def test_data_of_tonights_calls_alone_take_nothing_from_those_of_other_nights(
    escucha: Escucha, recording: Record, place: Path
) -> None:
    recording("inbox/a.wav")
    (place / "first.csv").write_text("file,agent_id,call_id\na.wav,ana,K-1\n")
    assert escucha("batch", "inbox", "--meta", "first.csv", "--out", "out").exit_code == 0
    recording("inbox/b.wav", pitch_hz=130.0)
    (place / "second.csv").write_text("file,agent_id\nb.wav,luis\n")

    again = escucha("batch", "inbox", "--meta", "second.csv", "--out", "out")

    assert "1 analysed, 1 unchanged, 0 failed" in again.stdout
    with reading(workplace.database()) as session:
        calls = session.execute(select(Call).order_by(col(Call.call_id))).scalars().all()
    assert [(call.call_id, call.agent_id) for call in calls] == [("K-1", "ana"), ("b", "luis")]


def test_at_night_a_call_is_never_replaced_by_another_of_its_name(
    escucha: Escucha, recording: Record, place: Path
) -> None:
    recording("monday/a.wav")
    recording("tuesday/a.wav", pitch_hz=130.0)
    assert escucha("batch", "monday", "--out", "out").exit_code == 0

    result = escucha("batch", "tuesday", "--out", "out")

    assert result.exit_code == 1
    assert "belongs to another recording, monday/a.wav" in result.stderr
    assert items() == [("failed", "a.wav", "a")]


def test_at_night_the_same_recording_under_two_names_is_one_call(
    escucha: Escucha, recording: Record, place: Path
) -> None:
    recording("inbox/c.wav")
    (place / "inbox/copy-of-c.wav").write_bytes((place / "inbox/c.wav").read_bytes())

    first = escucha("batch", "inbox", "--out", "out")
    (place / "inbox/copy-of-c.json").write_text('{"agent_id": "ana"}')
    told_more = escucha("batch", "inbox", "--out", "out")

    assert (first.exit_code, told_more.exit_code) == (1, 1)
    assert "inbox/copy-of-c.wav: is the same recording as inbox/c.wav" in first.stderr
    assert "inbox/copy-of-c.wav: is stored already as call 'c', heard in inbox/c.wav" in (
        told_more.stderr
    )
    assert items() == [("failed", "copy-of-c.wav", "copy-of-c"), ("skipped", "c.wav", "c")]
    with reading(workplace.database()) as session:
        assert session.execute(select(col(Call.call_id))).scalars().all() == ["c"]


def test_a_known_recording_that_was_renamed_is_unchanged(
    escucha: Escucha, recording: Record, place: Path
) -> None:
    recording("inbox/c.wav")
    assert escucha("batch", "inbox", "--out", "out").exit_code == 0
    (place / "inbox/c.wav").rename(place / "inbox/renamed.wav")

    again = escucha("batch", "inbox", "--out", "out")

    assert again.exit_code == 0
    assert items() == [("skipped", "renamed.wav", "c")]


def test_an_interrupted_batch_keeps_what_was_finished(
    escucha: Escucha, recording: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording("inbox/a.wav")
    recording("inbox/b.wav", pitch_hz=130.0)
    judge = flow_module.judge_call

    def ctrl_c_at_b(heard: object, rubric: object) -> object:
        if heard.call_id == "b":
            raise KeyboardInterrupt
        return judge(heard, rubric)

    monkeypatch.setattr(flow_module, "judge_call", ctrl_c_at_b)
    result = escucha("batch", "inbox", "--out", "out")

    assert result.exit_code == 130
    assert "interrupted" in result.stderr
    assert "Traceback" not in result.output
    assert statuses() == ["interrupted"]
    assert items() == [("done", "a.wav", "a")]

    monkeypatch.setattr(flow_module, "judge_call", judge)
    assert escucha("batch", "inbox", "--out", "out").exit_code == 0
    assert items() == [("done", "b.wav", "b"), ("skipped", "a.wav", "a")]
    with reading(workplace.database()) as session:
        assert len(session.execute(select(ScorecardRow)).all()) == 2


def test_a_report_that_could_not_be_written_is_written_the_next_night(
    escucha: Escucha, recording: Record, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording("inbox/a.wav")
    write_text = flow_module.write_text

    def full_disk(path: Path, text: str) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(flow_module, "write_text", full_disk)
    assert escucha("batch", "inbox", "--out", "out").exit_code == 1
    assert not (place / "out/a.html").exists()

    monkeypatch.setattr(flow_module, "write_text", write_text)
    assert escucha("batch", "inbox", "--out", "out").exit_code == 0

    assert items() == [("done", "a.wav", "a")]
    assert (place / "out/a.html").exists()
    assert (place / "out/a.json").exists()


def test_the_supervisor_finds_table_and_summary_of_the_batch(
    escucha: Escucha, recording: Record
) -> None:
    recording("inbox/a.wav")
    escucha("batch", "inbox", "--out", "out")

    with get_client(sync_client=True) as client:
        artifacts = client.request("POST", "/artifacts/filter", json={}).json()
        runs = client.request("POST", "/flow_runs/filter", json={}).json()

    # The server is shared by all tests: what this batch made is what was made last.
    artifacts.sort(key=lambda artifact: artifact["created"])
    data = {artifact["key"]: str(artifact["data"]) for artifact in artifacts}
    assert '"call": "a"' in data["batch-calls"]
    assert "- analysed: 1" in data["batch-summary"]
    assert ["batch"] in [run["tags"] for run in runs if run["name"] == "a"]


def test_nobody_is_named_to_the_orchestrator(
    escucha: Escucha, recording: Record, place: Path
) -> None:
    recording("inbox/a.wav")
    beside = {"agent_id": "agent-7", "agent_name": "Zenobia", "customer_name": "Quijarro"}
    (place / "inbox/a.json").write_text(json.dumps(beside))
    (place / "calls.csv").write_text("file,customer_id\na.wav,secret-4711\n")
    assert escucha("batch", "inbox", "--meta", "calls.csv", "--out", "out").exit_code == 0
    page = (place / "out/a.html").read_text()
    assert "Zenobia" in page

    kept = ""
    with get_client(sync_client=True) as client:
        for kind in ("flow_runs", "task_runs", "artifacts", "logs"):
            body = {"limit": 200}
            kept += client.request("POST", f"/{kind}/filter", json=body).text

    assert "agent-7" in kept
    for name in ("Zenobia", "Quijarro", "secret-4711"):
        assert name not in kept


def test_a_folder_of_ten_thousand_recordings_is_taken(escucha: Escucha, place: Path) -> None:
    for number in range(10_000):
        folder = place / f"inbox/{number // 100:03}/{'x' * 40}{number:05}"
        folder.mkdir(parents=True)
        (folder / "same-call-id.wav").touch()

    result = escucha("analyze", "inbox", "--out", "out")

    assert result.exit_code == 1
    assert "10000 of 10000 recordings could not be processed" in result.stdout
