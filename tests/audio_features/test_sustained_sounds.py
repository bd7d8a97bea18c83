import numpy as np
import pytest

from audio_features.sustained_sounds import sustained_sounds
from audio_features.timeline import Span

RATE_HZ = 8_000


def noise(seconds, level_dbov, seed=1):
    scale = 10 ** (level_dbov / 20)
    size = int(seconds * RATE_HZ)
    return (np.random.default_rng(seed).standard_normal(size) * scale).astype(np.float32)


def notes(seconds, level_dbov):
    """A tune: half-second notes, each dying away."""
    time = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    pitch = np.take([262, 330, 392, 523, 440], (time / 0.5).astype(int) % 5)
    decay = np.exp(-3.0 * (time % 0.5))
    scale = 10 ** (level_dbov / 20) * np.sqrt(2)
    return (scale * decay * np.sin(2 * np.pi * pitch * time)).astype(np.float32)


def found(*parts, known=()):
    sounds = sustained_sounds(np.concatenate(parts), sample_rate_hz=RATE_HZ, channel=1, known=known)
    return [(sound.kind, sound.channel, round(sound.start), round(sound.end)) for sound in sounds]


def test_a_tune_over_line_noise_is_found_whatever_no_detector_knew():
    assert found(noise(10, -55), notes(8, -25), noise(10, -55)) == [("music", 1, 10, 18)]


def test_a_tune_on_a_digitally_silent_leg_is_found():
    silence = np.zeros(5 * RATE_HZ, dtype=np.float32)
    assert found(silence, notes(6, -30), silence) == [("music", 1, 5, 11)]


@pytest.mark.parametrize("level_dbov", [-60, -40, -25])
def test_steady_noise_of_any_level_is_no_sustained_sound(level_dbov):
    assert found(noise(30, level_dbov)) == []


def test_what_is_short_or_known_already_is_left_alone():
    assert found(noise(10, -60), notes(3, -25), noise(10, -60)) == []
    assert found(noise(10, -60), notes(8, -25), noise(10, -60), known=[Span(9.5, 18.5)]) == []


def test_no_samples_have_no_sounds():
    assert found(np.zeros(0, dtype=np.float32)) == []
