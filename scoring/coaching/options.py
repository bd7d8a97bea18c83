"""What coaching weighs and how: every value is our own choice unless its comment names a source."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


def _influence() -> Mapping[str, float]:
    return MappingProxyType(
        {
            "complaint_answered_promptly": 0.0,  # the organisation answers, not the agent
            "call_not_dropped": 0.3,  # most often the line or the exchange
            "hold_length_reasonable": 0.6,  # slow systems, other departments
            "no_side_conversation": 0.6,  # the room
            "no_dead_air": 0.7,  # slow systems
            "volume_in_range": 0.8,  # the line's own gain
            "transfer_warm": 0.8,  # takes two
        }
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CoachingOptions:
    """Limits and weights of a coaching report."""

    #: Priorities at most: more than three is none.
    most_priorities: int = 3
    #: Strengths at most.
    most_strengths: int = 3
    #: Share of influence from which what goes well is the agent's merit: that a call was not lost
    #: is most often the line's.
    own_merit: float = 0.5
    #: Moments shown for a priority.
    moments: int = 2
    #: Share of a call (0–1) that is not searched first for words to praise.
    opening_share: float = 0.25
    #: Words that such a quote has at least.
    praised_words: int = 4
    #: Calls listed for a person's ear, at most.
    most_to_review: int = 6
    #: Pieces of advice for hard calls, at most.
    most_missed_advice: int = 2
    #: Below this many calls the report says that it rests on few.
    small_sample_calls: int = 10
    #: A criterion lost on fewer calls is chance, unless it is critical or calls are very few.
    fewest_losses: int = 2
    #: "Very few" calls, where one loss may be a priority.
    very_few_calls: int = 5
    #: Share of judged calls (0–1) from which a criterion is a strength.
    strength_share: float = 0.8
    #: Judged calls a strength needs (or all of them, where there are fewer).
    strength_judged: int = 3
    #: Share of calls (0–1) by which a strength must lead the team's to set the agent apart.
    strength_lead: float = 0.1
    #: Loss on this much more (or less) of the judged calls in the later half is a trend (0–1).
    trend_change: float = 0.15
    #: Judged calls that each half needs for a trend.
    trend_judged: int = 3
    #: What a worsening or an improving trend does to the rank.
    worse_factor: float = 1.25
    better_factor: float = 0.75
    #: What being critical does to the rank.
    critical_factor: float = 1.5
    #: A goal is never higher than this, of ten; critical criteria may ask for all ten.
    highest_goal: int = 9
    #: Below this many judged calls a goal is no share of them: every time is asked for.
    share_judged: int = 3
    #: Matters of tone: a goal short of always would read as leave to fail now and then.
    tone: frozenset[str] = frozenset(
        {
            "calm_under_pressure",
            "denial_held_calmly",
            "no_arguing",
            "no_disrespect",
            "no_minimising",
            "no_sarcasm",
        }
    )
    #: Scored calls that a week needs to be a point of the line over time, and weeks that such a
    #: line needs: one call a point shows how calls differ, not how the agent changes.
    week_calls: int = 3
    trend_weeks: int = 3
    #: Colleagues needed before their values are drawn one by one: fewer could be recognised.
    fewest_colleagues: int = 4
    #: Never a priority, whatever the rubric says: nearness of voice to health and emotion.
    never_priority: frozenset[str] = frozenset({"no_sighs", "steady_tone"})
    #: What the agent can do about a criterion, 0 (nothing) to 1; 1 for those not listed.
    influence: Mapping[str, float] = field(default_factory=_influence)
