"""A rubric that was changed and kept its version is told apart from one that was not."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from stored_calls import heard_call, scored_call
from tiny_rubric import TINY_RUBRIC
from typer.testing import Result

from audio_features.errors import ConfigurationError
from flows import workplace
from flows.changed_rubrics import refuse_changed
from models import store
from models.database import reading, writing
from models.erasure import erase_call
from scoring.findings import RubricIdentity
from scoring.rubrics.reading import load_rubric
from scoring.rubrics.sets import RubricSet, load_rubrics

Escucha = Callable[..., Result]


def rubrics(text: str) -> RubricSet:
    Path("tiny.yaml").write_text(text, "utf-8")
    return load_rubrics(Path("tiny.yaml"))


def judged_by(text: str, *, identity: RubricIdentity | None = None) -> None:
    """Store a call that it judged, with its hash of those days if it has another now."""
    known = identity or rubrics(text).default.identity
    scored = scored_call(heard_call(f"by {known.sha256}"))
    scored = replace(scored, scorecard=replace(scored.scorecard, rubric=known))
    with writing(workplace.database()) as session:
        store.save_scored_call(session, scored=scored, rubric_yaml=text, fingerprint="f1")


def test_a_rubric_that_changed_under_its_version_is_refused() -> None:
    judged_by(TINY_RUBRIC)

    with pytest.raises(ConfigurationError) as refused:
        refuse_changed(rubrics(TINY_RUBRIC.replace("points: 2", "points: 3")), workplace.database())

    assert str(refused.value) == (
        "the rubric tiny 1 says other things than it did when it judged stored calls: "
        "give it a new version (`escucha rubric diff` shows what changed)"
    )


@pytest.mark.parametrize(
    "changed",
    [
        TINY_RUBRIC,
        TINY_RUBRIC + "# a comment\n",
        TINY_RUBRIC.replace("points: 2", "points: 3").replace('"1"', '"2"'),
        TINY_RUBRIC.replace("points: 2", "points: 3").replace("id: tiny", "id: small"),
    ],
)
def test_another_layout_version_or_id_is_well(changed: str) -> None:
    judged_by(TINY_RUBRIC)
    refuse_changed(rubrics(changed), workplace.database())


@pytest.mark.parametrize("now", [TINY_RUBRIC, TINY_RUBRIC + "# a comment\n"])
def test_an_upgrade_that_changes_defaults_locks_nobody_out(now: str) -> None:
    judged_by(
        TINY_RUBRIC, identity=replace(rubrics(TINY_RUBRIC).default.identity, sha256="of before")
    )
    refuse_changed(rubrics(now), workplace.database())


def test_one_that_judged_only_what_was_forgotten_since_may_be_changed() -> None:
    judged_by(TINY_RUBRIC)
    with writing(workplace.database()) as session:
        erase_call(session, call_id=f"by {rubrics(TINY_RUBRIC).default.sha256}")
    refuse_changed(rubrics(TINY_RUBRIC.replace("points: 2", "points: 3")), workplace.database())


def test_a_stored_rubric_that_no_program_reads_any_more_forbids_nothing() -> None:
    judged_by(
        "id: tiny", identity=replace(rubrics(TINY_RUBRIC).default.identity, sha256="of before")
    )
    refuse_changed(rubrics(TINY_RUBRIC), workplace.database())


def test_each_of_several_texts_of_one_version_stays_usable() -> None:
    """Before this was refused, such were stored."""
    heavier = TINY_RUBRIC.replace("points: 2", "points: 3")
    judged_by(TINY_RUBRIC)
    judged_by(heavier)
    refuse_changed(rubrics(heavier), workplace.database())


def test_the_products_own_rubric_is_never_refused() -> None:
    judged_by(TINY_RUBRIC, identity=replace(load_rubric().identity, sha256="of before"))
    refuse_changed(load_rubrics(), workplace.database())


@pytest.mark.parametrize(
    "command", [("rescore",), ("analyze", "calls"), ("batch", "calls", "--out", "out")]
)
def test_no_command_stores_it(
    escucha: Escucha, recording: Callable[..., Path], command: tuple[str, ...]
) -> None:
    recording("calls/one.wav")
    judged_by(TINY_RUBRIC)
    rubrics(TINY_RUBRIC.replace("points: 2", "points: 3"))

    result = escucha(*command, "--rubric", "tiny.yaml")

    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        "error: the rubric tiny 1 says other things than it did when it judged stored calls: "
        "give it a new version (`escucha rubric diff` shows what changed)"
    ]
    with reading(workplace.database()) as session:
        assert len(store.rubric_versions(session, rubric_id="tiny", version="1")) == 1
