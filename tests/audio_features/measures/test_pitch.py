"""Pitch of voices made of harmonics, through the band of a telephone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import butter, sosfilt

from audio_features.heard_call import PartyTrack
from audio_features.measures.pitch import PitchOptions, _spread_pieces, pitch_measures
from audio_features.timeline import Span

RATE_HZ = 8000
TELEPHONE = butter(4, [300, 3400], "bandpass", fs=RATE_HZ, output="sos")


def voice(pitch_hz, *, noise_db=-30.0, gain=0.1):
    """Harmonics of a pitch that may change (array, one value a sample), 300 to 3400 Hz, noisy."""
    phase = 2 * np.pi * np.cumsum(pitch_hz) / RATE_HZ
    voiced = sum(np.cos(k * phase) / k for k in range(1, 25))
    rng = np.random.default_rng(7)
    noisy = voiced + 10 ** (noise_db / 20) * rng.normal(size=len(phase))
    return (gain * sosfilt(TELEPHONE, noisy)).astype(np.float32)


def track(samples, *, speech=None):
    return PartyTrack(
        party="agent",
        samples=samples,
        sample_rate_hz=RATE_HZ,
        speech=speech or (Span(0, len(samples) / RATE_HZ),),
        own_channel=True,
    )


def values(samples, **kwargs):
    return {m.name: m.value for m in pitch_measures(track(samples, **kwargs))}


def steady(hz, seconds=6):
    return np.full(RATE_HZ * seconds, float(hz))


@pytest.mark.parametrize("hz", [85, 120, 180, 220, 310])
def test_the_median_survives_the_telephone_without_its_fundamental(hz):
    found = values(voice(steady(hz)))
    assert found["pitch_median"] == pytest.approx(hz, rel=0.02)
    assert found["pitch_spread"] < 0.5


def test_spread_is_half_the_swing_in_semitones():
    t = np.arange(RATE_HZ * 8) / RATE_HZ
    lively = 150 * 2 ** (4 * np.sin(2 * np.pi * 0.5 * t) / 12)
    # Of a sine of 4 semitones the 16th and 84th percentile lie at ±4·sin(0.34π).
    assert values(voice(lively))["pitch_spread"] == pytest.approx(3.5, abs=0.35)


def test_drift_is_the_end_against_the_beginning():
    rising = np.concatenate([steady(120), steady(130), steady(120 * 2 ** (3 / 12))])
    assert values(voice(rising))["pitch_drift"] == pytest.approx(3.0, abs=0.2)


@settings(max_examples=10, deadline=None)
@given(gain=st.floats(0.003, 0.2), hz=st.integers(90, 300))
def test_pitch_does_not_depend_on_loudness(gain, hz):
    found = values(voice(steady(hz, seconds=3), gain=gain))
    assert found["pitch_median"] == pytest.approx(hz, rel=0.03)


def test_noise_and_silence_have_no_pitch():
    rng = np.random.default_rng(3)
    assert values(rng.normal(0, 0.1, RATE_HZ * 10).astype(np.float32)) == {}
    assert values(np.zeros(RATE_HZ * 5, np.float32)) == {}
    assert pitch_measures(track(voice(steady(120)), speech=(Span(0, 0.1),))) == ()


def test_only_the_partys_own_speech_counts():
    samples = np.concatenate([voice(steady(120)), voice(steady(240))])
    assert values(samples, speech=(Span(6, 12),))["pitch_median"] == pytest.approx(240, rel=0.02)


def test_a_long_call_is_sampled_from_end_to_end():
    speech = tuple(Span(start, start + 7.3) for start in range(0, 3600, 10))
    pieces = _spread_pieces(speech, PitchOptions())
    assert 50 <= sum(piece.seconds for piece in pieces) <= 61
    assert pieces[0].start < 200
    assert pieces[-1].end > 3400
