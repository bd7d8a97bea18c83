"""What recognisers write as it sounds is spelt as people write, and what is right stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_features.spelling.spanish_respelling import respell
from audio_features.timeline import Word


def restored(text: str) -> str:
    words = [
        Word(word=word, start=float(number), end=number + 0.5, confidence=0.8)
        for number, word in enumerate(text.split())
    ]
    return " ".join(word.word for word in respell(words))


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("Si, señora.", "Sí, señora."),
        ("¿Me oye? Si.", "¿Me oye? Sí."),
        ("Si claro, le escucho.", "Sí claro, le escucho."),
        ("Bueno, si digame.", "Bueno, sí dígame."),
        ("¿Que necesita?", "¿Qué necesita?"),
        ("¿Por que no vino?", "¿Por qué no vino?"),
        ("¿A que hora vienen?", "¿A qué hora vienen?"),
        ("¿Como esta usted?", "¿Cómo está usted?"),
        ("¿Cuanto es?", "¿Cuánto es?"),
        ("¿QUE pasa?", "¿QUÉ pasa?"),
        ("Ay, que pena con usted.", "Ay, qué pena con usted."),
        ("Híjole que angustia.", "Híjole qué angustia."),
        ("Buenas, en que le puedo ayudar", "Buenas, en qué le puedo ayudar"),
        ("Habla Salas en que puedo servirle.", "Habla Salas en qué puedo servirle."),
        ("Con quien tengo el gusto.", "Con quién tengo el gusto."),
        ("Señora, cuanto lo siento.", "Señora, cuánto lo siento."),
    ],
)
def test_what_asks_affirms_or_exclaims_gets_its_accent(heard: str, meant: str) -> None:
    assert restored(heard) == meant


@pytest.mark.parametrize(
    "right",
    [
        "Si quiere, le llamo.",
        "No sé si, en realidad, llegó.",
        "No sé si... bueno, espere.",
        "Dígame si, por favor, lo recibió.",
        "Por si, digamos, no llega.",
        "Insisto en que el servicio no funciona.",
        "La forma en que me atendieron fue mala.",
        "El día en que le atendió mi compañero.",
        "¿Hay algo más en que le pueda ayudar?",
        "¿En cuanto llegue me avisan?",
        "¿Para que me devuelvan el dinero tengo que llamar?",
        "¿Hasta que no pague no me lo activan?",
        "¿Como cliente tengo derecho?",
        "La tarifa que se le ofrece es otra.",
        "Dijo que bien sabía.",
        "Creo que tal vez venga.",
    ],
)
def test_what_joins_keeps_its_spelling(right: str) -> None:
    assert restored(right) == right


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("Le mando el reenbolso a su cuenta.", "Le mando el reembolso a su cuenta."),
        ("Pase por la secursal, por favor.", "Pase por la sucursal, por favor."),
        ("¿Me da su numero de poliza?", "¿Me da su número de póliza?"),
        ("Ola, buenos días.", "Hola, buenos días."),
        ("Estoy arta de esperar.", "Estoy harta de esperar."),
        ("Se lo paso al tecnico, señora Ramirez.", "Se lo paso al técnico, señora Ramírez."),
    ],
)
def test_what_is_written_as_it_sounds_is_spelt_as_people_write(heard: str, meant: str) -> None:
    assert restored(heard) == meant


@pytest.mark.parametrize(
    "right",
    [
        "Devuélvamelo cuando pueda, no quiero quejarme.",
        "Le habla Wilber Huamán de Andina Fibra.",
        "Son 25 euros con 30.",
        "El router está en la casa de mi mamá.",
        "Yoigo, buenos días, le atiende Laura.",
        "DirecTV, buenas tardes.",
        "Hola, sorry, Patricia, dígame.",
        "¿Nequi?",
        "¿Su apellido? Ferrer.",
        "Marque el uno, por favor.",
        "¿Y qué querís que haga?",
        "",
        "…",
    ],
)
def test_verbs_with_pronouns_names_numbers_and_right_words_stay(right: str) -> None:
    assert restored(right) == right


def test_words_run_together_are_parted_and_share_their_time() -> None:
    heard = [
        Word(word="Quiero", start=0.0, end=0.4, confidence=0.9),
        Word(word="darme", start=0.4, end=0.8, confidence=0.9),
        Word(word="debaja.", start=0.8, end=1.5, confidence=0.6),
    ]
    found = respell(heard)
    assert [word.word for word in found] == ["Quiero", "darme", "de", "baja."]
    assert [(word.start, word.end) for word in found[2:]] == [(0.8, 1.0), (1.0, 1.5)]


def test_names_and_product_words_of_the_call_stay() -> None:
    said = [
        Word(word=w, start=i, end=i + 1, confidence=0.9) for i, w in enumerate(["la", "secursal"])
    ]
    assert respell(said, known=["Plan Secursal"])[1].word == "secursal"
    assert respell(said)[1].word == "sucursal"


def test_letters_and_their_marks_apart_are_read_as_one() -> None:
    assert (
        restored("¿Que\u0301 camio\u0301n, señor Nu\u0301n\u0303ez?") == "¿Qué camión, señor Núñez?"
    )


@given(
    st.lists(st.sampled_from(["que", "Si,", "¿Como", "no.", "en", "arta", "ayudar?", "…", "", "3"]))
)
def test_times_marks_and_the_number_of_words_stay(words: list[str]) -> None:
    def marks(text: str) -> str:
        return "".join(letter for letter in text if not letter.isalpha())

    said = [Word(word=word, start=i, end=i + 1, confidence=1.0) for i, word in enumerate(words)]
    found = respell(said)
    assert [(word.start, word.end) for word in found] == [(w.start, w.end) for w in said]
    assert [marks(word.word) for word in found] == [marks(word) for word in words]
