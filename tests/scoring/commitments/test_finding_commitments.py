"""What agent and customer undertake, until when and on what condition, on small calls."""

from typing import Any

import pytest
from protocol_calls import RUBRIC

from scoring.call_context import call_context
from scoring.commitments.finding import find_commitments
from scoring.undertakings import Commitment

START = {"started_at": "2026-03-11T11:20:00-06:00"}


def commitments(heard: Any) -> tuple[Commitment, ...]:
    return find_commitments(call_context(heard.heard(), RUBRIC))


def said_by(call: Any, party: str, text: str, language: str = "es") -> tuple[Commitment, ...]:
    return commitments(call(language=language, metadata=START).say(party, text))


@pytest.mark.parametrize(
    ("language", "text", "what", "words", "due"),
    [
        (
            "es",
            "Bueno, pues, le llamo mañana a las diez.",
            "le llamo mañana a las diez",
            "mañana a las diez",
            "12 10:00",
        ),
        (
            "es",
            "Sí, le enviaré, eh, el contrato antes del viernes.",
            "le enviaré, el contrato antes del viernes",
            "antes del viernes",
            "12 23:59",
        ),
        (
            "es",
            "El técnico la visita el viernes entre las nueve y las once.",
            "El técnico la visita el viernes entre las nueve y las once",
            "el viernes entre las nueve y las once",
            "13 11:00",
        ),
        (
            "es",
            "En cinco días hábiles te abonan la plata.",
            "En cinco días hábiles te abonan la plata",
            "En cinco días hábiles",
            "18 23:59",
        ),
        (
            "es",
            "No se preocupe, le marco en media hora.",
            "le marco en media hora",
            "en media hora",
            "11 11:50",
        ),
        (
            "en",
            "Okay, so I'll email you the number by Friday.",
            "I'll email you the number by Friday",
            "by Friday",
            "13 23:59",
        ),
    ],
)
def test_an_agent_undertakes_something_until_some_day(
    call: Any, language: str, text: str, what: str, words: str, due: str
) -> None:
    (found,) = said_by(call, "agent", text, language)
    assert found.party == "agent"
    assert found.what == what
    assert found.deadline is not None
    assert found.deadline.due_by is not None
    assert (found.deadline.words, f"{found.deadline.due_by:%d %H:%M}") == (words, due)
    assert found.has_deadline
    assert found.evidence.quote in text
    assert 0.5 < found.confidence <= 1


def test_the_day_said_before_the_hour_counts_though_a_clause_ends_between(call: Any) -> None:
    text = (
        "Vea, quedamos así: ellos montan los lentes con calma en el taller que tienen en el centro "
        "y el jueves, antes de las cinco, yo mismo la llamo y le digo si ya las tengo aquí."
    )
    found = said_by(call, "agent", text)
    assert [f"{one.deadline.due_by:%d %H:%M}" for one in found if one.deadline] == ["12 17:00"]


def test_a_day_that_something_else_is_about_is_no_part_of_a_promise(call: Any) -> None:
    text = (
        "La tienda que tenemos en el centro y que lleva los recambios no abre hasta el viernes, "
        "mañana le llamo yo a primera hora y se lo confirmo todo con mucho gusto."
    )
    found = said_by(call, "agent", text)
    assert not any("viernes" in one.what for one in found)


def test_one_sentence_may_hold_two_promises(call: Any) -> None:
    found = said_by(call, "agent", "Yo tramito hoy la devolución y el viernes le llamo.")
    assert [one.what for one in found] == ["Yo tramito hoy la devolución", "el viernes le llamo"]
    assert [one.deadline.due_by.day for one in found] == [11, 13]


@pytest.mark.parametrize(
    ("party", "text", "language"),
    [
        ("agent", "No le puedo prometer que mañana le llamen.", "es"),
        ("agent", "No le llamo mañana.", "es"),
        ("agent", "No sé si mañana le llega el pedido.", "es"),
        ("agent", "¿Le llamo mañana por la mañana?", "es"),
        ("customer", "¿Me puede llamar mañana?", "es"),
        ("customer", "Les voy a denunciar mañana.", "es"),
        ("customer", "¿Les mando mañana los papeles?", "es"),
        ("agent", "I can't promise it will be there by Friday.", "en"),
        ("customer", "Can you call me tomorrow?", "en"),
    ],
)
def test_what_is_asked_or_denied_is_no_commitment(
    call: Any, party: str, text: str, language: str
) -> None:
    assert said_by(call, party, text, language) == ()


@pytest.mark.parametrize(
    ("text", "language", "due"),
    [
        ("Vale, mañana les mando los papeles.", "es", "12 23:59"),
        ("Le hago la transferencia y le aviso; la pago el viernes.", "es", "13 23:59"),
        ("I'll send you the form by Friday.", "en", "13 23:59"),
    ],
)
def test_the_caller_undertakes_things_too(call: Any, text: str, language: str, due: str) -> None:
    found = said_by(call, "customer", text, language)
    assert {one.party for one in found} == {"customer"}
    dated = [one.deadline.due_by for one in found if one.deadline and one.deadline.due_by]
    assert [f"{moment:%d %H:%M}" for moment in dated] == [due]


@pytest.mark.parametrize(
    ("text", "language", "what", "words"),
    [
        ("Mire, si vuelve a saltar, le mando un técnico mañana.", "es",
         "si vuelve a saltar, le mando un técnico mañana", "mañana"),
        ("Le llamaré el viernes si no le llega el paquete antes del jueves.", "es",
         "Le llamaré el viernes si no le llega el paquete antes del jueves",
         "el viernes … antes del jueves"),
        ("If it trips again, I'll send you an engineer tomorrow.", "en",
         "If it trips again, I'll send you an engineer tomorrow", "tomorrow"),
    ],
)  # fmt: skip
def test_what_hangs_on_a_condition_is_told_with_it_and_due_on_no_day(
    call: Any, text: str, language: str, what: str, words: str
) -> None:
    (found,) = said_by(call, "agent", text, language)
    assert found.what == what
    assert found.deadline is not None
    assert (found.deadline.words, found.deadline.due_by) == (words, None)
    assert found.evidence.quote.lower().startswith(what[:10].lower())


@pytest.mark.parametrize(
    ("language", "text", "due"),
    [
        ("es", "Le mando un técnico esta tarde, antes de las ocho.", "20:00"),
        ("es", "Quedamos en que le llamo esta tarde, antes de las ocho de la tarde.", "20:00"),
        ("es", "Le mando un técnico esta tarde, antes de las ocho, sin falta.", "20:00"),
        # The hour may be that of something else.
        ("es", "Le mando un técnico esta tarde, antes de las ocho, no se preocupe.", "20:00"),
        ("en", "I'll send someone this afternoon, before eight, no problem.", "20:00"),
        ("es", "Le mando un técnico esta tarde, antes de las ocho cierran.", "20:59"),
        ("en", "I'll call you back this afternoon, before six.", "18:00"),
    ],
)
def test_the_hour_said_behind_the_day_counts_though_a_clause_ends_between(
    call: Any, language: str, text: str, due: str
) -> None:
    (found,) = said_by(call, "agent", text, language)
    assert found.deadline is not None
    assert f"{found.deadline.due_by:%d %H:%M}" == f"11 {due}"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Le mando un técnico mañana, a las diez, no, a las once."),
        ("es", "Le mando un técnico mañana, a las diez, perdón, a las once."),
        ("es", "Le mando un técnico mañana, a la una, no puedo, mejor el jueves."),
        ("es", "Le mando un técnico mañana, a las cinco, o a las seis."),
        ("en", "I'll call you tomorrow, at ten, no, at eleven."),
        ("en", "I'll call you tomorrow, at three, or at four."),
    ],
)
def test_an_hour_taken_back_or_one_of_two_is_no_deadline(
    call: Any, language: str, text: str
) -> None:
    (found, *_) = said_by(call, "agent", text, language)
    assert found.deadline is not None
    assert found.deadline.words in ("mañana", "tomorrow")


def test_this_afternoon_before_eight_is_dated_unless_it_hangs_on_a_condition(call: Any) -> None:
    (sure,) = said_by(call, "agent", "Le mando un técnico esta tarde, antes de las ocho.")
    (perhaps,) = said_by(
        call, "agent", "Si vuelve a saltar, le mando un técnico esta tarde, antes de las ocho."
    )
    assert sure.deadline is not None
    assert f"{sure.deadline.due_by}" == "2026-03-11 20:00:00-06:00"
    assert perhaps.deadline is not None
    assert (perhaps.deadline.words, perhaps.deadline.due_by) == (
        "esta tarde, antes de las ocho",
        None,
    )


def test_a_condition_holds_for_both_of_two_promises(call: Any) -> None:
    found = said_by(call, "agent", "Si quiere, le mando el correo hoy y le llamo el viernes.")
    whats = ["Si quiere, le mando el correo hoy", "Si quiere, le llamo el viernes"]
    assert [one.what for one in found] == whats
    assert [one.deadline.due_by for one in found] == [None, None]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Sí le llamo mañana.", "es"),
        ("Sí, le llamo mañana.", "es"),
        ("Si le parece, le llamo mañana.", "es"),
        ("Voy a ver si hay hueco y le llamo mañana.", "es"),
        ("If that's okay with you, I'll call you tomorrow.", "en"),
        ("I'll check if it arrived and call you tomorrow.", "en"),
    ],
)
def test_a_yes_a_courtesy_or_a_question_is_no_condition(
    call: Any, text: str, language: str
) -> None:
    (found,) = said_by(call, "agent", text, language)
    assert found.deadline is not None
    assert found.deadline.due_by is not None
    assert found.deadline.due_by.day == 12


def test_a_vague_promise_is_kept_and_has_no_deadline(call: Any) -> None:
    (found,) = said_by(call, "agent", "Le mando el correo lo antes posible.")
    assert found.deadline is not None
    assert (found.deadline.words, found.deadline.due_by) == ("lo antes posible", None)
    assert not found.has_deadline


def test_a_recap_is_not_a_second_promise(call: Any) -> None:
    heard = call(metadata=START).agent("Le llamo el viernes para confirmarlo.")
    heard.customer("Muy bien.").agent("Entonces quedamos así: le llamo el viernes.")
    (found,) = commitments(heard)
    assert found.evidence.start < 2


def test_without_a_start_nothing_is_dated(call: Any) -> None:
    (found,) = commitments(call().agent("Le llamo mañana."))
    assert found.deadline is not None
    assert (found.deadline.words, found.deadline.due_by) == ("mañana", None)
    assert found.has_deadline


def test_nothing_is_put_in_the_mouth_of_a_party_that_is_not_known(call: Any) -> None:
    assert commitments(call(agent_role=0.2).agent("Le llamo mañana.")) == ()
    assert commitments(call(language="fr").agent("Le llamo mañana.")) == ()
