import numpy as np
import pytest

from sample_calls.builder.tones import tone
from sample_calls.builder.word_edges import snap_to_sound
from sample_calls.builder.word_times import WordTime

RATE_HZ = 8000


def test_borders_move_to_the_sound_and_stay_where_words_touch() -> None:
    quiet = np.zeros(RATE_HZ // 2, np.float32)
    sound = tone((500.0,), 1.0, RATE_HZ, level_dbov=-26)  # from 0.5 s to 1.5 s
    samples = np.concatenate([quiet, sound, quiet])
    words = [WordTime("one", 0.56, 1.0), WordTime("two", 1.0, 1.8)]

    first, second = snap_to_sound(words, samples, RATE_HZ)

    assert first.start == pytest.approx(0.5, abs=0.02)
    assert first.end == second.start == 1.0
    assert second.end == pytest.approx(1.5, abs=0.02)


def test_a_silent_word_keeps_its_time() -> None:
    samples = np.concatenate([tone((500.0,), 1.0, RATE_HZ, level_dbov=-26), np.zeros(RATE_HZ)])
    words = [WordTime("one", 0.0, 1.0), WordTime("ghost", 1.4, 1.6)]

    assert snap_to_sound(words, samples, RATE_HZ)[1] == words[1]
