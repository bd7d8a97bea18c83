"""What a page needs of the rubric, in one language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from audio_features.timeline import Party
from scoring.catalogues.localization import PageLanguage
from scoring.checks.schema import AllOfCheck, AnyOfCheck, Check, NoneOfCheck
from scoring.checks.schema_conduct import DiscreetCheck
from scoring.rubrics.schema import Criterion, Direction, Rubric


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionTexts:
    """One criterion as a reader meets it."""

    id: str
    section: str
    label: str
    why: str
    tip: str
    #: In place of `tip`, for the way a measure was missed.
    tips: Mapping[Direction, str] = field(default_factory=dict)
    #: Points it is worth in the whole score.
    weight: float
    critical: bool
    advisory: bool
    #: Whom it is about, where its check looks at one party alone.
    party: Party | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricTexts:
    """Section labels in the rubric's order, and criteria by id."""

    sections: Mapping[str, str]
    criteria: Mapping[str, CriterionTexts]

    def criterion(self, criterion_id: str) -> CriterionTexts:
        """The criterion, or, for one that the rubric no longer has, its bare id."""
        return self.criteria.get(criterion_id) or CriterionTexts(
            id=criterion_id,
            section="",
            label=criterion_id.replace("_", " "),
            why="",
            tip="",
            weight=0.0,
            critical=False,
            advisory=False,
        )


def rubric_texts(rubric: Rubric, language: PageLanguage) -> RubricTexts:
    """Labels, reasons and tips of `rubric` in `language`."""
    return RubricTexts(
        sections={section.id: section.label.text(language) for section in rubric.sections},
        criteria={
            criterion.id: CriterionTexts(
                id=criterion.id,
                section=criterion.section,
                label=criterion.label.text(language),
                why=criterion.why.text(language),
                tip=criterion.tip.text(language),
                tips={way: tip.text(language) for way, tip in criterion.tips.items()},
                weight=rubric.possible_points(criterion),
                critical=criterion.critical,
                advisory=criterion.advisory,
                party=_judged_party(criterion),
            )
            for criterion in rubric.criteria
        },
    )


def _judged_party(criterion: Criterion) -> Party | None:
    parties = set(_parties(criterion.check))
    return parties.pop() if len(parties) == 1 else None


def _parties(check: Check) -> Iterator[Party]:
    """The party that `check` looks at; those of its parts, where it is made of checks."""
    if isinstance(check, AllOfCheck | AnyOfCheck | NoneOfCheck):
        for part in check.checks:
            yield from _parties(part)
    elif isinstance(check, DiscreetCheck):
        yield "agent"
    elif (party := getattr(check, "party", None)) is not None:
        yield party
