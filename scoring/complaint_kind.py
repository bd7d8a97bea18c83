"""Which kind of complaint a call is: suggestion, query, complaint, formal claim or report.

The kinds are the ones that quality guidance in Spanish tells apart (sugerencia, consulta, queja,
reclamación, denuncia): how grave it is for the caller, and what the caller wants done about it.
"""

from dataclasses import dataclass

from scoring.checks.evidence import shortened
from scoring.checks.reliability import (
    poorly_transcribed,
    role_confidence,
    role_problem,
    word_count,
)
from scoring.checks.result import CheckContext
from scoring.checks.schema_parts import ABSENCE_CONFIDENCE
from scoring.checks.windows import find_all
from scoring.language.intents import IntentMatch
from scoring.undertakings import Complaint, ComplaintKind, Quotation


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintOptions:
    """What shows each kind, the gravest first; all our own choice."""

    shown_by: tuple[tuple[ComplaintKind, tuple[str, ...]], ...] = (
        ("report", ("report",)),
        ("formal_claim", ("formal_claim",)),
        ("complaint", ("complaint", "anger", "complaint_stated")),
        ("suggestion", ("suggestion",)),
        ("query", ("query",)),
    )
    #: Likelihood from which words count, and from which they may have been meant.
    min_score: float = 0.5
    doubtful_score: float = 0.4
    #: Something that doesn't work, said without a word of displeasure: a complaint to some, an
    #: ordinary matter to others.
    open_signs: tuple[str, ...] = ("problem_statement",)
    #: What is asked for with displeasure is a formal claim; without, it is an ordinary request.
    claimed_in_displeasure: tuple[str, ...] = ("redress_request",)
    displeasure: tuple[str, ...] = ("complaint", "anger", "complaint_stated")
    #: Words that only look like a kind: nothing that they cover shows one.
    ordinary: tuple[str, ...] = ("ordinary_matter",)
    #: Words that put displeasure as something better: they are that, where that is the surer.
    put_mildly: tuple[str, ...] = ("suggestion",)
    #: Moments shown, the likeliest ones.
    most_evidence: int = 3


DEFAULT_OPTIONS = ComplaintOptions()


def find_complaint(
    context: CheckContext, *, options: ComplaintOptions = DEFAULT_OPTIONS
) -> Complaint:
    """The gravest kind that the caller's words show.

    ``unsure`` where caller or words can't be made out, where they only came near a kind, and
    where a fault is told without displeasure; ``none`` where enough was heard and nothing of it.
    """
    if context.finder is None or role_problem(context, "customer") is not None:
        return Complaint(kind="unsure", confidence=0.0)
    role = role_confidence(context, "customer")
    nearly: tuple[IntentMatch, ...] = ()
    for kind, intents in options.shown_by:
        found = _found(context, intents, options)
        sure = tuple(match for match in found if match.score >= options.min_score)
        if kind == "formal_claim" and not sure:
            sure = _claimed(context, options)
        if sure:
            return _complaint(kind, sure, role, options)
        nearly = nearly or found
    open_signs = find_all(
        context, (*options.open_signs, *options.claimed_in_displeasure),
        party="customer", min_score=options.min_score,
    )  # fmt: skip
    if doubtful := nearly or open_signs:
        return _complaint("unsure", doubtful, role, options)
    turns = context.turns_of("customer")
    heard = word_count(turns) >= context.reliability.min_words
    if not heard or poorly_transcribed(turns, context.reliability):
        return Complaint(kind="unsure", confidence=0.0)
    return Complaint(kind="none", confidence=round(role * ABSENCE_CONFIDENCE, 4))


def _found(
    context: CheckContext, intents: tuple[str, ...], options: ComplaintOptions
) -> tuple[IntentMatch, ...]:
    """What may have been meant, without what is about something ordinary."""
    score = options.doubtful_score
    ordinary = find_all(context, options.ordinary, party="customer", min_score=options.min_score)
    found = find_all(context, intents, party="customer", min_score=score)
    mild = find_all(context, options.put_mildly, party="customer", min_score=options.min_score)
    return tuple(
        match
        for match in found
        if not any(_overlap(match, other) for other in ordinary)
        and not any(_overlap(match, other) and other.score > match.score for other in mild)
    )


def _claimed(context: CheckContext, options: ComplaintOptions) -> tuple[IntentMatch, ...]:
    """Redress asked for by a caller who is displeased, with the words that show both."""
    asked, displeased = (
        tuple(one for one in _found(context, intents, options) if one.score >= options.min_score)
        for intents in (options.claimed_in_displeasure, options.displeasure)
    )
    return (*asked, *displeased) if asked and displeased else ()


def _overlap(some: IntentMatch, other: IntentMatch) -> bool:
    return some.start < other.end and other.start < some.end


def _complaint(
    kind: ComplaintKind, found: tuple[IntentMatch, ...], role: float, options: ComplaintOptions
) -> Complaint:
    likeliest = sorted(found, key=lambda match: -match.score)[: options.most_evidence]
    return Complaint(
        kind=kind,
        confidence=0.0 if kind == "unsure" else round(role * likeliest[0].score, 4),
        evidence=tuple(
            Quotation(
                start=match.start, end=match.end, party=match.party, quote=shortened(match.quote)
            )
            for match in sorted(likeliest, key=lambda match: match.start)
        ),
    )
