"""Rules of a rubric beside its checks: what counts unasked, what a failure costs, who is asked."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

#: What becomes of the points of a criterion that does not apply to a call: they leave the score
#: (``removed``), or are given in full (``pass``).
NotApplicable = Literal["removed", "pass"]


class CriticalFailure(BaseModel):
    """What a failed critical criterion does to the score.

    It is always named, and the call does not pass. Beyond that: nothing (``report``), a ceiling
    (``cap``), or a score of 0 (``zero``): of the call (``scope: total``), whose points stay as
    they were earned, or of the criterion's section, which loses the points above it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    action: Literal["report", "cap", "zero"] = "report"
    #: Percentage.
    cap: float = Field(default=50.0, ge=0, le=100)
    scope: Literal["total", "section"] = "total"

    @model_validator(mode="after")
    def _does_something(self) -> "CriticalFailure":
        if self.scope == "section" and self.action == "report":
            raise ValueError(
                "action: report changes no points, so scope: section means nothing; "
                "choose cap or zero, or take scope out"
            )
        return self

    @property
    def ceiling(self) -> float:
        """The percentage that is left at most."""
        return {"report": 100.0, "cap": self.cap, "zero": 0.0}[self.action]


class SecondJudgeRules(BaseModel):
    """How far a language model's opinion counts, on criteria marked ``second_judge``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: Asked where our own verdict is `unsure`, or less sure than this. Our choice: of the tuning
    #: calls' verdicts from 0.5 on nine in ten were right.
    ask_below: float = Field(default=0.5, ge=0, le=1)
    #: A verdict that rests on its opinion is this sure at most. Our choice: no surer than those
    #: of our own that it is asked about.
    most_confidence: float = Field(default=0.5, ge=0, le=1)
