import numpy as np
import pytest

from sample_calls.builder.levels import active_level_dbov, rms_dbov
from sample_calls.builder.line import clip, delayed, lose_packets, noise, to_line
from sample_calls.builder.sounds import sigh
from sample_calls.builder.tones import RINGBACK, busy_tone, ring_bursts, tone
from sample_calls.builder.word_times import PhonemeTime, time_words

RATE_HZ = 8000


@pytest.mark.parametrize(
    ("country", "third_burst"),
    [
        ("ES", (9.0, 10.5)),
        ("MX", (10.0, 11.0)),
        ("US", (12.0, 14.0)),
        ("AR", (11.0, 12.0)),
        ("CL", (8.0, 9.0)),
        ("VE", (10.0, 11.0)),
    ],
)
def test_the_third_burst_rings_when_the_country_says(
    country: str, third_burst: tuple[float, float]
) -> None:
    bursts, answer_s = ring_bursts(country, rings=3, answer="in_gap", answer_fraction=0.5)

    assert bursts[2] == third_burst
    assert answer_s == pytest.approx(third_burst[1] + RINGBACK[country].off_s / 2)


def test_an_answer_in_the_burst_cuts_it_short() -> None:
    bursts, answer_s = ring_bursts("ES", rings=2, answer="in_burst", answer_fraction=0.5)

    assert bursts[-1] == (4.5, 5.25)
    assert answer_s == 5.25


def test_a_tone_has_its_frequencies_and_level() -> None:
    samples = tone((440.0, 480.0), 2.0, RATE_HZ, level_dbov=-20)

    spectrum = np.abs(np.fft.rfft(samples))
    strongest = np.argsort(spectrum)[-2:] / 2.0
    assert sorted(strongest) == [440.0, 480.0]
    assert rms_dbov(samples) == pytest.approx(-20, abs=0.1)


def test_busy_is_silent_half_of_the_time() -> None:
    samples = busy_tone("US", 3.0, RATE_HZ)

    assert np.mean(np.abs(samples) > 0) == pytest.approx(0.5, abs=0.02)


def test_pauses_do_not_lower_the_active_level() -> None:
    # P.56 counts the 0.2 s hangover after each burst of speech as active, hence the tolerance.
    talk = tone((500.0,), 2.0, RATE_HZ, level_dbov=-26)
    with_pauses = np.concatenate([talk, np.zeros(3 * RATE_HZ, np.float32), talk])

    assert active_level_dbov(with_pauses, RATE_HZ) == pytest.approx(-26, abs=0.6)
    assert rms_dbov(with_pauses) < -28


def test_silence_has_no_active_level() -> None:
    assert active_level_dbov(np.zeros(RATE_HZ, np.float32), RATE_HZ) is None


def test_the_line_passes_its_band_only() -> None:
    in_band = to_line(tone((1000.0,), 1.0, 24000, level_dbov=-20), 24000, "narrow")
    below = to_line(tone((100.0,), 1.0, 24000, level_dbov=-20), 24000, "narrow")

    assert rms_dbov(in_band) == pytest.approx(-20, abs=0.5)
    assert rms_dbov(below) < -50


def test_crosstalk_is_quieter_and_later() -> None:
    click = np.zeros(1000, np.float32)
    click[100] = 1.0

    leaked = delayed(click, 0.01, RATE_HZ, -20)

    assert np.argmax(leaked) == 180
    assert leaked[180] == pytest.approx(0.1)


def test_about_the_asked_share_of_packets_is_lost() -> None:
    rng = np.random.default_rng(3)
    talk = noise("hiss", 60 * RATE_HZ, RATE_HZ, rng=rng)

    heard = lose_packets(talk, 0.05, RATE_HZ, rng=rng)

    changed = (heard != talk).reshape(-1, 160).any(axis=1)
    assert changed.mean() == pytest.approx(0.05, abs=0.02)


def test_clipping_cuts_peaks_flat() -> None:
    clipped = clip(tone((500.0,), 0.5, RATE_HZ, level_dbov=-6), -12)

    assert np.abs(clipped).max() == pytest.approx(10 ** (-12 / 20), rel=1e-4)


@pytest.mark.parametrize("seconds", [0.5, 1.4, 3.0])
def test_a_sigh_breathes_in_then_out_and_falls(seconds: float) -> None:
    breath, exhale_s = sigh(seconds, RATE_HZ, level_dbov=-35, rng=np.random.default_rng(1))

    exhale = breath[round(exhale_s * RATE_HZ) :]
    half = len(exhale) // 2
    assert len(breath) / RATE_HZ == pytest.approx(seconds, abs=0.01)
    assert rms_dbov(exhale) == pytest.approx(-35, abs=0.1)
    assert rms_dbov(exhale[:half]) > rms_dbov(exhale[half:]) + 3
    assert rms_dbov(breath[: round(0.2 * seconds * RATE_HZ)]) < -37


def spoken(text: str) -> list[PhonemeTime]:
    return [PhonemeTime(symbol, k * 0.1, (k + 1) * 0.1) for k, symbol in enumerate(text)]


def test_words_take_the_times_of_their_phonemes() -> None:
    times = time_words(["Sí,", "claro."], ["si", "klaɾo"], spoken("sˈi, klˈaɾo."))

    assert [t.word for t in times] == ["Sí,", "claro."]
    assert (times[0].start, times[0].end) == pytest.approx((0.0, 0.3))
    assert (times[1].start, times[1].end) == pytest.approx((0.5, 1.1))


def test_words_run_together_by_the_voice_are_told_apart() -> None:
    times = time_words(["out", "of", "it"], ["aʊt", "ʌv", "ɪt"], spoken("aʊɾəv ɪt"))

    starts = [t.start for t in times]
    assert starts == sorted(starts)
    assert times[0].end <= times[1].end < times[2].start == pytest.approx(0.6)
