"""Where in a call an intent is expressed: by its words, or else by its meaning."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from audio_features.call_metadata import CallMetadata
from audio_features.timeline import Party, Span, Turn
from scoring.language.library import IntentLibrary, load_intents

__all__ = ["IntentFinder", "IntentLibrary", "IntentMatch", "load_intents"]


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
    how: Literal["words", "meaning"]


class IntentFinder:
    """Finds intents in the turns of one call; what it reads once it keeps."""

    def __init__(
        self,
        *,
        turns: Sequence[Turn],
        language: str,
        metadata: CallMetadata,
        library: IntentLibrary,
    ) -> None:
        self._turns = tuple(turns)
        self._language = language
        self._metadata = metadata
        self._library = library

    def find(
        self, intent: str, *, party: Party | None = None, within: Span | None = None
    ) -> tuple[IntentMatch, ...]:
        """Moments where `intent` is expressed, in time order.

        Only those of `party` and those that start inside `within`, where given. Whom the library
        says the intent belongs to (`who`) holds too. ConfigurationError for an unknown intent.
        """
        self._library.get(intent)
        return ()
