import numpy as np
from scipy.signal import butter, sosfilt

from audio_features.crosstalk import remove_crosstalk
from audio_features.timeline import Span

RATE_HZ = 8_000


def channels(*, bleed_db):
    """Channel 0 speaks 0 to 2 s, channel 1 3 to 5 s; channel 0 leaks into channel 1."""
    rng = np.random.default_rng(1)
    samples = rng.normal(0, 1e-4, (2, 6 * RATE_HZ))
    samples[0, : 2 * RATE_HZ] += rng.normal(0, 0.1, 2 * RATE_HZ)
    samples[1, 3 * RATE_HZ : 5 * RATE_HZ] += rng.normal(0, 0.1, 2 * RATE_HZ)
    samples[1, : 2 * RATE_HZ] += samples[0, : 2 * RATE_HZ] * 10 ** (bleed_db / 20)
    return samples


def test_the_other_channels_leak_is_not_speech():
    own, other = remove_crosstalk(
        channels(bleed_db=-20), ([Span(0, 2)], [Span(0, 2), Span(3, 5)]), sample_rate_hz=RATE_HZ
    )
    assert own == (Span(0, 2),)
    assert other == (Span(3, 5),)


def test_both_speaking_at_once_is_kept_though_one_leaks_into_the_other():
    samples = channels(bleed_db=-20)
    samples[1, : 2 * RATE_HZ] += np.random.default_rng(2).normal(0, 0.05, 2 * RATE_HZ)
    spans = [Span(0, 2)], [Span(0, 2), Span(3, 5)]
    assert remove_crosstalk(samples, spans, sample_rate_hz=RATE_HZ)[1] == (
        Span(0, 2),
        Span(3, 5),
    )


def test_a_quiet_speaker_alone_is_kept():
    samples = channels(bleed_db=-120)
    samples[1] *= 0.05
    assert remove_crosstalk(samples, ([Span(0, 2)], [Span(3, 5)]), sample_rate_hz=RATE_HZ)[1] == (
        Span(3, 5),
    )


def test_silence_on_both_channels_is_no_error():
    assert remove_crosstalk(np.zeros((2, 100)), ([], []), sample_rate_hz=RATE_HZ) == ((), ())


def test_the_leak_of_a_shouting_party_is_told_from_a_quiet_voice_of_the_same_loudness():
    samples = channels(bleed_db=-14)
    samples[1, 3 * RATE_HZ : 5 * RATE_HZ] *= 10 ** (-14 / 20)
    kept = remove_crosstalk(
        samples, ([Span(0, 2)], [Span(0, 2), Span(3, 5)]), sample_rate_hz=RATE_HZ
    )[1]
    assert kept == (Span(3, 5),)


def test_an_echo_a_fifth_of_a_second_late_is_a_copy_too():
    samples = channels(bleed_db=-120)
    late = RATE_HZ // 5
    samples[1, late : 2 * RATE_HZ + late] += 0.1 * samples[0, : 2 * RATE_HZ]
    samples[1, 3 * RATE_HZ : 5 * RATE_HZ] *= 0.1
    kept = remove_crosstalk(
        samples, ([Span(0, 2)], [Span(0.2, 2.2), Span(3, 5)]), sample_rate_hz=RATE_HZ
    )[1]
    assert kept == (Span(3, 5),)


def test_voices_in_the_background_are_not_the_party():
    samples = channels(bleed_db=-120)
    rng = np.random.default_rng(3)
    samples[1, : 2 * RATE_HZ] += rng.normal(0, 0.1 * 10 ** (-30 / 20), 2 * RATE_HZ)
    kept = remove_crosstalk(samples, ([], [Span(0, 2), Span(3, 5)]), sample_rate_hz=RATE_HZ)[1]
    assert kept == (Span(3, 5),)


def fading_under_another(*, like_the_other: float) -> tuple[Span, ...]:
    """What is kept of channel 1, which goes on a second at -20 dB while channel 0 speaks loudly."""
    samples = channels(bleed_db=-120)
    rng = np.random.default_rng(4)
    own = rng.normal(0, 0.1, RATE_HZ)
    shared = rng.normal(0, 0.1, RATE_HZ)
    samples[0, 5 * RATE_HZ :] += shared
    mixed = like_the_other * shared + np.sqrt(1 - like_the_other**2) * own
    samples[1, 5 * RATE_HZ :] += 0.1 * mixed
    return remove_crosstalk(
        samples, ([Span(0, 2), Span(5, 6)], [Span(3, 6)]), sample_rate_hz=RATE_HZ
    )[1]


def test_whoever_trails_off_under_a_loud_voice_is_heard_to_the_end() -> None:
    assert fading_under_another(like_the_other=0.2) == (Span(3, 6),)


def test_a_leak_that_a_noisy_line_hides_in_part_is_a_leak_where_the_party_is_silent() -> None:
    assert fading_under_another(like_the_other=0.55) == (Span(3, 5),)


def syllables(rng: np.random.Generator, seconds: float) -> np.ndarray:
    """Noise in bands that rise and fall apart some four times a second, as speech does."""
    count = round(seconds * RATE_HZ)
    knots = np.arange(0, count + RATE_HZ, RATE_HZ // 8)
    voice = np.zeros(count)
    for low_hz in (300, 700, 1400, 2200):
        sos = butter(2, [low_hz, 1.5 * low_hz], "bandpass", fs=RATE_HZ, output="sos")
        level = np.interp(np.arange(count), knots, rng.uniform(0.0, 1.0, len(knots)) ** 2)
        voice += level * sosfilt(sos, rng.normal(0, 0.2, count))
    return voice


def test_an_echo_out_of_a_room_is_not_the_party() -> None:
    rng = np.random.default_rng(8)
    speaker, party = syllables(rng, 4.0), syllables(rng, 2.0)
    late, long = round(0.12 * RATE_HZ), round(0.3 * RATE_HZ)
    tail = rng.normal(size=long) * np.exp(-6.9 * np.arange(long) / long)
    room = np.concatenate([np.zeros(late), [1.0], 2.0 * tail / np.linalg.norm(tail)])
    samples = np.zeros((2, 7 * RATE_HZ))
    samples[0, : len(speaker)] += speaker
    samples[1] += 0.05 * np.convolve(samples[0], room)[: samples.shape[1]]
    samples[1, 5 * RATE_HZ :] += party
    heard = ([Span(0, 4)], [Span(0.2, 4.2), Span(5, 7)])
    assert remove_crosstalk(samples, heard, sample_rate_hz=RATE_HZ)[1] == (Span(5, 7),)
