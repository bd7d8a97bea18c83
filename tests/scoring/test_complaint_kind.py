"""What a customer calls with: a complaint, a claim, a report, a suggestion or a question."""

from typing import Any

import pytest
from protocol_calls import GOOD_DAY, RUBRIC

from scoring.call_context import call_context
from scoring.complaint_kind import find_complaint


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [
        ("Los voy a denunciar en Profeco.", "es", "report"),
        ("Quiero poner una reclamación.", "es", "formal_claim"),
        ("Quiero hacer un reclamo por el envío.", "es", "formal_claim"),
        ("Quiero que me devuelvan la plata.", "es", "formal_claim"),
        ("El servicio es malísimo y nadie me da una solución.", "es", "complaint"),
        ("Les sugiero que avisen antes de venir.", "es", "suggestion"),
        ("Quería saber qué horario tienen los sábados.", "es", "query"),
        ("I'm going to report you to the ombudsman.", "en", "report"),
        ("I want to make a formal complaint.", "en", "formal_claim"),
        ("I have a quick question about my plan.", "en", "query"),
        ("Quiero reclamar por el consumo de este mes.", "es", "formal_claim"),
        ("Tengo una queja por el consumo de datos del móvil.", "es", "complaint"),
        ("I have a complaint about my data usage.", "en", "complaint"),
        ("Voy a ir a la oficina de consumo.", "es", "report"),
        ("Voy a poner la queja en la SIC.", "es", "report"),
        ("Quiero la hoja de reclamaciones.", "es", "formal_claim"),
        ("Quiero hacer una hoja de reclamaciones.", "es", "formal_claim"),
        ("Necesito que me reembolsen los cien euros.", "es", "formal_claim"),
        ("I want my money back.", "en", "formal_claim"),
        ("Quiero que me reparen la línea. Nadie me da una solución.", "es", "formal_claim"),
        ("I want my line fixed. I'm fed up, nobody helps me.", "en", "formal_claim"),
        ("Tengo una idea para mejorar la aplicación.", "es", "suggestion"),
    ],
)
def test_the_gravest_kind_that_words_show_is_the_kind_of_the_call(
    call: Any, text: str, language: str, kind: str
) -> None:
    heard = call(language=language).agent(GOOD_DAY if language == "es" else "Good morning.")
    found = find_complaint(call_context(heard.customer(text).heard(), RUBRIC))
    assert found.kind == kind
    assert found.evidence[0].party == "customer"
    assert found.evidence[0].quote in text
    assert found.confidence > 0.5


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Voy a consumo eléctrico bajo.", "es"),
        ("Necesito que me devuelvan la llamada.", "es"),
        ("Quiero que me reparen la línea por favor.", "es"),
        ("Quiero cambiar la cuenta donde recibo la devolución.", "es"),
        ("Quiero poner una hoja nueva en el contrato.", "es"),
        ("Tengo una idea de por qué no funciona.", "es"),
        ("Se me rompió el lavarropas, quería que me manden un técnico.", "es"),
        ("I need you to return my call.", "en"),
        ("I'd like somebody to fix my line, please.", "en"),
        ("I want to change the account where I get the refund.", "en"),
        ("I have an idea of why it is not working.", "en"),
        ("My washing machine broke and I'd like a technician.", "en"),
    ],
)
def test_an_ordinary_request_is_no_complaint(call: Any, text: str, language: str) -> None:
    heard = call(language=language).agent(GOOD_DAY if language == "es" else "Good morning.")
    found = find_complaint(call_context(heard.customer(text).heard(), RUBRIC))
    assert found.kind in ("unsure", "none")


def test_a_fault_told_without_displeasure_is_left_to_a_person(call: Any) -> None:
    heard = call().agent(GOOD_DAY).customer("Se me ha ido la luz en media casa.").heard()
    found = find_complaint(call_context(heard, RUBRIC))
    assert (found.kind, found.confidence) == ("unsure", 0.0)
    assert found.evidence


def test_what_was_said_too_little_is_unsure_and_what_was_said_without_a_sign_is_none(
    call: Any,
) -> None:
    little = call().agent(GOOD_DAY).customer("Hola.").heard()
    assert find_complaint(call_context(little, RUBRIC)).kind == "unsure"
    text = "Sí, ese es mi número, y la calle es Mayor, número doce, tercero izquierda. " * 3
    enough = call().agent(GOOD_DAY).customer(text).heard()
    assert find_complaint(call_context(enough, RUBRIC)).kind == "none"
