"""Terms of the trade and acronyms that the caller has not used first."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from audio_features.timeline import Turn
from scoring.checks.evidence import shortened
from scoring.checks.reliability import role_confidence, role_problem
from scoring.checks.result import CheckContext, CheckResult
from scoring.checks.schema import NeverSaysCheck
from scoring.checks.schema_conduct import UnknownTermsCheck
from scoring.checks.words import check_never_says, find_all
from scoring.findings import Evidence
from scoring.language.intents import IntentMatch

_WORD = re.compile(r"[^\W_][\w'’-]*")


@dataclass(frozen=True, slots=True)
class _Term:
    """A sentence or turn with such words, where it is said, and how sure it is."""

    evidence: Evidence
    quote: str
    score: float


def check_unknown_terms(check: UnknownTermsCheck, context: CheckContext) -> CheckResult:
    """Not met by jargon, or by an acronym that is neither common nor the caller's own."""
    plain = check_never_says(
        NeverSaysCheck(
            kind="never_says",
            party=check.party,
            intents=check.intents,
            min_score=check.min_score,
            doubtful_score=check.doubtful_score,
            absence_confidence=check.absence_confidence,
            min_words=check.min_words,
            credit_after=check.credit_after,
            tag=check.tag,
        ),
        context,
    )
    if role_problem(context, check.party) or context.finder is None:
        return plain
    terms = [
        _Term(_shown(match), shortened(match.quote), match.score)
        for match in find_all(context, check.intents, party=check.party, min_score=check.min_score)
    ]
    terms += [term for term in _acronyms(check, context) if not _within(term, terms)]
    if not terms:
        return plain
    clearest = max(terms, key=lambda term: term.score)
    left = check.credit_after
    credit = left[len(terms) - 1] if len(terms) <= len(left) else 0.0
    return CheckResult(
        verdict="not_met",
        credit=min(credit, 0.99),
        confidence=role_confidence(context, check.party) * clearest.score,
        evidence=tuple(term.evidence for term in sorted(terms, key=lambda t: t.evidence.start)),
        fields={"quote": clearest.quote, "count": len(terms)},
    ).tagged(check.tag)


def _acronyms(check: UnknownTermsCheck, context: CheckContext) -> Iterator[_Term]:
    """The first turn for each acronym that the caller did not say before and not everyone knows."""
    heard = {word.lower() for word in check.known}
    heard |= {
        word.lower()
        for term in context.call.metadata.vocabulary or ()
        for word in _WORD.findall(term)
    }
    for turn in sorted(context.call.turns, key=lambda one: one.start):
        words = _WORD.findall(turn.text)
        if turn.party == check.party:
            new = [word for word in _capitals(turn, words, check) if word.lower() not in heard]
            if new:
                evidence = Evidence(
                    start=turn.start, end=turn.end, party=turn.party, quote=shortened(turn.text)
                )
                yield _Term(evidence, new[0], check.acronym_confidence)
        heard |= {word.lower() for word in words}


def _capitals(turn: Turn, words: list[str], check: UnknownTermsCheck) -> list[str]:
    """Words in capitals, unless the whole turn is written so."""
    if turn.text.upper() == turn.text:
        return []
    return [
        word
        for word in words
        if word.isupper() and word.isalpha() and 2 <= len(word) <= check.most_letters
    ]


def _within(term: _Term, terms: list[_Term]) -> bool:
    mine = term.evidence
    return any(
        mine.start <= other.evidence.start <= mine.end
        or other.evidence.start <= mine.start <= other.evidence.end
        for other in terms
    )


def _shown(match: IntentMatch) -> Evidence:
    return Evidence(
        start=match.start, end=match.end, party=match.party, quote=shortened(match.quote)
    )
