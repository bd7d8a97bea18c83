"""A limit that people moved is found; what chance explains is not told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reviewed_calls import HOLD_LENGTH, RUBRIC, call_with_hold

from flows.corrections.suggestions import SuggestionOptions, best_value, suggestion, suggestions
from flows.corrections.trials import Trial, plan_trials
from scoring.rubrics.thresholds import Threshold

#: None within the margin of 3 s in which the check leaves it open about 93 s.
LENGTHS = [float(seconds) for seconds in (*range(10, 90, 5), *range(100, 160, 5))]


def tried(lengths, *, limit):
    """What people say who find holds of more than `limit` seconds too long."""
    trials = plan_trials(RUBRIC, [HOLD_LENGTH])
    for number, seconds in enumerate(lengths):
        verdict = "met" if seconds <= limit else "not_met"
        trials.judge(call_with_hold(f"c{number}", seconds), {HOLD_LENGTH: verdict})
    return trials.trials


def test_a_limit_that_all_people_moved_is_found():
    (found,) = suggestions(tried(LENGTHS, limit=92))

    assert found.path == f"criteria.{HOLD_LENGTH}.check.at_most_s"
    assert found.value == 93, "the middle of 90, 93 and 96, which are as good"
    assert found.before.total == len(LENGTHS)
    # Holds of 60 s (too near the limit to call) to 85 s are what people see otherwise.
    assert found.before.right == len(LENGTHS) - 6
    assert found.after.right == len(LENGTHS)
    assert found.gain[0] > 0
    assert "at_most_s: " in found.yaml


def test_nothing_is_said_of_a_limit_that_people_share():
    assert suggestions(tried(LENGTHS, limit=60)) == ()


def test_nothing_is_said_by_few_reviews():
    few = [30.0, 45.0, 75.0, 80.0, 85.0, 100.0, 120.0]
    assert suggestions(tried(few, limit=90)) == ()
    assert suggestions(tried(few * 3, limit=90)) != ()


def test_a_criterion_that_the_rubric_lacks_is_passed_over():
    assert plan_trials(RUBRIC, ["x_smile"]).trials == ()


def made_up(agrees, values=(1.0, 2.0, 3.0), now=2.0):
    return Trial(
        criterion="greeted",
        threshold=Threshold(path=("check", "at_most"), value=now, alternatives=values),
        values=values,
        changed=(),
        agrees=agrees,
    )


@pytest.mark.parametrize(("gained", "told"), [(3, False), (4, True)])
def test_of_twenty_calls_four_must_gain(gained, told):
    calls = [(False, False, True)] * gained + [(False, True, True)] * (20 - gained)
    assert (suggestion(made_up(calls), SuggestionOptions()) is not None) is told


def test_a_value_that_fits_by_chance_alone_is_not_told():
    """Each value is right on other calls: what is best on the rest is wrong on the one left out."""
    values = tuple(float(value) for value in range(24))
    calls = [tuple(i == j for j in range(24)) for i in range(24)]
    assert suggestion(made_up(calls, values, now=0.0), SuggestionOptions()) is None


@pytest.mark.parametrize(
    ("right", "now", "chosen"),
    [
        ([5, 5, 5], 1, 1),  # no better: as it is
        ([1, 5, 5, 5, 1], 0, 2),  # the middle of what is best
        ([1, 1, 5, 5, 5], 0, 2),  # no end of it is known: the nearest
        ([5, 5, 1, 1], 3, 1),
        ([5, 1, 1, 5, 1], 2, 3),  # of two as good the nearer
    ],
)
def test_the_best_value_is_chosen_with_care(right, now, chosen):
    assert best_value(right, now=now) == chosen


@given(st.lists(st.integers(0, 5), min_size=1, max_size=12), st.data())
def test_no_value_is_better_than_the_best(right, data):
    now = data.draw(st.integers(0, len(right) - 1))
    assert right[best_value(right, now=now)] == max(right)
