"""Gives the people of a call other voices: same gender, same language, same tempo."""

from collections.abc import Mapping

import numpy as np

from sample_calls.builder.script import Role, Voice
from sample_calls.builder.voice_tempo import TEMPO_WPM

# First letters of the voices that may carry a blend; English ones speak Spanish with an accent, so
# there they only colour it.
_CARRYING = {"es": "efhip", "en": "ab"}
_CARRYING_WEIGHT = (0.55, 0.8)
_SPEED_SPREAD = 0.04  # so little that nobody's pace changes its verdict
_PITCH_SPREAD_ST = 0.8
_SPEED_RANGE, _PITCH_RANGE_ST = (0.6, 1.8), (-4.0, 4.0)  # as scripts allow


def gender(voice: Voice) -> str:
    """``f`` or ``m``: the second letter of its voices' names, by weight."""
    women = sum(weight for name, weight in voice.blend.items() if name[1] == "f")
    return "f" if 2 * women >= sum(voice.blend.values()) else "m"


def tempo_wpm(voice: Voice) -> float:
    """Words a minute of a blend at speed 1; voices that were not measured count as the usual."""
    known = TEMPO_WPM[voice.lang[:2]]
    usual = float(np.median(list(known.values())))
    total = sum(voice.blend.values())
    return sum(known.get(name, usual) * weight for name, weight in voice.blend.items()) / total


def recast(voices: Mapping[Role, Voice], *, rng: np.random.Generator) -> dict[Role, Voice]:
    """Other voices for the same people; no two of them share a voice, or keep what led theirs."""
    used: set[str] = set()
    leads: dict[Role, str] = {}
    for party, own in voices.items():
        leads[party] = _drawn(own, used | {_lead(own)}, _CARRYING[own.lang[:2]], rng)
        used.add(leads[party])
    cast: dict[Role, Voice] = {}
    for party, own in voices.items():
        colour = _drawn(own, used | {_lead(own)}, "", rng)
        used.add(colour)
        weight = round(float(rng.uniform(*_CARRYING_WEIGHT)), 2)
        blend = {leads[party]: weight, colour: round(1 - weight, 2)}
        cast[party] = _spoken_alike(own, blend, rng)
    return cast


def _lead(voice: Voice) -> str:
    return max(voice.blend, key=lambda name: voice.blend[name])


def _drawn(own: Voice, taken: set[str], initials: str, rng: np.random.Generator) -> str:
    """A voice of the language and gender of `own` that nobody has `taken`."""
    free = [
        name
        for name in sorted(TEMPO_WPM[own.lang[:2]])
        if name[1] == gender(own) and name not in taken and (not initials or name[0] in initials)
    ]
    return free[int(rng.integers(len(free)))]


def _spoken_alike(own: Voice, blend: dict[str, float], rng: np.random.Generator) -> Voice:
    """`blend` as fast, as high and as loud as `own`, give or take a little."""
    new = Voice(blend=blend, lang=own.lang, level_dbov=own.level_dbov)
    speed = own.speed * tempo_wpm(own) / tempo_wpm(new)
    speed *= float(rng.uniform(1 - _SPEED_SPREAD, 1 + _SPEED_SPREAD))
    pitch_st = own.pitch_st + float(rng.uniform(-_PITCH_SPREAD_ST, _PITCH_SPREAD_ST))
    return new.model_copy(
        update={
            "speed": round(float(np.clip(speed, *_SPEED_RANGE)), 3),
            "pitch_st": round(float(np.clip(pitch_st, *_PITCH_RANGE_ST)), 1),
        }
    )
