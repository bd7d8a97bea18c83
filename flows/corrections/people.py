"""What people say together of a finding, and how far they agree among themselves."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from flows.benchmark.bootstrap import Interval, ratio_interval
from flows.benchmark.kappa_interval import kappa_interval
from flows.benchmark.pooling import Ratio
from flows.benchmark.verdicts import VerdictCase, Verdicts
from models.corrections import Correction
from scoring.findings import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedFinding:
    """One criterion of one call that people looked at: the newest of each analyst, by time."""

    call_id: str
    criterion: str
    corrections: tuple[Correction, ...]

    @property
    def people(self) -> Verdict | None:
        """The verdict that more than half of the analysts give; None where none has so many."""
        verdict, votes = Counter(one.verdict for one in self.corrections).most_common(1)[0]
        return verdict if 2 * votes > len(self.corrections) else None

    @property
    def last(self) -> Correction:
        """The one made last; the machine's verdict beside it is the one people last looked at."""
        return self.corrections[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Verdicts of two sides over some findings, with 95 % intervals by bootstrap over calls."""

    verdicts: Verdicts
    calls: int
    agreement_interval: Interval | None
    kappa_interval: Interval | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalystPair:
    """Two analysts, and what they say of the findings that both looked at."""

    analysts: tuple[str, str]
    agreement: Agreement


def reviewed_findings(corrections: Iterable[Correction]) -> tuple[ReviewedFinding, ...]:
    """The findings that `corrections` (the newest of each analyst) are of."""
    grouped: dict[tuple[str, str], list[Correction]] = {}
    for one in corrections:
        grouped.setdefault((one.call_id, one.criterion), []).append(one)
    return tuple(
        ReviewedFinding(
            call_id=call_id,
            criterion=criterion,
            corrections=tuple(sorted(said, key=lambda one: one.made_at)),
        )
        for (call_id, criterion), said in sorted(grouped.items())
    )


def machine_and_people(findings: Iterable[ReviewedFinding]) -> Agreement:
    """What the machine said when people looked, held against what they say.

    Findings on which they differ among themselves have no right answer and are left out.
    """
    return agreement_of(
        [
            VerdictCase(
                call_id=finding.call_id,
                criterion=finding.criterion,
                want=finding.people,
                got=finding.last.machine_verdict,
                confidence=finding.last.machine_confidence,
                reason=finding.last.comment,
            )
            for finding in findings
            if finding.people is not None
        ]
    )


def among_people(findings: Iterable[ReviewedFinding]) -> Agreement:
    """Every two analysts who judged the same finding, held against each other."""
    return agreement_of([case for finding in findings for _, case in _pairs(finding)])


def analyst_pairs(findings: Iterable[ReviewedFinding]) -> tuple[AnalystPair, ...]:
    """The same for each two analysts, by name."""
    grouped: dict[tuple[str, str], list[VerdictCase]] = {}
    for finding in findings:
        for analysts, case in _pairs(finding):
            grouped.setdefault(analysts, []).append(case)
    return tuple(
        AnalystPair(analysts=analysts, agreement=agreement_of(cases))
        for analysts, cases in sorted(grouped.items())
    )


def agreement_of(cases: Sequence[VerdictCase]) -> Agreement:
    """The figures of `cases`, with intervals over the calls they are of."""
    by_call: dict[str, list[VerdictCase]] = {}
    for case in cases:
        by_call.setdefault(case.call_id, []).append(case)
    calls = [Verdicts(cases=tuple(own)) for own in by_call.values()]
    counted = [call.agreement for call in calls]
    return Agreement(
        verdicts=Verdicts(cases=tuple(cases)),
        calls=len(calls),
        agreement_interval=ratio_interval(
            [Ratio(part=call.right, whole=call.total) for call in counted]
        ),
        kappa_interval=kappa_interval([call.confusion for call in calls]),
    )


def _pairs(finding: ReviewedFinding) -> list[tuple[tuple[str, str], VerdictCase]]:
    by_name = sorted(finding.corrections, key=lambda one: one.analyst)
    return [
        (
            (one.analyst, other.analyst),
            VerdictCase(
                call_id=finding.call_id,
                criterion=finding.criterion,
                want=one.verdict,
                got=other.verdict,
                confidence=1.0,
                reason=other.comment,
            ),
        )
        for one, other in combinations(by_name, 2)
    ]
