"""Terms of the trade and acronyms that the caller has not used first."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from audio_features.timeline import Span, Turn
from scoring.checks.evidence import shortened
from scoring.checks.reliability import (
    legible,
    poorly_transcribed,
    role_confidence,
    role_problem,
    word_confidence,
)
from scoring.checks.result import CheckContext, CheckResult, unsure
from scoring.checks.schema_conduct import UnknownTermsCheck
from scoring.checks.windows import find_all
from scoring.checks.words import never_said
from scoring.findings import Evidence
from scoring.language.intents import IntentMatch
from scoring.language.text import normalise

_WORD = re.compile(r"[^\W_][\w'’-]*")
#: Heard less surely than this, what is one letter off a known acronym may be that one; ours.
_CLEAR_WORD = 0.6
#: In shorter acronyms one letter is too much to be a slip of the recogniser's.
_LEAST_LETTERS = 3
_ROMAN = re.compile(r"[IVX]+")


@dataclass(frozen=True, slots=True)
class _Term:
    """A sentence or turn with such words, where it is said, and how sure it is."""

    evidence: Evidence
    quote: str
    score: float
    turn: Turn


def check_unknown_terms(check: UnknownTermsCheck, context: CheckContext) -> CheckResult:
    """Not met by jargon, or by an acronym for a thing, unless it is common, explained or theirs.

    Theirs is what the caller said first.
    """
    if problem := role_problem(context, check.party):
        return unsure(problem)
    if context.finder is None:
        return unsure("language_unknown", fields={"language": context.call.language})
    found = find_all(context, check.intents, party=check.party)
    likely = [
        _Term(_shown(match), shortened(match.quote), match.score, _turn(match, context))
        for match in found
        if match.score >= check.doubtful_score
    ]
    terms = [
        term for term in likely if term.score >= check.min_score or _asked(term, check, context)
    ]
    terms += [one for one in _not_plain(check, context) if not _within(one, terms)]
    acronyms = [term for term in _acronyms(check, context) if not _within(term, terms)]
    if terms:
        return _used([*terms, *acronyms], check, context)
    unclear = [one for one in acronyms if not _explained(one, check)]
    proven = [
        one
        for one in unclear
        if _within(one, likely)
        or _asked(one, check, context)
        or (_is_a_thing(one, check) and not _maybe_misheard(one, check))
    ]
    if proven:
        return _used(proven, check, context)
    if unclear:
        return _doubt(unclear[0], check, context)
    return never_said(
        context,
        party=check.party,
        span=context.speech_span,
        near=max(found, key=lambda match: match.score, default=None),
        doubtful_score=check.doubtful_score,
        absence_confidence=check.absence_confidence,
        min_words=check.min_words,
    ).tagged(check.tag)


def _used(terms: list[_Term], check: UnknownTermsCheck, context: CheckContext) -> CheckResult:
    clearest = max(terms, key=lambda term: term.score)
    sure = clearest.score * legible([term.turn for term in terms], context.reliability)
    left = check.credit_after
    credit = left[len(terms) - 1] if len(terms) <= len(left) else 0.0
    return CheckResult(
        verdict="not_met",
        credit=min(credit, 0.99),
        confidence=role_confidence(context, check.party) * sure,
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
    if context.names is not None:
        # The centre's own name.
        heard |= {
            word.lower()
            for use in context.names.agent_company
            for word in _WORD.findall(f"{use.name} {use.quote}")
        }
    for turn in sorted(context.call.turns, key=lambda one: one.start):
        words = _WORD.findall(turn.text)
        if turn.party == check.party:
            new = [word for word in _capitals(turn, words, check) if word.lower() not in heard]
            evidence = Evidence(
                start=turn.start, end=turn.end, party=turn.party, quote=shortened(turn.text)
            )
            for word in dict.fromkeys(new):
                yield _Term(evidence, word, check.acronym_confidence, turn)
        heard |= {word.lower() for word in words}


def _capitals(turn: Turn, words: list[str], check: UnknownTermsCheck) -> list[str]:
    """Words in capitals, unless the whole turn is written so."""
    if turn.text.upper() == turn.text:
        return []
    return [
        word
        for word in words
        # "MMM" is no acronym, nor is the XIII of a king.
        if word.isupper() and word.isalpha() and len(set(word)) > 1 and not _ROMAN.fullmatch(word)
        if 2 <= len(word) <= check.most_letters
    ]


def _maybe_misheard(term: _Term, check: UnknownTermsCheck) -> bool:
    """Whether it may be an acronym that everybody knows, heard badly: "el DNA", el DNI."""
    said = [word for word in term.turn.words if term.quote in _WORD.findall(word.word)]
    return any(word.confidence < _CLEAR_WORD for word in said) and any(
        len(one) == len(term.quote) >= _LEAST_LETTERS
        and OSA.distance(term.quote.lower(), one.lower(), score_cutoff=1) <= 1
        for one in check.known
    )


def _doubt(term: _Term, check: UnknownTermsCheck, context: CheckContext) -> CheckResult:
    """Capitals alone: brands, places, initials and plates are written so too."""
    if poorly_transcribed([term.turn], context.reliability):
        return unsure(
            "poor_transcript", evidence=(term.evidence,), confidence=word_confidence([term.turn])
        )
    return unsure(
        "unknown_acronym",
        evidence=(term.evidence,),
        confidence=role_confidence(context, check.party) * term.score,
        fields={"quote": term.quote, "count": 0},
    )


def _is_a_thing(term: _Term, check: UnknownTermsCheck) -> bool:
    """Whether an article or the like stands before it: "la ONT", "an RMA", not "Austin TX"."""
    before, _ = _around(term)
    return normalise(before).split()[-1:] in [[word] for word in check.articles]


def _around(term: _Term) -> tuple[str, str]:
    """What is said in its turn before and behind the acronym, itself a word of its own."""
    before, *behind = re.split(rf"\b{re.escape(term.quote)}\b", term.turn.text, maxsplit=1)
    return before, "".join(behind)


def _explained(term: _Term, check: UnknownTermsCheck) -> bool:
    """Whether the agent says beside it what it is.

    Right behind it ("la HIPAA, que es la ley que…"), or in full before ("tasa anual equivalente").
    """
    before, behind = _around(term)
    said = f" {' '.join(normalise(behind).split()[: check.explained_within_words])} "
    if any(f" {normalise(phrase)} " in said for phrase in check.explained_by):
        return True
    passed_over = {normalise(word) for word in (*check.articles, *check.passed_over)}
    initials = "".join(word[0] for word in normalise(before).split() if word not in passed_over)
    return initials.endswith(term.quote.lower())


def _asked(term: _Term, check: UnknownTermsCheck, context: CheckContext) -> bool:
    """Whether the caller shows soon after that it was not understood."""
    start = term.evidence.start
    soon = Span(start, term.evidence.end + check.not_followed_s)
    return bool(
        find_all(
            context,
            check.not_followed,
            party="customer",
            within=soon,
            min_score=check.min_score,
        )
    )


def _not_plain(check: UnknownTermsCheck, context: CheckContext) -> Iterator[_Term]:
    """What the caller asks to be told in plain words: the agent's last words before that."""
    asked = find_all(context, check.plainer_asked, party="customer", min_score=check.min_score)
    for match in asked:
        heard = [
            turn
            for turn in context.turns_of(check.party)
            if turn.start < match.start <= turn.end + check.plainer_asked_s
        ]
        if heard:
            said = heard[-1]
            evidence = Evidence(
                start=said.start, end=said.end, party=said.party, quote=shortened(said.text)
            )
            yield _Term(evidence, shortened(said.text), match.score, said)


def _within(term: _Term, terms: list[_Term]) -> bool:
    mine = term.evidence
    return any(
        mine.start <= other.evidence.start <= mine.end
        or other.evidence.start <= mine.start <= other.evidence.end
        for other in terms
    )


def _turn(match: IntentMatch, context: CheckContext) -> Turn:
    return context.call.turns[match.turn_index]


def _shown(match: IntentMatch) -> Evidence:
    return Evidence(
        start=match.start, end=match.end, party=match.party, quote=shortened(match.quote)
    )
