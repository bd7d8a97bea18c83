"""A team report as values: what the calls of a team add up to, for whoever supervises it.

It ranks nobody: agents come in the order of their names. It holds no words said on calls but those
in which a caller says they called before, each with the moment of the call it was said at.
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
class TeamReport:
    """One team in one period; `team_name` is None where the data names no team."""

    team_name: str | None
    period_start: datetime | None
    period_end: datetime | None
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
