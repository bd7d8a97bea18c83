import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_features.errors import ConfigurationError
from audio_features.events.ring_cadences import load_ring_cadences, parse_ring_cadences
from audio_features.events.tones import find_tones

RATE = 8000
COUNTRIES = sorted(load_ring_cadences())


def tone(frequencies, seconds, *, level_dbov=-20.0, rate=RATE):
    t = np.arange(round(seconds * rate)) / rate
    amplitude = 10 ** (level_dbov / 20) * np.sqrt(2 / len(frequencies))
    return sum(amplitude * np.sin(2 * np.pi * f * t) for f in frequencies)


def silence(seconds, rate=RATE):
    return np.zeros(round(seconds * rate))


def ringing(country, rings, *, last_s=None, lead_s=0.5, tail_s=3.0, level_dbov=-20.0, rate=RATE):
    """`rings` cycles of ringback, the last one cut after `last_s` of its first burst."""
    cadence = load_ring_cadences()[country]
    cycle = np.concatenate(
        [
            silence(s, rate)
            if i % 2
            else tone(cadence.frequencies_hz, s, level_dbov=level_dbov, rate=rate)
            for i, s in enumerate(cadence.pattern_s)
        ]
    )
    parts = [silence(lead_s, rate), *[cycle] * (rings - 1)]
    parts.append(cycle if last_s is None else cycle[: round(last_s * rate)])
    return np.concatenate([*parts, silence(tail_s, rate)])


def noisy(samples, level_dbov, seed=0):
    return samples + np.random.default_rng(seed).normal(0, 10 ** (level_dbov / 20), len(samples))


def g711_a_law(samples):
    """Through A-law and back (ITU-T G.711's companding, 8 bits)."""
    a = 87.6
    x = np.clip(samples, -1, 1)
    small = np.abs(x) < 1 / a
    y = np.where(small, a * np.abs(x), 1 + np.log(np.maximum(a * np.abs(x), 1e-9))) / (
        1 + np.log(a)
    )
    y = np.round(y * 127) / 127
    low = y < 1 / (1 + np.log(a))
    back = np.where(low, y * (1 + np.log(a)) / a, np.exp(y * (1 + np.log(a)) - 1) / a)
    return np.sign(x) * back


def hear(samples, rate=RATE):
    return find_tones(samples.astype(np.float32), sample_rate_hz=rate, channel=0)


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("snr_db", [None, 20, 10])
def test_every_countrys_rings_are_counted_in_noise_over_g711(country, snr_db):
    cadence = load_ring_cadences()[country]
    cut = cadence.pattern_s[0] / 2
    samples = ringing(country, 3, last_s=cut, level_dbov=-25)
    if snr_db is not None:
        samples = noisy(samples, -25 - snr_db)
    rings = hear(g711_a_law(samples))
    assert [r.kind for r in rings] == ["ringback"] * 3
    assert all(country in str(r.attributes["country"]).split(",") for r in rings)
    starts = [0.5 + i * cadence.cycle_s for i in range(3)]
    assert [r.start for r in rings] == pytest.approx(starts, abs=0.05)
    assert rings[2].end == pytest.approx(starts[2] + cut, abs=0.08)
    assert [r.attributes["complete"] for r in rings] == [True, True, False]


@pytest.mark.parametrize("country", COUNTRIES)
def test_faint_ringing_is_heard(country):
    assert len(hear(noisy(ringing(country, 2, level_dbov=-50), -75))) == 2


def test_frequency_and_country_of_a_ring():
    first = hear(ringing("US", 2))[0]
    assert first.attributes["frequencies_hz"] == "440+480"
    assert first.attributes["country"] == "US,CA"
    assert first.attributes["frequency_hz"] == pytest.approx(460, abs=2)


def test_chile_is_told_from_mexico_and_mexico_from_argentina():
    assert hear(ringing("CL", 2))[0].attributes["country"] == "CL"
    assert "AR" not in str(hear(ringing("MX", 2))[0].attributes["country"])
    assert "MX" not in str(hear(ringing("AR", 2))[0].attributes["country"])


def test_unknown_even_cadence_is_ringing_of_no_country():
    cycle = np.concatenate([tone([425], 0.7), silence(2.5)])
    rings = hear(np.concatenate([silence(0.5), cycle, cycle, cycle]))
    assert [r.kind for r in rings] == ["ringback"] * 3
    assert rings[0].attributes["country"] is None


def test_recording_that_begins_inside_a_burst():
    samples = ringing("ES", 3, lead_s=0)[round(0.9 * RATE) :]
    rings = hear(samples)
    assert len(rings) == 3
    assert rings[0].start == pytest.approx(0, abs=0.05)
    assert rings[0].attributes["complete"] is False
    assert "ES" in str(rings[0].attributes["country"])


def test_one_ring_cut_by_the_answer_is_a_ring():
    rings = hear(ringing("ES", 1, last_s=0.6))
    assert len(rings) == 1
    assert rings[0].confidence < 0.6


def test_ringing_after_early_media_and_before_speech_like_sound():
    early = 0.05 * np.random.default_rng(1).normal(size=4 * RATE)
    talk = 0.1 * np.random.default_rng(2).normal(size=3 * RATE)
    rung = ringing("MX", 3, last_s=0.4, lead_s=1.5, tail_s=0)
    rings = hear(np.concatenate([early, rung, talk]))
    assert len([r for r in rings if r.kind == "ringback"]) == 3


@pytest.mark.parametrize("rate", [8000, 16000, 44100, 48000])
def test_any_sample_rate(rate):
    assert len(hear(ringing("ES", 2, rate=rate), rate)) == 2


@pytest.mark.parametrize(
    ("frequencies", "on_s", "off_s"),
    [([425], 0.5, 0.5), ([425], 0.2, 0.2), ([425], 0.25, 0.25), ([480, 620], 0.5, 0.5)],
)
def test_busy_is_one_sound_and_no_ring(frequencies, on_s, off_s):
    cycle = np.concatenate([tone(frequencies, on_s), silence(off_s)])
    sounds = hear(noisy(np.tile(cycle, 8), -50))
    assert [s.kind for s in sounds] == ["busy"]
    assert sounds[0].end == pytest.approx(8 * (on_s + off_s) - off_s, abs=0.1)


@pytest.mark.parametrize("frequencies", [[425], [350, 440]])
def test_dial_tone_is_no_ring(frequencies):
    sounds = hear(np.concatenate([silence(0.5), tone(frequencies, 6), silence(1)]))
    assert [s.kind for s in sounds] == ["dial"]


def test_fax_calling_tone():
    cycle = np.concatenate([tone([1100], 0.5), silence(3)])
    sounds = hear(np.tile(cycle, 3))
    assert [s.kind for s in sounds] == ["fax"] * 3
    assert {s.attributes["signal"] for s in sounds} == {"cng"}


def test_fax_answering_tone():
    sounds = hear(np.concatenate([silence(0.5), tone([2100], 3.0), silence(1)]))
    assert [s.kind for s in sounds] == ["fax"]
    assert sounds[0].attributes["signal"] == "ced"


def test_a_melody_is_no_ring():
    rng = np.random.default_rng(3)
    notes = []
    for _ in range(60):
        f = float(rng.choice([392.0, 415.3, 440.0, 466.2, 493.9]))
        n = tone([f, 2 * f, 3 * f], float(rng.choice([0.25, 0.5, 1.0])))
        notes.append(n * np.exp(-np.arange(len(n)) / RATE / 0.4))
    assert hear(np.concatenate(notes)) == ()


def test_vowels_are_no_ring():
    t = np.arange(RATE) / RATE
    glide = 2 * np.pi * np.cumsum(200 + 15 * np.sin(2 * np.pi * 2 * t)) / RATE
    vowel = 0.1 * sum(np.sin(k * glide) / k for k in range(1, 12))
    assert hear(np.concatenate([vowel, silence(4), vowel, silence(4)])) == ()


@pytest.mark.parametrize("samples", [np.zeros(0), np.zeros(50), np.zeros(30 * RATE)])
def test_silence_and_next_to_nothing_give_nothing(samples):
    assert hear(samples) == ()


def test_noise_gives_nothing():
    assert hear(noisy(silence(60), -30)) == ()


def test_two_dimensional_input_is_refused():
    with pytest.raises(ValueError, match="one channel"):
        find_tones(np.zeros((2, 800), dtype=np.float32), sample_rate_hz=8000, channel=0)


@settings(max_examples=15, deadline=None)
@given(
    country=st.sampled_from(COUNTRIES),
    rings=st.integers(2, 4),
    lead=st.floats(0.1, 3.0),
    level=st.floats(-45, -12),
)
def test_rings_begun_are_rings_counted(country, rings, lead, level):
    heard = hear(noisy(ringing(country, rings, lead_s=lead, level_dbov=level), level - 15))
    assert len(heard) == rings


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("ES: {frequencies_hz: [425], pattern_s: [1.5], source: x}", "pairs"),
        ("ES: {frequencies_hz: [], pattern_s: [1.5, 3], source: x}", "frequencies_hz"),
        ("ES: {frequencies_hz: [9], pattern_s: [1.5, 3], source: x}", "200"),
        ("ES: {pattern_s: [1.5, 3], source: x}", "ES"),
        ("Spain: {frequencies_hz: [425], pattern_s: [1.5, 3], source: x}", "Spain"),
        ("[", "YAML"),
        ("- ES", "table"),
    ],
)
def test_malformed_cadences_are_refused_by_name(text, named):
    with pytest.raises(ConfigurationError, match=named):
        parse_ring_cadences(text)


def test_a_voiced_note_after_a_whole_ring_is_no_second_ring():
    rate = 8000
    signal = np.zeros(rate * 8, dtype=np.float32)
    for start, seconds in ((0.0, 1.0), (2.8, 0.35)):
        t = np.arange(int(seconds * rate)) / rate
        at = int(start * rate)
        signal[at : at + len(t)] = 0.1 * np.sin(2 * np.pi * 425 * t)
    rings = [s for s in find_tones(signal, sample_rate_hz=rate, channel=0) if s.kind == "ringback"]
    assert [round(ring.start, 1) for ring in rings] == [0.0]
