"""What a second judge said, or why it said nothing, in the words of a page."""

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.catalogues.catalogue import Catalogue
from scoring.catalogues.rubric_texts import RubricTexts
from scoring.findings import Finding, Note, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionTexts:
    """A language model's opinion: what it is, who gave it, and what became of it."""

    title: str
    verdict: Verdict
    reason: str
    source: str
    effect: str
    own: str
    #: Whether the finding's own reason says all that the opinion does.
    told: bool


def build_opinion(finding: Finding, catalogue: Catalogue) -> OpinionTexts | None:
    """The opinion on `finding`; None where none was asked for."""
    opinion = finding.opinion
    if opinion is None:
        return None
    text = catalogue.text
    changed = finding.verdict != opinion.own_verdict
    effect = "decided" if finding.by_opinion else "doubted" if changed else "kept"
    return OpinionTexts(
        title=text("opinion.title"),
        verdict=opinion.verdict,
        reason=opinion.reason,
        source=text("opinion.source", model=opinion.model, version=opinion.prompt_version),
        effect=text(f"opinion.{effect}"),
        own=text("opinion.own", reason=opinion.own_reason) if changed else "",
        told=finding.by_opinion and opinion.reason.rstrip(".") in finding.reason,
    )


def build_notes(notes: Sequence[Note], texts: RubricTexts, catalogue: Catalogue) -> tuple[str, ...]:
    """Each note as a sentence, its criteria by their labels."""
    return tuple(
        catalogue.text(
            f"note.{note.kind}",
            detail=note.detail,
            criteria=" · ".join(texts.criterion(one).label for one in note.criteria),
        )
        for note in notes
    )
