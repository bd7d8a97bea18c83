"""Where sentences end, and which of them ask."""

import pytest

from audio_features.timeline import Turn
from scoring.language.text import read_turn


def sentences(text: str) -> list[tuple[str, bool]]:
    turn = Turn(party="agent", start=0.0, end=9.0, text=text, confidence=0.9)
    return [(one.quote, one.question) for one in read_turn(turn, index=0).sentences]


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("I'll call you back tomorrow, okay?", "I'll call you back tomorrow,"),
        ("You didn't say that, did you?", "You didn't say that,"),
        ("Well, that's not what I said, is it?", "Well, that's not what I said,"),
        ("Le llamo mañana a las diez, vale?", "Le llamo mañana a las diez,"),
        ("Le llamo mañana a las diez, ¿vale?", "Le llamo mañana a las diez,"),
    ],
)
def test_what_only_asks_for_assent_leaves_the_statement_one(text: str, stated: str) -> None:
    first, second = sentences(text)
    assert first == (stated, False)
    assert second[1]


@pytest.mark.parametrize(
    "text",
    [
        "So you were charged twice, is that right?",  # asks whether it was understood
        "It's the blue one, isn't it?",
        "Could you hold for me, okay?",
        "Is it working now, or did it stop?",
        "Okay, did you?",
        "Mañana por la tarde, le va bien?",
    ],
)
def test_what_asks_for_more_stays_one_question(text: str) -> None:
    assert sentences(text) == [(text, True)]
