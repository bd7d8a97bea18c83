"""Noise inside a car on a motorway: the road, and the engine's hum."""

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

# The noise falls from 50 dB at the low end to 35 or 40 dB at 1 kHz and 20 dB at 2 kHz (R. Traynor,
# "The War Between Noise Reduction Circuits and Vehicle Noise", 2011), and most of it lies below
# 500 Hz (B. Schuller, "Intelligent Audio Analysis", 2013, figure 10.2). Filters by order and corner
# in Hz that come near this in third-octave bands:
_TYRES = (1, 100.0)
_BODY = (2, 700.0)  # what the body of the car keeps out, of the engine as well
_SWELL_HZ, _SWELL_SHARE = 0.5, 0.3  # the road's surface changes

_CRANK_HZ = 42.0  # 2,500 revolutions a minute
_CRANK_DRIFT = 0.03
_HALF_ORDERS = 0.4  # against the even orders, at which a four-cylinder engine fires
_ENGINE_SHARE = 0.7  # RMS against the road's; our choice


def car_noise(count: int, rate_hz: int, *, rng: np.random.Generator) -> NDArray[np.float64]:
    """`count` samples, shape (n,), of no set level."""
    road = _lowpassed(rng.standard_normal(count), _TYRES, rate_hz)
    road *= 1 + _SWELL_SHARE * _drift(count, rate_hz, rng)
    engine = _engine(count, rate_hz, rng)
    mixed = road / _rms(road) + _ENGINE_SHARE * engine / _rms(engine)
    return _lowpassed(mixed, _BODY, rate_hz)


def _engine(count: int, rate_hz: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Orders of a crankshaft whose speed wanders, weaker the higher they are."""
    speed_hz = _CRANK_HZ * (1 + _CRANK_DRIFT * _drift(count, rate_hz, rng))
    turned = 2 * np.pi * np.cumsum(speed_hz) / rate_hz
    hum = np.zeros(count)
    for order in range(1, int(rate_hz / 2 / (_CRANK_HZ * (1 + _CRANK_DRIFT)))):
        strength = (1.0 if order % 2 == 0 else _HALF_ORDERS) / order
        hum += strength * np.sin(order * turned + rng.uniform(0, 2 * np.pi))
    return hum


def _drift(count: int, rate_hz: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """A slow wander between -1 and 1."""
    slow = _lowpassed(rng.standard_normal(count), (1, _SWELL_HZ), rate_hz)
    return np.asarray(slow / (np.abs(slow).max(initial=0.0) + 1e-9))


def _lowpassed(
    samples: NDArray[np.float64], order_and_corner_hz: tuple[int, float], rate_hz: int
) -> NDArray[np.float64]:
    order, corner_hz = order_and_corner_hz
    sections = butter(order, corner_hz, "lowpass", fs=rate_hz, output="sos")
    return np.asarray(sosfilt(sections, samples))


def _rms(samples: NDArray[np.float64]) -> float:
    return float(np.sqrt(np.mean(samples**2)) + 1e-12)
