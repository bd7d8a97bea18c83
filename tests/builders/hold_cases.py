"""Sounds and turns around a wait, and the holds that are found in them."""

from audio_features.call_metadata import CallMetadata
from audio_features.events.holds import hold_events
from audio_features.hearing import Sound
from audio_features.timeline import Turn


def say(party, start, text, *, seconds=None, confidence=0.9):
    length = seconds if seconds is not None else max(0.4, 0.35 * len(text.split()))
    return Turn(party=party, start=start, end=start + length, text=text, confidence=confidence)


def music(start, end, *, channel=0):
    return Sound(kind="music", channel=channel, start=start, end=end, confidence=0.9)


def ringback(start, end):
    return Sound(kind="ringback", channel=0, start=start, end=end, confidence=0.9)


def holds(
    sounds, turns, *, language="es", answered_s=0.0, seconds=120.0, own_channels=True, **metadata
):
    return hold_events(
        sounds,
        turns,
        metadata=CallMetadata(**metadata),
        language=language,
        answered_s=answered_s,
        seconds=seconds,
        own_channels=own_channels,
    )


GOOD = (
    say("agent", 5, "¿Le importa esperar dos minutos mientras consulto con facturación?"),
    say("customer", 10, "No, está bien."),
    say("agent", 11.5, "Gracias, no cuelgue por favor."),
    say("agent", 46, "Muchas gracias por esperar, ya tengo la información."),
    say("customer", 51, "Dígame."),
)
