"""Caller styles as data: what `caller_styles.yaml` may hold, and how it is read."""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from scoring.findings import AdviceKind
from scoring.rubrics.schema import PROTOCOL_CRITERIA, Localized
from scoring.yaml_source import validated

SOURCE = "caller_styles/caller_styles.yaml"

Share = Annotated[float, Field(ge=0, le=1)]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]

#: Numbers of a call that a sign may be held against; see `scoring.caller_styles.measured_signs`.
MeasuredSignName = Literal[
    "raised_voice",
    "interruptions",
    "questions",
    "question_share",
    "words_per_turn",
    "silent_answers",
    "talk_share",
    "response_latency_median",
]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NamedIn(_Model):
    """A source document that names the style, and what it calls it there."""

    source: Literal["S0", "S2", "S4"]
    name: str = Field(min_length=1)


class SaidSign(_Model):
    """The caller says such things; `weights` are those of one turn with it, of two, and so on."""

    kind: Literal["said"]
    intents: tuple[Id, ...] = ()
    cues: tuple[Id, ...] = ()
    weights: tuple[Share, ...] = Field(min_length=1)
    #: Likelihood from which a match counts; that of the thresholds unless given.
    min_score: Share | None = None

    @model_validator(mode="after")
    def _names_something(self) -> "SaidSign":
        if not self.intents and not self.cues:
            raise ValueError("name at least one of intents or cues")
        return self


class MeasuredSign(_Model):
    """A number of the call that is `at_least` or `at_most` so much."""

    kind: Literal["measured"]
    measure: MeasuredSignName
    at_least: float | None = None
    at_most: float | None = None
    weight: Share

    @model_validator(mode="after")
    def _one_bound(self) -> "MeasuredSign":
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("give either at_least or at_most")
        return self


Sign = Annotated[SaidSign | MeasuredSign, Field(discriminator="kind")]


class Advice(_Model):
    """One thing to do or not to do, and the criteria that prove it kept or missed."""

    id: Id
    text: Localized
    criteria: tuple[Id, ...] = ()

    @model_validator(mode="after")
    def _known_criteria(self) -> "Advice":
        unknown = sorted(set(self.criteria) - set(PROTOCOL_CRITERIA))
        if unknown:
            raise ValueError(f"unknown criteria {unknown}; use ids of the protocol")
        return self


class Style(_Model):
    """A way of speaking on a call: its names, texts, advice and signs."""

    id: Id
    named_in: tuple[NamedIn, ...] = Field(min_length=1)
    hard: bool = False
    label: Localized
    description: Localized
    signs: tuple[Sign, ...] = Field(min_length=1)
    do: tuple[Advice, ...] = Field(min_length=1)
    dont: tuple[Advice, ...] = Field(min_length=1)

    @property
    def advice(self) -> tuple[tuple[AdviceKind, Advice], ...]:
        """What to do, then what not to do."""
        return (*(("do", item) for item in self.do), *(("dont", item) for item in self.dont))

    @model_validator(mode="after")
    def _ids_once(self) -> "Style":
        ids = [item.id for _, item in self.advice]
        twice = sorted({item for item in ids if ids.count(item) > 1})
        if twice:
            raise ValueError(f"advice {twice} is given twice; keep one of each")
        return self


class Thresholds(_Model):
    """From when a sign counts and a style is stated; `caller_styles.yaml` explains each."""

    stated_from: Share
    min_score: Share
    min_customer_words: int = Field(ge=0)
    min_turns: int = Field(ge=1)
    min_voice_turns: int = Field(ge=2)
    question_words: int = Field(ge=1)
    most_moments: int = Field(ge=1)


class StyleBook(_Model):
    """All styles with the thresholds they share."""

    thresholds: Thresholds
    styles: tuple[Style, ...]

    @model_validator(mode="after")
    def _styles_once(self) -> "StyleBook":
        ids = [style.id for style in self.styles]
        twice = sorted({style for style in ids if ids.count(style) > 1})
        if twice:
            raise ValueError(f"styles {twice} are given twice; keep one of each")
        return self

    def by_id(self) -> Mapping[str, Style]:
        """Styles by id."""
        return {style.id: style for style in self.styles}


@cache
def load_style_book() -> StyleBook:
    """The styles that come with the product.

    Raises ConfigurationError naming file and field where the data is wrong.
    """
    text = resources.files("scoring").joinpath(SOURCE).read_text("utf-8")
    return validated(StyleBook, yaml.safe_load(text), where=SOURCE)
