"""Whole calls written by people who never saw the judge: verdicts, and the moments shown for them.

They may be read and learnt from, as `tuning` may; some of their sentences are.
"""

from pathlib import Path

import pytest
from example_calls import as_table, judge_whole_calls, pooled, read_whole_calls
from protocol_calls import RUBRIC

_CALLS = read_whole_calls(Path(__file__).parent / "whole_calls")


@pytest.mark.parametrize(
    ("language", "right", "surely_wrong", "near"),
    [("es", 0.94, 35, 0.89), ("en", 0.93, 7, 0.87)],
)
def test_verdicts_and_their_moments_agree_with_those_who_wrote_the_calls(
    language: str, right: float, surely_wrong: int, near: float
) -> None:
    """Never worse than measured."""
    calls = [one for one in _CALLS if one.call.language == language]
    tallies, shown_near, known = judge_whole_calls(calls, RUBRIC)
    every = pooled(tallies)
    assert every.right / every.total >= right, f"\n{as_table(tallies)}"
    assert every.surely_wrong <= surely_wrong, f"\n{as_table(tallies)}"
    assert shown_near / known >= near
