"""Sighs, made: breath in, a short stop, breath out that falls, sometimes with some voice."""

import numpy as np

from audio_features.engines.sigh_training.vocal_tract import (
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


def sigh(rng: Rng) -> Samples:
    """One sigh of 0.4 to 3 s, of a random person in a random mood."""
    exhale = _exhale(rng, seconds=float(rng.uniform(0.4, 1.9)))
    if rng.random() < 0.45:
        return exhale
    inhale = breath_in(rng, seconds=float(rng.uniform(0.25, 0.9))) * rng.uniform(0.15, 0.8)
    return np.concatenate([inhale, silence(float(rng.uniform(0.0, 0.25))), exhale])


def breath_in(rng: Rng, *, seconds: float) -> Samples:
    """A breath in: rising, brighter than a breath out, cut off short."""
    source = noise(seconds, rng)
    tract = Tract(
        start_hz=(rng.uniform(500, 900), rng.uniform(1300, 2000), rng.uniform(2400, 3300)),
        end_hz=(rng.uniform(500, 1000), rng.uniform(1300, 2200), rng.uniform(2400, 3400)),
        width_hz=(rng.uniform(150, 400), rng.uniform(200, 500), rng.uniform(300, 700)),
        gain=(1.0, rng.uniform(0.4, 1.3), rng.uniform(0.3, 1.0)),
        tilt_db_per_octave=rng.uniform(-3, 2),
    )
    envelope = fade(
        len(source), attack=rng.uniform(0.4, 0.85), decay=rng.uniform(0.1, 0.3), power=1.0
    )
    return tract.through(source) * envelope


def _exhale(rng: Rng, *, seconds: float) -> Samples:
    source = noise(seconds, rng)
    length = len(source)
    envelope = fade(
        length,
        attack=rng.uniform(0.04, 0.25),
        decay=rng.uniform(0.5, 0.95),
        power=rng.uniform(0.7, 2.5),
    ) * flutter(length, rng, rate_hz=8, depth=rng.uniform(0.05, 0.25))
    tract = _tract(rng)
    breath = tract.through(source)
    kind = rng.random()
    if kind < 0.45:
        return breath * envelope
    top_hz = rng.uniform(110, 330)
    pitch_hz = line(top_hz, top_hz * rng.uniform(0.5, 0.9), length)
    sung = tract.through(voice(pitch_hz, rng, jitter=rng.uniform(0.005, 0.03)))
    share = rng.uniform(0.1, 0.7) if kind < 0.8 else rng.uniform(0.5, 1.5)
    onset = fade(
        length, attack=rng.uniform(0.02, 0.3), decay=rng.uniform(0.3, 1.0), power=rng.uniform(1, 3)
    )
    return (breath + share * sung * onset) * envelope


def _tract(rng: Rng) -> Tract:
    """A mouth open ("haa"), lips rounded ("uff"), or a nose."""
    shape = rng.random()
    glide = rng.uniform(0.7, 1.08, 3)
    if shape < 0.55:
        start = (rng.uniform(500, 950), rng.uniform(1100, 1900), rng.uniform(2300, 3200))
        gain, tilt = (1.0, rng.uniform(0.3, 1.0), rng.uniform(0.15, 0.7)), rng.uniform(-6, 0)
    elif shape < 0.8:
        start = (rng.uniform(280, 550), rng.uniform(650, 1200), rng.uniform(2000, 2800))
        gain, tilt = (1.0, rng.uniform(0.3, 0.9), rng.uniform(0.05, 0.4)), rng.uniform(-8, -2)
    else:
        start = (rng.uniform(250, 450), rng.uniform(900, 1400), rng.uniform(2000, 2700))
        gain, tilt = (1.0, rng.uniform(0.1, 0.4), rng.uniform(0.05, 0.3)), rng.uniform(-9, -3)
    end = tuple(float(hz * factor) for hz, factor in zip(start, glide, strict=True))
    width = (rng.uniform(120, 450), rng.uniform(200, 600), rng.uniform(300, 800))
    return Tract(start_hz=start, end_hz=end, width_hz=width, gain=gain, tilt_db_per_octave=tilt)


def panting(rng: Rng) -> Samples:
    """Quick breaths in and out: breath, but no sigh."""
    pieces = []
    each_s = float(rng.uniform(0.12, 0.55))
    for _ in range(int(rng.integers(2, max(3, min(7, round(2.6 / each_s / 2) + 1))))):
        length_s = each_s * float(rng.uniform(0.85, 1.15))
        pieces.append(breath_in(rng, seconds=length_s) * rng.uniform(0.4, 1.0))
        source = noise(length_s, rng)
        symmetric = fade(len(source), attack=0.35, decay=0.5, power=1.0)
        pieces.append(_tract(rng).through(source) * symmetric)
        pieces.append(silence(float(rng.uniform(0.0, 0.06))))
    return unit(np.concatenate(pieces))
