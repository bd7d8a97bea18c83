"""Syllables and words as spoken, against counts made by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_features.measures.syllables import spoken_words, syllable_count, word_count

# Hiatus, diphthongs, silent h, gü/gu/qu, final y, clusters, names: what hyphenation gets wrong.
SPANISH = """hola 2, gracias 2, construir 3, información 4, día 2, buenos 2, ahora 3, leer 2,
caer 2, creíamos 4, huevo 2, país 2, aéreo 4, averiguáis 4, cigüeña 3, queja 2, guitarra 3, usted 2,
y 1, muy 1, hoy 1, reyes 2, ley 1, ciudad 2, viuda 2, oír 2, oiga 2, teléfono 4, línea 3,
atención 3, internet 3, contraseña 4, reúno 3, ahí 2, prohíbe 3, cohete 3, búho 2, transporte 3,
obstáculo 4,
perspectiva 4, inconveniente 5, aquí 2, quiero 2, siguiente 3, agua 2, tiempo 2, facturación 4,
seiscientos 3, treinta 2, euros 2, aeropuerto 5, vehículo 4, leíste 3, veintiséis 3, Uruguay 3,
wifi 2, Raúl 2, María 3, García 3, Peña 2, mhm 1, ajá 2, router 2, crédito 3, poseer 3, ataúd 3,
sí 1, instrucción 3, extraordinario 6, Iñaki 3, pingüino 3, subrayar 3, hierba 2, deshielo 3,
vía 2, continúa 4, continua 3, oeste 3, héroe 3, idea 3, área 3, petróleo 4, cuota 2"""
ENGLISH = """hello 2, thank 1, thanks 1, customer 3, service 2, calling 2, information 4, please 1,
people 2, every 2, area 3, idea 3, okay 2, internet 3, account 2, billing 2, asked 1, wanted 2,
fixed 1, business 2, seventeen 3, i'm 1, didn't 2, don't 1, can't 1, wouldn't 2, you're 1,
Wednesday 2, created 3, being 2, uh 1, yeah 1, technician 3, frustrated 3, apologize 4"""


def counted(table):
    return [
        (word, int(number))
        for word, number in (entry.split() for entry in table.replace("\n", " ").split(","))
    ]


@pytest.mark.parametrize(("word", "syllables"), counted(SPANISH))
def test_spanish_words_have_their_syllables(word, syllables):
    assert syllable_count(word, "es") == syllables


@pytest.mark.parametrize(("word", "syllables"), counted(ENGLISH))
def test_english_words_have_their_syllables(word, syllables):
    assert syllable_count(word, "en") == syllables


@pytest.mark.parametrize(
    ("text", "language", "spoken"),
    [
        ("600 €", "es", "seiscientos euros"),
        ("1.234", "es", "mil doscientos treinta y cuatro"),
        ("3,5%", "es", "tres coma cinco por ciento"),
        ("1,234.50", "en", "one thousand two hundred and thirty four point fifty"),
        ("2026", "es", "dos mil veintiséis"),
        ("612345678", "es", "seis uno dos tres cuatro cinco seis siete ocho"),
        ("007", "en", "zero zero seven"),
        ("10:30", "es", "diez treinta"),
        (" Sí,", "es", "Sí"),
        ("¿Qué?", "es", "Qué"),
        ("...", "es", ""),
        ("", "en", ""),
    ],
)
def test_numbers_and_signs_are_read_out(text, language, spoken):
    assert " ".join(spoken_words(text, language)) == spoken
    assert word_count(text, language) == len(spoken.split())


def test_initialisms_are_spelled():
    assert syllable_count("DNS", "es") == 3


@given(text=st.text(max_size=12), language=st.sampled_from(["es", "en", "fr"]))
def test_any_text_has_at_least_a_syllable_a_word(text, language):
    assert syllable_count(text, language) >= word_count(text, language) >= 0


@pytest.mark.parametrize("word", ["chat", "item", "bit", "team", "quit", "am", "at", "um", "yb"])
def test_words_that_are_no_spanish_are_counted_all_the_same(word):
    assert syllable_count(word, language="es") >= 1


@given(st.text(alphabet=st.characters(categories=["L", "N", "P"]), max_size=12))
def test_whatever_a_recogniser_writes_can_be_counted(text):
    assert syllable_count(text, language="es") >= 0
