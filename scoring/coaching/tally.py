"""Counting over calls: how often a criterion was met, what points add up to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from scoring.coaching.options import CoachingOptions
from scoring.coaching.report import Pool, Trend, TrendPoint
from scoring.findings import (
    Finding,
    ScoredCall,
)
from scoring.scorecard import pool_points, pool_section


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedFinding:
    """A finding that counts (met or not met) with the call it was made on."""

    call: ScoredCall
    finding: Finding

    @property
    def lost(self) -> bool:
        """Whether the criterion was not met."""
        return self.finding.verdict == "not_met"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """One criterion over a number of calls, in order of time."""

    criterion: str
    judged: tuple[JudgedFinding, ...] = ()

    @property
    def met(self) -> int:
        """Calls on which it was met."""
        return sum(not entry.lost for entry in self.judged)

    @property
    def losses(self) -> int:
        """Calls on which it was not met."""
        return sum(entry.lost for entry in self.judged)

    @property
    def partly(self) -> int:
        """Calls on which it was not met, and yet some of its points were earned."""
        return sum(entry.lost and entry.finding.points > 0 for entry in self.judged)

    @property
    def met_share(self) -> float:
        """Share of judged calls on which it was met; 0 without any."""
        return self.met / len(self.judged) if self.judged else 0.0

    @property
    def lost_share(self) -> float:
        """Share of the possible points that were lost; 0 without any."""
        possible = sum(entry.finding.possible for entry in self.judged)
        points = sum(entry.finding.points for entry in self.judged)
        return 1 - points / possible if possible > 0 else 0.0

    def trend(self, options: CoachingOptions) -> Trend:
        """Whether the later half of the judged calls went better than the earlier one."""
        middle = len(self.judged) // 2
        earlier, later = self.judged[:middle], self.judged[middle:]
        if min(len(earlier), len(later)) < options.trend_judged:
            return "unknown"
        change = _loss_rate(later) - _loss_rate(earlier)
        if change >= options.trend_change:
            return "worse"
        return "better" if change <= -options.trend_change else "same"


def _loss_rate(judged: Sequence[JudgedFinding]) -> float:
    return sum(entry.lost for entry in judged) / len(judged)


def started(call: ScoredCall) -> datetime | None:
    """When the call began, with its time zone."""
    return call.heard.metadata.started_at


def in_order(calls: Iterable[ScoredCall]) -> tuple[ScoredCall, ...]:
    """Calls by time, those without one first; ties by id, so that reports repeat exactly."""
    earliest = datetime.min.replace(tzinfo=UTC)
    return tuple(sorted(calls, key=lambda call: (started(call) or earliest, call.heard.call_id)))


def tally(calls: Sequence[ScoredCall]) -> dict[str, Tally]:
    """Tallies of all criteria judged on `calls`, by id."""
    found: dict[str, list[JudgedFinding]] = {}
    for call in in_order(calls):
        for finding in call.findings:
            if finding.verdict in ("met", "not_met"):
                found.setdefault(finding.criterion, []).append(
                    JudgedFinding(call=call, finding=finding)
                )
    return {key: Tally(criterion=key, judged=tuple(judged)) for key, judged in found.items()}


def pool(calls: Sequence[ScoredCall], section: str | None = None) -> Pool:
    """Points of `calls`, or of one section of them; `calls` counts those with points at stake.

    Calls too little of which could be judged to get a score are left out.
    """
    cards = [call.scorecard for call in calls]
    pooled = pool_points(cards) if section is None else pool_section(cards, section)
    return Pool(
        points=round(pooled.points, 4), possible=round(pooled.possible, 4), calls=pooled.calls
    )


def weekly(calls: Sequence[ScoredCall]) -> tuple[TrendPoint, ...]:
    """Points by week (Monday to Sunday, in the time zone of each call); undated calls left out."""
    weeks: dict[date, list[ScoredCall]] = {}
    for call in calls:
        moment = call.heard.metadata.started_at
        if moment is not None and call.scorecard.score is not None:
            monday = moment.date() - timedelta(days=moment.weekday())
            weeks.setdefault(monday, []).append(call)
    return tuple(TrendPoint(week=week, pool=pool(weeks[week])) for week in sorted(weeks))


def worth_drawing(points: Sequence[TrendPoint], options: CoachingOptions) -> tuple[TrendPoint, ...]:
    """The weeks with calls enough to stand for themselves; none where they make no line."""
    carried = tuple(point for point in points if point.pool.calls >= options.week_calls)
    return carried if len(carried) >= options.trend_weeks else ()
