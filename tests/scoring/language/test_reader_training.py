"""A small reader learns what can be told, and reads in numpy what it learnt in PyTorch."""

from pathlib import Path

import numpy as np
import pytest

from scoring.language.reader_training import ReaderOptions, fit_reader, lessons
from scoring.language.sentence_reader import (
    ReaderWeights,
    read_sentences,
    write_sentence_reader,
)

INTENTS = ("apology", "farewell")
APOLOGIES = ("Lamento lo ocurrido.", "Disculpe la demora.", "I am sorry about that.", "Perdone.")
FAREWELLS = ("Hasta luego.", "Que tenga buen día.", "Goodbye now.", "Adiós, señora.")
OTHERS = ("La factura es de mayo.", "Your order is here.", "Son veinte pesos.", "Un momento.")
TEXTS = [*APOLOGIES, *FAREWELLS, *OTHERS]
OPTIONS = ReaderOptions(width=24, rounds=40, batch=6, dropout=0.1, deaf_to=0.0, seed=3)


def taught(*, tells_apology: bool = True) -> ReaderWeights:
    carries = np.zeros((12, 2), dtype=np.bool_)
    carries[:4, 0] = carries[4:8, 1] = True
    tells = np.ones((12, 2), dtype=np.bool_)
    tells[:, 0] = tells_apology
    data = lessons(
        TEXTS,
        questions=np.zeros(12, dtype=np.bool_),
        intents=INTENTS,
        carries=carries,
        tells=tells,
    )
    everything = np.ones(12, dtype=np.bool_)
    return fit_reader(data, everything, made_from="these", options=OPTIONS)


@pytest.fixture(scope="module")
def reader() -> ReaderWeights:
    return taught()


def test_it_learns_what_it_is_told_and_knows_it_in_other_words(reader: ReaderWeights) -> None:
    texts = [*TEXTS, "Le ruego que nos disculpe.", "Sorry for the delay.", "Bye, have a nice day."]
    found = read_sentences(reader, texts, questions=[False] * len(texts)) > 0
    assert found[:, 0].tolist() == [*[True] * 4, *[False] * 8, True, True, False]
    assert found[:, 1].tolist() == [*[False] * 4, *[True] * 4, *[False] * 4, False, False, True]


def test_learning_again_gives_the_same(reader: ReaderWeights) -> None:
    again = taught()
    texts = ["Disculpe.", "Hasta mañana."]
    first, second = (read_sentences(r, texts, questions=[False, False]) for r in (reader, again))
    assert first == pytest.approx(second, abs=1e-3)


def test_sentences_that_do_not_tell_of_an_intent_teach_nothing_of_it() -> None:
    reader = taught(tells_apology=False)
    found = read_sentences(reader, list(APOLOGIES), questions=[False] * 4)
    assert np.abs(found[:, 0]).max() < 1.0  # as good as no opinion


def test_half_precision_keeps_what_it_says(reader: ReaderWeights, tmp_path: Path) -> None:
    file = tmp_path / "reader.npz"
    write_sentence_reader(reader, file)
    with np.load(file, allow_pickle=False) as stored:
        assert tuple(stored["intents"].tolist()) == INTENTS
        assert str(stored["made_from"]) == "these"
        assert stored["from_pieces"] == pytest.approx(reader.from_pieces, abs=1e-3)
