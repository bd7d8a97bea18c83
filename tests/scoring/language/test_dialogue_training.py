"""A dialogue reader of one layer learns what can be told, and what only the answered tells."""

import numpy as np
import pytest

from scoring.language.dialogue_encoder import load_dialogue_encoder
from scoring.language.dialogue_reader import DialogueWeights, Part, Said, read_dialogue
from scoring.language.dialogue_training import DialogueLessons, DialogueOptions, teach

ASKS = ("¿Puede esperar?", "¿Le parece bien?", "May I put you on hold?", "¿Me permite un momento?")
TELLS = ("Vence el martes.", "It is the blue one.", "Son veinte euros.", "El técnico fue ayer.")
ANSWER = "Sí, claro."
OPTIONS = DialogueOptions(layers=1, rounds=30, batch=64, dropout=0.0, telling_rate=2e-2, seed=3)


def lessons(*, tells: bool = True) -> DialogueLessons:
    """Each question or statement, and an answer that agrees to questions alone."""
    texts = [text for opening in (*ASKS, *TELLS) for text in (opening, ANSWER)]
    carries = np.zeros((16, 1), dtype=np.bool_)
    carries[1:8:2] = True
    return DialogueLessons(
        intents=("consent_yes",),
        pieces=tuple(one.ids for one in load_dialogue_encoder(layers=0).pieces(texts)),
        agents=np.asarray([True, False] * 8),
        calls=tuple(f"call {n // 2}" for n in range(16)),
        carries=carries,
        tells=np.full((16, 1), tells),
    )


def answers(weights: DialogueWeights) -> list[float]:
    return [
        float(
            read_dialogue(
                weights,
                [Said("agent", opening), Said("customer", ANSWER)],
                [Part(1, 0, len(ANSWER))],
            )[0, 0]
        )
        for opening in (*ASKS, *TELLS)
    ]


@pytest.fixture(scope="module")
def taught() -> DialogueWeights:
    return teach(lessons(), options=OPTIONS, made_from="these")


def test_it_learns_what_an_answer_does_from_what_it_answers(taught: DialogueWeights) -> None:
    found = answers(taught)
    assert min(found[:4]) > 0 > max(found[4:])


def test_what_sentences_do_not_tell_of_teaches_nothing() -> None:
    untold = teach(lessons(tells=False), options=OPTIONS, made_from="these")
    assert max(answers(untold)) < 0


def test_it_goes_on_from_what_it_knows(taught: DialogueWeights) -> None:
    one = DialogueOptions(layers=1, rounds=1, batch=64, rate=1e-6, telling_rate=1e-6)
    further = teach(lessons(), options=one, made_from="these", begin_with=taught)
    assert answers(further) == pytest.approx(answers(taught), abs=0.1)
