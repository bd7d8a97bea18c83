"""A coaching report as values: what one agent's calls of one period add up to.

Numbers are counts and points, so that reports can be added up; percentages are derived. Sentences
are in the report's language and address the agent.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from audio_features.timeline import Party
from scoring.coaching.hard_calls import HardCalls
from scoring.findings import percentage

Trend = Literal["better", "worse", "same", "unknown"]
Outcome = Literal["reached", "closer", "not_yet", "no_data"]
#: How an exercise is done: on one's own before calls, or on the calls themselves.
Practice = Literal["rehearse", "on_calls"]
Better = Literal["higher", "lower", "neither"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallMoment:
    """A moment of a call to listen to (seconds), with the words said or the value measured.

    `said_by` is whose the words are. `note` says in words what to listen for; `whole` is the call
    as a whole, not one moment of it.
    """

    call_id: str
    start: float
    end: float
    day: date | None
    quote: str = ""
    measured: str = ""
    note: str = ""
    whole: bool = False
    said_by: Party | None = None

    def shares(self, other: "CallMoment") -> bool:
        """Whether both show some of the same; a call as a whole is no moment to share."""
        return (
            self.call_id == other.call_id
            and not (self.whole or other.whole)
            and self.start <= other.end
            and other.start <= self.end
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Points of a number of calls."""

    points: float
    possible: float
    calls: int

    @property
    def score(self) -> float | None:
        """Percentage, derived from the pooled points."""
        return percentage(self.points, self.possible)


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionResult:
    """One section of the rubric: the agent beside the rest of the team."""

    id: str
    label: str
    agent: Pool
    team: Pool


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionResult:
    """How often a criterion was met, of the calls it could be judged on; the team beside it.

    On `partly` of those where it was not, some of its points were earned.
    """

    criterion: str
    label: str
    met: int
    judged: int
    team_met: int
    team_judged: int
    partly: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Strength:
    """Something that went well, with a moment to hear it."""

    result: CriterionResult
    moment: CallMoment | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A goal to count: met in at least `target_of_ten` of every ten calls judged; ten is always."""

    criterion: str
    label: str
    target_of_ten: int
    met: int
    judged: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Priority:
    """One thing to work on. `example` is a moment where the agent already did it well.

    `moments` are shown under no other priority; where all are those of one that comes before, there
    are none and `heard_with` is its number.
    """

    result: CriterionResult
    critical: bool
    trend: Trend
    why: str
    tip: str
    exercise: str
    goal: Goal
    moments: tuple[CallMoment, ...]
    example: CallMoment | None
    practice: Practice = "rehearse"
    heard_with: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """A value as what was counted over what it was counted in, times `scale`."""

    counted: float
    over: float
    scale: float = 1.0

    @property
    def value(self) -> float | None:
        """The ratio, or None where there was nothing to count in."""
        return self.scale * self.counted / self.over if self.over > 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A measure of the agent beside the rest of the team, both pooled over their calls.

    `others` are the pooled values of colleagues, sorted and without names.
    """

    id: str
    label: str
    unit: str
    better: Better
    agent: Ratio
    team: Ratio
    calls: int
    team_calls: int
    others: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPoint:
    """Points of the calls of one week, which starts on Monday `week`."""

    week: date
    pool: Pool


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """What became of a goal of the period before."""

    before: Goal
    met: int
    judged: int
    outcome: Outcome
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """Something to say thank you for."""

    text: str
    moment: CallMoment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallToReview:
    """A call that a person should listen to, and the criteria that could not be told."""

    call_id: str
    day: date | None
    labels: tuple[str, ...]
    moment: CallMoment | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetencyResult:
    """One competency: points of all criteria that speak for it, and how often they were judged.

    `standing` says why there may be no points: nothing audible speaks for it (``not_heard``, with
    the reason in `unheard`), the rubric asks for none of it (``not_asked``), or no call gave cause
    to judge it (``no_case``).
    """

    id: str
    label: str
    meaning: str
    standing: Literal["judged", "no_case", "not_asked", "not_heard"]
    unheard: str
    pool: Pool
    cases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something to know, without praise or blame, and the calls it can be heard on."""

    text: str
    calls: tuple[CallMoment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoachingReport:
    """All that is said to one agent about one period; `small_sample` where calls are few."""

    agent_id: str
    agent_name: str | None
    team_name: str | None
    language: Literal["es", "en"]
    period_start: datetime | None
    period_end: datetime | None
    seconds: float
    small_sample: bool
    agent: Pool
    team: Pool
    previous_score: float | None
    sections: tuple[SectionResult, ...]
    strengths: tuple[Strength, ...]
    priorities: tuple[Priority, ...]
    comparisons: tuple[Comparison, ...]
    trend: tuple[TrendPoint, ...]
    follow_ups: tuple[FollowUp, ...]
    recognition: tuple[Recognition, ...]
    next_steps: tuple[str, ...]
    to_review: tuple[CallToReview, ...]
    #: The ten components; empty in reports stored before there were any.
    competencies: tuple[CompetencyResult, ...] = ()
    #: What is heard right after hard calls, where anything is.
    after_hard_calls: tuple[Remark, ...] = ()
    hard_calls: HardCalls | None = None
