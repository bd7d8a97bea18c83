"""What a rubric may not ask of the checks on conduct."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from scoring.checks.schema import Check
from scoring.rubrics.problems import meaning_problems
from scoring.rubrics.reading import load_rubric


@pytest.mark.parametrize(
    ("check", "says"),
    [
        (
            {"kind": "accompanied", "party": "agent", "intents": ["refusal"], "by": ["apology"]},
            "before_s or after_s",
        ),
        (
            {"kind": "says_several", "party": "agent", "groups": [["please"], ["thanks"]]}
            | {"at_least": 3},
            "3 of only 2 groups",
        ),
        ({"kind": "answered_within", "at_most_minutes": 0}, "greater than 0"),
    ],
)
def test_check_that_asks_for_nonsense_is_refused(check: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(Check).validate_python(check)
    assert says in str(refused.value)


def test_unknown_intent_in_a_group_is_named() -> None:
    criterion = load_rubric().criterion("courtesy_words")
    wrong = criterion.check.model_copy(update={"groups": (("pleese",), ("thanks",))})
    changed = criterion.model_copy(update={"check": wrong})
    problems = list(meaning_problems(load_rubric().model_copy(update={"criteria": (changed,)})))
    assert [problem.message for problem in problems] == [
        "unknown intent 'pleese', did you mean 'please'?"
    ]
