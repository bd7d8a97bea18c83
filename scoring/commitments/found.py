"""A promise and where in the call it was found."""

from dataclasses import dataclass

from scoring.undertakings import Commitment


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPromise:
    """A commitment said at tokens `first` to `last` (inclusive) of the turn at `turn_index`."""

    commitment: Commitment
    turn_index: int
    first: int
    last: int
