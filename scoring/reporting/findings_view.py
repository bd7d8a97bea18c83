"""Findings as cards, by section of the rubric."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from audio_features.timeline import Party
from scoring.findings import Evidence, Finding, MeasuredValue, ScoredCall, SectionScore, Verdict
from scoring.reporting.catalogue import Catalogue
from scoring.reporting.localization import (
    THIN,
    format_clock,
    format_number,
    format_percent,
    format_threshold,
)
from scoring.reporting.rubric_texts import CriterionTexts, RubricTexts

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


def trimmed_quote(quote: str | None) -> str:
    """A quote without the comma or colon it was cut at."""
    return (quote or "").strip().rstrip(",;:").rstrip()


def measured_text(measure: MeasuredValue, catalogue: Catalogue) -> str:
    """``Nivel de voz: −31,2 dBov``."""
    plain = catalogue.text_or(f"measure.{measure.name}", measure.name.replace("_", " "))
    # Evidence may count events of a kind, or give the length of one.
    name = catalogue.text_or(f"measure.{measure.name}_{measure.unit}", plain)
    return f"{name}: {value_text(measure.value, measure.unit, catalogue)}"


def value_text(value: float, unit: str, catalogue: Catalogue) -> str:
    """A number with its unit; ratios become percentages."""
    if unit == "ratio":
        return format_percent(100 * value, catalogue.language)
    digits = 2 if abs(value) < 1 else 1
    named = _unit(unit, round(value, digits), catalogue)
    number = format_number(value, catalogue.language, decimals=digits)
    return f"{number}{THIN}{named}" if named else number


def _unit(unit: str, number: float, catalogue: Catalogue) -> str:
    return catalogue.named(f"unit.{unit}", number, unit)


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
    expected = "" if measure is None else _expected(measure, catalogue)
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


def _expected(measure: MeasuredValue, catalogue: Catalogue) -> str:
    numbers = re.findall(r"\d+(?:\.\d+)?", measure.threshold or "")
    if measure.threshold is None or not numbers:
        return ""  # a threshold in words says nothing beside a number
    percent = measure.unit == "ratio"
    threshold = format_threshold(measure.threshold, catalogue.language, percent=percent)
    named = "%" if percent else _unit(measure.unit, float(numbers[-1]), catalogue)
    return catalogue.text("evidence.expected", threshold=f"{threshold}{THIN}{named}".strip())
