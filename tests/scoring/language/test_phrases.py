"""The phrase language, and text as it is matched on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_features.errors import ConfigurationError
from audio_features.spelling.sounds import sound_key
from audio_features.timeline import Turn
from scoring.language.phrases import compile_phrases, token_string
from scoring.language.spelling import Speller
from scoring.language.text import normalise, read_turn


def matches(phrase: str, text: str) -> bool:
    tokens = read_turn(
        Turn(party="agent", start=0, end=5, text=text, confidence=1.0), index=0
    ).tokens
    string = token_string(tokens, [t.capital for t in tokens])
    pattern = compile_phrases([phrase], slots={"day": "(lunes|martes)"}, where="test")
    return pattern.search(string.text) is not None


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("qué tal", "Hola, ¿QUE TAL?", True),
        ("que", "porque", False),
        ("~equivoc", "Se equivocó usted", True),
        ("le * mañana", "Le llamo yo mismo mañana", True),
        ("le * mañana", "Le digo. Hasta mañana", False),
        ("(a|b c) d", "b c d", True),
        ("a [b] c", "a c", True),
        ("a [b] c", "a b c", True),
        ("en # días", "en 5 días", True),
        ("^ no $", "No. Gracias", True),
        ("^ no $", "Ahora no", False),
        ("algo más ?", "¿Quiere algo más?", True),
        ("algo más ?", "Es algo más.", False),
        ("soy {name}", "Hola, soy Ana Gil", True),
        ("soy {name}", "Hola, soy cliente", False),
        ("el {day}", "El lunes", True),
    ],
)
def test_phrase_language(phrase: str, text: str, expected: bool) -> None:
    assert matches(phrase, text) is expected


@pytest.mark.parametrize("phrase", ["(a", "a)", "{nothing}", "[a]", "()", "a | b"])
def test_phrase_that_cannot_be_read_is_an_error_that_quotes_it(phrase: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        compile_phrases([phrase], slots={}, where="intent 'x'")
    assert phrase in str(error.value)
    assert "intent 'x'" in str(error.value)


@given(st.text(max_size=80))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(alphabet="abcñá ,.?¿! ", max_size=80))
def test_sentences_and_clauses_cover_every_token_once(text: str) -> None:
    read = read_turn(Turn(party="agent", start=0, end=5, text=text, confidence=1.0), index=0)
    for passages in (read.sentences, read.clauses):
        covered = [i for p in passages for i in range(p.first, p.last + 1)]
        assert covered == list(range(len(read.tokens)))


def test_speller_mends_only_words_nobody_knows() -> None:
    speller = Speller({"gracias", "espera", "le", "saluda", "ayudarle"}, language="es")
    text = "grasias por espera lesaluda ayudar le pedido"
    read = read_turn(Turn(party="agent", start=0, end=5, text=text, confidence=1.0), index=0)
    assert " ".join(speller.correct(read.tokens)).split() == (
        ["gracias", "por", "espera", "le", "saluda", "ayudarle", "pedido"]
    )


def test_names_that_sound_alike_share_a_key() -> None:
    assert sound_key("jimenez") == sound_key("gimenes")
    assert sound_key("hice") == sound_key("ise")
    assert sound_key("gomez") != sound_key("lopez")
