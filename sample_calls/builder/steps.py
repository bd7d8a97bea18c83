"""What can happen in a call script, step by step."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Discriminator, Field, Tag, field_validator, model_validator

from sample_calls.builder.script_base import Country, Music, Party, Strict


class Over(Strict):
    """Where a line begins inside another one: after given words of it, or before its end."""

    line: str | None = Field(default=None, description="id; default: the last full line")
    after: str | None = Field(default=None, description="words of that line")
    offset_s: float = 0.0
    before_end_s: float | None = Field(default=None, gt=0, le=2.0)

    @model_validator(mode="after")
    def _one_anchor(self) -> Self:
        if (self.after is None) == (self.before_end_s is None):
            raise ValueError("give exactly one of after (words of the line) and before_end_s")
        return self


class Say(Strict):
    """One person says one line."""

    party: Party
    text: str = Field(min_length=1)
    id: str | None = None
    kind: Literal["turn", "backchannel", "interruption", "terminal_overlap"] = "turn"
    over: Over | None = None
    yields_after_s: float | None = Field(
        default=None, ge=0.3, le=1.0, description="the interrupted person stops after this"
    )
    gap_s: float | None = Field(default=None, ge=0, le=1.5, description="default: drawn 0.15-0.55")
    speed: float = Field(default=1.0, ge=0.6, le=1.8, description="times the voice's own speed")
    gain_db: float = Field(default=0.0, ge=-20, le=16)
    pitch_st: float = Field(default=0.0, ge=-4, le=4)

    @field_validator("text")
    @classmethod
    def _spoken_form(cls, text: str) -> str:
        if any(char.isdigit() for char in text):
            raise ValueError(f"write numbers as they are spoken, not as digits: {text!r}")
        return " ".join(text.split())

    @model_validator(mode="after")
    def _overlay_fits(self) -> Self:
        if self.kind != "turn" and self.over is None:
            raise ValueError(f"a line of kind {self.kind} needs over: (where it begins)")
        if self.yields_after_s is not None and self.kind != "interruption":
            raise ValueError("yields_after_s belongs to lines of kind interruption")
        if self.over is not None and self.gap_s is not None:
            raise ValueError("a line has either over: or gap_s:, not both")
        return self


class Silence(Strict):
    """Nobody speaks."""

    seconds: float = Field(gt=0, le=60)
    explained: bool = False


class Sigh(Strict):
    """An audible breath: short inhale, then a long exhale."""

    party: Party = "agent"
    seconds: float = Field(default=1.4, ge=0.4, le=3.0)
    level_dbov: float = Field(default=-36.0, ge=-60, le=-15)
    gap_s: float = Field(default=0.2, ge=0, le=3)
    over: Over | None = None


class Hold(Strict):
    """The caller is parked."""

    kind: Literal["music", "announcement", "silence"]
    seconds: float = Field(gt=1, le=180)
    music: Music | None = None
    music_from_s: float = Field(default=5.0, ge=0)
    level_dbov: float = Field(default=-24.0, ge=-50, le=-10)
    text: str | None = Field(default=None, description="what the announcement says")
    announced: bool | None
    consented: bool | None
    reason_given: bool | None
    duration_given: bool | None
    return_courtesy: bool | None

    @model_validator(mode="after")
    def _sound_given(self) -> Self:
        if self.kind == "music" and self.music is None:
            raise ValueError("a hold of kind music needs music: (which piece)")
        if (self.kind == "announcement") != (self.text is not None):
            raise ValueError("text is required for an announcement and forbidden otherwise")
        return self


class Transfer(Strict):
    """The call goes to somebody else; what the caller hears until the new voice answers."""

    to: str
    explained: bool
    consented: bool
    warm: bool
    wait: Literal["ring", "music", "silence"]
    seconds: float = Field(gt=0.5, le=60)
    ring_country: Country | None = None
    music: Music | None = None
    music_from_s: float = Field(default=5.0, ge=0)
    level_dbov: float = Field(default=-24.0, ge=-50, le=-10)

    @model_validator(mode="after")
    def _sound_given(self) -> Self:
        if (self.wait == "music") != (self.music is not None):
            raise ValueError("music is required when wait is music and forbidden otherwise")
        if (self.wait == "ring") != (self.ring_country is not None):
            raise ValueError("ring_country is required when wait is ring and forbidden otherwise")
        return self


class Dropped(Strict):
    """The call is lost: what the recording holds after that."""

    busy_seconds: float = Field(default=2.5, gt=0, le=10)
    country: Country


class SayStep(Strict):
    """A line."""

    say: Say


class SilenceStep(Strict):
    """A silence."""

    silence: Silence


class SighStep(Strict):
    """A sigh."""

    sigh: Sigh


class HoldStep(Strict):
    """A hold."""

    hold: Hold


class TransferStep(Strict):
    """A transfer."""

    transfer: Transfer


class DroppedStep(Strict):
    """The loss of the call."""

    dropped: Dropped


_STEP_KEYS = ("say", "silence", "sigh", "hold", "transfer", "dropped")
_PARTIES = ("agent", "customer", "other")


def spread_shorthand(step: Any) -> Any:
    """Turn ``{agent: TEXT, gap_s: …}`` into ``{say: {party: agent, text: TEXT, gap_s: …}}``."""
    if not isinstance(step, dict):
        return step
    named = [party for party in _PARTIES if party in step]
    if len(named) == 1 and "say" not in step:
        rest = {key: value for key, value in step.items() if key != named[0]}
        return {"say": {"party": named[0], "text": step[named[0]], **rest}}
    return step


def _step_tag(step: Any) -> str | None:
    keys = [key for key in _STEP_KEYS if isinstance(step, dict) and key in step]
    if isinstance(step, BaseModel):
        keys = [key for key in _STEP_KEYS if hasattr(step, key)]
    return keys[0] if len(keys) == 1 else None


Step = Annotated[
    Annotated[SayStep, Tag("say")]
    | Annotated[SilenceStep, Tag("silence")]
    | Annotated[SighStep, Tag("sigh")]
    | Annotated[HoldStep, Tag("hold")]
    | Annotated[TransferStep, Tag("transfer")]
    | Annotated[DroppedStep, Tag("dropped")],
    Discriminator(
        _step_tag,
        custom_error_type="step_kind",
        custom_error_message=(
            "a step starts with one of agent, customer, other (a line) "
            "or silence, sigh, hold, transfer, dropped"
        ),
    ),
]
