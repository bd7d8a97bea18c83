"""What becomes of stored verdicts and scores under another rubric: counts over calls."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from scoring.findings import Finding, Scorecard, Verdict
from scoring.scorecard import PooledPoints, pool_points

#: A verdict, or None where the rubric does not have the criterion.
Asked = Verdict | None

#: Calls shown, those that move most first. Our choice.
MOST_MOVED = 10
#: Scores closer than this are the same, in points of a hundred: arithmetic, no judgement.
_SAME_SCORE = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedCall:
    """A call whose score is not what it was; None where there is none."""

    call_id: str
    old: float | None
    new: float | None

    @property
    def change(self) -> float | None:
        """Points of a hundred up or down; None where a score came or went."""
        return None if self.old is None or self.new is None else self.new - self.old


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgementChanges:
    """Two judgements of every call, compared.

    `verdicts` counts calls by criterion and by the verdicts (from, to) that differ; `bands` by
    the bands that differ. `moved` are the calls whose score differs, the farthest first; a score
    that came or went is farther than any other. `pooled` are the points before and after, by the
    ids of the rubrics before and after: points of different rubrics do not add up.
    """

    calls: int
    verdicts: Mapping[str, Mapping[tuple[Asked, Asked], int]]
    pooled: Mapping[tuple[str, str], tuple[PooledPoints, PooledPoints]]
    newly_passed: int
    newly_failed: int
    bands: Mapping[tuple[str | None, str | None], int]
    moved: tuple[MovedCall, ...]


@dataclass(slots=True)
class ChangeTally:
    """Counts calls one by one, and keeps of each no more than its scores."""

    calls: int = 0
    verdicts: dict[str, Counter[tuple[Asked, Asked]]] = field(default_factory=dict)
    pooled: dict[tuple[str, str], tuple[PooledPoints, PooledPoints]] = field(default_factory=dict)
    passed: Counter[tuple[bool, bool]] = field(default_factory=Counter)
    bands: Counter[tuple[str | None, str | None]] = field(default_factory=Counter)
    moved: list[MovedCall] = field(default_factory=list)

    def add(
        self,
        call_id: str,
        *,
        old: tuple[tuple[Finding, ...], Scorecard],
        new: tuple[tuple[Finding, ...], Scorecard],
    ) -> None:
        """Compare one call's findings and scorecard."""
        (old_findings, before), (new_findings, after) = old, new
        self.calls += 1
        was = {finding.criterion: finding.verdict for finding in old_findings}
        now = {finding.criterion: finding.verdict for finding in new_findings}
        for criterion in dict.fromkeys((*was, *now)):
            pair = (was.get(criterion), now.get(criterion))
            if pair[0] != pair[1]:
                self.verdicts.setdefault(criterion, Counter())[pair] += 1
        rubrics = (before.rubric.id, after.rubric.id)
        whole, anew = self.pooled.get(rubrics, (None, None))
        self.pooled[rubrics] = (pool_points([before], onto=whole), pool_points([after], onto=anew))
        # Too little judged for a score is neither passed nor failed.
        if before.passed is not None and after.passed is not None:
            self.passed[before.passed, after.passed] += 1
        if before.band != after.band:
            self.bands[before.band, after.band] += 1
        if not _same(before.score, after.score):
            self.moved.append(MovedCall(call_id=call_id, old=before.score, new=after.score))

    def result(self) -> JudgementChanges:
        """All calls so far."""
        return JudgementChanges(
            calls=self.calls,
            verdicts={name: dict(pairs) for name, pairs in self.verdicts.items()},
            pooled=dict(sorted(self.pooled.items())),
            newly_passed=self.passed[False, True],
            newly_failed=self.passed[True, False],
            bands=dict(self.bands),
            moved=tuple(sorted(self.moved, key=_farthest_first)),
        )


def _same(old: float | None, new: float | None) -> bool:
    if old is None or new is None:
        return old is new
    return abs(old - new) < _SAME_SCORE


def _farthest_first(moved: MovedCall) -> tuple[bool, float, str]:
    change = moved.change
    return (change is not None, -abs(change or 0.0), moved.call_id)
