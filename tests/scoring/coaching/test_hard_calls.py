"""What a coaching report says of hard calls."""

from dataclasses import replace

import pytest
from coached_calls import call, coaching_rubric, report

from scoring.findings import AdviceResult, CallerStyle, Evidence, Finding, ScoredCall
from scoring.reporting.coaching_document import from_document, to_document
from scoring.reporting.coaching_page import render_coaching_page
from scoring.rubrics.schema import Rubric


@pytest.fixture
def rubric() -> Rubric:
    return coaching_rubric()


def angered(scored: ScoredCall) -> ScoredCall:
    """The call with a caller in anger."""
    words = Evidence(start=5, end=6, party="customer", quote="¡Esto es una vergüenza!")
    calm = Finding(
        criterion="calm_under_pressure", verdict="met", points=0.0, possible=0.0, confidence=0.9,
        reason="", evidence=(words,),
    )  # fmt: skip
    return replace(scored, findings=(*scored.findings, calm))


def hard(number: int, style: str, *advice: tuple[str, str, str]) -> ScoredCall:
    return angered(spoken(number, style, *advice))


def spoken(number: int, style: str, *advice: tuple[str, str, str]) -> ScoredCall:
    shown = CallerStyle(
        style=style, confidence=0.8, evidence=(),
        advice=tuple(AdviceResult(advice=a, kind=kind, state=state) for a, kind, state in advice),
    )  # fmt: skip
    return replace(call(number, {"greeted": "met"}), caller_styles=(shown,))


def test_hard_calls_are_counted_by_style_with_the_advice_missed_most(rubric) -> None:
    built = report(
        [
            hard(1, "angry", ("stay_serene", "do", "missed"), ("irony", "dont", "kept")),
            hard(2, "angry", ("stay_serene", "do", "kept"), ("irony", "dont", "missed")),
            hard(3, "domineering", ("stay_serene", "do", "missed"),
                 ("submit", "dont", "not_checked")),
            spoken(4, "angry", ("stay_serene", "do", "missed")),  # not hard, as the team has it
            call(5, {"greeted": "met"}),
            angered(call(6, {"greeted": "met"})),
        ],
        rubric,
    )  # fmt: skip
    assert built.hard_calls is not None
    assert built.hard_calls.calls == 4
    assert [(s.style, s.calls) for s in built.hard_calls.styles] == [
        ("angry", 2), ("domineering", 1)
    ]  # fmt: skip
    assert [(m.text, m.missed, m.checked) for m in built.hard_calls.missed] == [
        ("Conserve la serenidad", 2, 3), ("Evite la ironía", 1, 2)
    ]  # fmt: skip
    page = render_coaching_page(built, call_href=lambda _: None)
    assert "Atendió 4 llamadas difíciles" in page
    # Of all hard calls, as in the heading: not of the three that could show it.
    assert "Conserve la serenidad: podría haber ayudado en 2 de esas 4 llamadas difíciles." in page
    assert from_document(to_document(built)) == built


def test_a_hard_call_in_which_no_style_was_heard_is_counted_without_one(rubric) -> None:
    built = report([angered(call(1, {"greeted": "met"}))], rubric)
    assert built.hard_calls is not None
    assert (built.hard_calls.calls, built.hard_calls.styles) == (1, ())
    page = render_coaching_page(built, call_href=lambda _: None)
    assert "Atendió 1 llamada difícil" in page
    assert "El cliente:" not in page


def test_one_hard_call_is_said_in_the_singular(rubric) -> None:
    built = report([hard(1, "angry", ("stay_serene", "do", "missed"))], rubric)
    page = " ".join(render_coaching_page(built, call_href=lambda _: None).split())
    assert "Lo que se oyó: el cliente habla con enfado.</p>" in page
    assert "<li>Conserve la serenidad.</li>" in page
    assert "no es una tarea más" in page


def test_advice_that_a_priority_asks_for_already_is_not_given_twice(rubric) -> None:
    interrupted = (("listen_patiently", "do", "missed"), ("stay_serene", "do", "missed"))
    shouting = hard(1, "angry", *interrupted)
    lost = call(1, {"no_interruptions": "not_met"}).findings[0]
    built = report([replace(shouting, findings=(*shouting.findings, lost))], rubric)
    assert [item.result.criterion for item in built.priorities] == ["no_interruptions"]
    assert built.hard_calls is not None
    assert [item.text for item in built.hard_calls.missed] == ["Conserve la serenidad"]


def test_without_hard_calls_nothing_is_said_of_them_and_older_reports_are_read(rubric) -> None:
    built = report([call(1, {"greeted": "met"})], rubric)
    assert built.hard_calls is None
    assert "difíciles" not in render_coaching_page(built, call_href=lambda _: None)
    older = to_document(built)
    del older["hard_calls"]
    assert from_document(older) == built
