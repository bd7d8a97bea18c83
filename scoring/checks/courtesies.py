"""Whether things of several different kinds are said."""

from dataclasses import replace

from scoring.checks.evidence import match_evidence, shortened
from scoring.checks.missing_words import not_said
from scoring.checks.reliability import role_confidence, role_problem
from scoring.checks.result import CheckContext, CheckResult, unsure
from scoring.checks.schema_conduct import SaysSeveralCheck
from scoring.checks.schema_parts import Window
from scoring.checks.shown import apart
from scoring.checks.windows import find_all
from scoring.findings import Evidence
from scoring.language.intents import IntentMatch


def check_says_several(check: SaysSeveralCheck, context: CheckContext) -> CheckResult:
    """How many of the groups are said; each is quoted where it is said most clearly."""
    if problem := role_problem(context, check.party):
        return unsure(problem)
    if context.finder is None:
        return unsure("language_unknown", fields={"language": context.call.language})
    said = [
        matches
        for group in check.groups
        if (matches := find_all(context, group, party=check.party, min_score=check.doubtful_score))
    ]
    heard = [max(matches, key=lambda match: match.score) for matches in said]
    found = sorted(
        (match for match in heard if match.score >= check.min_score), key=lambda match: match.start
    )
    fields = {"count": len(found), "limit": check.at_least}
    if len(found) >= check.at_least:
        surest = sorted((match.score for match in found), reverse=True)[check.at_least - 1]
        return CheckResult(
            verdict="met",
            credit=1.0,
            confidence=role_confidence(context, check.party) * surest,
            evidence=_shown(*found, *_said_again(said, found, check)),
            fields={**fields, "quote": shortened(found[0].quote)},
        ).tagged(check.tag)
    missed = not_said(
        party=check.party,
        window=Window(),
        context=context,
        absence_confidence=check.absence_confidence,
        # Doubt counts only where it decides.
        near=tuple(match for match in heard if match.score < check.min_score)
        if len(heard) >= check.at_least
        else (),
    )
    if missed.verdict != "not_met":
        return missed
    quote = shortened(found[0].quote) if found else missed.fields["quote"]
    return replace(
        missed,
        credit=len(found) / check.at_least,
        evidence=(*_shown(*found), *missed.evidence),
        fields={**fields, "quote": quote},
        tag="some" if found else None,
    ).tagged(check.tag)


def _shown(*matches: IntentMatch) -> tuple[Evidence, ...]:
    ordered = sorted(matches, key=lambda match: match.start)
    return tuple(dict.fromkeys(match_evidence(match) for match in ordered))


def _said_again(
    said: list[tuple[IntentMatch, ...]], found: list[IntentMatch], check: SaysSeveralCheck
) -> tuple[IntentMatch, ...]:
    """What is said once more of the groups, where fewer are said than there is room to show."""
    again = [match for matches in said for match in matches if match.score >= check.min_score]
    ranked = sorted(again, key=lambda match: match.start)
    return apart(ranked, found, most=(check.most_shown or 0) - len(found))
