"""Checks made of checks, whatever their parts answer."""

from typing import Any

import pytest
from pydantic import TypeAdapter

from scoring.checks.registry import run_check
from scoring.checks.schema import Check

#: Measures that make a part met, not met, unsure (too near) or not applicable (missing).
VALUES = {"met": -20.0, "not_met": -50.0, "unsure": -30.1, "not_applicable": None}
NAMES = ("loudness", "active_level", "noise_floor")


def answered(call: Any, kind: str, verdicts: tuple[str, ...], **options: Any) -> Any:
    heard = call().agent("Hola").customer("Hola")
    parts = []
    for name, verdict in zip(NAMES, verdicts, strict=False):
        value = VALUES[verdict]
        if value is not None:
            heard.measure(name, value, party="agent")
        parts.append(
            {
                "kind": "measure",
                "name": name,
                "party": "agent",
                "at_least": -30,
                "margin": 1,
                "if_missing": "not_applicable",
                "tag": name,
                "weight": 1 + len(parts),
            }
        )
    check = TypeAdapter(Check).validate_python({"kind": kind, "checks": parts, **options})
    return run_check(check, heard.context())


@pytest.mark.parametrize(
    ("kind", "parts", "verdict"),
    [
        ("all_of", ("met", "met"), "met"),
        ("all_of", ("met", "not_met"), "not_met"),
        ("all_of", ("unsure", "not_met"), "not_met"),  # one certain failure decides
        ("all_of", ("met", "unsure"), "unsure"),
        ("all_of", ("met", "not_applicable"), "met"),
        ("all_of", ("not_applicable", "not_applicable"), "not_applicable"),
        ("any_of", ("not_met", "met"), "met"),
        ("any_of", ("unsure", "met"), "met"),
        ("any_of", ("unsure", "not_met"), "unsure"),
        ("any_of", ("not_met", "not_met"), "not_met"),
        ("any_of", ("not_applicable", "not_applicable"), "not_applicable"),
        ("none_of", ("not_met", "not_met"), "met"),
        ("none_of", ("met", "unsure"), "not_met"),
        ("none_of", ("unsure", "not_met"), "unsure"),
        ("none_of", ("not_applicable", "not_applicable"), "not_applicable"),
    ],
)
def test_verdict_of_the_whole(call: Any, kind: str, parts: tuple[str, ...], verdict: str) -> None:
    result = answered(call, kind, parts)
    assert result.verdict == verdict
    assert result.credit == (1.0 if verdict == "met" else 0.0)


def test_partial_credit_is_the_weighted_share(call: Any) -> None:
    result = answered(call, "all_of", ("met", "not_met", "met"), partial=True)
    assert result.credit == pytest.approx((1 + 3) / 6)
    assert result.tag == "active_level"


def test_partial_credit_waits_for_what_is_unsure(call: Any) -> None:
    assert answered(call, "all_of", ("not_met", "unsure"), partial=True).verdict == "unsure"


def test_reason_is_that_of_the_one_part_that_failed(call: Any) -> None:
    assert answered(call, "all_of", ("met", "not_met")).tag == "active_level"
    assert answered(call, "all_of", ("not_met", "not_met")).tag is None
