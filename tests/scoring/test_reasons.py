"""Reasons read as sentences."""

import pytest

from scoring.checks.result import CheckResult
from scoring.reasons import reason_text, written
from scoring.rubric import load_rubric


@pytest.mark.parametrize("quote", ["Buenos días,", "Buenos días, ", "Buenos días:", "Buenos días"])
def test_quote_loses_the_comma_it_was_cut_at(quote: str) -> None:
    result = CheckResult(verdict="met", credit=1.0, fields={"quote": quote})
    text = reason_text(load_rubric().criterion("greeted"), result, language="es")
    assert "«Buenos días»" in text


def test_numbers_have_a_comma_in_spanish_and_a_point_in_english() -> None:
    assert (written(8.25, language="es"), written(8.0, language="en")) == ("8,2", "8")
