import numpy as np
import pytest
from scipy.signal import welch

from sample_calls.builder.levels import rms_dbov
from sample_calls.builder.line import clip, crowd, noise
from sample_calls.builder.tones import tone

RATE_HZ = 8000


def spectrum(samples: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Frequencies in steps of 1 Hz, and power at each."""
    return welch(samples, RATE_HZ, nperseg=RATE_HZ)


def third_octave_db(samples: np.ndarray, centre_hz: float) -> float:
    frequency, power = spectrum(samples)
    inside = (frequency >= centre_hz * 2 ** (-1 / 6)) & (frequency < centre_hz * 2 ** (1 / 6))
    return 10 * np.log10(power[inside].sum())


@pytest.fixture(scope="module")
def car() -> np.ndarray:
    return noise("car", 60 * RATE_HZ, RATE_HZ, rng=np.random.default_rng(3))


def test_a_car_rumbles_as_measured_ones_do(car: np.ndarray) -> None:
    low = third_octave_db(car, 250)

    assert -15 <= third_octave_db(car, 1000) - low <= -10
    assert third_octave_db(car, 2000) - low == pytest.approx(-30, abs=4)


def test_most_of_a_car_is_below_500_hz_unlike_a_street(car: np.ndarray) -> None:
    street = noise("street", 60 * RATE_HZ, RATE_HZ, rng=np.random.default_rng(3))

    shares = []
    for samples in (car, street):
        frequency, power = spectrum(samples)
        shares.append(power[frequency < 500].sum() / power.sum())
    assert shares[0] > 0.9
    assert shares[1] < 0.7


def test_the_engine_fires_twice_a_turn(car: np.ndarray) -> None:
    frequency, power = spectrum(car)

    strongest = frequency[(frequency > 60)][np.argmax(power[frequency > 60])]
    assert strongest == pytest.approx(84, abs=4)


def test_car_noise_is_the_same_from_the_same_seed() -> None:
    one, two = (noise("car", 4000, RATE_HZ, rng=np.random.default_rng(9)) for _ in range(2))

    assert np.array_equal(one, two)


def test_a_crowd_has_its_level_and_nobodys_pitch() -> None:
    talk = np.concatenate([tone((500.0,), 2.0, RATE_HZ, level_dbov=-26), np.zeros(RATE_HZ)])

    heard = crowd(talk.astype(np.float32), level_dbov=-43, rng=np.random.default_rng(1))

    frequency, power = spectrum(heard)
    at_own_pitch = power[np.abs(frequency - 500) < 10].sum()
    assert len(heard) == len(talk)
    assert rms_dbov(heard) == pytest.approx(-43, abs=0.1)
    assert at_own_pitch < 0.01 * power.sum()


def test_silence_makes_no_crowd() -> None:
    heard = crowd(np.zeros(RATE_HZ, np.float32), level_dbov=-43, rng=np.random.default_rng(1))

    assert not heard.any()


def test_overdriven_speech_touches_the_ceiling() -> None:
    loud = tone((500.0,), 1.0, RATE_HZ, level_dbov=-6) * 10 ** (14 / 20)

    share = np.mean(np.abs(clip(loud, -1)) >= 10 ** (-1 / 20) - 1e-4)
    assert share > 0.5
