"""Adding up: points of findings, by section and in all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from scoring.findings import Finding, Scorecard, SectionScore, percentage
from scoring.rubrics.schema import Criterion, Rubric
from scoring.rubrics.scoring_rules import CriticalFailure


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledPoints:
    """Points of several calls; `calls` counts those that gave any."""

    points: float = 0.0
    possible: float = 0.0
    calls: int = 0

    @property
    def score(self) -> float | None:
        """Percentage of the pooled points, never a mean of percentages; None without any."""
        return percentage(self.points, self.possible)

    def with_points(self, *, points: float, possible: float) -> "PooledPoints":
        """These and those of one more call."""
        return PooledPoints(
            points=self.points + points,
            possible=self.possible + possible,
            calls=self.calls + (possible > 0),
        )


class ScoredPoints(Protocol):
    """What can be pooled: points, and whether they made a score."""

    @property
    def points(self) -> float:
        """Points earned."""

    @property
    def possible(self) -> float:
        """Points there were to earn."""

    @property
    def score(self) -> float | None:
        """Percentage, or None where too little was judged to give one."""


def pool_points(calls: Iterable[ScoredPoints], *, onto: PooledPoints | None = None) -> PooledPoints:
    """The points of `calls`, added to those of `onto`.

    Calls too little of which could be judged to get a score are left out: what little was judged
    on them would weigh as if it spoke for the whole call.
    """
    pooled = PooledPoints() if onto is None else onto
    for call in calls:
        if call.score is not None:
            pooled = pooled.with_points(points=call.points, possible=call.possible)
    return pooled


def pool_section(cards: Iterable[Scorecard], section: str) -> PooledPoints:
    """The points of one section, of the calls that `pool_points` counts."""
    return pool_points(
        part
        for card in cards
        if card.score is not None
        for part in card.sections
        if part.id == section
    )


def points_for(
    rubric: Rubric, criterion: Criterion, *, verdict: str, credit: float
) -> tuple[float, float]:
    """Points and possible points of one verdict; both 0 where it leaves the score."""
    possible = rubric.possible_points(criterion)
    if verdict == "not_applicable" and rubric.when_not_applicable(criterion) == "pass":
        return possible, possible
    if verdict in ("not_applicable", "unsure"):
        return 0.0, 0.0
    return possible * min(1.0, max(0.0, credit)), possible


def add_up(findings: Sequence[Finding], rubric: Rubric) -> Scorecard:
    """The scorecard of one call: pure sums, from which percentages are derived.

    `score` is None where too little could be judged to speak for the call. A failed critical
    criterion does to the call, or to its section, what the rubric says; findings keep what they
    earned.
    """
    asked = {criterion.id: criterion for criterion in rubric.criteria}
    by_section: dict[str, list[Finding]] = {section.id: [] for section in rubric.sections}
    for finding in findings:
        by_section[asked[finding.criterion].section].append(finding)
    critical = _critical_failures(findings, asked)
    rules = [(asked[name].section, rubric.critical_rule(asked[name])) for name in critical]
    sections = tuple(
        _section(name, listed, [r for at, r in rules if r.scope == "section" and at == name])
        for name, listed in by_section.items()
    )
    points = sum(section.points for section in sections)
    possible = sum(section.possible for section in sections)
    enough = judged_share(findings, rubric) >= rubric.reliability.min_judged_share
    score = percentage(points, possible) if enough else None
    if score is not None:
        # Sums of shares may stray from 100 by the last binary digit.
        score = min(100.0, max(0.0, score))
        score = min([score, *(rule.ceiling for _, rule in rules if rule.scope == "total")])
    return Scorecard(
        points=points,
        possible=possible,
        score=score,
        critical_failures=critical,
        sections=sections,
        rubric=rubric.identity,
        band=None if score is None else rubric.band(score).id,
        passed=None if score is None else score >= rubric.pass_mark and not critical,
    )


def judged_share(findings: Iterable[Finding], rubric: Rubric) -> float:
    """Of the points of the criteria that apply to the call, the share that got a verdict.

    1 where no points apply.
    """
    applicable = [f for f in findings if f.verdict != "not_applicable"]
    asked = {criterion.id: criterion for criterion in rubric.criteria}
    worth = {f.criterion: rubric.possible_points(asked[f.criterion]) for f in applicable}
    judged = sum(worth[f.criterion] for f in applicable if f.verdict != "unsure")
    whole = sum(worth.values())
    return judged / whole if whole > 0 else 1.0


def _section(
    section_id: str, findings: Sequence[Finding], rules: Iterable[CriticalFailure]
) -> SectionScore:
    """The section's points, as far as `rules` of failed critical criteria leave them."""
    possible = sum(finding.possible for finding in findings)
    earned = sum(finding.points for finding in findings)
    return SectionScore(
        id=section_id,
        points=min([earned, *(possible * rule.ceiling / 100 for rule in rules)]),
        possible=possible,
    )


def _critical_failures(
    findings: Iterable[Finding], asked: Mapping[str, Criterion]
) -> tuple[str, ...]:
    return tuple(
        finding.criterion
        for finding in findings
        if finding.verdict == "not_met" and asked[finding.criterion].critical
    )
