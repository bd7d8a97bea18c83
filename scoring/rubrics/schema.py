"""A protocol as data: sections, criteria, thresholds and all that is said about them."""

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from audio_features.languages import primary_language
from scoring.checks.schema import AllOfCheck, AnyOfCheck, Check, NoneOfCheck
from scoring.checks.schema_parts import Share
from scoring.findings import RubricIdentity
from scoring.rubrics.scoring_rules import CriticalFailure, NotApplicable, SecondJudgeRules

Language = Literal["es", "en"]

#: Criteria of the protocol. A rubric may leave some out, and add its own as ``x_…``.
PROTOCOL_CRITERIA: tuple[str, ...] = (
    # A. opening
    "answered_within_three_rings",
    "greeted",
    "agent_identified",
    "help_offered",
    "caller_name_used",
    # B. listening
    "no_interruptions",
    "acknowledgements_given",
    "caller_not_made_to_repeat",
    "understanding_confirmed",
    "misunderstanding_owned",
    # C. voice
    "volume_in_range",
    "pace_in_range",
    "no_sighs",
    "steady_tone",
    "calm_under_pressure",
    # D. language
    "no_jargon",
    "no_minimising",
    "no_arguing",
    "no_disrespect",
    "no_sarcasm",
    "no_flat_refusal",
    "formal_address",
    "no_blame_shifting",
    "no_deflection",
    "no_self_justification",
    "no_side_conversation",
    "courtesy_words",
    "personal_data_discreet",
    "no_overpromising",
    # E. waiting
    "hold_announced",
    "hold_consent",
    "hold_duration_given",
    "hold_return_courtesy",
    "hold_length_reasonable",
    "no_dead_air",
    # F. transfer
    "transfer_explained",
    "transfer_consent",
    "transfer_warm",
    "call_not_dropped",
    # G. solving
    "empathy_shown",
    "apology_given",
    "caller_let_finish",
    "solution_offered",
    "denial_reasoned",
    "alternatives_offered",
    "denial_held_calmly",
    "caller_view_asked",
    "kept_on_topic",
    "complaint_answered_promptly",
    # H. farewell
    "commitments_recapped",
    "further_help_offered",
    "courteous_farewell",
    "follow_up_agreed",
)

_REASON_KEY = re.compile(r"^(met|not_met|not_applicable|unsure)(\.[a-z][a-z0-9_]*)?$")


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Localized(_Model):
    """One text in the languages of the product; where one is not given the other stands in."""

    es: str | None = Field(default=None, min_length=1)
    en: str | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _said(self) -> "Localized":
        if self.es is None and self.en is None:
            raise ValueError("give the text in es, en or both")
        return self

    def text(self, language: str) -> str:
        """The text in `language`, else in the other one."""
        first, second = (self.en, self.es) if language == "en" else (self.es, self.en)
        return first or second or ""


class Section(_Model):
    """A part of the protocol; `weight` multiplies the points of its criteria."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: Localized
    weight: float = Field(default=1.0, ge=0)
    #: For its critical criteria, instead of the rubric's rule.
    critical_failure: CriticalFailure | None = None


class Band(_Model):
    """Scores of `from_score` or more, up to the next band, are called this."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    from_score: float = Field(ge=0, le=100)
    label: Localized


class Reliability(_Model):
    """When what was heard is too doubtful to judge by. All are shares of 1; our own choice."""

    #: Below this it is not known well enough who is the agent.
    min_role_confidence: Share = 0.6
    #: Mean word confidence below this: the transcript is no evidence that something was not said.
    min_word_confidence: Share = 0.5
    #: Words that the party must have said on the call before silence counts against them.
    min_words: int = Field(default=5, ge=0)
    #: Fewer words a second of speech than this: the recogniser has missed some. Usual are 2 to 3.
    min_words_per_s: float = Field(default=0.8, ge=0)
    #: Verdicts less sure than this are `unsure`, unless the criterion says otherwise.
    min_confidence: Share = 0.25
    #: The same for the failure of a critical criterion, which decides over the whole call, whatever
    #: the criterion itself says; 0 asks for no more than of others.
    min_critical_confidence: Share = 0.0
    #: Below this share of the applicable points with a verdict, the call gets no score.
    min_judged_share: Share = 0.5


#: On which side of its threshold a measure lies.
Direction = Literal["too_low", "too_high"]


class Criterion(_Model):
    """One thing asked of whoever answers the phone."""

    id: str
    section: str
    label: Localized
    #: Why it matters to the caller.
    why: Localized
    #: Concrete advice, with a phrase to try.
    tip: Localized
    #: In place of `tip`, for the way a measure was missed: a loud voice needs other advice than a
    #: low one.
    tips: dict[Direction, Localized] = Field(default_factory=dict)
    points: float = Field(default=1.0, ge=0)
    #: Its failure is reported apart and may cap the score.
    critical: bool = False
    #: Shown, but worth no points.
    advisory: bool = False
    #: Source documents of the protocol.
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    except_countries: tuple[Annotated[str, Field(pattern="^[A-Z]{2}$")], ...] = ()
    directions: tuple[Literal["inbound", "outbound"], ...] = ()
    #: Holds only on calls where this check is met.
    applies_when: Check | None = None
    #: Where it is done although `applies_when` does not hold, it counts as met all the same.
    counts_unasked: bool = False
    min_confidence: Share | None = None
    #: Instead of the rubric's own.
    not_applicable: NotApplicable | None = None
    #: Whether a language model may be asked where our own check is in doubt.
    second_judge: bool = False
    check: Check
    #: Templates by verdict, or ``verdict.tag``; the product's own stand in for those not given.
    reasons: dict[str, Localized] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _consistent(self) -> "Criterion":
        for key in self.reasons:
            if not _REASON_KEY.match(key):
                raise ValueError(
                    f"reasons: {key!r} must be met, not_met, not_applicable or unsure, "
                    "or one of these with a tag: not_met.too_loud"
                )
        if self.advisory and self.critical:
            raise ValueError("a criterion cannot be both critical and advisory")
        if self.advisory and self.not_applicable == "pass":
            raise ValueError(
                "an advisory criterion is worth no points, so not_applicable: pass gives none; "
                "take one of the two out"
            )
        return self


class Rubric(_Model):
    """A whole protocol. `sha256` is that of its canonical content, set when it is read."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")
    version: str = Field(min_length=1)
    label: Localized
    default_language: Language = "es"
    pass_mark: float = Field(ge=0, le=100)
    bands: Annotated[tuple[Band, ...], Field(min_length=1)]
    critical_failure: CriticalFailure = CriticalFailure()
    not_applicable: NotApplicable = "removed"
    reliability: Reliability = Reliability()
    second_judge: SecondJudgeRules = SecondJudgeRules()
    sections: Annotated[tuple[Section, ...], Field(min_length=1)]
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]
    #: What this rubric adds to the intents of `scoring.language.intent_library`, by language.
    intents: dict[Language, dict[str, dict[str, Any]]] = Field(default_factory=dict)
    sha256: str = ""

    @property
    def identity(self) -> RubricIdentity:
        """What is stored with every score."""
        return RubricIdentity(id=self.id, version=self.version, sha256=self.sha256)

    def criterion(self, criterion_id: str) -> Criterion:
        """The criterion with this id; KeyError where the rubric has none."""
        for criterion in self.criteria:
            if criterion.id == criterion_id:
                return criterion
        raise KeyError(criterion_id)

    def section(self, section_id: str) -> Section:
        """The section with this id; KeyError where the rubric has none."""
        for section in self.sections:
            if section.id == section_id:
                return section
        raise KeyError(section_id)

    def possible_points(self, criterion: Criterion) -> float:
        """Points that `criterion` is worth in the whole: its own times its section's weight."""
        if criterion.advisory:
            return 0.0
        return criterion.points * self.section(criterion.section).weight

    def when_not_applicable(self, criterion: Criterion) -> NotApplicable:
        """What becomes of the points of `criterion` on calls it does not apply to."""
        return criterion.not_applicable or self.not_applicable

    def least_confidence(self, criterion: Criterion, *, failed: bool = False) -> float:
        """Verdicts on `criterion` (or that it `failed`) less sure than this are `unsure`."""
        own = criterion.min_confidence
        least = self.reliability.min_confidence if own is None else own
        if failed and criterion.critical:
            return max(least, self.reliability.min_critical_confidence)
        return least

    def critical_rule(self, criterion: Criterion) -> CriticalFailure:
        """What a failure of `criterion`, which is critical, does."""
        return self.section(criterion.section).critical_failure or self.critical_failure

    def band(self, score: float) -> Band:
        """The band a score from 0 to 100 falls in."""
        ranked = sorted(self.bands, key=lambda band: band.from_score)
        fitting = [band for band in ranked if score >= band.from_score]
        return fitting[-1] if fitting else ranked[0]

    def language_for(self, language: str) -> Language:
        """The product language to explain a call of `language` in."""
        primary = primary_language(language)
        return "en" if primary == "en" else "es" if primary == "es" else self.default_language


def walk_checks(check: Check) -> Iterator[Check]:
    """`check` and all checks inside it."""
    yield check
    if isinstance(check, AllOfCheck | AnyOfCheck | NoneOfCheck):
        for part in check.checks:
            yield from walk_checks(part)
