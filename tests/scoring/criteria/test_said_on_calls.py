"""Criteria that hang on what is meant: small calls in both languages, read by the real engine."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from protocol_calls import RUBRIC

from scoring.call_context import call_context
from scoring.judge import judge_criterion

_FILE = yaml.safe_load(Path(__file__).with_name("said_on_calls.yaml").read_text("utf-8"))
CASES: list[dict[str, Any]] = _FILE["cases"]

Lines = tuple[tuple[str, str], ...]


def lines(said: list[dict[str, str]]) -> Lines:
    return tuple(line for turn in said for line in turn.items())


@lru_cache(maxsize=128)
def _context(language: str, said: Lines, builder: Any) -> Any:
    around = _FILE["around"][language]
    heard = builder(language=language, country="ES" if language == "es" else "US")
    for party, text in (*lines(around["opening"]), *said, *lines(around["closing"])):
        heard.say(party, text)
    heard.measure("speech_time", 12.0, party="customer")
    return call_context(heard.heard(), RUBRIC)


@pytest.mark.parametrize(
    "case", CASES, ids=[f"{c['criterion']}-{c['language']}-{c['verdict']}" for c in CASES]
)
def test_criterion_is_read_from_what_is_said(call: Any, case: dict[str, Any]) -> None:
    context = _context(case["language"], lines(case["said"]), call)
    finding = judge_criterion(RUBRIC.criterion(case["criterion"]), context, RUBRIC)
    assert finding.verdict == case["verdict"], finding.reason
    assert "{" not in finding.reason


def test_every_case_stands_once() -> None:
    keys = [(c["criterion"], c["language"], lines(c["said"])) for c in CASES]
    assert len(set(keys)) == len(keys)
