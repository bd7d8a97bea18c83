"""How the caller spoke, with what to do and what not to do, ready to be shown."""

from dataclasses import dataclass

from scoring.caller_styles.style_schema import load_style_book
from scoring.catalogues.catalogue import Catalogue
from scoring.catalogues.localization import format_percent
from scoring.findings import AdviceKind, AdviceState, CallerStyle, ScoredCall
from scoring.reporting.findings_view import Moment, build_moments

#: What was missed is read first.
_ORDER: dict[AdviceState, int] = {"missed": 0, "kept": 1, "not_checked": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceLine:
    """One piece of advice; `criteria` are the ids of the findings that decided."""

    kind: AdviceKind
    state: AdviceState
    text: str
    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleCard:
    """One style with its moments; those of the call as a whole are numbers to read."""

    label: str
    description: str
    confidence: str
    moments: tuple[Moment, ...]
    do: tuple[AdviceLine, ...]
    dont: tuple[AdviceLine, ...]


def build_style_cards(scored: ScoredCall, catalogue: Catalogue) -> tuple[StyleCard, ...]:
    """The styles of `scored`, most certain first; one no longer known is shown by its id."""
    return tuple(_card(style, scored, catalogue) for style in scored.caller_styles)


def _card(style: CallerStyle, scored: ScoredCall, catalogue: Catalogue) -> StyleCard:
    known = load_style_book().by_id().get(style.style)
    texts = {} if known is None else {(kind, item.id): item.text for kind, item in known.advice}
    lines = [
        AdviceLine(
            kind=advice.kind,
            state=advice.state,
            text=texts[advice.kind, advice.advice].text(catalogue.language),
            criteria=advice.criteria,
        )
        for advice in sorted(style.advice, key=lambda advice: _ORDER[advice.state])
        if (advice.kind, advice.advice) in texts
    ]
    percent = format_percent(100 * style.confidence, catalogue.language)
    return StyleCard(
        label=style.style.replace("_", " ")
        if known is None
        else known.label.text(catalogue.language),
        description="" if known is None else known.description.text(catalogue.language),
        confidence=catalogue.text("findings.confidence", percent=percent),
        moments=build_moments(
            style.evidence,
            seconds=scored.heard.recording.seconds,
            catalogue=catalogue,
            about="customer",
        ),
        do=tuple(line for line in lines if line.kind == "do"),
        dont=tuple(line for line in lines if line.kind == "dont"),
    )
