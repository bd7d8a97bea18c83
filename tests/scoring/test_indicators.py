"""Indicators from the business's own data, and whether they go with the score."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from team_calls import FIRST, finding, team_call

from scoring.bootstrap import pooled_interval
from scoring.catalogues.catalogue import load_catalogue
from scoring.correlation import LEAST_CALLS, correlate
from scoring.indicators import indicators, net_promoter_score


def with_score(name: str, score: float, **data):
    call = team_call(name, finding("greeted", "met"), **data)
    return replace(call, scorecard=replace(call.scorecard, score=score))


def rising(count: int, *, sign: int = 1):
    """Calls whose CSAT rises (or falls) with their score."""
    return [with_score(str(n), 50.0 + n, csat=float(100 + sign * n)) for n in range(count)]


def by_id(calls):
    return {item.id: item for item in indicators(calls)}


def test_nps_is_promoters_less_detractors() -> None:
    assert net_promoter_score([10, 9, 8, 7, 6, 0]) == 0.0
    assert net_promoter_score([9, 10]) == 100.0
    assert net_promoter_score([8, 7]) == 0.0
    calls = [team_call(str(n), nps=answer) for n, answer in enumerate([10, 9, 7, 3])]
    assert (by_id(calls)["nps"].value, by_id(calls)["nps"].answers) == (25.0, 4)


@given(st.lists(st.integers(0, 10), min_size=1))
def test_nps_stays_between_a_hundred_and_minus_a_hundred(answers) -> None:
    assert -100 <= net_promoter_score(answers) <= 100


def test_each_indicator_counts_only_the_calls_that_have_it() -> None:
    calls = [
        team_call("a", csat=4.0, retained=True),
        team_call("b", csat=5.0, retained=False, complaint_opened_at=FIRST - timedelta(hours=3)),
        team_call("c", retained=True, complaint_opened_at=FIRST - timedelta(hours=1)),
        team_call("d", complaint_opened_at=FIRST + timedelta(hours=1)),
        team_call("e", minute=None, complaint_opened_at=FIRST),
    ]
    found = by_id(calls)
    assert (found["csat"].value, found["csat"].answers) == (4.5, 2)
    assert found["retention"].value == pytest.approx(66.67, abs=0.01)
    assert (found["response_time"].value, found["response_time"].answers) == (2.0, 2)
    assert (found["nps"].value, found["nps"].answers) == (None, 0)


def test_few_answers_have_no_interval_and_more_hold_the_value() -> None:
    calls = [team_call(str(n), csat=float(n % 5 + 1)) for n in range(30)]
    assert by_id(calls[:4])["csat"].interval is None
    low, high = by_id(calls)["csat"].interval
    assert low < by_id(calls)["csat"].value < high


@pytest.mark.parametrize(
    ("answers", "tells", "interval"),
    [
        ([10, 10, 10, 10], False, False),
        ([10, 10, 10, 10, 10], True, False),
        ([10, 10, 9, 10, 10], True, False),  # promoters all: as alike
        ([10, 10, 0, 10, 10], True, True),
    ],
)
def test_answers_all_alike_have_no_interval_and_few_tell_nothing(answers, tells, interval) -> None:
    found = by_id([team_call(str(n), nps=answer) for n, answer in enumerate(answers)])["nps"]
    assert (found.tells, found.interval is not None) == (tells, interval)


def test_the_pooled_interval_holds_the_pooled_value_and_repeats() -> None:
    parts, wholes = [9.0, 5.0, 10.0, 7.0, 8.0], [10.0] * 5
    low, high = pooled_interval(parts, wholes)
    assert low < 39 / 50 < high
    assert pooled_interval(parts, wholes) == (low, high)
    assert pooled_interval([1.0], [1.0]) is None


def test_below_the_least_number_of_calls_no_correlation_is_told() -> None:
    few = correlate(rising(LEAST_CALLS - 1), "csat")
    assert (few.standing, few.calls) == ("few", LEAST_CALLS - 1)
    assert few.coefficient is None
    assert few.interval is None
    assert correlate(rising(LEAST_CALLS), "csat").coefficient is not None


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 10)), max_size=LEAST_CALLS - 1))
def test_whatever_few_calls_show_it_is_not_told(pairs) -> None:
    calls = [with_score(str(n), score, csat=csat) for n, (score, csat) in enumerate(pairs)]
    assert correlate(calls, "csat").coefficient is None


def test_ranks_that_agree_or_oppose_wholly_are_one_and_minus_one() -> None:
    up, down = correlate(rising(25), "csat"), correlate(rising(25, sign=-1), "csat")
    assert (up.standing, up.coefficient) == ("together", 1.0)
    assert (down.standing, down.coefficient) == ("opposite", -1.0)
    assert up.interval is not None
    assert 0.9 < up.interval[0] < up.interval[1] <= 1.0


def test_an_interval_that_holds_zero_is_no_clear_relation() -> None:
    calls = [with_score(str(n), 50.0 + n, csat=float(n * 7 % 24)) for n in range(24)]
    found = correlate(calls, "csat")
    assert found.standing == "unclear"
    assert found.interval is not None
    assert found.interval[0] < 0 < found.interval[1]


def test_what_never_changes_goes_with_nothing() -> None:
    calls = [with_score(str(n), 50.0 + n, csat=5.0) for n in range(30)]
    assert correlate(calls, "csat").standing == "constant"


def test_calls_without_a_score_are_not_compared() -> None:
    calls = [replace(c, scorecard=replace(c.scorecard, score=None)) for c in rising(40)]
    assert correlate(calls, "csat").calls == 0


@pytest.mark.parametrize("language", ["es", "en"])
def test_no_word_says_that_one_brings_about_the_other(language) -> None:
    catalogue = load_catalogue(language, "team")
    said = " ".join(
        text
        for key, text in catalogue.sentences.items()
        if key.startswith(("relation.", "indicators."))
    ).lower()
    causal = ("causa", "provoca", "porque", "gracias a", "cause", "because", "leads to", "due to")
    assert not [word for word in causal if word in said]
