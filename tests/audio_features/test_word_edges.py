"""Borders of words that face a pause, on bursts of noise whose edges are known."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_features.recording import FloatArray
from audio_features.timeline import Word
from audio_features.word_edges import settle_edges

RATE_HZ = 8_000


def line(*voices: tuple[float, float], seconds: float = 6.0, noise_dbov: float = -60) -> FloatArray:
    """Noise of the line, and a voice at -26 dBov from a first second to a last one of each pair."""
    rng = np.random.default_rng(5)
    samples = rng.standard_normal(int(seconds * RATE_HZ)) * 10 ** (noise_dbov / 20)
    for first, last in voices:
        a, b = int(first * RATE_HZ), int(last * RATE_HZ)
        samples[a:b] += rng.standard_normal(b - a) * 10 ** (-26 / 20)
    return samples.astype(np.float32)


def word(start: float, end: float) -> Word:
    return Word(word="hola", start=start, end=end, confidence=0.9)


def settled(samples: FloatArray, *words: Word) -> list[tuple[float, float]]:
    return [(w.start, w.end) for w in settle_edges(words, samples, sample_rate_hz=RATE_HZ)]


@pytest.mark.parametrize("noise_dbov", [-90, -60, -45])
@pytest.mark.parametrize("placed", [(1.8, 2.9), (2.15, 2.4), (1.8, 2.4), (2.1, 2.7)])
def test_a_word_between_pauses_lies_where_the_voice_is(
    placed: tuple[float, float], noise_dbov: float
) -> None:
    ((start, end),) = settled(line((2.0, 2.55), noise_dbov=noise_dbov), word(*placed))
    assert start == pytest.approx(2.0, abs=0.021)
    assert end == pytest.approx(2.55, abs=0.021)


def test_borders_inside_running_speech_stay_where_they_are() -> None:
    words = (word(1.0, 1.4), word(1.42, 1.9), word(1.9, 2.3))
    assert settled(line((1.0, 2.3)), *words)[1] == (1.42, 1.9)


def test_a_word_never_reaches_into_its_neighbours() -> None:
    found = settled(line((1.0, 3.0)), word(1.0, 1.5), word(1.6, 2.0))
    assert found[0][1] <= found[1][0]


def test_the_closure_of_a_stop_does_not_end_a_word() -> None:
    ((start, end),) = settled(line((2.0, 2.2), (2.24, 2.4)), word(2.22, 2.38))
    assert (start, end) == pytest.approx((2.02, 2.4), abs=0.021)


def test_a_quiet_word_beside_a_loud_one_is_not_cut_short() -> None:
    samples = line((0.5, 1.5), (3.0, 3.6), noise_dbov=-80)
    samples[round(3.0 * RATE_HZ) : round(3.6 * RATE_HZ)] *= 10 ** (-30 / 20)

    found = settled(samples, word(0.5, 1.5), word(3.1, 3.5))

    assert found[1] == pytest.approx((3.0, 3.6), abs=0.021)


def test_a_word_that_cannot_be_heard_stays_where_it_is() -> None:
    assert settled(line((4.0, 5.0)), word(1.0, 1.4)) == [(1.0, 1.4)]


def test_nothing_said_is_nothing_settled() -> None:
    assert settle_edges((), line(), sample_rate_hz=RATE_HZ) == ()


@given(st.lists(st.floats(0.0, 5.9), min_size=2, max_size=12, unique=True).map(sorted))
def test_words_stay_in_order_and_apart(times: list[float]) -> None:
    words = [word(a, b) for a, b in zip(times[::2], times[1::2], strict=False)]
    found = settled(line((0.5, 2.0), (2.3, 4.0)), *words)
    assert len(found) == len(words)
    edges = [edge for pair in found for edge in pair]
    assert all(a <= b + 1e-3 for a, b in pairwise(edges))
