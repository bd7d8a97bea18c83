"""What of a call is named first as to be improved."""

from scoring.catalogues.rubric_texts import RubricTexts
from scoring.findings import Finding, ScoredCall

#: Criteria named at the top of the page; the others are counted. Our choice: what one can act on.
NAMED_TO_IMPROVE = 5


def to_improve(scored: ScoredCall, texts: RubricTexts) -> list[Finding]:
    """What was not met beside the critical failures, which are shown apart.

    Critical criteria come first, then those that cost most points. Advisory ones cost none and
    are left out.
    """
    failed = [
        finding
        for finding in scored.findings
        if finding.verdict == "not_met"
        and finding.criterion not in scored.scorecard.critical_failures
        and not texts.criterion(finding.criterion).advisory
    ]
    return sorted(
        failed, key=lambda f: (not texts.criterion(f.criterion).critical, f.points - f.possible)
    )
