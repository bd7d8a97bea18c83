"""How each stretch of the service cycle is marked."""

from dataclasses import replace
from typing import Any

import pytest
from stored_calls import scored_call

from scoring.findings import (
    NOT_SAID_BY_HERE,
    NOT_SAID_HERE,
    Evidence,
    Finding,
    MeasuredValue,
    Phase,
    ScoredCall,
)
from scoring.moments_of_truth import OF_THE_FAREWELL, moments_of_truth
from scoring.rubrics.reading import load_rubric

PHASES = (
    Phase(name="opening", start=1.0, end=4.0),
    Phase(name="solving", start=4.0, end=10.0),
    Phase(name="farewell", start=10.0, end=12.0),
)


def judged(criterion: str, verdict: Any, *moments: Evidence, possible: float = 1.0) -> Finding:
    return Finding(
        criterion=criterion, verdict=verdict, points=0.0, possible=possible, confidence=0.9,
        reason="", evidence=moments,
    )  # fmt: skip


def at(start: float, end: float | None = None, party: Any = "agent") -> Evidence:
    return Evidence(start=start, end=start + 0.5 if end is None else end, party=party, quote="sí")


def call_with(*findings: Finding, critical: tuple[str, ...] = ()) -> ScoredCall:
    scored = scored_call()
    card = replace(scored.scorecard, critical_failures=critical)
    return replace(scored, phases=PHASES, findings=findings, scorecard=card)


def marks(scored: ScoredCall) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(moment.phase, moment.mark, moment.criteria) for moment in moments_of_truth(scored)]


def test_a_stretch_is_good_where_all_was_met_and_unmarked_where_nothing_was_judged() -> None:
    scored = call_with(judged("greeted", "met", at(1.5)), judged("help_offered", "met", at(3.0)))
    assert marks(scored) == [("opening", "good", ("greeted", "help_offered"))]


def test_one_failure_is_bad_a_critical_one_critical() -> None:
    finding = judged("no_arguing", "not_met", at(5.0))
    assert marks(call_with(finding)) == [("solving", "bad", ("no_arguing",))]
    assert marks(call_with(finding, critical=("no_arguing",))) == [
        ("solving", "critical", ("no_arguing",))
    ]


@pytest.mark.parametrize(
    ("missed", "met", "mark"),
    [(2, 0, "bad"), (3, 0, "critical"), (3, 3, "critical"), (3, 4, "bad"), (5, 6, "bad")],
)
def test_three_failures_are_critical_unless_more_went_well(
    met: int, missed: int, mark: str
) -> None:
    well = [judged(f"well_{n}", "met", at(6.0)) for n in range(met)]
    badly = [judged(f"badly_{n}", "not_met", at(5.0)) for n in range(missed)]
    scored = call_with(*badly, *well)
    assert marks(scored) == [("solving", mark, tuple(f.criterion for f in badly))]


def not_said(start: float, *, name: str = NOT_SAID_HERE) -> Evidence:
    nothing = MeasuredValue(name=name, value=0, unit="count", threshold=">= 1")
    return replace(at(start), measure=nothing)


@pytest.mark.parametrize("name", [NOT_SAID_HERE, NOT_SAID_BY_HERE])
def test_what_nobody_said_is_missed_in_the_last_place_it_was_expected_in(name: str) -> None:
    places = (not_said(11.0, name=name), not_said(2.0, name=name), at(6.0))
    assert marks(call_with(judged("solution_offered", "not_met", *places))) == [
        ("farewell", "bad", ("solution_offered",))
    ]


def test_a_farewell_that_was_left_out_is_never_missed_in_the_opening() -> None:
    left_out = judged("courteous_farewell", "not_met", not_said(1.5), not_said(2.0))
    assert marks(call_with(left_out)) == [("farewell", "bad", ("courteous_farewell",))]
    only_opened = replace(call_with(left_out), phases=PHASES[:1])
    assert marks(only_opened) == []


def test_the_criteria_of_the_farewell_are_those_of_that_section_of_the_protocol() -> None:
    section = {one.id for one in load_rubric().criteria if one.section == "farewell"}
    assert section == OF_THE_FAREWELL


def test_the_callers_words_place_a_finding_only_where_the_agents_do_not() -> None:
    asked_early = judged("apology_given", "not_met", at(2.0, party="customer"), at(6.0))
    assert [phase for phase, *_ in marks(call_with(asked_early))] == ["solving"]
    only_caller = judged("apology_given", "not_met", at(2.0, party="customer"))
    assert [phase for phase, *_ in marks(call_with(only_caller))] == ["opening"]


def test_ringing_belongs_to_the_opening_and_a_long_moment_to_where_most_of_it_is() -> None:
    scored = call_with(
        judged("answered_within_three_rings", "met", at(0.0, 0.8)),
        judged("no_dead_air", "not_met", at(3.5, 7.0)),
    )
    assert [phase for phase, *_ in marks(scored)] == ["opening", "solving"]


def test_what_is_unsure_advisory_or_true_of_the_whole_call_marks_nothing() -> None:
    whole = scored_call().findings[0].evidence[1]
    scored = call_with(
        judged("greeted", "unsure", at(1.5)),
        judged("no_sighs", "not_met", at(5.0), possible=0.0),
        judged("pace_in_range", "not_met", whole),
    )
    assert marks(scored) == []
