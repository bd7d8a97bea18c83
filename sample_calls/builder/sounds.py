"""Sounds that are not speech: breath sighs and hold music."""

from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy.signal import butter, resample_poly, sosfilt

from sample_calls.builder.errors import ToolMissingError
from sample_calls.builder.levels import gain_to_level

Samples = NDArray[np.float32]

MUSIC_DIR = Path("/usr/share/asterisk/moh")
MUSIC_FILES: dict[str, str] = {
    "cold_day": "macroform-cold_day.wav",
    "robot_dity": "macroform-robot_dity.wav",
    "the_simplicity": "macroform-the_simplicity.wav",
    "morning_coffee": "manolo_camp-morning_coffee.wav",
    "project_system": "reno_project-system.wav",
}

_INHALE_SHARE = 0.28  # of the whole sigh
_CATCH_S = 0.06  # breath held between in and out
# Formants in Hz at start and end, and gains: breathing in through a narrow mouth, then out with
# falling formants while the mouth closes and the breath runs out.
_INHALE_HZ = ((500.0, 560.0, 0.4), (1450.0, 1650.0, 1.0), (3100.0, 3200.0, 0.3))
_EXHALE_HZ = (
    (720.0, 560.0, 1.0),
    (1350.0, 1080.0, 0.9),
    (1850.0, 1500.0, 0.6),
    (3200.0, 3000.0, 0.45),
)
_FORMANT_WIDTH = 0.14  # half width, share of the centre frequency
_FLAT_SHARE = 0.03  # unfiltered noise of the breath stream
_INHALE_GAIN = 0.28  # of the exhale: people breathe in far more quietly
_VOICED_SHARE = 0.12
_BLOCK_S = 0.02


def hold_music(
    piece: str, seconds: float, rate_hz: int, *, from_s: float, level_dbov: float
) -> Samples:
    """`seconds` of a piece of hold music at `level_dbov`, faded in and out over 20 ms."""
    path = MUSIC_DIR / MUSIC_FILES[piece]
    if not path.exists():
        raise ToolMissingError(
            f"hold music {path.name} is missing: apt-get install asterisk-moh-opsound-wav"
        )
    music, source_hz = soundfile.read(path, dtype="float32")
    wanted = round((from_s + seconds) * source_hz)
    music = np.tile(music, -(-wanted // len(music)))[round(from_s * source_hz) : wanted]
    if source_hz != rate_hz:
        music = resample_poly(music, rate_hz, source_hz)
    music = _fitted(music.astype(np.float32), round(seconds * rate_hz))
    fade = np.linspace(0, 1, round(0.02 * rate_hz), dtype=np.float32)
    music[: len(fade)] *= fade
    music[-len(fade) :] *= fade[::-1]
    return (music * gain_to_level(music, level_dbov)).astype(np.float32)


def sigh(
    seconds: float, rate_hz: int, *, level_dbov: float, rng: np.random.Generator
) -> tuple[Samples, float]:
    """A sigh of `seconds`, its exhale at `level_dbov`, and the second the exhale begins."""
    inhale_n = round(_INHALE_SHARE * seconds * rate_hz)
    exhale_n = round(seconds * rate_hz) - inhale_n - round(_CATCH_S * rate_hz)
    inhale = _breath(inhale_n, rate_hz, _INHALE_HZ, rng) * np.sin(np.linspace(0, np.pi, inhale_n))
    rise = min(0.15, 0.1 / seconds)
    place = np.linspace(0, 1, exhale_n)
    shape = np.where(place < rise, place / rise, np.exp(-3.2 * (place - rise)))
    shape *= np.minimum(1.0, (1 - place) / 0.1)
    breath = _breath(exhale_n, rate_hz, _EXHALE_HZ, rng)
    pitch_hz = np.linspace(190, 130, exhale_n) * rng.uniform(0.9, 1.1)
    voiced = np.sin(2 * np.pi * np.cumsum(pitch_hz) / rate_hz) * np.exp(-6 * place)
    exhale = shape * (breath + _VOICED_SHARE * voiced)
    gain = gain_to_level(exhale, level_dbov)
    catch = np.zeros(round(_CATCH_S * rate_hz))
    whole = np.concatenate([inhale * gain * _INHALE_GAIN, catch, exhale * gain])
    return whole.astype(np.float32), (inhale_n + len(catch)) / rate_hz


def _breath(
    count: int,
    rate_hz: int,
    glides: tuple[tuple[float, float, float], ...],
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """Noise through gliding formants (Hz at start, at end, gain), shape (count,), RMS 1."""
    source = rng.standard_normal(count)
    block = round(_BLOCK_S * rate_hz)
    out = np.zeros(count + block)
    window = np.hanning(2 * block)
    for first in range(0, count, block):
        share = first / max(1, count)
        piece = source[max(0, first - block) : first + block]
        filtered = np.zeros(len(piece))
        for start_hz, end_hz, gain in glides:
            centre_hz = start_hz + share * (end_hz - start_hz)
            edges_hz = (centre_hz * (1 - _FORMANT_WIDTH), centre_hz * (1 + _FORMANT_WIDTH))
            filtered += gain * sosfilt(
                butter(2, edges_hz, "bandpass", fs=rate_hz, output="sos"), piece
            )
        begin = max(0, first - block)
        out[begin : begin + len(piece)] += (filtered + _FLAT_SHARE * piece) * window[-len(piece) :]
    out = out[:count]
    return np.asarray(out / (np.sqrt(np.mean(out**2)) + 1e-12))


def _fitted(samples: Samples, count: int) -> Samples:
    return np.pad(samples[:count], (0, max(0, count - len(samples))))
