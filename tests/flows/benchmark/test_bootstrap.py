"""Intervals hold the number they are about, come out the same twice, and draw whole calls."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.benchmark.bootstrap import bootstrap_interval, quantile_interval, ratio_interval
from flows.benchmark.figures import Quantile
from flows.benchmark.pooling import Ratio

MIXED = [Ratio(part=9, whole=10), Ratio(part=5, whole=10), Ratio(part=10, whole=10)]


def test_the_interval_holds_the_pooled_ratio():
    interval = ratio_interval(MIXED)

    assert interval is not None
    assert 0.5 <= interval[0] < 24 / 30 < interval[1] <= 1


def test_the_same_counts_give_the_same_interval():
    assert ratio_interval(MIXED) == ratio_interval(list(MIXED))


def test_one_call_tells_nothing_of_others():
    assert ratio_interval(MIXED[:1]) is None
    assert quantile_interval([(1.0, 2.0)], quantile=0.5) is None
    assert ratio_interval([]) is quantile_interval([], quantile=0.5) is None


def test_calls_that_are_all_alike_leave_no_doubt():
    assert ratio_interval([Ratio(part=1, whole=1)] * 3) == (1.0, 1.0)
    assert quantile_interval([(2.0,)] * 3, quantile=0.9) == (2.0, 2.0)


def test_calls_without_anything_to_count_are_not_drawn():
    assert ratio_interval([*MIXED, Ratio(), Ratio()]) == ratio_interval(MIXED)
    assert quantile_interval([(1.0,), (), (3.0,)], quantile=0.5) == (1.0, 3.0)


def test_what_is_made_up_where_nothing_is_true_widens_the_interval():
    made_up = ratio_interval([*MIXED, Ratio(part=5, whole=0)])

    assert made_up is not None
    assert made_up[1] > 1


def test_calls_are_drawn_whole():
    """Two calls, one all right and one all wrong: every resample is 0, one half or 1."""
    values = set()

    def pooled(weights):
        values.update(weights @ np.array([0.0, 0.5]))
        return weights @ np.array([0.0, 0.5])

    assert bootstrap_interval(2, pooled) == (0.0, 1.0)
    assert values == {0.0, 0.5, 1.0}


def test_the_median_is_over_all_values_of_the_drawn_calls():
    interval = quantile_interval([(1.0, 1.0, 1.0), (9.0,)], quantile=0.5)

    assert interval == (1.0, 9.0)  # a resample of the second call alone has nothing but 9


@settings(max_examples=25)
@given(
    st.lists(st.lists(st.floats(0, 9), min_size=1, max_size=4), min_size=2, max_size=6),
    st.sampled_from([0.5, 0.9]),
)
def test_a_quantile_is_one_of_its_values_as_are_the_ends_of_its_interval(calls, quantile):
    values = [value for call in calls for value in call]
    interval = quantile_interval(calls, quantile=quantile)

    assert interval is not None
    assert {Quantile(tuple(values), quantile).value, *interval} <= set(values)


def test_a_quantile_and_its_interval_are_counted_the_same_way():
    assert Quantile((0.0, 1.0)).value == 0.0
    assert quantile_interval([(0.0, 1.0)] * 2, quantile=0.5) == (0.0, 0.0)


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 20)), min_size=2, max_size=8))
def test_a_pooled_ratio_lies_between_those_of_its_calls(counts):
    rates = [part / whole for part, whole in counts]
    interval = ratio_interval([Ratio(part=part, whole=whole) for part, whole in counts])

    assert interval is not None
    low, high = interval
    assert min(rates) - 1e-9 <= low <= high <= max(rates) + 1e-9


@pytest.mark.parametrize("quantile", [0.0, 0.5, 0.9, 1.0])
def test_a_quantile_lies_among_the_values(quantile):
    interval = quantile_interval([(0.1, 0.4), (0.2,), (0.9, 0.3)], quantile=quantile)

    assert interval is not None
    assert 0.1 <= interval[0] <= interval[1] <= 0.9
