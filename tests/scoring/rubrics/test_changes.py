"""What is said of two rubrics and of two judgements."""

from dataclasses import replace
from typing import Any

import pytest
from stored_calls import scored_call

from scoring.judgement_changes import ChangeTally, JudgementChanges
from scoring.rubrics.changes import rubric_changes
from scoring.rubrics.reading import load_rubric, parse_rubric, rubric_text
from scoring.rubrics.schema import Rubric

RUBRIC = load_rubric()


def edited(old: str, new: str) -> Rubric:
    text = rubric_text(None)
    assert old in text
    return parse_rubric(text.replace(old, new, 1), name="edited.yaml")


@pytest.mark.parametrize(
    ("old", "new", "kind", "criterion", "what"),
    [
        ("pass_mark: 75", "pass_mark: 80", "rules", None, "pass_mark: 75 → 80"),
        (
            "from_score: 60",
            "from_score: 50",
            "rules",
            None,
            "bands.fair.from_score: 60 → 50",
        ),
        (
            "not_applicable: removed",
            "not_applicable: pass",
            "rules",
            None,
            "not_applicable: removed → pass",
        ),
        (
            "at_most_rings: 3",
            "at_most_rings: 4",
            "rethresholded",
            "answered_within_three_rings",
            "check.at_most_rings: 3 → 4",
        ),
        (
            "points: 3",
            "points: 5",
            "reweighted",
            "answered_within_three_rings",
            "points: 3 → 5",
        ),
        (
            "Saluda al descolgar",
            "Saluda",
            "reworded",
            "greeted",
            "label.es: Saluda al descolgar → Saluda",
        ),
        (
            "part: name\n          intents: [self_identification_name]\n"
            "          within: { first_turns: 2,",
            "part: name\n          intents: [self_identification_name]\n"
            "          within: { first_turns: 1,",
            "rethresholded",
            "agent_identified",
            "check.checks.1.within.first_turns: 2 → 1",
        ),
    ],
)
def test_each_change_is_told_apart(
    old: str, new: str, kind: str, criterion: str | None, what: str
) -> None:
    (change,) = rubric_changes(RUBRIC, edited(old, new))
    assert (change.kind, change.criterion, change.what) == (kind, criterion, what)


def test_the_same_rubric_changes_nothing() -> None:
    assert rubric_changes(RUBRIC, edited(f'version: "{RUBRIC.version}"', 'version: "9"')) == ()


def compared(*pairs: tuple[Any, Any]) -> JudgementChanges:
    tally = ChangeTally()
    for at, (old, new) in enumerate(pairs):
        tally.add(f"c{at}", old=(old.findings, old.scorecard), new=(new.findings, new.scorecard))
    return tally.result()


def scored(score: float | None, *, possible: float = 2.0) -> Any:
    call = scored_call(verdict="met" if score and score > 50 else "not_met")
    points = 0.0 if score is None else score * possible / 100
    card = replace(call.scorecard, score=score, points=points, possible=possible)
    if score is None:
        card = replace(card, band=None, passed=None)
    return replace(call, scorecard=card)


def test_verdicts_passes_and_bands_are_counted() -> None:
    found = compared((scored(100), scored(0)), (scored(0), scored(100)), (scored(100), scored(100)))
    assert found.calls == 3
    assert found.verdicts == {"greeted": {("met", "not_met"): 1, ("not_met", "met"): 1}}
    assert (found.newly_passed, found.newly_failed) == (1, 1)
    assert found.bands == {("excellent", "poor"): 1, ("poor", "excellent"): 1}


def test_points_are_pooled_and_percentages_are_not_averaged() -> None:
    found = compared(
        (scored(100), scored(100)), (scored(0, possible=8.0), scored(100, possible=8.0))
    )
    ((old, new),) = found.pooled.values()
    assert old.score == pytest.approx(20.0)
    assert new.score == pytest.approx(100.0)


def test_points_of_different_rubrics_are_not_pooled() -> None:
    def by(name: str, call: Any) -> Any:
        card = replace(call.scorecard, rubric=replace(call.scorecard.rubric, id=name))
        return replace(call, scorecard=card)

    found = compared(
        (by("a", scored(100)), by("a", scored(50))),
        (by("a", scored(0)), by("a", scored(0))),
        (by("a", scored(0)), by("b", scored(100, possible=8.0))),
    )
    assert {name: (old.score, new.score) for name, (old, new) in found.pooled.items()} == {
        ("a", "a"): (50.0, 25.0),
        ("a", "b"): (0.0, 100.0),
    }


def test_calls_that_move_most_come_first_and_those_that_stay_are_not_named() -> None:
    found = compared(
        (scored(60), scored(61)),
        (scored(60), scored(60)),
        (scored(80), scored(60)),
        (scored(70), scored(None)),
    )
    assert [(moved.call_id, moved.change) for moved in found.moved] == [
        ("c3", None),
        ("c2", -20.0),
        ("c0", 1.0),
    ]
    # A score that goes is neither passed nor failed.
    assert (found.newly_passed, found.newly_failed) == (0, 0)
    assert found.bands == {("excellent", None): 1}


def test_a_criterion_that_came_or_went_is_told() -> None:
    call = scored_call()
    fewer = replace(call, findings=call.findings[:1])
    assert compared((call, fewer)).verdicts == {"no_sighs": {("unsure", None): 1}}
