"""What an agent refuses, with its reason, its alternative and how it was taken."""

from typing import Any

import pytest
from protocol_calls import GOOD_DAY, RUBRIC

from scoring.judge import judge_call


def refused(call: Any, *answer: str) -> Any:
    heard = call().agent(GOOD_DAY).customer("Quiero que me cambien la fecha de la visita.")
    heard.agent("Lamentablemente no es posible, porque ese día no hay técnicos.")
    heard.agent("Lo que sí puedo ofrecerle es el jueves.")
    for text in answer:
        heard.customer(text)
    return judge_call(heard.heard(), RUBRIC).refusals


def test_a_refusal_comes_with_its_reason_alternative_and_answer(call: Any) -> None:
    (found,) = refused(call, "Lo entiendo, gracias.")
    assert "no es posible" in found.evidence.quote
    assert found.reason is not None
    assert "porque" in found.reason.quote
    assert found.alternative is not None
    assert "el jueves" in found.alternative.quote
    assert found.answer == "accepted"
    assert found.held_calmly is None


def test_who_insists_has_not_accepted(call: Any) -> None:
    (found,) = refused(call, "No lo acepto, insisto.")
    assert found.answer == "pushed_back"
    assert found.answer_evidence is not None


@pytest.mark.parametrize(
    "text", ["Ya, entiendo, pero no me conformo.", "Está bien, pero no es justo."]
)
def test_a_yes_with_a_but_is_no_acceptance(call: Any, text: str) -> None:
    (found,) = refused(call, text)
    assert found.answer != "accepted"


@pytest.mark.parametrize(
    "text",
    [
        "Gracias por nada, esto no me sirve.",
        "No, gracias, entonces quiero darme de baja.",
        "Muchas gracias, ya veré yo qué hago con su compañía.",
    ],
)
def test_thanks_alone_do_not_say_that_a_refusal_was_taken(call: Any, text: str) -> None:
    (found,) = refused(call, text)
    assert found.answer != "accepted"


@pytest.mark.parametrize(
    "text", ["Thanks for nothing, I'll go elsewhere.", "No, thank you, then I'll cancel."]
)
def test_nor_do_they_in_english(call: Any, text: str) -> None:
    heard = call(language="en").agent("Good morning.").customer("Can you change the date?")
    heard.agent("I'm afraid that's not possible, because we are fully booked.").customer(text)
    (found,) = judge_call(heard.heard(), RUBRIC).refusals
    assert found.answer != "accepted"


def test_no_answer_is_not_taken_for_a_yes(call: Any) -> None:
    (found,) = refused(call)
    assert (found.answer, found.answer_evidence) == ("unclear", None)


def test_a_bare_no_has_neither_reason_nor_alternative(call: Any) -> None:
    heard = call().agent(GOOD_DAY).customer("Quiero la devolución.").agent("Eso no se puede hacer.")
    (found,) = judge_call(heard.heard(), RUBRIC).refusals
    assert (found.reason, found.alternative) == (None, None)


def test_rows_and_verdicts_on_refusals_agree(call: Any) -> None:
    heard = call().agent(GOOD_DAY).customer("Quiero la devolución.").agent("Eso no se puede hacer.")
    scored = judge_call(heard.heard(), RUBRIC)
    verdicts = {finding.criterion: finding.verdict for finding in scored.findings}
    assert scored.refusals[0].reason is None
    assert verdicts["denial_reasoned"] != "met"
    calm = judge_call(call().agent(GOOD_DAY).customer("Gracias.").heard(), RUBRIC)
    assert calm.refusals == ()
