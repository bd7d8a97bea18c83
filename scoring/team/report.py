"""A team report as values: what the calls of a team add up to, for whoever supervises it.

It ranks nobody: agents come in the order of their names. The words said on calls that it holds are
few: a caller's who called before, and in the list for the week what was promised and how something
was done well or missed, each with the moment of the call it was said at.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from scoring.across_calls.load import HardRun
from scoring.across_calls.repeated_calls import RepeatedCall
from scoring.bootstrap import Interval
from scoring.coaching.report import CallMoment, CompetencyResult, Pool
from scoring.correlation import Correlation
from scoring.indicators import IndicatorResult

Language = Literal["es", "en"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """Pooled points with the 95 % interval of their percentage; None where calls are too few."""

    pool: Pool
    interval: Interval | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkResult:
    """The competencies of one framework."""

    id: str
    label: str
    competencies: tuple[CompetencyResult, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HardCount:
    """Calls that were hard for whoever took them, and calls of which that could be told."""

    hard: int
    told: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSummary:
    """One agent of the team; `page` names the file of the coaching report, without its ending."""

    agent_id: str
    agent_name: str | None
    page: str
    quality: Quality
    components: tuple[CompetencyResult, ...]
    indicators: tuple[IndicatorResult, ...]
    correlations: tuple[Correlation, ...]
    hard_calls: HardCount


@dataclass(frozen=True, slots=True, kw_only=True)
class CriticalCall:
    """A call with critical failures: whoever called may still be waiting for something.

    `failures` are their labels; `moment` is where the first of them is heard.
    """

    moment: CallMoment
    agent_id: str
    agent_name: str | None
    failures: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallToDecide:
    """A call with verdicts that wait for a person; `moment` is where to listen to the first."""

    moment: CallMoment
    agent_id: str
    agent_name: str | None
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDecide:
    """Verdicts that wait for a person: `findings` of them, on `calls`.

    `most` are the calls with most of them, `often` is the label of the criterion that waits on
    most calls, `often_calls` of them; None where none does on more than one.
    """

    findings: int
    calls: int
    most: tuple[CallToDecide, ...]
    often: str | None
    often_calls: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamExercise:
    """A criterion that several people miss: something to practise together, nobody's fault.

    Missed, in whole or in part, on `missed` of `judged` calls, by `agents` of the `agents_judged`
    who had occasion. `example` is where somebody did it well; where there is none, `missed_at` is
    where it was missed.
    """

    criterion: str
    label: str
    tip: str
    missed: int
    judged: int
    agents: int
    agents_judged: int
    pool: Pool
    example: CallMoment | None
    missed_at: CallMoment | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DueCommitment:
    """What the company promised, `due_by` in the time zone of the call; `moment` quotes it."""

    moment: CallMoment
    agent_id: str
    agent_name: str | None
    due_by: datetime
    overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CareFor:
    """Somebody who bore runs of hard calls; `moment` is where to hear the last of them begin.

    `hard_calls` are those in runs, of `of_hard_calls` in all.
    """

    agent_id: str
    agent_name: str | None
    page: str
    runs: int
    hard_calls: int
    of_hard_calls: int
    moment: CallMoment


@dataclass(frozen=True, slots=True, kw_only=True)
class ThisWeek:
    """What waits for whoever supervises the team, `as_of` when the report was made.

    `to_hear` are calls with critical failures that nobody has said anything of yet, `due` what was
    promised and is nearest its day; `…_more` counts those that are not named. `undecided` are
    verdicts that do not count yet, `doubtful` those that do and are little sure. None of `as_of`
    says that commitments were not looked for.
    """

    as_of: datetime | None
    to_hear: tuple[CriticalCall, ...]
    to_hear_more: int
    undecided: ToDecide | None
    doubtful: ToDecide | None
    exercises: tuple[TeamExercise, ...]
    due: tuple[DueCommitment, ...]
    due_more: int
    care: tuple[CareFor, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        for_a_person = self.to_hear or self.undecided or self.doubtful
        return not (for_a_person or self.exercises or self.due or self.care)


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamReport:
    """One team in one period; `team_name` is None where the data names no team."""

    team_name: str | None
    period_start: datetime | None
    period_end: datetime | None
    this_week: ThisWeek
    quality: Quality
    agents: tuple[AgentSummary, ...]
    frameworks: tuple[FrameworkResult, ...]
    indicators: tuple[IndicatorResult, ...]
    correlations: tuple[Correlation, ...]
    hard_calls: HardCount
    load: tuple[HardRun, ...]
    repeated: tuple[RepeatedCall, ...]
    #: The latest first.
    critical: tuple[CriticalCall, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsReport:
    """All teams of one run, in the order of their names."""

    language: Language
    teams: tuple[TeamReport, ...]
