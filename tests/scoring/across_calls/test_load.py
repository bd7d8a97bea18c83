"""Which calls were hard, and runs of them."""

from datetime import timedelta

import pytest
from team_calls import FIRST, call_names, finding, team_call

from scoring.across_calls.hard_calls import hardness
from scoring.across_calls.load import hard_runs
from scoring.across_calls.options import AcrossCallsOptions

PROBLEM = finding("empathy_shown", "not_met")


def runs(calls, **options):
    chosen = AcrossCallsOptions(**options)
    return hard_runs(calls, agent_id="a1", agent_name="Ana", options=chosen)


@pytest.mark.parametrize(
    ("caller", "findings", "told"),
    [
        ("angry", (), "hard"),
        ("loud", (PROBLEM,), "hard"),
        ("loud", (finding("empathy_shown", "unsure"),), "hard"),
        ("loud", (finding("empathy_shown", "not_applicable"),), "not_hard"),
        ("quiet", (PROBLEM,), "not_hard"),
        ("untold", (PROBLEM,), "unknown"),
    ],
)
def test_anger_is_hard_and_a_raised_voice_only_over_a_problem(caller, findings, told) -> None:
    assert hardness(team_call("c", *findings, caller=caller)) == told


def test_a_complaint_on_record_makes_a_raised_voice_hard() -> None:
    call = team_call("c", caller="loud", complaint_opened_at=FIRST)
    assert hardness(call) == "hard"


def test_a_rubric_that_does_not_ask_tells_nothing() -> None:
    call = team_call("c")
    silent = type(call)(heard=call.heard, phases=(), findings=(PROBLEM,), scorecard=call.scorecard)
    assert hardness(silent) == "unknown"


def test_three_hard_calls_in_two_hours_are_a_run_with_its_moments() -> None:
    calls = [
        team_call("one", minute=0, caller="angry"),
        team_call("between", minute=20),
        team_call("two", minute=60, caller="angry"),
        team_call("three", minute=120, caller="angry"),
        team_call("late", minute=400, caller="angry"),
    ]
    (run,) = runs(calls)
    assert call_names(run.hard_calls) == ["one", "two", "three"]
    assert run.calls_taken == 4
    assert (run.hard_calls[0].start, run.hard_calls[0].quote) == (20.0, "")
    assert run.end - run.start == timedelta(hours=2)


def test_windows_that_share_a_call_are_one_run() -> None:
    calls = [team_call(str(n), minute=50 * n, caller="angry") for n in range(6)]
    (run,) = runs(calls)
    assert len(run.hard_calls) == 6


def test_two_hard_calls_or_three_far_apart_are_no_run() -> None:
    assert runs([team_call(str(n), minute=n, caller="angry") for n in range(2)]) == ()
    assert runs([team_call(str(n), minute=61 * n, caller="angry") for n in range(3)]) == ()
    undated = [team_call(str(n), minute=None, caller="angry") for n in range(3)]
    assert runs(undated) == ()
