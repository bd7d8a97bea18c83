"""Who called whom: as telephony tells, else as the agent's first words do."""

from typing import Literal

from scoring.checks.reliability import role_problem
from scoring.checks.result import CheckContext

_OPENING_TURNS = 2
#: What agents say who place the call themselves, and in how many first turns; our choice.
_PLACES_CALL = "places_call"


def call_direction(context: CheckContext) -> Literal["inbound", "outbound"] | None:
    """``outbound`` also where the agent opens by saying why they call; None where nobody can tell.

    Telephony's word counts more than theirs.
    """
    if context.call.metadata.direction is not None:
        return context.call.metadata.direction
    if context.finder is None or role_problem(context, "agent"):
        return None
    opening = context.turns_of("agent")[:_OPENING_TURNS]
    calls = context.finder.find(_PLACES_CALL, party="agent")
    placed = any(turn.start <= match.start < turn.end for match in calls for turn in opening)
    return "outbound" if placed else None
