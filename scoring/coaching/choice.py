"""What to praise and what to work on."""

from collections.abc import Mapping

from scoring.catalogues.rubric_texts import CriterionTexts, RubricTexts
from scoring.coaching.options import CoachingOptions
from scoring.coaching.tally import JudgedFinding, Tally


def is_own_merit(criterion: str, options: CoachingOptions) -> bool:
    """Whether it is to the agent's credit that `criterion` is met."""
    return options.influence.get(criterion, 1.0) >= options.own_merit


def rank_strengths(
    tallies: Mapping[str, Tally],
    team: Mapping[str, Tally],
    texts: RubricTexts,
    options: CoachingOptions,
) -> tuple[Tally, ...]:
    """Criteria met most of the time, those first that set the agent apart from the team.

    What nearly everybody meets is nobody's own strength: first comes that in which the agent leads
    most, then what others meet less often, then what weighs more and is up to the agent.
    """
    calls = max((len(entry.judged) for entry in tallies.values()), default=0)
    enough = min(options.strength_judged, calls)

    def rank(entry: Tally) -> tuple[int, int, float, int, str]:
        others = team.get(entry.criterion, Tally(criterion=entry.criterion))
        weight = texts.criterion(entry.criterion).weight
        weight *= options.influence.get(entry.criterion, 1.0)
        return (
            -lead_steps(entry, others, options),
            -_hard_steps(others, options),
            -weight * entry.met_share,
            -len(entry.judged),
            entry.criterion,
        )

    fit = [
        entry
        for entry in tallies.values()
        if len(entry.judged) >= enough
        and entry.met_share >= options.strength_share
        and texts.criterion(entry.criterion).weight > 0
        and is_own_merit(entry.criterion, options)
    ]
    return tuple(sorted(fit, key=rank))


def lead_steps(own: Tally, team: Tally, options: CoachingOptions) -> int:
    """How many whole steps of `strength_lead` the agent is ahead of the team; negative if behind.

    From 1 on it sets the agent apart. 0 where too few of the team's calls were judged to compare.
    """
    if not _tells(team, options):
        return 0
    # Three of three say less than thirty of thirty: shrink the lead of small counts towards none.
    sure = len(own.judged) / (len(own.judged) + options.strength_judged)
    lead = (own.met_share - team.met_share) * sure
    return int(round(lead / options.strength_lead, 6))


def _hard_steps(team: Tally, options: CoachingOptions) -> int:
    """How many whole steps the team is short of always; 0 where too little is known of it."""
    return (
        int(round((1 - team.met_share) / options.strength_lead, 6)) if _tells(team, options) else 0
    )


def _tells(team: Tally, options: CoachingOptions) -> bool:
    return len(team.judged) >= options.strength_judged


def rank_priorities(
    tallies: Mapping[str, Tally], texts: RubricTexts, options: CoachingOptions
) -> tuple[Tally, ...]:
    """What there is to work on, by weight × frequency of loss × trend × what the agent can do."""
    ranked = sorted(
        ((priority_rank(entry, texts, options), entry) for entry in tallies.values()),
        key=lambda pair: (-pair[0], pair[1].criterion),
    )
    return tuple(entry for rank, entry in ranked if rank > 0)


def priority_rank(entry: Tally, texts: RubricTexts, options: CoachingOptions) -> float:
    """How much there is to gain by working on a criterion; 0 where it is none to work on."""
    criterion = texts.criterion(entry.criterion)
    if criterion.advisory or entry.criterion in options.never_priority:
        return 0.0
    answerable = answerable_losses(entry)
    few = len(entry.judged) < options.very_few_calls
    needed = 1 if criterion.critical or few else options.fewest_losses
    if len(answerable) < needed:
        return 0.0
    # One judged call says less than ten: shrink the share of small counts towards none lost.
    frequency = entry.lost_share * len(entry.judged) / (len(entry.judged) + 1)
    frequency *= len(answerable) / entry.losses
    return (
        criterion.weight
        * frequency
        * _trend_factor(entry, options)
        * options.influence.get(entry.criterion, 1.0)
        * (options.critical_factor if criterion.critical else 1.0)
    )


def answerable_losses(entry: Tally) -> tuple[JudgedFinding, ...]:
    """The losses that are the agent's doing: rings count only where they rang at the agent."""
    lost = tuple(judged for judged in entry.judged if judged.lost)
    if entry.criterion != "answered_within_three_rings":
        return lost
    return tuple(judged for judged in lost if _rang_at_the_agent(judged))


def _rang_at_the_agent(judged: JudgedFinding) -> bool:
    """Telephony says how long the agent's own phone rang; ringing heard includes the queue."""
    data = judged.call.heard.metadata
    measured = data.rings is not None or data.ring_seconds is not None
    return measured and data.direction != "outbound"


def _trend_factor(entry: Tally, options: CoachingOptions) -> float:
    trend = entry.trend(options)
    if trend == "worse":
        return options.worse_factor
    return options.better_factor if trend == "better" else 1.0


def goal_of_ten(entry: Tally, criterion: CriterionTexts, options: CoachingOptions) -> int:
    """Half the way from now to always, at least one step up, within what can be asked.

    Always, ten of ten, where less would read as leave to fail: on what is critical or a matter of
    tone, and where so few calls were judged that a share of them says nothing.
    """
    always = criterion.critical or entry.criterion in options.tone
    if always or len(entry.judged) < options.share_judged:
        return 10
    now = 10 * entry.met_share
    half_way = int((now + 10) / 2 + 0.5)
    return max(1, min(options.highest_goal, max(half_way, int(now) + 1)))
