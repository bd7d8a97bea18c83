"""What is taken for a sigh and is none: coughs, laughs, grunts, clicks, noise, music."""

from collections.abc import Callable

import numpy as np
from scipy.signal import butter, sosfilt

from audio_features.engines.sigh_training.breaths import breath_in, panting
from audio_features.engines.sigh_training.vocal_tract import (
    RATE_HZ,
    Rng,
    Samples,
    Tract,
    fade,
    flutter,
    line,
    noise,
    silence,
    unit,
    voice,
)


def _mouth(rng: Rng, *, tilt: tuple[float, float] = (-6, 2)) -> Tract:
    start = (rng.uniform(300, 900), rng.uniform(900, 2100), rng.uniform(2200, 3300))
    return Tract(
        start_hz=start,
        end_hz=tuple(float(hz * rng.uniform(0.85, 1.15)) for hz in start),
        width_hz=(rng.uniform(80, 300), rng.uniform(120, 400), rng.uniform(200, 600)),
        gain=(1.0, rng.uniform(0.3, 1.1), rng.uniform(0.1, 1.0)),
        tilt_db_per_octave=rng.uniform(*tilt),
    )


def cough(rng: Rng) -> Samples:
    """One to four bursts: an explosion, then air, often a voiced end."""
    pieces = []
    for _ in range(int(rng.integers(1, 5))):
        length_s = float(rng.uniform(0.15, 0.45))
        source = noise(length_s, rng)
        n = len(source)
        burst = _mouth(rng, tilt=(-2, 4)).through(source)
        burst *= fade(n, attack=0.03, decay=0.95, power=rng.uniform(1.5, 4))
        if rng.random() < 0.6:
            hz = rng.uniform(140, 400)
            tail = _mouth(rng).through(voice(line(hz, hz * rng.uniform(0.6, 1.1), n), rng))
            burst += rng.uniform(0.3, 1.2) * tail * fade(n, attack=0.4, decay=0.5, power=1.0)
        pieces += [burst * rng.uniform(0.5, 1.0), silence(float(rng.uniform(0.03, 0.35)))]
    lead = rng.random() < 0.3
    first = [breath_in(rng, seconds=float(rng.uniform(0.2, 0.6))) * 0.3] if lead else []
    return np.concatenate([*first, *pieces])


def throat_clearing(rng: Rng) -> Samples:
    """Rough voice in one or two pushes."""
    pieces = []
    for _ in range(int(rng.integers(1, 4))):
        n = round(float(rng.uniform(0.2, 0.7)) * RATE_HZ)
        hz = rng.uniform(70, 200)
        source = voice(line(hz, hz * rng.uniform(0.8, 1.2), n), rng, jitter=rng.uniform(0.05, 0.25))
        rough = 1 + rng.uniform(0.4, 0.95) * np.sin(
            2 * np.pi * rng.uniform(25, 80) * np.arange(n) / RATE_HZ
        )
        mixed = source + rng.uniform(0.2, 1.2) * rng.normal(size=n)
        pushed = _mouth(rng, tilt=(-4, 2)).through(mixed) * rough
        pieces += [
            pushed * fade(n, attack=rng.uniform(0.1, 0.4), decay=0.4, power=1.0),
            silence(float(rng.uniform(0.02, 0.2))),
        ]
    return np.concatenate(pieces)


def laugh(rng: Rng) -> Samples:
    """Voiced or breathy bursts, four to six a second, getting softer."""
    count, each_s = int(rng.integers(3, 9)), float(rng.uniform(0.12, 0.26))
    hz, voiced = rng.uniform(150, 450), rng.random() < 0.7
    pieces = []
    for number in range(count):
        n = round(each_s * RATE_HZ)
        source = rng.normal(size=n) * rng.uniform(0.3, 1.0)
        if voiced:
            source = source * 0.4 + voice(line(hz, hz * 0.85, n), rng)
        bump = fade(n, attack=0.2, decay=0.6, power=1.0)
        pieces.append(_mouth(rng).through(source) * bump * (1 - 0.7 * number / count))
    return np.concatenate(pieces)


def moan(rng: Rng) -> Samples:
    """A grunt, a groan or a hum: voice, hardly any breath."""
    n = round(float(rng.uniform(0.3, 2.2)) * RATE_HZ)
    hz = rng.uniform(85, 420)
    contour = line(hz, hz * rng.uniform(0.6, 1.4), n) * flutter(n, rng, rate_hz=4, depth=0.05)
    source = voice(contour, rng, jitter=rng.uniform(0.003, 0.05))
    source = source + rng.uniform(0.0, 0.15) * rng.normal(size=n)
    envelope = fade(n, attack=rng.uniform(0.05, 0.5), decay=rng.uniform(0.1, 0.7), power=1.0)
    return _mouth(rng, tilt=(-9, -1)).through(source) * envelope


def sneeze(rng: Rng) -> Samples:
    """A sharp breath in, then an explosion of hissing air, often with a shout in it."""
    gasp = breath_in(rng, seconds=float(rng.uniform(0.2, 0.7))) * rng.uniform(0.2, 0.7)
    source = noise(float(rng.uniform(0.2, 0.6)), rng)
    n = len(source)
    hiss = Tract(
        start_hz=(rng.uniform(1500, 3200), rng.uniform(2500, 5500)),
        end_hz=(rng.uniform(1200, 3000), rng.uniform(2500, 5000)),
        width_hz=(rng.uniform(500, 1500), rng.uniform(800, 2500)),
        gain=(1.0, rng.uniform(0.5, 1.5)),
        tilt_db_per_octave=rng.uniform(0, 5),
    ).through(source) * fade(n, attack=0.04, decay=0.9, power=rng.uniform(1, 3))
    if rng.random() < 0.6:
        hz = rng.uniform(200, 500)
        shout = _mouth(rng).through(voice(line(hz, hz * 0.7, n), rng))
        hiss += rng.uniform(0.3, 1.5) * shout * fade(n, attack=0.1, decay=0.8, power=1.5)
    return np.concatenate([gasp, hiss * 2])


def nose_blowing(rng: Rng) -> Samples:
    """One to three blasts of air through a nose: hard at both ends, steady or fluttering."""
    pieces = []
    for _ in range(int(rng.integers(1, 4))):
        n = round(float(rng.uniform(0.25, 1.3)) * RATE_HZ)
        rate_hz = rng.uniform(15, 90) * flutter(n, rng, rate_hz=6, depth=0.3)
        bubbles = 1 + rng.uniform(0.0, 0.95) * np.sin(2 * np.pi * np.cumsum(rate_hz) / RATE_HZ)
        blast = _mouth(rng, tilt=(-5, 4)).through(rng.normal(size=n)) * bubbles
        blast *= flutter(n, rng, rate_hz=rng.uniform(3, 20), depth=rng.uniform(0.0, 0.5))
        ends = fade(n, attack=rng.uniform(0.03, 0.3), decay=rng.uniform(0.03, 0.35), power=1.0)
        pieces += [blast * ends, silence(float(rng.uniform(0.02, 0.3)))]
    return np.concatenate(pieces)


def clicks(rng: Rng) -> Samples:
    """Tongue, lips, keys, a headset put down: short and hard."""
    out = silence(float(rng.uniform(0.4, 2.0)))
    for _ in range(int(rng.integers(1, 9))):
        n = round(float(rng.uniform(0.004, 0.06)) * RATE_HZ)
        centre = float(rng.uniform(400, 5000))
        band = butter(
            2, [centre * 0.6, min(centre * 1.5, 7500)], "bandpass", fs=RATE_HZ, output="sos"
        )
        click = sosfilt(band, rng.normal(size=n)) * np.exp(-np.linspace(0, rng.uniform(2, 7), n))
        at = int(rng.integers(0, max(1, len(out) - n)))
        out[at : at + n] += unit(click)[: len(out) - at] * rng.uniform(0.3, 1.0)
    return out


def short_breath_in(rng: Rng) -> Samples:
    """The breath everybody takes before speaking."""
    return breath_in(rng, seconds=float(rng.uniform(0.15, 0.5)))


def line_noise(rng: Rng) -> Samples:
    """Steady or rubbing noise: line, fan, street, a sleeve on the microphone."""
    n = round(float(rng.uniform(0.4, 3.0)) * RATE_HZ)
    spectrum = np.fft.rfft(rng.normal(size=n))
    hz = np.fft.rfftfreq(n, 1 / RATE_HZ)
    spectrum *= np.maximum(hz, 60.0) ** -rng.uniform(0.0, 1.2)
    steady = unit(np.fft.irfft(spectrum, n))
    return steady * flutter(n, rng, rate_hz=rng.uniform(1, 25), depth=rng.uniform(0.0, 1.2))


def music(rng: Rng) -> Samples:
    """Chords that change, with or without a drum."""
    n = round(float(rng.uniform(0.5, 3.0)) * RATE_HZ)
    out, at = np.zeros(n), 0
    while at < n:
        length = min(n - at, round(float(rng.uniform(0.15, 0.8)) * RATE_HZ))
        time_s = np.arange(length) / RATE_HZ
        root = 110 * 2 ** (rng.integers(0, 30) / 12)
        for step in rng.choice([0, 3, 4, 7, 10, 12], size=int(rng.integers(1, 4)), replace=False):
            for harmonic in range(1, int(rng.integers(2, 7))):
                tone = root * 2 ** (step / 12) * harmonic
                out[at : at + length] += np.sin(2 * np.pi * tone * time_s) / harmonic**1.3
        out[at : at + length] *= np.exp(-time_s * rng.uniform(0, 5))
        if rng.random() < 0.4:
            drum = min(length, 2000)
            out[at : at + drum] += rng.normal(size=drum) * np.exp(-np.linspace(0, 6, drum))
        at += length
    return unit(out)


#: Every sound that is no sigh, with its share of the training set.
OTHER_SOUNDS: dict[Callable[[Rng], Samples], float] = {
    cough: 1.6,
    throat_clearing: 1.2,
    laugh: 0.9,
    moan: 1.4,
    sneeze: 1.2,
    nose_blowing: 2.2,
    clicks: 0.8,
    panting: 2.0,
    short_breath_in: 0.8,
    line_noise: 1.4,
    music: 0.6,
}
