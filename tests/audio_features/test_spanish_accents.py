"""Accents are put back where the words around leave no doubt, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_features.spanish_accents import restore_accents
from audio_features.timeline import Word


def restored(text: str) -> str:
    words = [
        Word(word=word, start=float(number), end=number + 0.5, confidence=0.8)
        for number, word in enumerate(text.split())
    ]
    return " ".join(word.word for word in restore_accents(words))


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
        ("Habla Rodrigo, que se le ofrece.", "Habla Rodrigo, qué se le ofrece."),
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
        "Si, por ejemplo, quiere cambiar de plan",
        "No sé si, en realidad, llegó.",
        "No sé si... bueno, espere.",
        "Dígame si, por favor, lo recibió.",
        "Por si, digamos, no llega.",
        "Si mira su factura, verá el cargo.",
        "Insisto en que el servicio no funciona.",
        "La forma en que me atendieron fue mala.",
        "El día en que le atendió mi compañero.",
        "¿Hay algo más en que le pueda ayudar?",
        "La manera en que le puedo ayudar es esta.",
        "¿En cuanto a la factura, qué pasó?",
        "¿En cuanto llegue me avisan?",
        "¿Para que me devuelvan el dinero tengo que llamar?",
        "¿Hasta que no pague no me lo activan?",
        "¿Como cliente tengo derecho?",
        "¿Como le decía?",
        "¿Cuando termine me avisa?",
        "¿Que le cambie el plan?",
        "¿Que si vino? ¿Que no vino?",
        "¿Quien llama tiene que ser el titular?",
        "La tarifa que se le ofrece es otra.",
        "La persona con quien hablo siempre.",
        "Más que pena, me da rabia.",
        "Dijo que bien sabía.",
        "Creo que tal vez venga.",
        "La casa en que vivo.",
    ],
)
def test_what_joins_keeps_its_spelling(right: str) -> None:
    assert restored(right) == right


@given(st.lists(st.sampled_from(["que", "Si,", "¿Como", "no.", "en", "ayudar?", "…", ""])))
def test_nothing_but_accents_changes(words: list[str]) -> None:
    def plain(text: str) -> str:
        return text.translate(str.maketrans("áéíóúÁÉÍÓÚ", "aeiouAEIOU"))

    said = [Word(word=word, start=0, end=1, confidence=1.0) for word in words]
    found = restore_accents(said)
    assert [plain(word.word) for word in found] == words
