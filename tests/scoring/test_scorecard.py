"""Adding up points, whatever the verdicts are."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.findings import Finding, Scorecard, Verdict
from scoring.rubrics.reading import load_rubric
from scoring.rubrics.schema import CriticalFailure, Rubric
from scoring.scorecard import PooledPoints, add_up, points_for, pool_points, pool_section

RUBRIC = load_rubric()
VERDICTS: tuple[Verdict, ...] = ("met", "not_met", "not_applicable", "unsure")


def finding(criterion: str, verdict: Verdict, credit: float, rubric: Rubric = RUBRIC) -> Finding:
    credit = 1.0 if verdict == "met" else credit
    points, possible = points_for(
        rubric, rubric.criterion(criterion), verdict=verdict, credit=credit
    )
    return Finding(
        criterion=criterion,
        verdict=verdict,
        points=points,
        possible=possible,
        confidence=1.0,
        reason="",
    )


@st.composite
def findings(draw: st.DrawFn) -> list[Finding]:
    return [
        finding(c.id, draw(st.sampled_from(VERDICTS)), draw(st.floats(0, 0.99)))
        for c in RUBRIC.criteria
    ]


def with_policy(action: str) -> Rubric:
    policy = CriticalFailure.model_validate({"action": action, "cap": 40})
    return RUBRIC.model_copy(update={"critical_failure": policy})


def card(listed: list[Finding], action: str = "report") -> Scorecard:
    return add_up(listed, with_policy(action))


@given(findings(), st.sampled_from(["report", "cap", "zero"]))
def test_score_stays_between_0_and_100(listed: list[Finding], action: str) -> None:
    score = card(listed, action).score
    assert score is None or 0.0 <= score <= 100.0


@given(findings())
def test_sections_sum_to_the_whole(listed: list[Finding]) -> None:
    whole = card(listed)
    assert whole.points == pytest.approx(sum(s.points for s in whole.sections))
    assert whole.possible == pytest.approx(sum(s.possible for s in whole.sections))
    assert whole.points == pytest.approx(sum(f.points for f in listed))


@given(findings(), st.integers(0, len(RUBRIC.criteria) - 1))
def test_doing_one_thing_right_never_lowers_the_score(listed: list[Finding], index: int) -> None:
    if listed[index].verdict != "not_met":
        return
    better = list(listed)
    better[index] = finding(listed[index].criterion, "met", 1.0)
    for action in ("report", "cap", "zero"):
        before, after = card(listed, action).score, card(better, action).score
        assert (before is None) == (after is None)
        assert (after or 0.0) >= (before or 0.0) - 1e-9


@given(findings())
def test_what_does_not_apply_or_is_unsure_never_changes_the_percentage(
    listed: list[Finding],
) -> None:
    judged = [f for f in listed if f.verdict in ("met", "not_met")]
    alone, whole = card(judged), card(listed)
    assert (alone.points, alone.possible) == (whole.points, whole.possible)
    assert whole.score in (None, alone.score)


def test_nothing_judged_is_no_score() -> None:
    empty = card([finding(c.id, "unsure", 0.5) for c in RUBRIC.criteria])
    assert (empty.score, empty.band, empty.passed) == (None, None, None)


def test_call_of_which_hardly_anything_was_judged_gets_no_score_but_keeps_its_points() -> None:
    few = {"greeted", "answered_within_three_rings", "agent_identified"}
    listed = [finding(c.id, "met" if c.id in few else "unsure", 1.0) for c in RUBRIC.criteria]
    thin = card(listed)
    assert (thin.score, thin.band, thin.passed) == (None, None, None)
    assert thin.points == thin.possible > 0


def test_what_does_not_apply_does_not_make_a_call_thin() -> None:
    listed = [
        finding(c.id, "met" if c.section == "opening" else "not_applicable", 1.0)
        for c in RUBRIC.criteria
    ]
    assert card(listed).score == 100.0


def test_advisory_criteria_are_worth_nothing() -> None:
    assert finding("no_sighs", "not_met", 0.0).possible == 0.0


@pytest.mark.parametrize(("action", "score"), [("report", None), ("cap", 40.0), ("zero", 0.0)])
def test_critical_failure_does_what_the_rubric_says(action: str, score: float | None) -> None:
    listed = [finding(c.id, "met", 1.0) for c in RUBRIC.criteria]
    lost = [
        finding("call_not_dropped", "not_met", 0.0) if f.criterion == "call_not_dropped" else f
        for f in listed
    ]
    result = card(lost, action)
    assert result.critical_failures == ("call_not_dropped",)
    assert result.passed is False
    assert result.score == (100 * result.points / result.possible if score is None else score)


def test_section_weight_multiplies_points() -> None:
    doubled = RUBRIC.model_copy(
        update={
            "sections": tuple(
                s.model_copy(update={"weight": 2.0}) if s.id == "opening" else s
                for s in RUBRIC.sections
            )
        }
    )
    assert (
        finding("greeted", "met", 1.0, doubled).possible == 2 * RUBRIC.criterion("greeted").points
    )


def test_identity_of_the_rubric_goes_with_the_score() -> None:
    listed = [replace(finding("greeted", "met", 1.0), reason="x")]
    assert card(listed).rubric == RUBRIC.identity


@given(st.lists(findings(), max_size=4))
def test_calls_without_a_score_give_no_points_to_the_pool(calls: list[list[Finding]]) -> None:
    cards = [card(listed) for listed in calls]
    counted = [each for each in cards if each.score is not None]
    whole = pool_points(cards)
    assert whole.points == pytest.approx(sum(each.points for each in counted))
    assert whole.possible == pytest.approx(sum(each.possible for each in counted))
    parts = [pool_section(cards, section.id) for section in RUBRIC.sections]
    assert sum(part.possible for part in parts) == pytest.approx(whole.possible)


def test_pooling_in_pieces_is_pooling_at_once() -> None:
    judged = [finding(c.id, "met", 1.0) for c in RUBRIC.criteria]
    lost = [finding(c.id, "not_met", 0.25) for c in RUBRIC.criteria]
    cards = [card(judged), card(lost)]
    pieces = pool_points(cards[1:], onto=pool_points(cards[:1]))
    assert pieces == pool_points(cards)
    assert pieces.calls == 2
    assert PooledPoints().score is None
