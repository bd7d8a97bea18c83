import numpy as np
import pytest

from audio_features.frame_power import frame_mean_squares, frame_variances

LONG = 5_000_000  # samples: more than are taken at a time


def test_a_full_scale_square_wave_has_power_one_and_an_offset_none():
    square = np.tile(np.array([1.0, -1.0], dtype=np.float32), 50)
    assert frame_variances(square, 20) == pytest.approx(np.ones(5))
    assert frame_variances(np.full(100, 0.5, dtype=np.float32), 20) == pytest.approx(np.zeros(5))
    assert frame_mean_squares(np.full(100, 0.5, dtype=np.float32), 20) == pytest.approx(
        np.full(5, 0.25)
    )


def test_a_broken_last_frame_is_left_out_or_filled_with_silence():
    samples = np.ones(25, dtype=np.float32)
    assert frame_variances(samples, 10).shape == (2,)
    assert frame_mean_squares(samples, 10) == pytest.approx([1.0, 1.0, 0.5])


def test_no_samples_have_no_frames():
    nothing = np.zeros(0, dtype=np.float32)
    assert frame_variances(nothing, 10).shape == frame_mean_squares(nothing, 10).shape == (0,)


def test_a_long_signal_has_in_each_frame_what_the_frame_has_alone():
    samples = np.random.default_rng(0).normal(0.01, 0.1, LONG).astype(np.float32)
    whole = samples[: LONG // 320 * 320].reshape(-1, 320)
    assert np.array_equal(frame_variances(samples, 320), np.var(whole, axis=1, dtype=np.float64))
    assert np.array_equal(
        frame_mean_squares(samples, 320)[: len(whole)],
        np.mean(whole.astype(np.float64) ** 2, axis=1),
    )
