import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from sqlalchemy import select
from sqlmodel import col
from stored_calls import heard_call, save, scored_call
from typer.testing import Result

from flows import workplace
from flows.commands import forget
from models import erasure
from models.database import reading
from models.tables import Call, CoachingRecord

Escucha = Callable[..., Result]
Record = Callable[..., Path]


@pytest.fixture
def results(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of cached hearings of our own: Prefect read where its own is long ago."""
    folder = place / "results"
    folder.mkdir()
    monkeypatch.setenv("PREFECT_LOCAL_STORAGE_PATH", str(folder))
    return folder


def stored() -> list[str]:
    with reading(workplace.database()) as session:
        return sorted(session.execute(select(col(Call.call_id))).scalars())


def test_a_call_is_forgotten_everywhere_and_the_others_are_not(
    escucha: Escucha, recording: Record, place: Path, results: Path
) -> None:
    for number, name in enumerate(("a", "b")):
        recording(f"calls/{name}.wav", pitch_hz=120.0 + 10 * number)
        beside = {
            "agent_id": "ana",
            "customer_id": "who calls again",
            "started_at": f"2026-03-0{number + 1}T10:00Z",
        }
        (place / f"calls/{name}.json").write_text(json.dumps(beside))
    assert escucha("analyze", "calls", "--out", "out").exit_code == 0
    assert escucha("coach", "--out", "out/coaching").exit_code == 0
    sha256 = json.loads((place / "out/a.json").read_text())["recording"]["sha256"]
    mine, old, other = f"{sha256}-{'1' * 64}", "2" * 64, f"{'3' * 64}-{'4' * 64}"
    for name in (mine, old, other, "not ours"):
        (results / name).write_text("heard")

    result = escucha("forget", "a", "--out", "out")

    assert result.exit_code == 0, result.output
    assert stored() == ["b"]
    assert sorted(path.name for path in results.iterdir()) == [other, "not ours"]
    left = {path.relative_to(place / "out").as_posix() for path in (place / "out").rglob("*.*")}
    assert not {"a.html", "a.json", "listening_copies/a.mp3"} & left
    assert {"b.html", "b.json", "listening_copies/b.mp3"} <= left
    with reading(workplace.database()) as session:
        assert session.execute(select(CoachingRecord)).all() == []
    for said in (
        "a: deleted its row, ",
        "1 coaching report\n",
        "1 scorecard, ",
        "a: deleted out/a.html",
        "2 cached",
    ):
        assert said in result.stdout
    for said in (
        "calls/a.wav: the recording of a is still there",
        "out/coaching/ana.html: quotes",
        "out/coaching/team/index.html: quotes",
    ):
        assert said in result.stderr
    assert "make it again with `escucha coach`" in result.stderr
    assert "holds no report" not in result.stderr


def test_reports_and_recordings_that_are_not_found_are_named_all_the_same(
    escucha: Escucha, recording: Record, place: Path, results: Path
) -> None:
    path = recording("calls/a.wav")
    assert escucha("analyze", "calls", "--out", "reports").exit_code == 0
    path.unlink()

    result = escucha("forget", "a")

    assert result.exit_code == 0, result.output
    assert "escucha_reports: holds no report of a; where it was analysed into" in result.stderr
    assert "calls/a.wav: the recording of a is not to be found from here" in result.stderr
    assert (place / "reports/a.html").exists()
    assert "a: deleted reports/a.html" in escucha("forget", "a", "--out", "reports").stdout


def test_reports_in_another_folder_can_be_forgotten_afterwards_and_no_file_of_others(
    escucha: Escucha, place: Path, results: Path
) -> None:
    (place / "elsewhere").mkdir()
    (place / "elsewhere/a.json").write_text('{"schema": "escucha.call/1", "call_id": "a"}')
    (place / "elsewhere/a.html").write_text("<!doctype html><title>Ours, not theirs</title>")

    result = escucha("forget", "a", "--out", "elsewhere")

    assert result.exit_code == 0, result.output
    assert "a: is not in the database\na: deleted elsewhere/a.json\n" in result.stdout
    assert [path.name for path in (place / "elsewhere").iterdir()] == ["a.html"]


def test_coaching_in_another_folder_that_quotes_a_call_forgotten_before_is_named(
    escucha: Escucha, place: Path, results: Path
) -> None:
    folder = place / "elsewhere/coaching"
    folder.mkdir(parents=True)
    (place / "elsewhere/a.json").write_text('{"schema": "escucha.call/1", "call_id": "a"}')
    quoting = {"schema": "escucha.coaching/1", "agent": "ana", "moments": [{"call_id": "a"}]}
    (folder / "ana.json").write_text(json.dumps(quoting))
    (folder / "luis.json").write_text(json.dumps({**quoting, "moments": []}))

    result = escucha("forget", "a", "--out", "elsewhere")

    assert "elsewhere/coaching/ana.html" in result.stderr
    assert "luis" not in result.stderr


def test_an_unknown_call_is_exit_2_and_deletes_nothing(
    escucha: Escucha, place: Path, results: Path
) -> None:
    (place / "out").mkdir()
    (place / "out/a.json").write_text('{"schema": "escucha.call/1", "call_id": "a"}')
    (results / ("5" * 64)).write_text("heard")

    result = escucha("forget", "a", "nobody", "--out", "out")

    assert result.exit_code == 2
    assert result.stderr.startswith("error: nobody: no such call is stored, nor is a report of it")
    assert (place / "out/a.json").exists()
    assert len(list(results.iterdir())) == 1


def test_a_folder_that_is_named_and_missing_deletes_nothing(
    escucha: Escucha, recording: Record, place: Path, results: Path
) -> None:
    save(workplace.database(), scored_call(heard_call("a")))

    result = escucha("forget", "a", "--out", "reprots")

    assert result.exit_code == 2
    assert result.stderr.startswith("error: --out reprots: no such folder; nothing was deleted.")
    assert stored() == ["a"]
    assert escucha("forget", "a").exit_code == 0
    assert stored() == []


def test_every_kind_of_row_is_counted_in_words_of_its_own() -> None:
    """A new kind that has none would break `forget` after all was deleted."""
    assert {*get_args(erasure.ErasedKind), "hearings"} == set(forget.NAMES)


def test_old_hearings_alone_can_be_forgotten(escucha: Escucha, results: Path) -> None:
    for name, days in (("a" * 64 + "-" + "b" * 64, 40), ("c" * 64, 20), ("someone's", 40)):
        (results / name).write_text("heard")
        os.utime(results / name, (time.time() - days * 86_400,) * 2)

    result = escucha("forget", "--cache-older-than", "30")

    assert (result.exit_code, result.stdout) == (0, "1 cached hearing deleted\n")
    assert sorted(path.name for path in results.iterdir()) == ["c" * 64, "someone's"]


@pytest.mark.parametrize("days", ["-1", "abc", "nan", "inf", ""])
def test_what_is_no_number_of_days_is_refused_in_one_line(
    escucha: Escucha, results: Path, days: str
) -> None:
    (results / ("a" * 64)).write_text("heard")

    result = escucha("forget", "--cache-older-than", days)

    assert result.exit_code == 2
    assert result.stderr == (
        f"error: --cache-older-than {days}: is no number of days; write 0 or more, like 90\n"
    )
    assert len(list(results.iterdir())) == 1


def test_nothing_to_forget_is_exit_2(escucha: Escucha) -> None:
    result = escucha("forget")

    assert result.exit_code == 2
    assert "name calls by their call_id, or give --cache-older-than DAYS" in result.stderr
