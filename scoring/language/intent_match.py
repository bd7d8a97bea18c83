"""One moment of a call where an intent is expressed."""

from dataclasses import dataclass
from typing import Literal

from audio_features.timeline import Party

How = Literal["words", "meaning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentMatch:
    """One moment where an intent is expressed.

    `quote` is the clause as it was transcribed, `start` and `end` its word times in seconds.
    `score` is how likely it is that the intent is really there, 0 to 1; a match by `words` scores
    above one by `meaning`.
    """

    intent: str
    turn_index: int
    party: Party
    start: float
    end: float
    quote: str
    score: float
    how: How
    #: When the words that were found begin, inside the clause; None for a match by meaning.
    said_from: float | None = None
