"""How each stretch of the service cycle is marked."""

from dataclasses import replace
from typing import Any

import pytest
from stored_calls import scored_call

from scoring.findings import Evidence, Finding, Phase, ScoredCall
from scoring.moments_of_truth import moments_of_truth

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


@pytest.mark.parametrize(("met", "mark"), [(0, "critical"), (4, "critical"), (5, "bad")])
def test_two_failures_are_critical_unless_much_more_went_well(met: int, mark: str) -> None:
    well = [judged(f"well_{n}", "met", at(6.0)) for n in range(met)]
    scored = call_with(
        judged("no_arguing", "not_met", at(5.0)), judged("no_sarcasm", "not_met", at(7.0)), *well
    )
    assert marks(scored) == [("solving", mark, ("no_arguing", "no_sarcasm"))]


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
