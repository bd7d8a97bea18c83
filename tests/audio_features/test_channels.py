"""One signal twice is found whatever the PBX did to the copy; two people stay two."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_features.channels import channel_layout, mixdown
from audio_features.recording import Audio

RATE_HZ = 8000


def voice(seed, *, talks, seconds=24):
    """Noise shaped like speech: low-passed, syllables at 4 Hz, alternating 2 s turns."""
    rng = np.random.default_rng(seed)
    n = seconds * RATE_HZ
    noise = np.convolve(rng.normal(size=n), np.hanning(8), mode="same")
    t = np.arange(n) / RATE_HZ
    syllables = 0.55 + 0.45 * np.sin(2 * np.pi * 4 * t + seed)
    floor = np.floor(t / 2) % 2 == (0 if talks == "first" else 1)
    return (0.05 * noise * syllables * floor).astype(np.float32)


def two_legs(left, right):
    return Audio(samples=np.stack([left, right]).astype(np.float32), sample_rate_hz=RATE_HZ)


AGENT = voice(1, talks="first")
CUSTOMER = voice(2, talks="second")
MIX = AGENT + CUSTOMER


def mu_law(samples):
    """Through G.711 µ-law quantisation."""
    compressed = np.sign(samples) * np.log1p(255 * np.abs(samples)) / np.log(256)
    steps = np.round(compressed * 127) / 127
    return (np.sign(steps) * (256 ** np.abs(steps) - 1) / 255).astype(np.float32)


def noise(level_db, seed=9):
    return np.random.default_rng(seed).normal(size=len(MIX)) * np.std(MIX) * 10 ** (level_db / 20)


def test_one_channel_is_mono():
    assert channel_layout(Audio(samples=MIX[np.newaxis], sample_rate_hz=RATE_HZ)) == "mono"


@pytest.mark.parametrize(
    "copy",
    [
        MIX,
        MIX * 0.5,
        -MIX,
        np.roll(MIX, 9),
        mu_law(MIX),
        MIX + noise(-15),
        -0.6 * np.roll(MIX, -5) + 0.001,
    ],
    ids=["same", "6 dB softer", "inverted", "delayed", "codec", "noisy", "all at once"],
)
def test_a_copy_is_dual_mono(copy):
    assert channel_layout(two_legs(MIX, copy)) == "dual_mono"


def test_two_people_are_stereo():
    assert channel_layout(two_legs(AGENT, CUSTOMER)) == "stereo"


def test_crosstalk_of_20_db_stays_stereo():
    legs = two_legs(AGENT + 0.1 * CUSTOMER, CUSTOMER + 0.1 * AGENT)
    assert channel_layout(legs) == "stereo"


def test_crosstalk_alone_does_not_make_a_silent_customer_a_copy():
    assert channel_layout(two_legs(AGENT, 0.1 * AGENT)) == "stereo"


def test_one_silent_leg_is_stereo():
    assert channel_layout(two_legs(AGENT, np.zeros_like(AGENT))) == "stereo"
    assert channel_layout(two_legs(0.0001 * noise(-20), CUSTOMER)) == "stereo"


def test_half_a_call_of_shared_hold_music_stays_stereo():
    music = np.concatenate([np.zeros(len(MIX)), MIX])
    legs = two_legs(
        np.concatenate([AGENT, np.zeros_like(AGENT)]) + music,
        np.concatenate([CUSTOMER, np.zeros_like(AGENT)]) + music,
    )
    assert channel_layout(legs) == "stereo"


@pytest.mark.parametrize("samples", [1, 50, 7999])
def test_a_scrap_of_sound_has_a_layout(samples):
    rng = np.random.default_rng(3)
    scrap = Audio(samples=rng.normal(0, 0.1, (2, samples)).astype(np.float32), sample_rate_hz=8000)
    assert channel_layout(scrap) in {"stereo", "dual_mono"}


@settings(max_examples=20, deadline=None)
@given(gain_db=st.floats(-20, 10), swapped=st.booleans())
def test_layout_does_not_depend_on_gain_or_order(gain_db, swapped):
    gain = np.float32(10 ** (gain_db / 20))
    order = [1, 0] if swapped else [0, 1]
    for legs in (two_legs(AGENT, CUSTOMER), two_legs(MIX, mu_law(MIX))):
        louder = Audio(samples=gain * legs.samples[order], sample_rate_hz=RATE_HZ)
        assert channel_layout(louder) == channel_layout(legs)


def test_a_mixdown_has_both_people_and_never_cancels():
    np.testing.assert_allclose(mixdown(two_legs(AGENT, CUSTOMER)), MIX / 2, atol=1e-7)
    np.testing.assert_array_equal(mixdown(two_legs(MIX, -0.9 * MIX)), MIX)
    mono = Audio(samples=MIX[np.newaxis], sample_rate_hz=RATE_HZ)
    np.testing.assert_array_equal(mixdown(mono), MIX)
    assert mixdown(two_legs(AGENT, CUSTOMER)).dtype == np.float32
