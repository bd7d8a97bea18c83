"""Whose sentences stand around a sentence, and what is told of them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scoring.language.sentence_encoder import SENTENCE_SIZE
from scoring.language.surroundings import NEIGHBOUR_SIZE, PLACES, nothing_around, surroundings

CALL = st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["agent", "customer", "other"])))


def test_the_last_and_the_next_of_either_speaker_are_the_neighbours() -> None:
    found = surroundings(["agent", "customer", "customer", "agent"], ["one"] * 4)
    # before it of the other, of the same; behind it of the other, of the same
    assert found.rows.tolist() == [[-1, -1, 1, 3], [0, -1, 3, 2], [0, 1, 3, -1], [2, 0, -1, -1]]
    assert found.steps.tolist() == [[0, 0, 1, 3], [1, 0, 2, 1], [2, 1, 1, 0], [1, 3, 0, 0]]


def test_whoever_else_speaks_is_somebody_else() -> None:
    found = surroundings(["agent", "other", "customer"], ["one"] * 3)
    assert found.rows[:, 0].tolist() == [-1, 0, 1]
    assert found.rows[:, 2].tolist() == [1, 2, -1]


def test_calls_have_nothing_to_do_with_each_other() -> None:
    found = surroundings(["agent", "customer", "agent"], ["one", "one", "two"])
    assert found.rows.tolist() == [[-1, -1, 1, -1], [0, -1, -1, -1], [-1, -1, -1, -1]]


@given(CALL)
def test_neighbours_are_on_their_side_of_whom_they_should_be(said: list[tuple[str, str]]) -> None:
    said = sorted(said, key=lambda one: one[0])
    found = surroundings([who for _, who in said], [call for call, _ in said])
    for at, (rows, steps) in enumerate(zip(found.rows, found.steps, strict=True)):
        for place, (row, step) in enumerate(zip(rows, steps, strict=True)):
            if row < 0:
                assert step == 0
                continue
            assert said[row][0] == said[at][0]
            assert (said[row][1] == said[at][1]) == (place % 2 == 1)
            assert (row < at) == (place < 2)
            assert step == abs(row - at)


def test_what_is_known_of_neighbours_is_their_meaning_and_how_near_they_are() -> None:
    vectors = np.eye(3, SENTENCE_SIZE, dtype=np.float32)
    found = surroundings(["agent", "customer", "agent"], ["one"] * 3)
    known = found.described(vectors, weight=2.0).reshape(3, PLACES, NEIGHBOUR_SIZE)
    assert known[2, 1, :3].tolist() == [2.0, 0.0, 0.0]
    assert known[2, 1, SENTENCE_SIZE:].tolist() == [1.0, 0.5]
    assert not known[0, :2].any()
    assert not nothing_around(3).described(vectors, weight=2.0).any()


def test_a_call_without_a_word_has_no_surroundings() -> None:
    nothing = surroundings([], []).described(np.zeros((0, SENTENCE_SIZE), np.float32), weight=2.0)
    assert nothing.shape == (0, PLACES * NEIGHBOUR_SIZE)
