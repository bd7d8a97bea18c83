"""Reasons read as sentences."""

import re
from importlib import resources
from typing import Any

import pytest

from scoring.checks.result import CheckResult
from scoring.reasons import cause_ids, reason_text, written
from scoring.rubrics.reading import load_rubric


@pytest.mark.parametrize("quote", ["Buenos días,", "Buenos días, ", "Buenos días:", "Buenos días"])
def test_quote_loses_the_comma_it_was_cut_at(quote: str) -> None:
    result = CheckResult(verdict="met", credit=1.0, fields={"quote": quote})
    text = reason_text(load_rubric().criterion("greeted"), result, language="es")
    assert "«Buenos días»" in text


def test_numbers_have_a_comma_in_spanish_and_a_point_in_english() -> None:
    assert (written(8.25, language="es"), written(8.0, language="en")) == ("8,2", "8")


def test_every_cause_that_a_check_gives_has_its_text() -> None:
    folder = resources.files("scoring")
    folders = (folder / "checks", folder / "second_judge")
    files = [*(file for one in folders for file in one.iterdir()), folder / "judge.py"]
    code = "".join(file.read_text() for file in files if file.name.endswith(".py"))
    given = set(re.findall(r"unsure\(\s*\"(\w+)\"", code))
    assert {"borderline", "low_confidence", "no_ring_data"} <= given
    assert given <= cause_ids()


def test_cause_without_a_text_is_an_error_and_not_another_cause() -> None:
    result = CheckResult(verdict="unsure", tag="made_up")
    with pytest.raises(ValueError, match="made_up"):
        reason_text(load_rubric().criterion("greeted"), result, language="es")


@pytest.mark.parametrize(("language", "said"), [("es", "de −36 a −16,5"), ("en", "−36 to −16.5")])
def test_threshold_in_a_reason_is_written_as_people_read_it(language: Any, said: str) -> None:
    fields = {"value": -20.0, "threshold": "-36..-16.5"}
    result = CheckResult(verdict="met", credit=1.0, fields=fields)
    text = reason_text(load_rubric().criterion("volume_in_range"), result, language=language)
    assert f"({said})" in text


def test_a_quote_that_ends_in_a_full_stop_does_not_double_it() -> None:
    criterion = load_rubric().criterion("greeted")
    for quote, said in (("Buenos días.", "«Buenos días»."), ("¿Dígame?", "«¿Dígame?».")):
        result = CheckResult(verdict="met", credit=1.0, fields={"quote": quote})
        assert reason_text(criterion, result, language="es").endswith(said)


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "Interrumpió al cliente una vez."), (3, "Interrumpió al cliente 3 veces.")],
)
def test_a_count_of_one_has_its_own_wording(count: int, said: str) -> None:
    result = CheckResult(verdict="not_met", fields={"count": count}, tag="some")
    assert reason_text(load_rubric().criterion("no_interruptions"), result, language="es") == said
