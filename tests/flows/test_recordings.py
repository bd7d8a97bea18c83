"""Planning: which recordings, whose calls. No orchestrator, no sound."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from audio_features.call_metadata import CallMetadata
from audio_features.heard_call import HeardCall, Roles
from audio_features.recording import Recording
from flows import recordings
from flows.recordings import (
    Plan,
    find_recordings,
    plan_calls,
    recorded_call,
    unused_rows,
)
from scoring.judge import judge_call
from scoring.reporting.call_page import render_call_page
from scoring.rubrics.reading import load_rubric


@pytest.fixture
def calls(tmp_path: Path) -> Callable[..., Plan]:
    """Plans empty recordings of these names, each with its sidecar."""

    def plan(manifest: str | None = None, **sidecars: str) -> Plan:
        for name, sidecar in sidecars.items():
            (tmp_path / f"{name}.wav").touch()
            (tmp_path / f"{name}.json").write_text(sidecar)
        if manifest is not None:
            (tmp_path / "calls.csv").write_text(manifest)
        return plan_calls(
            find_recordings([tmp_path]),
            manifest=None if manifest is None else tmp_path / "calls.csv",
        )

    return plan


def test_a_language_nobody_here_speaks_refuses_that_recording_alone(
    calls: Callable[..., Plan],
) -> None:
    plan = calls(a='{"language": "ca"}', b='{"language": "es-MX", "country": "mx"}')

    (refused,) = plan.refused
    assert refused.error.endswith(
        'a.wav: its language is "ca" by a.json or the manifest; it may be es or en'
    )
    assert [(c.call_id, c.metadata.language, c.metadata.country) for c in plan.calls] == [
        ("b", "es", "MX")
    ]


def test_the_manifest_is_read_again_only_when_it_changed(
    calls: Callable[..., Plan], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest, read = tmp_path / "calls.csv", []
    load = recordings.load_manifest
    monkeypatch.setattr(recordings, "load_manifest", lambda path: read.append(path) or load(path))
    (call,) = calls("file,agent_id\na.wav,ana\n", a="{}").calls

    again = recorded_call(call.path, call_id=call.call_id, manifest=manifest)
    assert (again, len(read)) == (call, 1)

    manifest.write_text("file,agent_id\na.wav,luis\n")
    os.utime(manifest, ns=(1, 1))
    changed = recorded_call(call.path, call_id=call.call_id, manifest=manifest)
    assert (changed.metadata.agent_id, len(read)) == ("luis", 2)


def test_a_row_of_another_language_never_stops_the_night(calls: Callable[..., Plan]) -> None:
    plan = calls("file,language\na.wav,ca\nb.wav,en_US\n", a="{}", b="{}")

    assert [Path(refused.path).name for refused in plan.refused] == ["a.wav"]
    assert [(call.call_id, call.metadata.language) for call in plan.calls] == [("b", "en")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", '{"agent_id": "ana"}'),
        ("a.html", "<!doctype html><title>Our wiki</title>"),
        ("a.html", "notes · Escucha</title>"),
        ("a.html", b"\xff\xfe no text"),
    ],
)
def test_a_file_that_is_not_ours_is_never_overwritten_by_a_report(
    tmp_path: Path, name: str, content: str | bytes
) -> None:
    (tmp_path / "a.wav").touch()
    (tmp_path / "out").mkdir()
    place = tmp_path / "out" / name
    place.write_bytes(content if isinstance(content, bytes) else content.encode())

    plan = plan_calls([tmp_path / "a.wav"], out_dir=tmp_path / "out")

    assert plan.calls == ()
    assert f"would overwrite {place}, which is not an Escucha report" in plan.refused[0].error


def test_our_own_earlier_reports_are_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a.wav").touch()
    (tmp_path / "a.html").write_text(page_of("ñ" * 200))
    (tmp_path / "a.json").write_text('{"schema": "escucha.call/1"}')

    plan = plan_calls([tmp_path / "a.wav"], out_dir=tmp_path)

    assert [call.call_id for call in plan.calls] == ["a"]


def page_of(call_id: str) -> str:
    """The page of a call in which nothing is said."""
    wav = Recording(
        path="a.wav", sha256="0" * 64, seconds=9.0, sample_rate_hz=8000, channels=2, codec="pcm"
    )
    heard = HeardCall(
        call_id=call_id,
        recording=wav,
        metadata=CallMetadata(),
        language="es",
        country="ES",
        roles=Roles(agent=None, customer=None),
        turns=(),
        events=(),
        measures=(),
        engines=(),
    )
    rubric = load_rubric(None)
    return render_call_page(judge_call(heard, rubric), rubric, audio_href="a.mp3")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (("a.wav",), None),
        (("a.wav", "b.wav"), "1 row matches no recording here: line 3 (b.wav); a row names"),
        (
            ("b.wav", "c", "d", "e", "f", "g"),
            "6 rows match no recording here: line 2 (b.wav), line 3 (c), line 4 (d), line 5 (e), "
            "line 6 (f), …; a row names",
        ),
    ],
)
def test_rows_that_no_recording_uses_are_named_in_one_line(
    tmp_path: Path, rows: tuple[str, ...], said: str | None
) -> None:
    manifest = tmp_path / "calls.csv"
    manifest.write_text("\n".join(("file", *rows)))

    line = unused_rows(manifest, [tmp_path / "a.wav"])

    assert (line is None) == (said is None)
    assert line is None or line.startswith(f"{manifest}: {said}")


def test_a_manifest_of_a_night_without_calls_is_told_and_no_error(tmp_path: Path) -> None:
    manifest = tmp_path / "calls.csv"
    manifest.write_text("file,agent_id\n")
    (tmp_path / "a.wav").touch()

    assert [call.call_id for call in plan_calls([tmp_path / "a.wav"], manifest=manifest).calls] == [
        "a"
    ]
    assert unused_rows(manifest, [tmp_path / "a.wav"]) == (
        f"{manifest}: has no row below its header, so that it tells of no recording"
    )


def test_one_wrong_row_stops_its_own_recording_and_no_other(calls: Callable[..., Plan]) -> None:
    plan = calls("file,rings\na.wav,tres\nb.wav,2\nc.wav,x\n", a="{}", b="{}", c="{}")

    assert [call.call_id for call in plan.calls] == ["b"]
    assert [refused.error.partition(": ")[2] for refused in plan.refused] == [
        f'calls.csv, line {line}: rings is "{cell}"; it may be a whole number, 0 or more'
        for line, cell in ((2, "tres"), (4, "x"))
    ]


@pytest.mark.parametrize(
    ("rows", "planned", "told"),
    [
        ("pbx1/x.wav,k-1,ana\npbx2/x.wav,k-2,luis\n", ["k-1", "k-2"], ()),
        ("pbx1/x.wav,k-1,ana\n", ["k-1"], ("has the file name of line 2 of the manifest, which",)),
        ("x.wav,k-1,ana\n", [], ("another recording fits line 2", "another recording fits line 2")),
    ],
)
def test_recordings_of_one_name_are_told_apart_by_folder_or_refused(
    tmp_path: Path, rows: str, planned: list[str], told: tuple[str, ...]
) -> None:
    manifest = tmp_path / "calls.csv"
    manifest.write_text(f"file,call_id,agent_id\n{rows}")
    for folder in ("pbx1", "pbx2"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.wav").touch()

    plan = plan_calls(find_recordings([tmp_path]), manifest=manifest)

    assert [call.call_id for call in plan.calls] == planned
    assert len(plan.refused) == len(told)
    assert all(said in one.error for said, one in zip(told, plan.refused, strict=True))
