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
        ("Creo que si.", "Creo que sí."),
        ("Si claro, dígame.", "Sí claro, dígame."),
        ("¿Que necesita?", "¿Qué necesita?"),
        ("¿Por que no vino?", "¿Por qué no vino?"),
        ("¿Y como lo arreglan?", "¿Y cómo lo arreglan?"),
        ("¿Cuanto es?", "¿Cuánto es?"),
        ("¿QUE dice?", "¿QUÉ dice?"),
        ("¡Que bien!", "¡Qué bien!"),
        ("Ay, que pena con usted.", "Ay, qué pena con usted."),
        ("Buenas, en que le puedo ayudar", "Buenas, en qué le puedo ayudar"),
        ("Salas, en que puedo servirle.", "Salas, en qué puedo servirle."),
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
        "Por si, digamos, no llega.",
        "¿Que si vino? ¿Que no vino?",
        "¿Y cuando venga el técnico?",
        "Dijo que bien sabía.",
        "Cuando llegue le aviso.",
        "Creo que tal vez venga.",
        "La casa en que vivo.",
        "Como le decía, la factura.",
        "¿Como unos veinte?",
    ],
)
def test_what_joins_keeps_its_spelling(right: str) -> None:
    assert restored(right) == right


@given(st.lists(st.sampled_from(["que", "Si,", "¿Como", "no.", "en", "ayudar?", "…", ""])))
def test_nothing_but_accents_changes(words: list[str]) -> None:
    def plain(text: str) -> str:
        return text.translate(str.maketrans("éíóá", "eioa"))

    said = [Word(word=word, start=0, end=1, confidence=1.0) for word in words]
    found = restore_accents(said)
    assert [plain(word.word) for word in found] == words
