import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_features.timeline import Word
from audio_features.turns import build_turns, is_backchannel, is_unfinished, join_text


def said(text, start, *, per_word_s=0.3, confidence=0.9):
    return [
        Word(
            word=word,
            start=start + i * per_word_s,
            end=start + (i + 1) * per_word_s - 0.05,
            confidence=confidence,
        )
        for i, word in enumerate(text.split())
    ]


def test_a_pause_over_half_a_second_parts_turns():
    turns = build_turns(
        {"agent": said("buenos días", 0.0) + said("dígame usted", 2.0)}, language="es"
    )
    assert [turn.text for turn in turns] == ["buenos días", "dígame usted"]


def test_a_turn_goes_on_across_the_others_backchannel():
    words = {
        "customer": said("me llegó la factura", 0.0) + said("y estaba mal", 1.9),
        "agent": said("ajá", 1.4),
    }
    turns = build_turns(words, language="es")
    assert [(turn.party, turn.text) for turn in turns] == [
        ("customer", "me llegó la factura y estaba mal"),
        ("agent", "ajá"),
    ]


def test_a_real_answer_parts_the_others_turn():
    words = {
        "customer": said("me llegó la factura", 0.0) + said("y estaba mal", 2.4),
        "agent": said("deme su número", 1.4),
    }
    assert len(build_turns(words, language="es")) == 3


def test_confidence_of_a_turn_is_the_mean_of_its_words():
    words = said("hola", 0.0, confidence=0.5) + said("Ana", 0.3, confidence=1.0)
    (turn,) = build_turns({"agent": words}, language="es")
    assert turn.confidence == 0.75


def test_text_has_no_space_before_marks_or_after_opening_ones():
    assert join_text(["¿", "Cómo", "está", "?", "Bien", ",", "gracias", "."]) == (
        "¿Cómo está? Bien, gracias."
    )


def test_signs_of_listening_are_backchannels_and_questions_are_not():
    assert is_backchannel(said("Sí, claro.", 0.0), language="es")
    assert is_backchannel(said("Uh-huh.", 0.0), language="en")
    assert not is_backchannel(said("¿Sí?", 0.0), language="es")
    assert not is_backchannel(said("no quiero", 0.0), language="es")
    assert not is_backchannel([], language="es")


@given(
    st.lists(st.floats(0, 60), max_size=25),
    st.lists(st.floats(0, 60), max_size=25),
)
def test_no_word_is_lost_or_doubled(agent_starts, customer_starts):
    def words(starts):
        return [Word(word="x", start=s, end=s + 0.2, confidence=1.0) for s in starts]

    turns = build_turns(
        {"agent": words(agent_starts), "customer": words(customer_starts)}, language="es"
    )
    assert sum(len(turn.words) for turn in turns) == len(agent_starts) + len(customer_starts)


def test_nobody_speaking_gives_no_turns():
    assert build_turns({"agent": [], "customer": []}, language="es") == ()


@pytest.mark.parametrize(
    ("words", "language", "open_"),
    [
        ("se me rompió y", "es", True),
        ("me voy por el plan a", "es", False),
        ("es con la letra e", "es", False),
        ("it was broken and she", "en", True),
        ("so am i", "en", False),
        ("neither did she", "en", False),
        ("i took plan a", "en", False),
        ("se acabó.", "es", False),
    ],
)
def test_what_ends_where_hardly_any_sentence_does_is_unfinished(words, language, open_):
    assert is_unfinished(words, language=language) is open_
