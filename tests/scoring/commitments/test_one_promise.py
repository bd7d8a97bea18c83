"""What is no promise though it sounds like one, and promises that are said twice or put off."""

from typing import Any

import pytest
from protocol_calls import RUBRIC

from scoring.call_context import call_context
from scoring.commitments.finding import find_commitments
from scoring.undertakings import Commitment

# A Wednesday.
START = {"started_at": "2026-03-11T11:20:00-06:00"}


def promised(call: Any, *said: tuple[str, str], language: str = "es") -> tuple[Commitment, ...]:
    heard = call(language=language, metadata=START)
    for party, text in said:
        heard.say(party, text)
    return find_commitments(call_context(heard.heard(), RUBRIC))


@pytest.mark.parametrize(
    ("party", "text"),
    [
        ("agent", "La llamo por el parte que nos abrió usted esta semana."),
        ("agent", "Lo llamo porque hoy a las nueve tenía usted la cita."),
        ("agent", "Ya le llamó un compañero el martes."),
        ("agent", "Y me lo devuelve firmado antes del viernes."),
        ("customer", "Yo le digo unos números que me habían llegado."),
        ("customer", "Ayer me llamó uno y yo le digo el número de la tarjeta."),
    ],
)
def test_the_reason_of_the_call_a_tale_or_a_request_is_no_promise(
    call: Any, party: str, text: str
) -> None:
    assert promised(call, (party, text)) == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("La llamo por la tarde, antes de las seis.", "por la tarde"),
        ("Le llamo el viernes para saber cómo quedó.", "el viernes"),
        ("Ya quedó cambiado, mañana le llega la caja.", "mañana"),
    ],
)
def test_a_time_of_day_or_what_was_done_leaves_a_promise_one(
    call: Any, text: str, words: str
) -> None:
    (found,) = promised(call, ("agent", text))
    assert found.deadline is not None
    assert found.deadline.words.startswith(words)


@pytest.mark.parametrize(
    "text",
    [
        "Le envío mañana la factura de la semana pasada.",
        "Le devuelvo mañana los veinte euros cobrados ayer por error.",
        "Me dijeron en almacén que mañana le llega el pedido.",
        "Le envié ayer el correo y mañana le llamo.",
        "Mañana le llama la doctora Sancheró.",
        "Me deja su número y le llamo mañana.",
        "Me manda la foto y yo le devuelvo el dinero mañana.",
    ],
)
def test_what_was_or_is_asked_beside_a_promise_takes_nothing_from_it(call: Any, text: str) -> None:
    (found,) = promised(call, ("agent", text))
    assert found.deadline is not None
    assert found.deadline.words.lower() == "mañana"


@pytest.mark.parametrize(
    "text",
    [
        "I'll refund the amount we took yesterday by Friday.",
        "I'll send you the form you had last week by Friday.",
        "I'll call the driver you spoke to, and the depot they kept it in, by Friday.",
    ],
)
def test_what_was_done_to_a_thing_is_no_tale_in_english(call: Any, text: str) -> None:
    (found,) = promised(call, ("agent", text), language="en")
    assert found.deadline is not None
    assert found.deadline.words.lower().endswith("friday")


def test_a_tale_in_english_is_no_promise(call: Any) -> None:
    assert promised(call, ("agent", "We called you on Friday about it."), language="en") == ()


def test_later_on_the_call_calling_about_something_is_promised(call: Any) -> None:
    heard = call(metadata=START).say("agent", "Ahora lo miro.", gap=50)
    heard.say("agent", "Mañana le llamo por lo del recibo.")
    (found,) = find_commitments(call_context(heard.heard(), RUBRIC))
    assert found.what == "Mañana le llamo por lo del recibo"


def test_a_day_that_answers_another_question_moves_nothing(call: Any) -> None:
    (found,) = promised(
        call,
        ("agent", "Le mando el técnico el martes."),
        ("customer", "Perfecto, que no me queda agua. ¿Y qué día vence la garantía?"),
        ("agent", "El viernes."),
    )
    assert found.deadline is not None
    assert found.deadline.words == "el martes"


@pytest.mark.parametrize("answer", ["El viernes no, el lunes.", "Entonces el lunes o el jueves."])
def test_an_answer_that_refuses_or_offers_days_moves_nothing(call: Any, answer: str) -> None:
    (found,) = promised(
        call,
        ("agent", "Le llamo el martes."),
        ("customer", "Ese día no puedo."),
        ("agent", answer),
    )
    assert found.what == "Le llamo el martes"


def test_an_objection_to_one_of_two_promises_moves_neither(call: Any) -> None:
    found = promised(
        call,
        ("agent", "Le mando el técnico el martes. Y el viernes le devuelvo el dinero."),
        ("customer", "El martes no puedo."),
        ("agent", "El jueves, entonces."),
    )
    assert [one.deadline.words for one in found if one.deadline] == ["el martes", "el viernes"]


def test_what_the_caller_is_asked_to_wait_for_is_done_on_the_call(call: Any) -> None:
    found = promised(
        call, ("agent", "Voy a llamar al taller a ver si lo tienen. No cuelgue, por favor.")
    )
    assert found == ()


@pytest.mark.parametrize(
    "said",
    [
        (("agent", "Le llamo el martes, no, perdón, el jueves."),),
        (
            ("agent", "El técnico pasa por su casa el martes."),
            ("customer", "Uy, el martes no puedo."),
            ("agent", "El jueves, entonces."),
        ),
    ],
)
def test_the_day_agreed_last_is_the_day(call: Any, said: tuple[tuple[str, str], ...]) -> None:
    (found,) = promised(call, *said)
    assert found.deadline is not None
    assert found.deadline.due_by is not None
    assert found.deadline.due_by.day == 12
    assert "martes" not in found.what


def test_a_day_objected_to_stays_where_no_other_is_named(call: Any) -> None:
    (found,) = promised(
        call,
        ("agent", "El técnico pasa por su casa el martes."),
        ("customer", "Uy, el martes no puedo."),
        ("agent", "Pues lo siento, no hay más huecos."),
    )
    assert found.deadline is not None
    assert found.deadline.words == "el martes"


def test_a_promise_recalled_in_a_word_is_told_once(call: Any) -> None:
    (found,) = promised(
        call,
        ("agent", "Mañana le llevamos la nevera nueva a su casa."),
        ("customer", "Perfecto, pues la espero."),
        ("agent", "Entonces quedamos así: mañana la nevera."),
    )
    assert found.what == "Mañana le llevamos la nevera nueva a su casa"


def test_two_things_promised_for_one_day_are_two(call: Any) -> None:
    found = promised(
        call,
        ("agent", "Mañana le llevamos la nevera nueva a su casa."),
        ("customer", "¿Y el dinero?"),
        ("agent", "Mañana le devolvemos el dinero a su cuenta."),
    )
    assert len(found) == 2


def test_words_cut_off_at_the_end_are_left_out(call: Any) -> None:
    (found,) = promised(call, ("agent", "Mañana le mando al repartidor hasta su"))
    assert found.what == "Mañana le mando al repartidor"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("I'm calling about the claim you opened this week.", 0),
        ("I'll call you on Friday about the claim.", 1),
        ("I'll ring you on Tuesday, no, sorry, on Wednesday.", 1),
    ],
)
def test_english_promises_are_told_apart_as_well(call: Any, text: str, count: int) -> None:
    assert len(promised(call, ("agent", text), language="en")) == count
