"""A set of rubrics stands wherever a rubric may."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from scoring.rubrics.reading import load_rubric, rubric_text

Escucha = Callable[..., Result]
Record = Callable[..., Path]
VERSION = load_rubric().version


@pytest.fixture
def rubrics(place: Path) -> Path:
    """Complaints by a rubric of their own, the rest by the product's."""
    own = rubric_text(None).replace("id: protocol", "id: complaints", 1)
    (place / "complaints.yaml").write_text(own)
    path = place / "set.yaml"
    path.write_text(
        "rubrics:\n  - {path: complaints.yaml, when: {queue: [quejas]}}\n  - {path: bundled}\n"
    )
    return path


def test_each_recording_is_judged_by_the_rubric_of_its_queue(
    rubrics: Path, escucha: Escucha, recording: Record, place: Path
) -> None:
    for at, name in enumerate(("complaint", "rest")):
        recording(f"calls/{name}.wav", pitch_hz=120.0 + 10 * at)
    (place / "calls/complaint.json").write_text(json.dumps({"queue": "Quejas"}))

    result = escucha("analyze", "calls", "--out", "out", "--rubric", rubrics)

    assert result.exit_code == 0, result.output
    by = {
        path.stem: json.loads(path.read_text())["scorecard"]["rubric"]["id"]
        for path in (place / "out").glob("*.json")
    }
    assert by == {"complaint": "complaints", "rest": "protocol"}
    assert "0 new scorecards" in escucha("rescore", "--rubric", rubrics).stdout


def test_a_set_is_checked_like_a_rubric(rubrics: Path, escucha: Escucha) -> None:
    well = escucha("rubric", "check", rubrics)
    assert well.exit_code == 0, well.output
    assert (
        f"all well: 2 rubrics: complaints {VERSION}, 53 criteria; protocol {VERSION}" in well.stdout
    )

    rubrics.write_text("rubrics:\n  - path: complaints.yaml\n    when: {queue: [quejas]}\n")
    ill = escucha("rubric", "check", rubrics)
    assert ill.exit_code == 2
    assert "set.yaml:2: the last rubric has a 'when'" in ill.stderr
    assert "add a last one without it" in ill.stderr
