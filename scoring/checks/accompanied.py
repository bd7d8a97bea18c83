"""Whether what is said comes with what should go with it: a refusal with its reason."""

from dataclasses import dataclass, replace

from audio_features.timeline import Party, Span
from audio_features.written_words import ends_sentence
from scoring.checks.evidence import match_evidence, shortened
from scoring.checks.reliability import (
    poorly_transcribed,
    role_confidence,
    role_problem,
    word_confidence,
)
from scoring.checks.result import CheckContext, CheckResult, not_applicable, unsure
from scoring.checks.schema_conduct import AccompaniedCheck
from scoring.checks.shown import apart
from scoring.checks.windows import find_all
from scoring.checks.words import never_said
from scoring.language.intents import IntentMatch

#: What tells, in a rubric's reasons, that there was nothing to go with anything.
_NONE_SAID = "none_said"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccompaniedMoment:
    """One time that it is said, perhaps in several sentences, and what goes with it."""

    said: tuple[IntentMatch, ...]
    company: IntentMatch | None
    span: Span
    #: What goes with it first, once it is said: people point to that, however likely the rest.
    first: IntentMatch | None = None

    @property
    def strongest(self) -> IntentMatch:
        """The sentence that says it most clearly."""
        return max(self.said, key=lambda match: match.score)


def check_accompanied(check: AccompaniedCheck, context: CheckContext) -> CheckResult:
    """Met where all such moments are accompanied; one that may be is left to a person."""
    by_party = check.by_party or check.party
    if problem := role_problem(context, check.party) or role_problem(context, by_party):
        return unsure(problem)
    if context.finder is None:
        return unsure("language_unknown", fields={"language": context.call.language})
    found = _said(check, context)
    moments = _moments(found, check, by_party, context)
    sure = [one for one in moments if one.strongest.score >= check.min_score]
    doubtful = [one for one in moments if one not in sure and not _accompanied(one, check)]
    alone = [one for one in sure if not _accompanied(one, check)]
    alone = [one for one in alone if not _covered(one, sure, check)]
    if not sure and (doubtful or not moments or check.if_none == "not_applicable"):
        return _nothing_said(check, context, found)
    if not alone:
        return _met(moments, context, check.party)
    return _not_met(alone, sure, check, context)


def accompanied_moments(
    check: AccompaniedCheck, context: CheckContext
) -> tuple[AccompaniedMoment, ...]:
    """The times that `check.intents` are surely said, `company` None where none is sure."""
    found = _said(check, context)
    moments = _moments(found, check, check.by_party or check.party, context)
    return tuple(
        one if _accompanied(one, check) else replace(one, company=None)
        for one in moments
        if one.strongest.score >= check.min_score
    )


def _said(check: AccompaniedCheck, context: CheckContext) -> tuple[IntentMatch, ...]:
    """Where it may be said, in order of time; where it surely is nowhere, also what implies it."""
    said = find_all(context, check.intents, party=check.party, min_score=check.doubtful_score)
    if any(match.score >= check.min_score for match in said):
        return said
    implied = find_all(context, check.implied_by, party=check.party, min_score=check.implied_score)
    return tuple(sorted((*said, *implied), key=lambda match: (match.start, match.turn_index)))


def _moments(
    found: tuple[IntentMatch, ...], check: AccompaniedCheck, by_party: Party, context: CheckContext
) -> list[AccompaniedMoment]:
    groups: list[list[IntentMatch]] = []
    for match in found:
        if groups and match.start - groups[-1][-1].end <= check.after_s:
            groups[-1].append(match)
        else:
            groups.append([match])
    moments = []
    for group in groups:
        span = Span(max(0.0, group[0].start - check.before_s), group[-1].end + check.after_s)
        near = [
            match
            for match in find_all(context, check.by, party=by_party, within=span)
            if check.next_turns is None
            or _follows(match, group, within=check.next_turns, context=context)
        ]
        company = max(near, key=lambda match: match.score, default=None)
        after = (m for m in near if m.score >= check.min_score and m.start >= group[0].start)
        strongest = max(group, key=lambda match: match.score)
        same = (strongest,) if by_party == check.party else ()
        first = next(iter(apart(after, same, most=1)), None)
        moments.append(
            AccompaniedMoment(said=tuple(group), company=company, span=span, first=first)
        )
    return moments


def _follows(
    match: IntentMatch, said: list[IntentMatch], *, within: int, context: CheckContext
) -> bool:
    """Whether it comes in the sentence of the first of `said`, or soon after that."""
    first, last = said[0], said[-1]
    if match.start < first.start:
        turn = context.call.turns[first.turn_index]
        before = [word for word in turn.words if match.start <= word.start < first.start]
        return match.turn_index == first.turn_index and not any(
            ends_sentence(word.word) for word in before
        )
    begun = context.call.turns[last.turn_index].start
    later = [turn for turn in context.turns_of(match.party) if begun < turn.start <= match.start]
    return len(later) <= within


def _accompanied(moment: AccompaniedMoment, check: AccompaniedCheck) -> bool:
    return moment.company is not None and moment.company.score >= check.min_score


def _covered(
    moment: AccompaniedMoment, others: list[AccompaniedMoment], check: AccompaniedCheck
) -> bool:
    """Whether what went with an earlier one still holds."""
    begun = moment.said[0].start
    return any(
        one.company is not None
        and _accompanied(one, check)
        and one.company.start < begun <= one.company.end + check.lasts_s
        for one in others
    )


def _nothing_said(
    check: AccompaniedCheck, context: CheckContext, found: tuple[IntentMatch, ...]
) -> CheckResult:
    """None of it was said for certain: not the case, or no fault; what nearly was is doubt."""
    if check.if_none == "met":
        return never_said(
            context,
            party=check.party,
            span=context.speech_span,
            near=max(found, key=lambda match: match.score, default=None),
            doubtful_score=check.doubtful_score,
            absence_confidence=check.absence_confidence,
            min_words=check.min_words,
        ).tagged(check.tag or _NONE_SAID)
    if not found:
        return not_applicable(confidence=check.absence_confidence)
    nearest = max(found, key=lambda match: match.score)
    return unsure(
        "nearly_said",
        evidence=(match_evidence(nearest),),
        confidence=role_confidence(context, check.party) * nearest.score,
        fields={"quote": shortened(nearest.quote), "count": 0},
    )


def _met(moments: list[AccompaniedMoment], context: CheckContext, party: Party) -> CheckResult:
    company = [one.company for one in moments if one.company is not None]
    best = max(company, key=lambda match: match.score)
    evidence = dict.fromkeys(match_evidence(match) for one in moments for match in _shown(one))
    return CheckResult(
        verdict="met",
        credit=1.0,
        confidence=role_confidence(context, party) * min(match.score for match in company),
        evidence=tuple(evidence),
        fields={"quote": shortened(best.quote), "count": len(moments)},
    )


def _shown(moment: AccompaniedMoment) -> tuple[IntentMatch, ...]:
    """What is said, then what goes with it: the first of it, and the likeliest."""
    if moment.company is None:
        return (moment.strongest,)
    first, likeliest = moment.first, moment.company
    if first is None or (first.start < likeliest.end and likeliest.start < first.end):
        return (moment.strongest, likeliest)
    return (moment.strongest, first, likeliest)


def _not_met(
    alone: list[AccompaniedMoment],
    sure: list[AccompaniedMoment],
    check: AccompaniedCheck,
    context: CheckContext,
) -> CheckResult:
    bare = [one for one in alone if one.company is None or one.company.score < check.doubtful_score]
    if not bare:
        nearly = max((one.company for one in alone if one.company), key=lambda match: match.score)
        return unsure(
            "nearly_said",
            evidence=(match_evidence(alone[0].strongest), match_evidence(nearly)),
            confidence=role_confidence(context, check.party) * nearly.score,
            fields={"quote": shortened(nearly.quote), "count": 0},
        )
    clearest = max((one.strongest for one in bare), key=lambda match: match.score)
    turns = context.turns_of(check.by_party or check.party)
    around = [turn for turn in turns if any(turn.span.overlap_s(one.span) > 0 for one in bare)]
    evidence = tuple(match_evidence(one.strongest) for one in bare)
    if around and poorly_transcribed(around, context.reliability):
        return unsure("poor_transcript", evidence=evidence, confidence=word_confidence(around))
    likely = max((one.company.score for one in bare if one.company), default=0.0)
    credit = 1.0 - len(alone) / len(sure)
    return CheckResult(
        verdict="not_met",
        credit=min(credit, 0.99),
        confidence=role_confidence(context, check.party)
        * clearest.score
        * min(check.absence_confidence, 1.0 - likely),
        evidence=evidence,
        fields={"quote": shortened(clearest.quote), "count": len(bare)},
    ).tagged(check.tag)
