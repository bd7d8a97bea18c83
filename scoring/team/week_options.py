"""What the list for the week takes up, and how much of it: every value is our own choice."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekOptions:
    """Limits of the list: whoever reads it on Monday has to get through it by Friday."""

    #: Calls to hear first, at most.
    most_calls: int = 5
    #: Calls with verdicts to decide that are named, at most: undecided ones, and doubtful ones.
    most_to_decide: int = 3
    #: Criteria to practise as a team, at most: more than three is none.
    most_criteria: int = 3
    #: Calls on which such a criterion must have been judged …
    fewest_judged: int = 5
    #: … agents who must have missed it: what one person misses is for that person's own report …
    fewest_agents: int = 2
    #: … and the share of its points (0–1) that must have been lost.
    lost_share: float = 0.25
    #: Commitments that are named, at most.
    most_commitments: int = 5
    #: A commitment is listed from so long before it is due …
    due_within: timedelta = timedelta(days=7)
    #: … until so long after: nobody tells Escucha what was done, and older ones bury the rest.
    overdue_within: timedelta = timedelta(days=14)
