"""Findings as cards, by section of the rubric."""

from collections.abc import Sequence
from dataclasses import dataclass

from audio_features.timeline import Party
from scoring.catalogues.catalogue import Catalogue
from scoring.catalogues.localization import (
    format_clock,
    format_number,
    format_percent,
)
from scoring.catalogues.measured_values import (
    expected_text,
    measured_text,
    trimmed_quote,
)
from scoring.catalogues.rubric_texts import CriterionTexts, RubricTexts
from scoring.findings import Evidence, Finding, ScoredCall, SectionScore, Verdict

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One finding with the texts of its criterion; `points` is empty where none are at stake."""

    texts: CriterionTexts
    verdict: Verdict
    critical_failure: bool
    points: str
    confidence: str
    reason: str
    moments: tuple[Moment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """A section with its cards; those that do not apply are kept apart."""

    id: str
    label: str
    points: str
    percent: float | None
    cards: tuple[Card, ...]
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
    finding: Finding, critical: Sequence[str], texts: RubricTexts, catalogue: Catalogue
) -> Card:
    """One finding, ready to be shown."""
    language = catalogue.language
    points = ""
    if finding.possible > 0:
        points = catalogue.text(
            "findings.points",
            points=format_number(finding.points, language),
            possible=format_number(finding.possible, language),
        )
    return Card(
        texts=texts.criterion(finding.criterion),
        verdict=finding.verdict,
        critical_failure=finding.criterion in critical,
        points=points,
        confidence=_confidence(finding.confidence, catalogue),
        reason=finding.reason,
        moments=tuple(_moment(evidence, catalogue) for evidence in finding.evidence),
    )


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
    ordered = sorted(findings, key=lambda f: (f.criterion not in critical, _ORDER[f.verdict]))
    cards = [build_card(finding, critical, texts, catalogue) for finding in ordered]
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
        cards=tuple(card for card in cards if card.verdict != "not_applicable"),
        not_applicable=tuple(card for card in cards if card.verdict == "not_applicable"),
    )


def _moment(evidence: Evidence, catalogue: Catalogue) -> Moment:
    measure = evidence.measure
    expected = "" if measure is None else expected_text(measure, catalogue)
    quote = trimmed_quote(evidence.quote)
    return Moment(
        start=round(evidence.start, 2),
        end=round(evidence.end, 2),
        clock=format_clock(evidence.start),
        party=evidence.party,
        quote=catalogue.text("evidence.quote", quote=quote) if quote else "",
        measured="" if measure is None else measured_text(measure, catalogue),
        expected=expected,
    )
