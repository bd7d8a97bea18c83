"""What holds of every criterion."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from protocol_calls import GOOD_DAY, RUBRIC, judged, long_call

CASES: list[Callable[[Any], Any]] = [
    lambda call: call(),
    lambda call: call().agent("Sí"),
    lambda call: call(customer_role=None).agent(GOOD_DAY),
    lambda call: call(agent_role=None).customer("Hola oiga hay alguien"),
    lambda call: long_call(call, language="en"),
]


@pytest.mark.parametrize("make", CASES)
@pytest.mark.parametrize("criterion", [criterion.id for criterion in RUBRIC.criteria])
def test_every_verdict_has_a_finished_reason(
    call: Any, criterion: str, make: Callable[[Any], Any]
) -> None:
    finding = judged(criterion, make(call).context())
    assert finding.reason.strip()
    assert "{" not in finding.reason
    assert 0.0 <= finding.confidence <= 1.0
    if finding.verdict in ("met", "not_met"):
        assert finding.evidence


def test_one_side_of_a_conversation_leaves_words_and_silences_to_a_person(call: Any) -> None:
    heard = call(customer_role=None)
    for _ in range(4):
        heard.agent(GOOD_DAY)
    context = heard.context({"greeting": [0]})
    for criterion in ("greeted", "no_dead_air"):
        finding = judged(criterion, context)
        assert finding.verdict == "unsure"
        assert "un lado de la conversación" in finding.reason


def test_one_voice_on_one_channel_leaves_words_to_a_person(call: Any) -> None:
    heard = call(customer_role=None).agent(GOOD_DAY)
    context = heard.context({"greeting": [0]})
    assert judged("greeted", context).verdict == "met"
    mono = replace(context.call, recording=replace(context.call.recording, channels=1))
    finding = judged("greeted", replace(context, call=mono))
    assert finding.verdict == "unsure"
    assert "una sola voz" in finding.reason
