"""Farewell: recap, further help, leave-taking."""

from typing import Any

import pytest
from protocol_calls import judged, long_call


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ({}, "not_applicable"),
        ({"commitment_agent": [2]}, "not_met"),
        ({"commitment_agent": [2], "commitment_recap": [2]}, "met"),
    ],
)
def test_commitments_are_recapped_where_there_are_any(
    call: Any, said: dict[str, list[int]], verdict: str
) -> None:
    assert judged("commitments_recapped", long_call(call).context(said)).verdict == verdict


@pytest.mark.parametrize(
    ("said", "verdict", "points"),
    [
        ({"farewell": [2], "thanks": [2]}, "met", 3.0),
        ({"wish": [2]}, "met", 3.0),
        ({"farewell": [2]}, "not_met", 2.0),
        ({"thanks": [2]}, "not_met", 1.0),
        ({}, "not_met", 0.0),
    ],
)
def test_farewell_with_thanks(
    call: Any, said: dict[str, list[int]], verdict: str, points: float
) -> None:
    finding = judged("courteous_farewell", long_call(call).context(said))
    assert (finding.verdict, finding.points) == (verdict, pytest.approx(points))


@pytest.mark.parametrize(
    ("criterion", "intent"),
    [("further_help_offered", "further_help_offer"), ("follow_up_agreed", "follow_up")],
)
def test_closing_phrases(call: Any, criterion: str, intent: str) -> None:
    heard = long_call(call)
    assert judged(criterion, heard.context({intent: [2]})).verdict == "met"
    assert judged(criterion, heard.context()).verdict == "not_met"


@pytest.mark.parametrize(
    ("criterion", "intent"),
    [
        ("commitments_recapped", "commitment_recap"),
        ("further_help_offered", "further_help_offer"),
        ("courteous_farewell", "wish"),
        ("follow_up_agreed", "follow_up"),
    ],
)
def test_whoever_passes_the_call_on_owes_no_ending_but_may_have_given_one(
    call: Any, criterion: str, intent: str
) -> None:
    promised = {"commitment_agent": [2]}
    passed_on = long_call(call).event("transfer", connected=True)
    passed_on.say("other", "Buenas tardes le atiende Marta")
    finding = judged(criterion, passed_on.context(promised if intent != "follow_up" else {}))
    assert finding.verdict == "not_applicable"
    assert "a otra persona" in finding.reason
    assert judged(criterion, passed_on.context({**promised, intent: [2]})).verdict == "met"
    came_back = long_call(call).event("transfer", connected=False).agent("No contestan señora")
    finding = judged(criterion, came_back.context(promised if intent != "follow_up" else {}))
    assert finding.verdict == "not_met"


def test_a_greeting_takes_leave_at_the_very_end_alone(call: Any) -> None:
    greets_last = long_call(call)
    last = len(greets_last.turns) - 1
    assert greets_last.turns[last].party == "agent"
    said = {"greeting": [last], "thanks": [last]}
    assert judged("courteous_farewell", greets_last.context(said)).verdict == "met"
    first = {"greeting": [0], "thanks": [last]}
    assert judged("courteous_farewell", long_call(call).context(first)).verdict == "not_met"
