"""How far the verdicts agree with those that honest listeners reach."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self

from flows.benchmark.pooling import Cases, rate
from flows.benchmark.truth import CallTruth
from scoring.findings import ScoredCall, Verdict

#: From this confidence on, a wrong verdict misleads whoever reads it (our choice).
CONFIDENT = 0.7

#: The groups that are shown on their own, by what their criteria are called.
HEADLINE: dict[str, Callable[[str], bool]] = {
    "answered_within_three_rings": lambda c: c == "answered_within_three_rings",
    "greeted + agent_identified": lambda c: c in ("greeted", "agent_identified"),
    "hold_* + transfer_*": lambda c: c.startswith(("hold_", "transfer_")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictCase:
    """One verdict beside the right one; `confidence` 0 to 1."""

    call_id: str
    criterion: str
    want: Verdict
    got: Verdict
    confidence: float
    reason: str

    @property
    def agrees(self) -> bool:
        """Whether it is the right one."""
        return self.got == self.want

    @property
    def confidently_wrong(self) -> bool:
        """Wrong, claimed to be sure: the worst that a judge can be."""
        return not self.agrees and self.got != "unsure" and self.confidence >= CONFIDENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """Verdicts of any number of calls; `not_judged` criteria have a truth but are in no rubric."""

    cases: tuple[VerdictCase, ...] = ()
    not_judged: int = 0

    @property
    def agreement(self) -> Cases:
        """All verdicts, and those that are right. ``unsure`` is right only where expected."""
        return Cases(right=sum(case.agrees for case in self.cases), total=len(self.cases))

    @property
    def agreement_where_sure(self) -> Cases:
        """The same, of verdicts other than ``unsure``."""
        sure = [case for case in self.cases if case.got != "unsure"]
        return Cases(right=sum(case.agrees for case in sure), total=len(sure))

    @property
    def unsure(self) -> Cases:
        """Verdicts that leave it open (`right` counts them, whether open is right or not)."""
        return Cases(right=sum(c.got == "unsure" for c in self.cases), total=len(self.cases))

    @property
    def confidently_wrong(self) -> Cases:
        """Verdicts that mislead (`right` counts them)."""
        return Cases(right=sum(c.confidently_wrong for c in self.cases), total=len(self.cases))

    @property
    def misses(self) -> tuple[VerdictCase, ...]:
        """Verdicts that are not the right one."""
        return tuple(case for case in self.cases if not case.agrees)

    @property
    def confusion(self) -> Counter[tuple[Verdict, Verdict]]:
        """How often each verdict was wanted and each was got."""
        return Counter((case.want, case.got) for case in self.cases)

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa of what was wanted and what was got."""
        return cohens_kappa(self.confusion)

    def of(self, chosen: Callable[[str], bool]) -> "Verdicts":
        """Those on the criteria that `chosen` picks by id."""
        return Verdicts(cases=tuple(case for case in self.cases if chosen(case.criterion)))

    def by_criterion(self) -> dict[str, "Verdicts"]:
        """Those on each criterion, in order of appearance."""
        ids = dict.fromkeys(case.criterion for case in self.cases)
        return {name: self.of(lambda c, name=name: c == name) for name in ids}  # type: ignore[misc]

    def __add__(self, other: Self) -> "Verdicts":
        return Verdicts(
            cases=(*self.cases, *other.cases), not_judged=self.not_judged + other.not_judged
        )


def compare_verdicts(truth: CallTruth, scored: ScoredCall) -> Verdicts:
    """Every verdict that has a right answer, beside it."""
    return hold_against(truth.verdicts, scored)


def hold_against(wanted: Mapping[str, Verdict], scored: ScoredCall) -> Verdicts:
    """The verdicts of `scored` beside those `wanted`, which are by criterion."""
    findings = {finding.criterion: finding for finding in scored.findings}
    cases = tuple(
        VerdictCase(
            call_id=scored.heard.call_id,
            criterion=criterion,
            want=want,
            got=findings[criterion].verdict,
            confidence=findings[criterion].confidence,
            reason=findings[criterion].reason,
        )
        for criterion, want in wanted.items()
        if criterion in findings
    )
    return Verdicts(cases=cases, not_judged=len(wanted) - len(cases))


def cohens_kappa(confusion: Mapping[tuple[Verdict, Verdict], int]) -> float | None:
    """Agreement beyond chance, -1 to 1, over all four verdicts (Cohen 1960).

    Chance is how often two judges would agree who give each verdict as often as these two do,
    but at random. None where that is always: one verdict alone was wanted and got.
    """
    total = sum(confusion.values())
    wanted: Counter[Verdict] = Counter()
    got: Counter[Verdict] = Counter()
    for (want, given), n in confusion.items():
        wanted[want] += n
        got[given] += n
    by_chance = sum(n * got[verdict] for verdict, n in wanted.items())
    agreed = sum(n for (want, given), n in confusion.items() if want == given)
    return rate(agreed * total - by_chance, total * total - by_chance)
