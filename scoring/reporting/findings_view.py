"""Findings as cards, by section of the rubric."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from audio_features.timeline import Party
from scoring.catalogues.catalogue import Catalogue
from scoring.catalogues.directed_tips import directed_tip
from scoring.catalogues.localization import (
    format_clock,
    format_number,
    format_percent,
)
from scoring.catalogues.measured_values import (
    expected_text,
    measured_text,
    place_text,
    trimmed_quote,
)
from scoring.catalogues.rubric_texts import CriterionTexts, RubricTexts
from scoring.findings import (
    Evidence,
    Finding,
    ScoredCall,
    SectionScore,
    Verdict,
    is_whole_call,
)
from scoring.reporting.opinions_view import OpinionTexts, build_opinion
from scoring.transfer_waits import told_apart

#: What stands around and at the end of a quote.
_QUOTES = "«»“”. "

#: What needs attention is read first.
_ORDER: dict[Verdict, int] = {"not_met": 0, "unsure": 1, "met": 2, "not_applicable": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A piece of evidence to read and to listen to (seconds)."""

    start: float
    end: float
    clock: str
    party: Party | None
    quote: str
    measured: str
    expected: str
    #: What to know before the quote: that something else was expected here.
    note: str = ""
    #: Whether it is the call as a whole: there is no one moment to listen to.
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One finding with the texts of its criterion; `points` is empty where none are at stake."""

    texts: CriterionTexts
    verdict: Verdict
    #: What its chip says: the verdict, or ``hint`` where one that is only advisory was not met, and
    #: ``partly`` where part of the points were earned.
    shown: str
    critical_failure: bool
    #: Whether the verdict is little sure.
    worth_a_look: bool
    points: str
    confidence: str
    reason: str
    #: The moment whose words the reason quotes, where there is no other: it needs no line.
    quoted: Moment | None
    moments: tuple[Moment, ...]
    #: What a language model says, and the moments that are its alone.
    opinion: OpinionTexts | None = None
    opinion_moments: tuple[Moment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """A section with its cards, those to attend to first: what was surely met comes after them.

    What does not apply is kept apart.
    """

    id: str
    label: str
    points: str
    percent: float | None
    cards: tuple[Card, ...]
    met: tuple[Card, ...]
    not_applicable: tuple[Card, ...]


def build_sections(
    scored: ScoredCall, texts: RubricTexts, catalogue: Catalogue
) -> tuple[SectionView, ...]:
    """Sections in the rubric's order; findings whose criterion it no longer has come last."""
    scores = {section.id: section for section in scored.scorecard.sections}
    by_section: dict[str, list[Finding]] = {section: [] for section in texts.sections}
    for finding in scored.findings:
        by_section.setdefault(texts.criterion(finding.criterion).section, []).append(finding)
    return tuple(
        _section(section, findings, scores.get(section), scored, texts, catalogue)
        for section, findings in by_section.items()
        if findings
    )


def build_card(
    finding: Finding,
    critical: Sequence[str],
    texts: RubricTexts,
    catalogue: Catalogue,
    *,
    seconds: float | None = None,
) -> Card:
    """One finding of a call of `seconds`, ready to be shown."""
    language = catalogue.language
    points = ""
    if finding.possible > 0:
        points = catalogue.text(
            "findings.points",
            points=format_number(finding.points, language),
            possible=format_number(finding.possible, language),
        )
    criterion = texts.criterion(finding.criterion)
    moments = build_moments(
        finding.evidence, seconds=seconds, catalogue=catalogue, about=criterion.party
    )
    quoted = moments[0] if len(moments) == 1 and _is_in(moments[0], finding.reason) else None
    return Card(
        texts=replace(criterion, tip=directed_tip(criterion, [finding])),
        verdict=finding.verdict,
        shown=shown_verdict(finding, advisory=criterion.advisory),
        critical_failure=finding.criterion in critical,
        worth_a_look=finding.worth_a_look,
        points=points,
        confidence=_confidence(finding.confidence, catalogue),
        reason=finding.reason,
        quoted=quoted,
        moments=() if quoted else moments,
        opinion=build_opinion(finding, catalogue),
        opinion_moments=build_moments(
            _of_opinion_alone(finding), seconds=seconds, catalogue=catalogue
        ),
    )


def shown_verdict(finding: Finding, *, advisory: bool) -> str:
    """What is said of a verdict: itself, ``hint`` or ``partly``, as on `Card.shown`."""
    if finding.verdict != "not_met":
        return finding.verdict
    if advisory:
        return "hint"
    return "partly" if 0 < finding.points < finding.possible else "not_met"


def _of_opinion_alone(finding: Finding) -> list[Evidence]:
    said = () if finding.opinion is None else finding.opinion.evidence
    return [piece for piece in said if piece not in finding.evidence]


def build_moments(
    evidence: Sequence[Evidence],
    *,
    seconds: float | None,
    catalogue: Catalogue,
    about: Party | None = None,
) -> tuple[Moment, ...]:
    """The evidence in order of time, what holds for the whole call of `seconds` last.

    A count over the call does not say whose it is: it is of the party that all this is `about`.
    Words quoted twice, alone and inside a longer quote, are shown once.
    """
    moments = [_moment(piece, seconds, catalogue, about) for piece in evidence]
    distinct = [
        moment
        for index, moment in enumerate(moments)
        if not any(
            _says_more(other, moment) or (other_index < index and _same(other, moment))
            for other_index, other in enumerate(moments)
            if other_index != index
        )
    ]
    return tuple(sorted(distinct, key=lambda moment: (moment.whole, moment.start)))


def _is_in(moment: Moment, reason: str) -> bool:
    """Whether `reason` says all that `moment` does."""
    words = moment.quote.strip(_QUOTES)
    return bool(words) and words in reason and not (moment.note or moment.measured)


def _same(one: Moment, other: Moment) -> bool:
    overlap = one.start < other.end and other.start < one.end
    return overlap and (one.party, one.quote, one.measured, one.note) == (
        other.party, other.quote, other.measured, other.note,
    )  # fmt: skip


def _says_more(one: Moment, other: Moment) -> bool:
    """Whether `one` quotes all that `other` does at the same time, and more or with a note."""
    if not other.quote or other.measured or other.note or one.party != other.party:
        return False
    more = len(one.quote) > len(other.quote) or bool(one.note)
    says_it = more and other.quote.strip(_QUOTES) in one.quote
    return says_it and one.start < other.end and other.start < one.end


def _confidence(confidence: float, catalogue: Catalogue) -> str:
    """How sure a verdict is; nothing where there was nothing to be sure of."""
    if confidence <= 0:
        return ""
    percent = format_percent(100 * confidence, catalogue.language)
    return catalogue.text("findings.confidence", percent=percent)


def _section(
    section: str,
    findings: Sequence[Finding],
    score: SectionScore | None,
    scored: ScoredCall,
    texts: RubricTexts,
    catalogue: Catalogue,
) -> SectionView:
    critical = scored.scorecard.critical_failures
    ordered = sorted(
        findings,
        key=lambda f: (
            f.criterion not in critical,
            texts.criterion(f.criterion).advisory,
            _ORDER[f.verdict],
        ),
    )
    seconds = scored.heard.recording.seconds
    told = [_with_transfer_waits(finding, scored) for finding in ordered]
    cards = [build_card(f, critical, texts, catalogue, seconds=seconds) for f in told]
    points = catalogue.text("findings.section_none")
    if score is not None and score.possible > 0:
        points = catalogue.text(
            "findings.section_points",
            points=format_number(score.points, catalogue.language),
            possible=format_number(score.possible, catalogue.language),
        )
    return SectionView(
        id=section,
        label=texts.sections.get(section, section.replace("_", " ")),
        points=points,
        percent=None if score is None else score.score,
        cards=tuple(
            card for card in cards if card.verdict != "not_applicable" and not _surely_met(card)
        ),
        met=tuple(card for card in cards if _surely_met(card)),
        not_applicable=tuple(card for card in cards if card.verdict == "not_applicable"),
    )


def _surely_met(card: Card) -> bool:
    return card.verdict == "met" and not card.worth_a_look


def _with_transfer_waits(finding: Finding, scored: ScoredCall) -> Finding:
    evidence = tuple(told_apart(piece, scored.heard) for piece in finding.evidence)
    return replace(finding, evidence=evidence)


def _moment(
    evidence: Evidence, seconds: float | None, catalogue: Catalogue, about: Party | None
) -> Moment:
    note = place_text(evidence.measure, catalogue)
    measure = None if note else evidence.measure
    quote = trimmed_quote(evidence.quote)
    return Moment(
        start=round(evidence.start, 2),
        end=round(evidence.end, 2),
        clock=format_clock(evidence.start),
        party=evidence.party,
        quote=catalogue.text("evidence.quote", quote=quote) if quote else "",
        measured=""
        if measure is None
        else measured_text(measure, catalogue, party=evidence.party or about),
        expected="" if measure is None else expected_text(measure, catalogue),
        note=note,
        whole=seconds is not None and is_whole_call(evidence, seconds),
    )
