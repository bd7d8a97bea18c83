"""What checks are made of: where to look, ranges, grades and weights."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from audio_features.timeline import AttributeValue, Party
from scoring.findings import PhaseName

Share = Annotated[float, Field(ge=0, le=1)]
Seconds = Annotated[float, Field(ge=0)]
Intents = Annotated[tuple[str, ...], Field(min_length=1)]

#: How far not finding words proves that they were not said. Of colloquial sentences that nobody
#: wrote a phrase for two thirds are recognised (tests/scoring/language, "unseen": 61 of 91), of
#: common wordings nearly all. Our choice: no more than the first.
ABSENCE_CONFIDENCE = 0.65

#: Whoever checks a verdict must be done in seconds: more moments than this are none the better.
MOST_SHOWN = 5


class RubricPart(BaseModel):
    """A piece of a rubric: unknown fields are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class BaseCheck(RubricPart):
    """What every check has."""

    #: Share in the credit of the `all_of` it is part of.
    weight: float = Field(default=1.0, gt=0)
    #: Picks the reason ``<verdict>.<tag>`` when this check decides.
    tag: str | None = Field(default=None, pattern=r"^[a-z][a-z0-9_]*$")


class Window(RubricPart):
    """Where on the call to look. All that is given must hold; nothing given is the whole call.

    Turns are those of the party being judged; seconds count from that party's first word or back
    from the last word of anyone.
    """

    first_turns: int | None = Field(default=None, ge=1)
    last_turns: int | None = Field(default=None, ge=1)
    first_seconds: Seconds | None = None
    last_seconds: Seconds | None = None
    phase: PhaseName | None = None
    #: After the first moment where `after_party` expresses one of these, if there is one.
    after: tuple[str, ...] = ()
    after_party: Party | None = None
    #: Before the last moment where `before_party` expresses one of these, if there is one.
    before: tuple[str, ...] = ()
    before_party: Party | None = None


class Bounds(RubricPart):
    """A range; `margin` is how near a bound a value is too near to call (``unsure``)."""

    at_least: float | None = None
    at_most: float | None = None
    margin: float = Field(default=0.0, ge=0)

    @model_validator(mode="after")
    def _bounded(self) -> "Bounds":
        low, high = self.at_least, self.at_most
        if low is not None and high is not None and low > high:
            raise ValueError(f"at_least: {low:g} must not be above at_most: {high:g}")
        return self


class Grade(RubricPart):
    """Credit for a count of at most so many."""

    at_most: float = Field(ge=0)
    credit: Share


class EventWeight(RubricPart):
    """How much an event counts; the first entry that fits it holds."""

    where: dict[str, AttributeValue] = Field(default_factory=dict)
    min_seconds: Seconds = 0.0
    weight: float = Field(ge=0)
