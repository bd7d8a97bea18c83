"""ITU-T P.56 method B against signals whose level is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_features.measures import active_speech_level
from audio_features.measures.active_speech_level import (
    SILENCE_DBOV,
    ActiveLevelOptions,
    active_speech,
    power_dbov,
)


def sine(amplitude=1.0, *, rate_hz=8000, seconds=5, hz=440):
    return (amplitude * np.sin(2 * np.pi * hz * np.arange(rate_hz * seconds) / rate_hz)).astype(
        np.float32
    )


def speech_like(*, rate_hz=8000, seconds=20, seed=4):
    """Noise with a 4 Hz syllable rhythm at about -26 dBov."""
    rng = np.random.default_rng(seed)
    t = np.arange(rate_hz * seconds) / rate_hz
    rhythm = 0.6 + 0.4 * np.sin(2 * np.pi * 4 * t)
    return (0.075 * rng.normal(size=len(t)) * rhythm).astype(np.float32)


def with_pauses(samples, *, rate_hz=8000, burst_s=1.0, pause_s=1.0):
    bursts = samples.reshape(-1, round(burst_s * rate_hz))
    silence = np.zeros((len(bursts), round(pause_s * rate_hz)), np.float32)
    return np.concatenate([bursts, silence], axis=1).ravel()


@pytest.mark.parametrize("rate_hz", [8000, 16000])
@pytest.mark.parametrize("level_dbov", [-3.01, -16.0, -26.0, -45.0])
def test_a_sine_has_its_level_to_a_tenth_of_a_decibel(rate_hz, level_dbov):
    amplitude = np.sqrt(2) * 10 ** (level_dbov / 20)
    result = active_speech(sine(amplitude, rate_hz=rate_hz), sample_rate_hz=rate_hz)
    assert result is not None
    assert result.level_dbov == pytest.approx(level_dbov, abs=0.1)
    assert result.activity == pytest.approx(1.0, abs=0.02)


@pytest.mark.parametrize("pause_s", [0.5, 1.0, 3.0])
def test_pauses_do_not_lower_the_active_level(pause_s):
    # The hangover counts 0.2 s of every pause as speech: the shorter the burst, the more it weighs.
    without = active_speech(speech_like(), sample_rate_hz=8000)
    paused = with_pauses(speech_like(), burst_s=4.0, pause_s=pause_s)
    result = active_speech(paused, sample_rate_hz=8000)
    assert without is not None
    assert result is not None
    assert result.level_dbov == pytest.approx(without.level_dbov, abs=0.3)


def test_half_the_time_silent_is_half_as_active():
    result = active_speech(
        with_pauses(speech_like(), burst_s=4.0, pause_s=4.0), sample_rate_hz=8000
    )
    assert result is not None
    assert result.activity == pytest.approx(0.53, abs=0.03)


@settings(max_examples=30, deadline=None)
@given(gain_db=st.floats(-30, 20))
def test_a_gain_of_x_db_moves_the_level_by_x(gain_db):
    paused = with_pauses(speech_like(seconds=8))
    before = active_speech(paused, sample_rate_hz=8000)
    after = active_speech(paused * np.float32(10 ** (gain_db / 20)), sample_rate_hz=8000)
    assert before is not None
    assert after is not None
    assert after.level_dbov - before.level_dbov == pytest.approx(gain_db, abs=0.01)
    assert after.activity == pytest.approx(before.activity, abs=0.005)


def test_an_offset_is_no_speech():
    result = active_speech(speech_like() + np.float32(0.1), sample_rate_hz=8000)
    plain = active_speech(speech_like(), sample_rate_hz=8000)
    assert result is not None
    assert plain is not None
    assert result.level_dbov == pytest.approx(plain.level_dbov, abs=0.05)


@pytest.mark.parametrize("samples", [np.zeros(0), np.zeros(8000), np.full(8000, 0.2)])
def test_silence_has_no_active_level(samples):
    assert active_speech(samples.astype(np.float32), sample_rate_hz=8000) is None


def test_a_wider_margin_finds_more_activity():
    paused = with_pauses(speech_like()) + speech_like(seed=5).repeat(2) * np.float32(0.05)
    usual = active_speech(paused, sample_rate_hz=8000)
    wide = active_speech(paused, sample_rate_hz=8000, options=ActiveLevelOptions(margin_db=40.0))
    assert usual is not None
    assert wide is not None
    assert wide.activity > usual.activity


def test_power_of_nothing_is_silence():
    assert power_dbov(np.zeros(0, np.float32)) == SILENCE_DBOV
    assert power_dbov(sine()) == pytest.approx(-3.01, abs=0.01)


def test_a_long_call_measures_the_same_whatever_is_held_in_memory_at_a_time(monkeypatch):
    samples = with_pauses(speech_like(seconds=60), burst_s=2.0, pause_s=0.7)
    whole = active_speech(samples, sample_rate_hz=8000)
    monkeypatch.setattr(active_speech_level, "_SAMPLES_AT_ONCE", 7_001)
    in_parts = active_speech(samples, sample_rate_hz=8000)
    assert whole is not None
    assert in_parts is not None
    assert in_parts.level_dbov == pytest.approx(whole.level_dbov, abs=1e-9)
    assert in_parts.activity == pytest.approx(whole.activity, abs=1e-9)


def test_a_hangover_that_is_longer_than_what_is_held_in_memory_still_counts(monkeypatch):
    samples = with_pauses(speech_like(seconds=10), burst_s=0.5, pause_s=0.5)
    whole = active_speech(samples, sample_rate_hz=8000)
    monkeypatch.setattr(active_speech_level, "_SAMPLES_AT_ONCE", 501)
    in_parts = active_speech(samples, sample_rate_hz=8000)
    assert whole is not None
    assert in_parts is not None
    assert in_parts.activity == pytest.approx(whole.activity, abs=1e-9)


@given(gains=st.lists(st.floats(0.001, 1.0), min_size=2, max_size=8), seed=st.integers(0, 99))
@settings(max_examples=25, deadline=None)
def test_no_signal_is_louder_than_full_scale(gains, seed):
    pieces = [
        np.clip(8 * gain * speech_like(seconds=1, seed=seed + n), -1, 1)
        for n, gain in enumerate(gains)
    ]
    assert active_speech(np.concatenate(pieces), sample_rate_hz=8000).level_dbov <= 0.0


def test_one_loud_syllable_is_not_taken_for_all_the_speech():
    speech = np.clip(0.9 * speech_like(seconds=40), -1, 1)
    speech[80_000:80_400] = 0.98
    without = active_speech(speech[160_000:], sample_rate_hz=8000).level_dbov
    assert without < active_speech(speech, sample_rate_hz=8000).level_dbov < without + 2.5
