"""How loud each turn of a party is, beside that party's own quieter ones."""

from collections.abc import Sequence
from math import log10
from statistics import fmean, quantiles

from audio_features.timeline import Party, Turn
from scoring.checks.result import CheckContext

LEVEL_WINDOWS = "level"


def turn_levels(
    context: CheckContext, party: Party, *, min_turn_s: float
) -> list[tuple[Turn, float]]:
    """Turns of at least `min_turn_s` seconds, with the mean power of their windows in dBov."""
    windows = [m for m in context.call.measures if m.name == LEVEL_WINDOWS and m.party == party]
    levels = []
    for turn in context.turns_of(party):
        inside = [w.value for w in windows if turn.start <= (w.start + w.end) / 2 <= turn.end]
        if inside and turn.span.seconds >= min_turn_s:
            power = fmean(10 ** (level / 10) for level in inside)
            levels.append((turn, 10 * log10(power)))
    return levels


def rises(turns: Sequence[tuple[Turn, float]]) -> list[tuple[Turn, float]]:
    """Each turn with how far it lies above the party's own quieter turns, in dB.

    The quieter turns are the lower quartile, so that half a call of shouting does not pass for
    the usual. Needs at least two turns.
    """
    usual = quantiles([level for _, level in turns], n=4, method="inclusive")[0]
    return [(turn, level - usual) for turn, level in turns]
