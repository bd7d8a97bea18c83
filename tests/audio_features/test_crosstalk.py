import numpy as np

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


def test_both_speaking_at_once_is_kept():
    spans = [Span(0, 2)], [Span(0, 2), Span(3, 5)]
    assert remove_crosstalk(channels(bleed_db=-6), spans, sample_rate_hz=RATE_HZ)[1] == (
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
