"""What a call script may say: the schema of `scripts/CALL_ID.yaml`, strict on every field."""

from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
    field_validator,
    model_validator,
)

from sample_calls.builder.criteria import CRITERIA, VERDICTS
from sample_calls.builder.errors import ScriptError

Party = Literal["agent", "customer", "other"]
Country = Literal["ES", "MX", "US", "CA", "AR", "CO", "CL", "VE"]
Codec = Literal["pcm_s16", "ulaw", "alaw", "mp3", "opus", "gsm_wav", "gsm"]
Music = Literal["cold_day", "robot_dity", "the_simplicity", "morning_coffee", "project_system"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Voice(_Strict):
    """One speaker: a weighted blend of voice vectors and how that person usually speaks."""

    blend: dict[str, float] = Field(min_length=1)
    lang: Literal["es", "es-419", "en-us", "en-gb"]
    speed: float = Field(default=1.0, ge=0.6, le=1.8)
    pitch_st: float = Field(default=0.0, ge=-4, le=4, description="semitones, formants too")
    level_dbov: float = Field(default=-26.0, ge=-50, le=-8)


class Ringback(_Strict):
    """Ringing that is audible at the start of the recording."""

    country: Country
    rings: int = Field(ge=1, le=12, description="bursts begun before the answer")
    answer: Literal["in_gap", "in_burst"] = "in_gap"
    answer_fraction: float = Field(default=0.4, gt=0.0, lt=1.0, description="of that gap or burst")
    lead_s: float = Field(default=0.0, ge=0.0, le=5.0)
    level_dbov: float = -22.0


class Noise(_Strict):
    """Steady noise under one leg or both."""

    kind: Literal["hiss", "hum", "street", "babble"]
    level_dbov: float = Field(ge=-75, le=-25)
    leg: Literal["both", "agent", "customer"] = "both"


class Line(_Strict):
    """What the telephone line does to the voices."""

    band: Literal["narrow", "wide"] = "narrow"
    noise: tuple[Noise, ...] = ()
    crosstalk_db: float | None = Field(default=None, le=-6, description="other leg, stereo only")
    echo_db: float | None = Field(default=None, le=-6, description="own voice, delayed")
    echo_delay_s: float = Field(default=0.12, gt=0, le=0.5)
    packet_loss: float = Field(default=0.0, ge=0, le=0.2, description="share of 20 ms frames")
    packet_loss_leg: Literal["both", "agent", "customer"] = "both"
    clip_dbov: float | None = Field(default=None, ge=-30, le=0, description="peaks cut off here")


class Format(_Strict):
    """The file the recording is kept in."""

    codec: Codec
    layout: Literal["mono", "stereo"]
    agent_channel: Literal[0, 1] | None = None

    @model_validator(mode="after")
    def _channels_fit(self) -> Self:
        if (self.layout == "stereo") != (self.agent_channel is not None):
            raise ValueError("agent_channel is required for stereo and forbidden for mono")
        if self.layout == "stereo" and self.codec in ("gsm", "gsm_wav"):
            raise ValueError("GSM files hold one channel: use layout mono or another codec")
        return self


class Over(_Strict):
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


class Say(_Strict):
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


class Silence(_Strict):
    """Nobody speaks."""

    seconds: float = Field(gt=0, le=60)
    explained: bool = False


class Sigh(_Strict):
    """An audible breath: short inhale, then a long exhale."""

    party: Party = "agent"
    seconds: float = Field(default=1.4, ge=0.4, le=3.0)
    level_dbov: float = Field(default=-36.0, ge=-60, le=-15)
    gap_s: float = Field(default=0.2, ge=0, le=3)
    over: Over | None = None


class Hold(_Strict):
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


class Transfer(_Strict):
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


class Dropped(_Strict):
    """The call is lost: what the recording holds after that."""

    busy_seconds: float = Field(default=2.5, gt=0, le=10)
    country: Country


class SayStep(_Strict):
    """A line."""

    say: Say


class SilenceStep(_Strict):
    """A silence."""

    silence: Silence


class SighStep(_Strict):
    """A sigh."""

    sigh: Sigh


class HoldStep(_Strict):
    """A hold."""

    hold: Hold


class TransferStep(_Strict):
    """A transfer."""

    transfer: Transfer


class DroppedStep(_Strict):
    """The loss of the call."""

    dropped: Dropped


_STEP_KEYS = ("say", "silence", "sigh", "hold", "transfer", "dropped")
_PARTIES = ("agent", "customer", "other")


def _spread_shorthand(step: Any) -> Any:
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


class Expected(_Strict):
    """What an honest listener would judge: criteria by verdict, and remarks on single ones.

    What follows from the script itself (rings, interruptions, sighs, dead air, the facts of holds
    and transfers) need not be listed.
    """

    met: tuple[str, ...] = ()
    not_met: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    notes: dict[str, str] = {}

    @field_validator("met", "not_met", "not_applicable", "unsure", "notes")
    @classmethod
    def _known_criteria(cls, named: Any) -> Any:
        unknown = sorted(set(named) - set(CRITERIA))
        if unknown:
            raise ValueError(f"no such criterion in the protocol: {', '.join(unknown)}")
        return named

    @model_validator(mode="after")
    def _one_verdict_each(self) -> Self:
        listed = [criterion for verdict in VERDICTS for criterion in getattr(self, verdict)]
        twice = sorted({criterion for criterion in listed if listed.count(criterion) > 1})
        if twice:
            raise ValueError(f"more than one verdict for: {', '.join(twice)}")
        return self

    def verdicts(self) -> dict[str, str]:
        """Verdict by criterion, in the protocol's order."""
        listed = {c: verdict for verdict in VERDICTS for c in getattr(self, verdict)}
        return {criterion: listed[criterion] for criterion in CRITERIA if criterion in listed}


class Sidecar(_Strict):
    """The file beside the recording: given fields, and fields filled in from the truth."""

    given: dict[str, Any] = {}
    from_truth: tuple[
        Literal["rings", "ring_seconds", "holds", "transfers", "agent_channel", "language"], ...
    ] = ()


class CallScript(_Strict):
    """One call."""

    call_id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    story: str
    language: Literal["es", "en"]
    country: Country
    seed: int
    format: Format
    line: Line = Line()
    ringback: Ringback | None = None
    voices: dict[Party | Literal["announcer"], Voice]
    steps: tuple[Step, ...] = Field(min_length=1)
    sidecar: Sidecar = Sidecar()
    expected: Expected = Expected()

    @field_validator("steps", mode="before")
    @classmethod
    def _shorthand(cls, steps: Any) -> Any:
        return [_spread_shorthand(step) for step in steps] if isinstance(steps, list) else steps

    @model_validator(mode="after")
    def _voices_cast(self) -> Self:
        speaking = {step.say.party for step in self.steps if isinstance(step, SayStep)}
        if any(isinstance(s, HoldStep) and s.hold.kind == "announcement" for s in self.steps):
            speaking = speaking | {"announcer"}  # type: ignore[arg-type]
        missing = sorted(speaking - set(self.voices))
        if missing:
            raise ValueError(f"no voice given for: {', '.join(missing)}")
        return self


def load_script(path: Path) -> CallScript:
    """Read one script; `ScriptError` names the file, the field and what is wrong with it."""
    try:
        loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
        script = CallScript.model_validate(loaded)
    except yaml.YAMLError as error:
        raise ScriptError(f"{path.name}: not YAML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the script"
        raise ScriptError(f"{path.name}: {where}: {first['msg']}") from error
    if script.call_id != path.stem:
        raise ScriptError(
            f"{path.name}: call_id is {script.call_id!r}: it must be the file's name {path.stem!r}"
        )
    return script
