"""What a coaching report holds of hard calls, as values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleCount:
    """How many calls showed one hard caller style."""

    style: str
    label: str
    calls: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceCount:
    """How often a piece of advice for hard calls was missed, of the calls that could show it."""

    text: str
    missed: int
    checked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HardCalls:
    """Calls that were hard, as for the team; see `scoring.across_calls.hard_calls`: a load.

    `calls` counts each call once; one call may show several of `styles`, or none. `missed` is the
    advice that was missed most often and that no priority asks for already.
    """

    calls: int
    styles: tuple[StyleCount, ...]
    missed: tuple[AdviceCount, ...]
