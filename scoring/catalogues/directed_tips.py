"""Tips for the way a measure was missed: a loud voice needs other advice than a low one."""

import re
from collections import Counter
from collections.abc import Iterable

from scoring.catalogues.rubric_texts import CriterionTexts
from scoring.findings import Finding, MeasuredValue
from scoring.rubrics.schema import Direction

_NUMBER = r"(-?\d+(?:\.\d+)?)"


def directed_tip(criterion: CriterionTexts, findings: Iterable[Finding]) -> str:
    """The tip of `criterion` for the way most of `findings` missed it, the later one where equal.

    The one for every way where none tells, or the rubric has no other.
    """
    ways: Counter[Direction] = Counter()
    latest: Direction | None = None
    for finding in findings:
        if finding.verdict == "not_met" and (way := _missed_by(finding)) is not None:
            ways[way] += 1
            latest = way
    if latest is None:
        return criterion.tip
    most = max(ways, key=lambda way: (ways[way], way == latest))
    return criterion.tips.get(most, criterion.tip)


def _missed_by(finding: Finding) -> Direction | None:
    measures = (one.measure for one in finding.evidence if one.measure is not None)
    return next((side for measure in measures if (side := _side(measure)) is not None), None)


def _side(measure: MeasuredValue) -> Direction | None:
    """On which side of its threshold, as the data contract writes it, the value lies."""
    threshold = measure.threshold or ""
    between = re.fullmatch(rf"{_NUMBER}(?:\.\.|-){_NUMBER}", threshold)
    least = between or re.fullmatch(rf">=? *{_NUMBER}", threshold)
    if least and measure.value < float(least[1]):
        return "too_low"
    most = re.fullmatch(rf"<=? *{_NUMBER}", threshold)
    limit = between[2] if between else most[1] if most else None
    return "too_high" if limit is not None and measure.value > float(limit) else None
