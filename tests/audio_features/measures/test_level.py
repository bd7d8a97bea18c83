"""Levels of a party whose loudness is known by construction."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_features.heard_call import PartyTrack
from audio_features.measures.level import (
    level_measures,
    noise_floor_dbov,
    relative_level_measures,
)
from audio_features.timeline import Span

RATE_HZ = 8000


def noise(seconds, dbov, seed=1):
    rng = np.random.default_rng(seed)
    return (10 ** (dbov / 20) * rng.normal(size=round(seconds * RATE_HZ))).astype(np.float32)


def track(*pieces, floor_dbov=-60.0, party="agent"):
    """Speech at each ``(seconds, dbov)``, None for a pause, over a floor of noise."""
    parts, speech, now = [], [], 0.0
    for number, (seconds, dbov) in enumerate(pieces):
        if dbov is None:
            parts.append(np.zeros(round(seconds * RATE_HZ), np.float32))
        else:
            parts.append(noise(seconds, dbov, seed=number))
            speech.append(Span(now, now + seconds))
        now += seconds
    samples = np.concatenate(parts)
    return PartyTrack(
        party=party,
        samples=samples + noise(now, floor_dbov, seed=99)[: len(samples)],
        sample_rate_hz=RATE_HZ,
        speech=tuple(speech),
        own_channel=True,
    )


def values(measures):
    return {m.name: m.value for m in measures if m.name != "level"}


def test_active_level_counts_speech_alone():
    assert values(level_measures(track((5, -26), (20, None), (5, -26))))[
        "active_level"
    ] == pytest.approx(-26, abs=0.2)


def test_the_loudest_second_is_found_where_it_is():
    measures = level_measures(track((4, -30), (1, None), (1, -12), (1, None), (4, -30)))
    loudest = next(m for m in measures if m.name == "loudest_second")
    assert loudest.value == pytest.approx(-12, abs=0.3)
    assert (loudest.start, loudest.end) == pytest.approx((5.0, 6.0), abs=0.11)


def test_even_speech_has_no_spread_and_a_shouter_has():
    even = values(level_measures(track((20, -26))))
    moved = values(level_measures(track((10, -36), (1, None), (10, -16))))
    assert even["level_spread"] == pytest.approx(0, abs=0.5)
    assert moved["level_spread"] == pytest.approx(20, abs=0.7)


def test_drift_is_late_against_early():
    drift = values(level_measures(track((10, -30), (10, -27), (10, -24))))["level_drift"]
    assert drift == pytest.approx(6, abs=0.3)
    assert "level_drift" not in values(level_measures(track((5, -26))))


def test_noise_floor_and_distance_to_it_are_measured():
    found = values(level_measures(track((5, -26), (5, None), (5, -26), floor_dbov=-55)))
    assert found["noise_floor"] == pytest.approx(-55, abs=1.0)
    assert found["signal_to_noise"] == pytest.approx(29, abs=1.2)


def test_a_line_of_digital_silence_has_a_finite_floor():
    silent = PartyTrack(
        party="agent",
        samples=np.zeros(RATE_HZ * 3, np.float32),
        sample_rate_hz=RATE_HZ,
        speech=(),
        own_channel=True,
    )
    assert noise_floor_dbov(silent) == -96.0


def test_loudness_of_a_full_scale_sine_is_that_of_the_standard():
    # BS.1770: a full-scale 997 Hz sine on one channel reads -3.01 LKFS.
    sine = np.sin(2 * np.pi * 997 * np.arange(16000 * 5) / 16000).astype(np.float32)
    whole = PartyTrack(
        party="agent",
        samples=sine,
        sample_rate_hz=16000,
        speech=(Span(0, 5),),
        own_channel=True,
    )
    assert values(level_measures(whole))["loudness"] == pytest.approx(-3.01, abs=0.3)


def test_the_curve_has_a_window_a_second_and_none_in_pauses():
    curve = [m for m in level_measures(track((3, -26), (4, None), (3, -20))) if m.name == "level"]
    assert [m.start for m in curve] == [0, 1, 2, 7, 8, 9]
    assert curve[0].value == pytest.approx(-26, abs=0.5)
    assert curve[-1].value == pytest.approx(-20, abs=0.5)


def test_the_curve_of_a_long_call_keeps_to_600_windows():
    long = PartyTrack(
        party="agent",
        samples=noise(900, -26),
        sample_rate_hz=RATE_HZ,
        speech=(Span(0, 900),),
        own_channel=True,
    )
    curve = [m for m in level_measures(long) if m.name == "level"]
    assert len(curve) == 600
    assert curve[-1].end == pytest.approx(900)


@pytest.mark.parametrize("pieces", [((5, None),), ((0.3, -26), (5, None))])
def test_no_speech_no_measures(pieces):
    assert level_measures(track(*pieces)) == ()


def test_relative_level_is_one_partys_against_the_other():
    agent = level_measures(track((5, -20)))
    customer = level_measures(track((5, -26), party="customer"))
    relative = relative_level_measures([*agent, *customer])
    levels = {m.party: round(m.value) for m in relative if m.name == "relative_level"}
    assert levels == {"agent": 6, "customer": -6}
    assert relative_level_measures(agent) == ()


def test_the_loudest_second_is_held_against_the_others_level():
    agent = level_measures(track((10, -26), (1, -14)))
    customer = level_measures(track((10, -30), party="customer"))
    peak = next(
        m
        for m in relative_level_measures((*agent, *customer))
        if (m.name, m.party) == ("peak_over_other", "agent")
    )
    assert peak.value == pytest.approx(16, abs=1.0)
    assert 9 <= peak.start < peak.end <= 11.5


@settings(max_examples=15, deadline=None)
@given(gain_db=st.floats(-15, 10))
def test_gain_moves_levels_and_leaves_differences(gain_db):
    plain = track((4, -30), (1, None), (4, -26), (5, -28))
    louder = PartyTrack(
        party="agent",
        samples=plain.samples * np.float32(10 ** (gain_db / 20)),
        sample_rate_hz=RATE_HZ,
        speech=plain.speech,
        own_channel=True,
    )
    before, after = values(level_measures(plain)), values(level_measures(louder))
    for name in ("active_level", "loudest_second", "loudness", "noise_floor"):
        assert after[name] - before[name] == pytest.approx(gain_db, abs=0.05)
    for name in ("level_spread", "signal_to_noise", "level_drift"):
        assert after[name] == pytest.approx(before[name], abs=0.05)
