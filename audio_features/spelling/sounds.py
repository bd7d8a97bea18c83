"""How Spanish words sound, as far as spelling goes by it."""

import re
from functools import lru_cache

_SOUNDS = (
    (re.compile(r"ph"), "f"),
    (re.compile(r"qu(?=[ei])|[kq]"), "k"),
    (re.compile(r"c(?=[ei])|z"), "s"),
    (re.compile(r"c(?!h)"), "k"),
    (re.compile(r"g(?=[ei])"), "j"),
    (re.compile(r"gu(?=[ei])"), "g"),
    (re.compile(r"v"), "b"),
    (re.compile(r"ll"), "y"),
    (re.compile(r"(?<!c)h"), ""),
    (re.compile(r"n(?=[pb])"), "m"),
    (re.compile(r"x"), "s"),
    (re.compile(r"(.)\1"), r"\1"),
)


@lru_cache(maxsize=20_000)
def sound_key(word: str) -> str:
    """How a Spanish word in lower case, without accents, sounds: "hice" and "ise" are alike."""
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word
