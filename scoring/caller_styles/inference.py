"""Which caller styles hold on a call, by which moments, and how the advice for them was kept."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from scoring.caller_styles.measured_signs import measured_number
from scoring.caller_styles.style_schema import (
    Advice,
    MeasuredSign,
    SaidSign,
    Style,
    StyleBook,
    Thresholds,
    load_style_book,
)
from scoring.checks.evidence import match_evidence, range_text
from scoring.checks.reliability import role_confidence, role_problem, word_count
from scoring.checks.result import CheckContext
from scoring.findings import (
    AdviceKind,
    AdviceResult,
    AdviceState,
    CallerStyle,
    Evidence,
    Finding,
    Verdict,
)
from scoring.language.intents import IntentMatch


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heard:
    """The call with what finds words in it."""

    context: CheckContext
    limits: Thresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class _SignFound:
    """A sign with how likely it alone makes the style, 0 to 1."""

    strength: float
    evidence: tuple[Evidence, ...]


def find_caller_styles(
    context: CheckContext, findings: Sequence[Finding], *, book: StyleBook | None = None
) -> tuple[CallerStyle, ...]:
    """The styles that hold on the call of `context`, most certain first.

    None where it is not clear who the caller is, or the caller says next to nothing. Whether the
    advice was kept is read off `findings`; nothing is judged anew.
    """
    chosen = load_style_book() if book is None else book
    limits = chosen.thresholds
    if role_problem(context, "customer") or role_problem(context, "agent"):
        return ()
    if word_count(context.turns_of("customer")) < limits.min_customer_words:
        return ()
    heard = _Heard(context=context, limits=limits)
    verdicts = {finding.criterion: finding.verdict for finding in findings}
    found = [
        style for entry in chosen.styles if (style := _style(entry, heard, verdicts)) is not None
    ]
    return tuple(sorted(found, key=lambda style: -style.confidence))


def with_advice(
    styles: Sequence[CallerStyle], findings: Sequence[Finding], *, book: StyleBook | None = None
) -> tuple[CallerStyle, ...]:
    """`styles` of the same call, the advice for them held against other findings."""
    by_id = (load_style_book() if book is None else book).by_id()
    verdicts = {finding.criterion: finding.verdict for finding in findings}
    return tuple(replace(one, advice=_advice(by_id[one.style], verdicts)) for one in styles)


def _style(style: Style, heard: _Heard, verdicts: Mapping[str, Verdict]) -> CallerStyle | None:
    signs = [found for sign in style.signs if (found := _sign(sign, heard)) is not None]
    together = 1.0 - math.prod(1.0 - sign.strength for sign in signs)
    confidence = round(role_confidence(heard.context, "customer") * together, 4)
    if confidence < heard.limits.stated_from:
        return None
    return CallerStyle(
        style=style.id,
        confidence=confidence,
        evidence=_in_order(piece for sign in signs for piece in sign.evidence),
        advice=_advice(style, verdicts),
    )


def _advice(style: Style, verdicts: Mapping[str, Verdict]) -> tuple[AdviceResult, ...]:
    return tuple(_kept(kind, item, verdicts) for kind, item in style.advice)


def _sign(sign: SaidSign | MeasuredSign, heard: _Heard) -> _SignFound | None:
    return _said(sign, heard) if isinstance(sign, SaidSign) else _measured(sign, heard)


def _said(sign: SaidSign, heard: _Heard) -> _SignFound | None:
    """How often the caller says such things, counted in turns so that one outburst is one."""
    least = heard.limits.min_score if sign.min_score is None else sign.min_score
    sources = ((heard.context.finder, sign.intents), (heard.context.cues, sign.cues))
    matches = (
        match
        for finder, names in sources
        if finder is not None
        for name in names
        for match in finder.find(name, party="customer")
        if match.score >= least
    )
    best: dict[int, IntentMatch] = {}
    for match in matches:
        known = best.get(match.turn_index)
        if known is None or match.score > known.score:
            best[match.turn_index] = match
    if not best:
        return None
    ranked = sorted(best.values(), key=lambda match: -match.score)
    return _SignFound(
        strength=strength([match.score for match in ranked], weights=sign.weights),
        evidence=tuple(match_evidence(match) for match in ranked[: heard.limits.most_moments]),
    )


def strength(scores: Sequence[float], *, weights: Sequence[float]) -> float:
    """How likely turns of these `scores`, 0 to 1, make a style, where k of them weigh the k-th.

    The most that any number of the surest turns makes likely: one more, however doubtful, never
    takes anything away.

    >>> strength([0.9, 0.9, 0.6], weights=[0.5, 0.8, 0.9])
    0.72
    """
    ranked = sorted(scores, reverse=True)
    pairs = zip(weights, ranked, strict=False)
    return round(max((weight * score for weight, score in pairs), default=0.0), 6)


def _measured(sign: MeasuredSign, heard: _Heard) -> _SignFound | None:
    number = measured_number(sign.measure, heard.context, heard.limits)
    if number is None:
        return None
    if sign.at_least is not None and number.value < sign.at_least:
        return None
    if sign.at_most is not None and number.value > sign.at_most:
        return None
    whole = number.whole
    if whole.measure is not None:
        threshold = range_text(sign.at_least, sign.at_most)
        whole = replace(whole, measure=replace(whole.measure, threshold=threshold))
    return _SignFound(strength=sign.weight * number.confidence, evidence=(*number.moments, whole))


def _in_order(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """By time, each once; what is true of a longer stretch after what begins with it."""
    return tuple(sorted(dict.fromkeys(evidence), key=lambda piece: (piece.start, piece.end)))


def _kept(kind: AdviceKind, advice: Advice, verdicts: Mapping[str, Verdict]) -> AdviceResult:
    """Missed where any criterion was not met, kept where some were met and none was not."""
    missed = tuple(c for c in advice.criteria if verdicts.get(c) == "not_met")
    met = tuple(c for c in advice.criteria if verdicts.get(c) == "met")
    state: AdviceState = "missed" if missed else "kept" if met else "not_checked"
    return AdviceResult(advice=advice.id, kind=kind, state=state, criteria=missed or met)
