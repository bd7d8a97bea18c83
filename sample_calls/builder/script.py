"""What a call script may say: the schema of `scripts/CALL_ID.yaml`, strict on every field."""

from pathlib import Path
from typing import Any, Literal, Self, get_args

import yaml
from pydantic import Field, ValidationError, field_validator, model_validator

from sample_calls.builder.errors import ScriptError
from sample_calls.builder.moments import misquoted
from sample_calls.builder.script_base import Codec, Country, Party, Strict
from sample_calls.builder.steps import HoldStep, SayStep, Step, spread_shorthand
from scoring.findings import Verdict
from scoring.rubrics.schema import PROTOCOL_CRITERIA

Role = Party | Literal["announcer"]
_VERDICTS: tuple[str, ...] = get_args(Verdict)


class Voice(Strict):
    """One speaker: a weighted blend of voice vectors and how that person usually speaks."""

    blend: dict[str, float] = Field(min_length=1)
    lang: Literal["es", "es-419", "en-us", "en-gb"]
    speed: float = Field(default=1.0, ge=0.6, le=1.8)
    pitch_st: float = Field(default=0.0, ge=-4, le=4, description="semitones, formants too")
    level_dbov: float = Field(default=-26.0, ge=-50, le=-8)


class Ringback(Strict):
    """Ringing that is audible at the start of the recording."""

    country: Country
    rings: int = Field(ge=1, le=12, description="bursts begun before the answer")
    answer: Literal["in_gap", "in_burst"] = "in_gap"
    answer_fraction: float = Field(default=0.4, gt=0.0, lt=1.0, description="of that gap or burst")
    lead_s: float = Field(default=0.0, ge=0.0, le=5.0)
    level_dbov: float = -22.0


class Noise(Strict):
    """Steady noise under one leg or both."""

    kind: Literal["hiss", "hum", "street", "car", "babble", "crowd"]
    level_dbov: float = Field(ge=-75, le=-25)
    leg: Literal["both", "agent", "customer"] = "both"


class Line(Strict):
    """What the telephone line does to the voices."""

    band: Literal["narrow", "wide"] = "narrow"
    noise: tuple[Noise, ...] = ()
    gain_db: float = Field(default=0.0, ge=-40, le=20, description="of all but the noise")
    crosstalk_db: float | None = Field(default=None, le=-6, description="other leg, stereo only")
    echo_db: float | None = Field(default=None, le=-6, description="own voice, delayed")
    echo_delay_s: float = Field(default=0.12, gt=0, le=0.5)
    packet_loss: float = Field(default=0.0, ge=0, le=0.2, description="share of 20 ms frames")
    packet_loss_leg: Literal["both", "agent", "customer"] = "both"
    clip_dbov: float | None = Field(default=None, ge=-30, le=0, description="peaks cut off here")


class Format(Strict):
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


class Expected(Strict):
    """What an honest listener would judge: criteria by verdict, and remarks on single ones.

    What follows from the script itself (rings, interruptions, sighs, dead air, the facts of holds
    and transfers) need not be listed. Criteria that are `left_open` get no verdict, whatever
    follows. `evidence` quotes, by criterion, the words at each moment that a person would point to
    for its verdict; see `sample_calls.builder.moments`.
    """

    met: tuple[str, ...] = ()
    not_met: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    left_open: tuple[str, ...] = ()
    notes: dict[str, str] = Field(default_factory=dict)
    evidence: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    @field_validator("met", "not_met", "not_applicable", "unsure", "left_open", "notes", "evidence")
    @classmethod
    def _known_criteria(cls, named: Any) -> Any:
        unknown = sorted(set(named) - set(PROTOCOL_CRITERIA))
        if unknown:
            raise ValueError(f"no such criterion in the protocol: {', '.join(unknown)}")
        return named

    @model_validator(mode="after")
    def _one_verdict_each(self) -> Self:
        lists = (*_VERDICTS, "left_open")
        listed = [criterion for verdict in lists for criterion in getattr(self, verdict)]
        twice = sorted({criterion for criterion in listed if listed.count(criterion) > 1})
        if twice:
            raise ValueError(f"more than one verdict for: {', '.join(twice)}")
        return self

    def verdicts(self) -> dict[str, str]:
        """Verdict by criterion, in the protocol's order."""
        listed = {c: verdict for verdict in _VERDICTS for c in getattr(self, verdict)}
        return {
            criterion: listed[criterion] for criterion in PROTOCOL_CRITERIA if criterion in listed
        }


class Sidecar(Strict):
    """The file beside the recording: given fields, and fields filled in from the truth."""

    given: dict[str, Any] = Field(default_factory=dict)
    from_truth: tuple[
        Literal["rings", "ring_seconds", "holds", "transfers", "agent_channel", "language"], ...
    ] = ()


class CallScript(Strict):
    """One call."""

    call_id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    story: str
    language: Literal["es", "en"]
    country: Country
    seed: int
    format: Format
    line: Line = Line()
    ringback: Ringback | None = None
    voices: dict[Role, Voice]
    steps: tuple[Step, ...] = Field(min_length=1)
    sidecar: Sidecar = Sidecar()
    expected: Expected = Expected()

    @field_validator("steps", mode="before")
    @classmethod
    def _shorthand(cls, steps: Any) -> Any:
        return [spread_shorthand(step) for step in steps] if isinstance(steps, list) else steps

    @model_validator(mode="after")
    def _voices_cast(self) -> Self:
        speaking = {step.say.party for step in self.steps if isinstance(step, SayStep)}
        if any(isinstance(s, HoldStep) and s.hold.kind == "announcement" for s in self.steps):
            speaking = speaking | {"announcer"}  # type: ignore[arg-type]
        missing = sorted(speaking - set(self.voices))
        if missing:
            raise ValueError(f"no voice given for: {', '.join(missing)}")
        return self

    @model_validator(mode="after")
    def _evidence_said(self) -> Self:
        said: dict[str, str] = {}
        for step in self.steps:
            if isinstance(step, SayStep):
                say = step.say
                said[say.party] = f"{said.get(say.party, '')} {say.text}"
        for criterion, quotes in self.expected.evidence.items():
            for quote in quotes:
                if problem := misquoted(quote, said.values()):
                    raise ValueError(f"evidence of {criterion}: {problem}")
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
