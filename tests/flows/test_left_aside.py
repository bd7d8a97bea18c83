from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from audio_features.decoding import RECORDING_SUFFIXES
from flows.left_aside import UNREAD_SUFFIXES, files_left_aside, sidecars_alone

Escucha = Callable[..., Result]


@pytest.fixture
def inbox(tmp_path: Path) -> Callable[..., Path]:
    """A folder with empty files of these names."""

    def make(*names: str) -> Path:
        for name in names:
            (tmp_path / "inbox" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "inbox" / name).touch()
        return tmp_path / "inbox"

    return make


def test_what_sounds_like_a_recording_and_is_not_read_is_counted(
    inbox: Callable[..., Path],
) -> None:
    folder = inbox("a.wav", "b.VOX", "deep/c.vox", "d.nmf")

    line = files_left_aside([folder, folder / "deep"])

    assert line is not None
    assert "recordings seldom end so: .vox 2, .nmf 1; name those" in line


def test_what_may_lie_beside_recordings_is_no_loss(inbox: Callable[..., Path]) -> None:
    folder = inbox(
        *("a.wav", "a.json", "calls.csv", "notes.txt", "read.md", "r.yaml", "a.html", "s.pdf"),
        *(".hidden.vox", ".trash/b.vox", "listening_copies/a.vox", "escucha_data/c.vox", "LOCK"),
    )

    assert files_left_aside([folder], leave_out=[folder / "escucha_data"]) is None


def test_a_file_that_is_named_is_never_left_aside(inbox: Callable[..., Path]) -> None:
    assert files_left_aside([inbox("a.vox") / "a.vox"]) is None


def test_no_ending_is_both_read_and_left_aside() -> None:
    assert UNREAD_SUFFIXES.isdisjoint(RECORDING_SUFFIXES)
    assert all(suffix == suffix.lower() and suffix[0] == "." for suffix in UNREAD_SUFFIXES)


def test_analyze_says_once_what_it_left_aside(
    escucha: Escucha, recording: Callable[..., Path], place: Path
) -> None:
    recording("calls/one.wav")
    (place / "calls/two.vox").touch()

    result = escucha("analyze", "calls", "--out", "out")

    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        "warning: calls: files left aside, as recordings seldom end so: .vox 1; name those that "
        "are to be tried, or convert them to WAV"
    ]


def test_a_night_of_unreadable_files_alone_is_no_quiet_night(
    escucha: Escucha, inbox: Callable[..., Path]
) -> None:
    result = escucha("batch", inbox("a.vox", "b.vox"))

    assert result.exit_code == 0
    assert "no recordings there tonight" in result.stdout
    assert "warning: " in result.stderr
    assert ".vox 2" in result.stderr


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("b.json", '{"agent_id": "ana"}', True),
        ("a.json", '{"agent_id": "ana"}', False),
        ("b.json", '{"schema": "escucha.call/1", "call_id": "b"}', False),
        ("b.json", '{"colour": "red"}', False),
        ("b.json", '{"language": "es", "editor": "x"}', False),
        ("b.json", "not json", False),
    ],
)
def test_data_of_a_call_without_its_recording_are_named(
    inbox: Callable[..., Path], name: str, content: str, told: bool
) -> None:
    folder = inbox("a.wav")
    (folder / name).write_text(content, "utf-8")
    line = sidecars_alone([folder], [folder / "a.wav"])
    assert (line is not None and "b.json" in line) is told
