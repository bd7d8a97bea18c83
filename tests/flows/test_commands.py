"""What needs no analysis: usage, configuration, help."""

import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import Result

import scoring
from audio_features.errors import ConfigurationError
from flows import health, workplace
from scoring.rubrics.reading import BUNDLED

Escucha = Callable[..., Result]
Record = Callable[..., Path]


def test_version_is_that_of_the_package(escucha: Escucha) -> None:
    assert escucha("--version").stdout == f"escucha {version('escucha')}\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("analyze", "nowhere"), "error: nowhere: no such file or folder"),
        (("batch", "nowhere"), "error: nowhere: no such file or folder"),
        (("analyze", "empty"), "empty: no recordings there; Escucha takes files ending in "),
        (("analyze", "one.wav", "--out", "file"), "error: --out file: cannot be written to"),
        (("analyze", "one.wav", "--country", "Spain"), "error: --country Spain: it may be"),
        (("analyze", "one.wav", "--language", "español"), "error: --language español"),
        (("analyze", "one.wav", "--language", "ca"), "error: --language ca: it may be es or en"),
        (("analyze", "one.wav", "--meta", "none.csv"), "none.csv"),
        (("analyze", "one.wav", "--rubric", "none.yaml"), "none.yaml"),
        (("rescore", "--since", "ayer"), "error: --since ayer: is not a date"),
        (("rescore", "--rubric", "bad.yaml"), "bad.yaml"),
        (("coach", "--since", "2026-13-01"), "error: --since 2026-13-01: is not a date"),
        (("rubric", "check", "bad.yaml"), "bad.yaml"),
        (("analyse",), "No such command 'analyse'"),
        (("analyze", "one.wav", "--ouput", "x"), "No such option"),
    ],
)
def test_wrong_usage_is_exit_2_with_one_line_and_no_work(
    escucha: Escucha, recording: Record, place: Path, arguments: tuple[str, ...], said: str
) -> None:
    recording("one.wav")
    (place / "empty").mkdir()
    (place / "empty/notes.txt").write_text("nothing to hear")
    (place / "file").write_text("in the way")
    (place / "bad.yaml").write_text("id: protocol\nsections: 3\n")

    result = escucha(*arguments)

    assert result.exit_code == 2, result.output
    assert said in result.stderr
    assert "Traceback" not in result.output
    assert not list(place.rglob("*.html"))


def test_a_night_without_recordings_is_no_error(escucha: Escucha, place: Path) -> None:
    (place / "inbox").mkdir()

    result = escucha("batch", "inbox")

    assert (result.exit_code, result.stdout) == (0, "inbox: no recordings there tonight\n")


def test_too_many_paths_are_refused_before_any_work(escucha: Escucha, place: Path) -> None:
    name = f"{'x' * 200}.wav"
    (place / name).touch()

    result = escucha("analyze", *[name] * 2_000)

    assert result.exit_code == 2
    assert "2000 paths: too many to name one by one; name the folder" in result.stderr


def test_wrong_settings_are_exit_2(escucha: Escucha, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESCUCHA_DEVICE", "gpu")

    result = escucha("rescore")

    assert (result.exit_code, result.stderr) == (
        2,
        "error: ESCUCHA_DEVICE='gpu': it may be auto, cpu or cuda\n",
    )


def test_a_mistyped_model_folder_is_exit_2_and_not_looked_for_on_the_hub(
    escucha: Escucha, recording: Record, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording("one.wav")
    monkeypatch.setenv("ESCUCHA_ASR_MODEL", "./models/whispr")

    result = escucha("analyze", "one.wav")

    assert result.exit_code == 2
    assert "model folder './models/whispr' does not exist" in result.stderr
    assert not list(place.rglob("*.html"))


def test_a_database_out_of_reach_is_exit_2(
    escucha: Escucha, recording: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording("one.wav")
    monkeypatch.setenv("ESCUCHA_DATABASE_URL", "postgresql+psycopg://qa:secret@127.0.0.1:1/x")

    result = escucha("analyze", "one.wav")

    assert result.exit_code == 2
    assert "cannot be used" in result.stderr
    assert "secret" not in result.stderr


@pytest.mark.parametrize("place_of_flag", [0, 1])
def test_debug_shows_where_an_error_came_from(escucha: Escucha, place_of_flag: int) -> None:
    arguments = ["analyze", "nowhere"]
    arguments.insert(place_of_flag, "--debug")

    result = escucha(*arguments)

    assert result.exit_code == 2
    assert "Traceback" in result.stderr


def test_the_products_own_rubric_is_valid(escucha: Escucha) -> None:
    path = Path(scoring.__path__[0]) / BUNDLED

    result = escucha("rubric", "check", path)

    assert result.exit_code == 0, result.output
    assert "all well" in result.stdout


def test_doctor_tries_every_part(escucha: Escucha, monkeypatch: pytest.MonkeyPatch) -> None:
    well = escucha("doctor")
    assert well.exit_code == 0, well.output
    for part in ("settings", "rubric", "database", "disk", "codecs", "transcription"):
        assert part in well.stdout
    assert "problem" not in well.stdout

    def no_weights(settings: object) -> object:
        raise ConfigurationError("weights: missing; install the package that holds them")

    workplace.forget()
    monkeypatch.setattr(workplace, "load_engines", no_weights)
    ill = escucha("doctor")
    assert ill.exit_code == 1
    assert "weights:" in ill.stdout
    assert ill.stdout.count("problem") == 3
    assert ill.stdout.count("weights:") == 1
    assert ill.stdout.count("not tried: what stops sound detection") == 2


@pytest.mark.parametrize(
    ("setting", "part"), [("ASR_MODEL", "transcription"), ("DIARIZATION_MODEL", "diarization")]
)
def test_doctor_blames_a_wrong_model_on_its_own_part_alone(
    monkeypatch: pytest.MonkeyPatch, setting: str, part: str
) -> None:
    monkeypatch.setenv(f"ESCUCHA_{setting}", "./models/whispr")
    results = {result.part: result for result in health.check_health(workplace.load_settings())}

    assert [name for name, result in results.items() if not result.well] == [part]
    assert "model folder './models/whispr' does not exist" in results[part].detail


def test_an_ill_part_does_not_hide_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object) -> None:
        raise RuntimeError("no codec")

    monkeypatch.setattr(health, "decode", broken)
    results = {result.part: result for result in health.check_health(workplace.load_settings())}

    assert [part for part, result in results.items() if not result.well] == ["codecs"]
    assert "no codec" in results["codecs"].detail


def test_help_is_quick_because_nothing_heavy_is_loaded() -> None:
    code = (
        "import sys, flows.commands.application; "
        "print([m for m in ('prefect', 'torch', 'sqlalchemy', 'faster_whisper') "
        "if m in sys.modules])"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )

    assert found.stdout.strip() == "[]"
