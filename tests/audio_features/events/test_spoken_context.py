"""Whether the caller agreed to what was asked right before a moment."""

import pytest

from audio_features.events.spoken_context import ContextOptions, consent_given, words_before
from audio_features.lexicons.matching import load_lexicon
from audio_features.timeline import Turn, Word


def say(party, start, end, text):
    return Turn(party=party, start=start, end=end, text=text, confidence=0.9)


def agreed(*turns, at=20.0, language="es"):
    options = ContextOptions()
    request = words_before(turns, at, party="agent", options=options)
    lexicon = load_lexicon("hold_words", language)
    return consent_given(turns, at, request=request, lexicon=lexicon, options=options)


ASKS = say("agent", 10, 15, "La voy a dejar en espera un momentito, ¿le parece?")


def test_what_was_said_before_the_request_is_no_answer_to_it():
    assert agreed(say("customer", 8, 10, "Sí, claro."), ASKS) is False
    assert agreed(ASKS, say("customer", 15.5, 16.5, "Sí, claro.")) is True


def test_a_yes_in_the_middle_of_what_the_caller_began_before_counts():
    said = zip(
        range(9, 17), ["que", "no", "me", "llega", "nada", "sí", "claro", "espero"], strict=True
    )
    words = tuple(Word(word=w, start=at, end=at + 0.5, confidence=0.9) for at, w in said)
    began = Turn(party="customer", start=9, end=17, text="", words=words, confidence=0.9)
    assert agreed(ASKS, began) is True


@pytest.mark.parametrize(
    ("reply", "agrees"),
    [
        ("Va.", True),
        ("Pues va, aquí espero.", True),
        ("Ay, bueno.", True),
        ("Yo creo que sí", True),
        ("Pero me va a dejar sola otra vez", False),
        ("Y quién me lo va a pagar", False),
        ("Lo que pasa ya lo conté", False),
        ("Por mí vale gracias", True),
        ("Mm sí señorita", True),
        ("Ya, gracias", True),
        ("Es que no le oigo bien", False),
        ("Ya llevo una hora esperando", False),
        ("¿Va a tardar mucho?", False),
    ],
)
def test_a_word_that_may_mean_yes_does_so_where_little_else_is_said(reply, agrees):
    assert agreed(ASKS, say("customer", 15.5, 17.5, reply)) is agrees


@pytest.mark.parametrize(
    ("reply", "agrees"),
    [
        ("That's perfect thank you", True),
        ("That's fine, thanks", True),
        ("You can't be right", False),
    ],
)
def test_an_english_yes_with_thanks_behind_it_is_a_yes(reply, agrees):
    asks = say("agent", 10, 15, "May I put you on hold for a moment?")
    said = say("customer", 15.5, 17.5, reply)
    assert agreed(asks, said, language="en") is agrees


def test_whoever_is_silent_while_another_is_clearly_heard_said_nothing():
    clear = say("customer", 10, 18, "Le decía que me llegó dos veces el mismo recibo.")
    answered = say("agent", 0, 3, "Buenos días, le atiende Marta.")
    said = words_before([answered, clear], 20.0, party="agent", options=ContextOptions(before_s=8))
    assert said.has(("estoy mirando",)) is False


@pytest.mark.parametrize(
    "heard", [(), (Turn(party="customer", start=10, end=18, text="le bería", confidence=0.2),)]
)
def test_where_nobody_is_clearly_heard_nobody_knows_what_was_said(heard):
    answered = say("agent", 0, 3, "Buenos días, le atiende Marta.")
    said = words_before([answered, *heard], 20.0, party="agent", options=ContextOptions(before_s=8))
    assert said.has(("estoy mirando",)) is None
