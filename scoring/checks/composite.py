"""Checks made of checks."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from scoring.checks.result import CheckContext, CheckResult, FieldValue, not_applicable
from scoring.checks.schema import AllOfCheck, AnyOfCheck, Check, NoneOfCheck
from scoring.checks.shown import apart
from scoring.findings import NOT_SAID_BY_HERE, NOT_SAID_HERE, Evidence

Run = Callable[[Check, CheckContext], CheckResult]


def check_all_of(check: AllOfCheck, context: CheckContext, run: Run) -> CheckResult:
    """All parts that apply hold; a part that certainly fails decides, whatever is unsure."""
    parts = [(part, run(part, context)) for part in check.checks]
    parts = [(part, result) for part, result in parts if result.verdict != "not_applicable"]
    if not parts:
        return not_applicable()
    results = [result for _, result in parts]
    failed = [result for result in results if result.verdict == "not_met"]
    doubtful = [result for result in results if result.verdict == "unsure"]
    if doubtful and (not failed or check.partial):
        # With partial credit the points hang on what is unsure too, so nothing can be given.
        return _all_open(doubtful[0], results)
    if not failed:
        return _all_hold(results).tagged(check.tag)
    return _some_fail(failed, parts, partial=check.partial).tagged(check.tag)


def _all_open(first: CheckResult, results: Sequence[CheckResult]) -> CheckResult:
    """Unsure as the `first` doubtful part is."""
    return CheckResult(
        verdict="unsure",
        confidence=first.confidence,
        evidence=_evidence(results),
        fields=_fields(results),
        tag=first.tag,
    )


def _all_hold(results: Sequence[CheckResult]) -> CheckResult:
    """Met, as sure as the least sure part."""
    return CheckResult(
        verdict="met",
        credit=1.0,
        confidence=min(result.confidence for result in results),
        evidence=_evidence(results),
        fields=_fields(results),
    )


def _some_fail(
    failed: Sequence[CheckResult],
    parts: Sequence[tuple[Check, CheckResult]],
    *,
    partial: bool,
) -> CheckResult:
    """Not met; with `partial` credit for the parts that hold."""
    results = [result for _, result in parts]
    credit = 0.0
    if partial:
        whole = sum(part.weight for part, _ in parts)
        credit = sum(part.weight * result.credit for part, result in parts) / whole
    # One failing part names the reason; when all fail, the wording is that of the whole.
    alone = len(failed) < len(parts) or len(parts) == 1
    return CheckResult(
        verdict="not_met",
        credit=min(credit, 0.99),
        confidence=max(result.confidence for result in failed),
        evidence=_evidence(results if partial else failed),
        # Values are those of the part that names the reason.
        fields=_fields([*[r for r in results if r not in failed], *reversed(failed)]),
        tag=failed[0].tag if alone else None,
    )


def check_any_of(check: AnyOfCheck, context: CheckContext, run: Run) -> CheckResult:
    """One part that holds is enough; if none does for certain, doubt keeps it open."""
    results = [run(part, context) for part in check.checks]
    results = [result for result in results if result.verdict != "not_applicable"]
    if not results:
        return not_applicable()
    met = [result for result in results if result.verdict == "met"]
    if met:
        surest = max(met, key=lambda result: result.confidence)
        if check.most_shown is not None:
            surest = replace(surest, evidence=_of_all(surest, met, most=check.most_shown))
        return surest.tagged(check.tag)
    doubtful = [result for result in results if result.verdict == "unsure"]
    if doubtful:
        return doubtful[0]
    best = max(results, key=lambda result: result.credit)
    return CheckResult(
        verdict="not_met",
        credit=best.credit,
        confidence=min(result.confidence for result in results),
        evidence=_evidence(results),
        fields=_fields(results),
        tag=best.tag,
    ).tagged(check.tag)


def check_none_of(check: NoneOfCheck, context: CheckContext, run: Run) -> CheckResult:
    """No part may hold."""
    results = [run(part, context) for part in check.checks]
    results = [result for result in results if result.verdict != "not_applicable"]
    if not results:
        return not_applicable()
    met = [result for result in results if result.verdict == "met"]
    if met:
        worst = max(met, key=lambda result: result.confidence)
        return CheckResult(
            verdict="not_met",
            confidence=worst.confidence,
            evidence=_evidence(met),
            fields=_fields(met),
            tag=worst.tag,
        ).tagged(check.tag)
    doubtful = [result for result in results if result.verdict == "unsure"]
    if doubtful:
        return doubtful[0]
    return CheckResult(
        verdict="met",
        credit=1.0,
        confidence=min(result.confidence for result in results),
        evidence=_evidence(results),
        fields=_fields(results),
    ).tagged(check.tag)


def _of_all(surest: CheckResult, met: Iterable[CheckResult], *, most: int) -> tuple[Evidence, ...]:
    """At most so many moments of all that holds, after the first of the surest by time."""
    first = surest.evidence[:1]
    others = sorted((item for result in met for item in result.evidence), key=lambda e: e.start)
    return (*first, *apart(others, first, most=most - len(first)))


def _evidence(results: Iterable[CheckResult]) -> tuple[Evidence, ...]:
    """All evidence, each moment once; where a place is known, not also the latest possible."""
    seen = dict.fromkeys(item for result in results for item in result.evidence)
    if any(_place(item) == NOT_SAID_HERE for item in seen):
        return tuple(item for item in seen if _place(item) != NOT_SAID_BY_HERE)
    return tuple(seen)


def _place(item: Evidence) -> str | None:
    return None if item.measure is None else item.measure.name


def _fields(results: Iterable[CheckResult]) -> dict[str, FieldValue]:
    """All fields; where two parts fill one, the later part's stands."""
    merged: dict[str, FieldValue] = {}
    for result in results:
        merged.update(result.fields)
    return merged
