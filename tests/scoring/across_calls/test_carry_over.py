"""What is heard right after hard calls, and when nothing is said of it."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from team_calls import call_names, finding, team_call

from scoring.across_calls.baselines import baselines, voice_value
from scoring.across_calls.carry_over import calls_after_hard_ones, carry_over
from scoring.across_calls.options import AcrossCallsOptions
from scoring.catalogues.catalogue import load_catalogue
from scoring.coaching.remarks import remarks_after_hard_calls

OPTIONS = AcrossCallsOptions()
DAY = 24 * 60


def usual(count: int = 12, **voice: float):
    """Calls a day apart, the level going evenly from 1 dB under −25 dBov to 1 dB over it."""
    return [
        team_call(
            f"usual-{n}", minute=n * DAY, voice={"active_level": -25.0 + (n % 3 - 1), **voice}
        )
        for n in range(count)
    ]


def after_hard(count: int, *, gap: float = 10.0, level: float = -18.0, caller: str = "quiet"):
    """Pairs of a hard call and the next one, which starts `gap` minutes after its start."""
    calls = []
    for n in range(count):
        start = (20 + n) * DAY
        calls.append(
            team_call(f"hard-{n}", minute=start, caller="angry", voice={"active_level": -10.0})
        )
        calls.append(
            team_call(
                f"after-{n}", minute=start + gap, caller=caller, voice={"active_level": level}
            )
        )
    return calls


def test_a_baseline_is_the_median_and_the_robust_spread() -> None:
    values = [100, 100, 110, 110, 110, 110, 110, 130, 130, 300]
    calls = [team_call(str(n), voice={"speech_rate": value}) for n, value in enumerate(values)]
    found = baselines(calls, OPTIONS)["speech_rate"]
    assert (found.usual, found.calls) == (110, 10)
    assert found.spread == pytest.approx(10.0)  # deviations 0 and 10 half and half: 7.4, the floor


def test_too_few_calls_make_no_baseline() -> None:
    assert baselines(usual(OPTIONS.baseline_calls - 1), OPTIONS) == {}


def test_pitch_is_compared_in_semitones() -> None:
    calls = [team_call(str(n), voice={"pitch_median": 220.0}) for n in range(10)]
    higher = [team_call(str(n), voice={"pitch_median": 440.0}) for n in range(10)]
    change = (
        baselines(higher, OPTIONS)["pitch_median"].usual
        - baselines(calls, OPTIONS)["pitch_median"].usual
    )
    assert change == pytest.approx(12.0)


def test_a_louder_voice_after_each_hard_call_is_said_with_the_calls() -> None:
    (found,) = carry_over([*usual(), *after_hard(3)])
    assert (found.measure, found.direction) == ("active_level", "higher")
    assert found.change == pytest.approx(7.0)
    assert found.baseline_calls == 12
    assert call_names(found.calls) == ["after-0", "after-1", "after-2"]


def test_fewer_kind_words_after_hard_calls_are_heard_too() -> None:
    kind = [
        team_call(f"usual-{n}", finding("courtesy_words", "met"), minute=n * DAY) for n in range(12)
    ]
    later = [
        team_call(f"{kind}-{n}", finding("courtesy_words", verdict), minute=(20 + n) * DAY + at,
                  caller=caller)
        for n in range(3)
        for kind, verdict, at, caller in (
            ("hard", "met", 0, "angry"), ("after", "not_met", 8, "quiet"),
        )
    ]  # fmt: skip
    (found,) = carry_over([*kind, *later])
    assert (found.measure, found.direction, found.change) == ("kind_words", "lower", -1.0)


@pytest.mark.parametrize(
    "later",
    [
        after_hard(2),
        after_hard(3, level=-23.0),
        after_hard(3, gap=5 + 61),
        after_hard(3, caller="angry"),
        after_hard(3, caller="untold"),
    ],
    ids=["too few", "within the usual spread", "long after", "hard itself", "unknown itself"],
)
def test_nothing_is_said_where_it_may_be_something_else(later) -> None:
    assert carry_over([*usual(), *later]) == ()


def test_without_enough_usual_calls_nothing_is_said() -> None:
    assert carry_over([*usual(9), *after_hard(5)]) == ()


@given(st.lists(st.sampled_from(["angry", "quiet", "untold"]), max_size=30))
def test_a_call_right_after_is_never_hard_itself(callers) -> None:
    calls = [team_call(f"{n:02d}", minute=10 * n, caller=who) for n, who in enumerate(callers)]
    after = {call.heard.call_id for call in calls_after_hard_ones(calls, OPTIONS)}
    assert after == {
        f"{n:02d}"
        for n, (before, own) in enumerate(pairwise(callers), start=1)
        if (before, own) == ("angry", "quiet")
    }


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_measure_has_its_kind_sentence(language) -> None:
    catalogue = load_catalogue(language, "coaching")
    for measure in OPTIONS.least_spread:
        for direction in ("higher", "lower"):
            assert f"after_hard_calls.{measure}.{direction}" in catalogue
    (remark,) = remarks_after_hard_calls([*usual(), *after_hard(3)], catalogue)
    assert "7 dB" in remark.text


def test_points_given_for_what_did_not_apply_are_no_kind_words() -> None:
    passed = replace(finding("apology_given", "not_applicable"), points=6.0, possible=6.0)
    call = team_call("a", finding("courtesy_words", "not_met", possible=2.0), passed)
    assert voice_value(call, "kind_words") == 0.0
    assert voice_value(team_call("b", passed), "kind_words") is None
