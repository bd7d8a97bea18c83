"""A small reader learns what can be told, and reads in numpy what it learnt in PyTorch."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from audio_features.errors import ConfigurationError
from scoring.language.reader_training import ReaderOptions, _Network, fit_reader, lessons
from scoring.language.sentence_encoder import PIECE_SIZE, encode_in_parts
from scoring.language.sentence_reader import (
    WHOLE_WEIGHT,
    ReaderWeights,
    read_sentence_reader,
    read_sentences,
    write_sentence_reader,
)
from scoring.language.surroundings import nothing_around, surroundings

INTENTS = ("apology", "farewell")
APOLOGIES = ("Lamento lo ocurrido.", "Disculpe la demora.", "I am sorry about that.", "Perdone.")
FAREWELLS = ("Hasta luego.", "Que tenga buen día.", "Goodbye now.", "Adiós, señora.")
OTHERS = ("La factura es de mayo.", "Your order is here.", "Son veinte pesos.", "Un momento.")
TEXTS = [*APOLOGIES, *FAREWELLS, *OTHERS]
OPTIONS = ReaderOptions(
    networks=2, width=24, rounds=40, batch=6, dropout=0.1, deaf_to=0.0, unaware_of=0.0, seed=3
)


def taught(*, tells_apology: bool = True) -> ReaderWeights:
    carries = np.zeros((12, 2), dtype=np.bool_)
    carries[:4, 0] = carries[4:8, 1] = True
    tells = np.ones((12, 2), dtype=np.bool_)
    tells[:, 0] = tells_apology
    data = lessons(
        TEXTS,
        questions=np.zeros(12, dtype=np.bool_),
        around=nothing_around(12),
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
    found = read_sentences(reader, texts, questions=[False] * len(texts)).log_odds > 0
    assert found[:, 0].tolist() == [*[True] * 4, *[False] * 8, True, True, False]
    assert found[:, 1].tolist() == [*[False] * 4, *[True] * 4, *[False] * 4, False, False, True]


def test_learning_again_gives_the_same(reader: ReaderWeights) -> None:
    again = taught()
    texts = ["Disculpe.", "Hasta mañana."]
    first, second = (read_sentences(r, texts, questions=[False, True]) for r in (reader, again))
    assert first.log_odds == pytest.approx(second.log_odds, abs=1e-3)


def test_sentences_that_do_not_tell_of_an_intent_teach_nothing_of_it() -> None:
    told, untold = (
        read_sentences(taught(tells_apology=tells), list(APOLOGIES), questions=[False] * 4).log_odds
        for tells in (True, False)
    )
    assert untold[:, 0].max() < 0 < told[:, 0].min()


def test_numpy_reads_what_pytorch_does() -> None:
    torch.manual_seed(1)
    network = _Network(len(INTENTS), OPTIONS).eval()
    for bias in (network.from_pieces.bias, network.beside.bias, network.says.bias):
        nn.init.normal_(bias)
    texts, asks = [*TEXTS, "¿Sí?"], [n % 2 == 0 for n in range(13)]
    around = surroundings(["agent", "customer"] * 6 + ["agent"], ["one"] * 13)
    vectors = np.concatenate([part.vectors for part in encode_in_parts(texts)])
    near = torch.from_numpy(around.described(vectors, weight=WHOLE_WEIGHT))
    by_numpy = read_sentences(
        ReaderWeights(INTENTS, (network.weights(),), ""), texts, questions=asks, around=around
    )
    for at, (text, ask) in enumerate(zip(texts, asks, strict=True)):
        (one,) = encode_in_parts([text])
        pieces = torch.zeros(1, int(one.lengths[0]) + 3, PIECE_SIZE)  # padded, as in a batch
        present = torch.zeros(1, pieces.shape[1], 1)
        pieces[0, : one.lengths[0]] = torch.from_numpy(one.pieces)
        present[0, : one.lengths[0]] = 1.0
        whole = torch.from_numpy(WHOLE_WEIGHT * one.vectors)
        logits = network(pieces, present, whole, torch.tensor([[float(ask)]]), near[at : at + 1])
        assert by_numpy.log_odds[at] == pytest.approx(logits.detach().numpy()[0], abs=1e-4)
        assert by_numpy.vectors[at] == pytest.approx(one.vectors[0], abs=1e-5)


def test_it_learns_what_an_answer_does_from_what_it_answers() -> None:
    asked = [*APOLOGIES, *FAREWELLS]
    texts = [said for question in asked for said in (question, "Sí, claro.")]
    carries = np.zeros((16, 1), dtype=np.bool_)
    carries[1:8:2] = True  # only what answers an apology
    around = surroundings(["agent", "customer"] * 8, [at // 2 for at in range(16)])
    data = lessons(
        texts,
        questions=np.zeros(16, dtype=np.bool_),
        around=around,
        intents=("accepts",),
        carries=carries,
        tells=np.ones_like(carries),
    )
    reader = fit_reader(data, np.ones(16, dtype=np.bool_), made_from="these", options=OPTIONS)
    known = read_sentences(reader, texts, questions=[False] * 16, around=around).log_odds[1::2, 0]
    assert (known > 0).tolist() == [*[True] * 4, *[False] * 4]
    alone = read_sentences(reader, texts, questions=[False] * 16).log_odds[1::2, 0]
    assert np.ptp(alone) < 1e-3


def test_a_byte_for_each_weight_keeps_what_it_says(reader: ReaderWeights, tmp_path: Path) -> None:
    file = tmp_path / "reader.npz"
    write_sentence_reader(reader, file)
    stored = read_sentence_reader(file)
    assert (stored.intents, stored.made_from) == (INTENTS, "these")
    before, after = (read_sentences(r, TEXTS, questions=[False] * 12) for r in (reader, stored))
    assert after.log_odds == pytest.approx(before.log_odds, abs=0.05)


def test_weights_that_are_missing_or_not_whole_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "reader.npz"
    with pytest.raises(ConfigurationError, match="no weights of the sentence reader"):
        read_sentence_reader(file)
    np.savez_compressed(file, intents=np.asarray(INTENTS))
    with pytest.raises(ConfigurationError, match="not of this version"):
        read_sentence_reader(file)
