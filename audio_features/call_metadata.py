"""The data beside a recording: sidecar JSON or a row of a manifest CSV."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)
from pydantic_core import from_json, to_json

from audio_features.countries import MAY_BE as COUNTRY_MAY_BE
from audio_features.countries import CountryCode
from audio_features.errors import MetadataError
from audio_features.languages import primary_language


def _usable_as_file_name(call_id: str) -> str:
    if not call_id.strip() or call_id in {".", ".."} or len(call_id) > 200:
        raise ValueError("not usable as a file name")
    if any(letter in "/\\" or not letter.isprintable() for letter in call_id):
        raise ValueError("not usable as a file name")
    return call_id


def _not_a_truth_value(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("true and false are not channels")
    return value


def _with_zone(moment: datetime) -> datetime:
    if moment.tzinfo is not None:
        return moment
    try:
        return moment.astimezone()
    except (OverflowError, OSError) as error:  # years at the borders of the calendar
        raise ValueError("not a moment of this machine's time zone") from error


#: A moment; one written without a time zone is local time of the machine that reads it.
Moment = Annotated[datetime, AfterValidator(_with_zone)]
Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]
CallId = Annotated[str, AfterValidator(_usable_as_file_name)]
Channel = Annotated[Literal[0, 1], BeforeValidator(_not_a_truth_value)]
LanguageCode = Annotated[
    str,
    Field(pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]+)*$"),
    AfterValidator(primary_language),
]


class HoldRecord(BaseModel):
    """One hold as telephony reports it, seconds from the start of the recording."""

    model_config = ConfigDict(frozen=True, extra="allow", strict=True)

    start: Seconds
    end: Seconds

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.end < self.start:
            raise ValueError("end is before start")
        return self


class TransferRecord(BaseModel):
    """One transfer as telephony reports it: when (seconds), to whom, and its kind."""

    model_config = ConfigDict(frozen=True, extra="allow", strict=True)

    at: Seconds
    to: str | None = None
    kind: str | None = None


class CallMetadata(BaseModel):
    """What is known of a call besides its sound. Every field is optional; unknown ones are kept.

    `nps` is this caller's answer, 0 to 10; `csat` is on the company's own scale. `vocabulary` are
    names and product words to expect in the call. `started_at` and `complaint_opened_at` have a
    time zone: written without one they are local time of this machine. `language` is kept without
    its region (es-MX is es) and `country` in capitals; whether the language is understood is asked
    where calls are planned, so that one row of a manifest never stops the other calls.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    call_id: CallId | None = None
    agent_id: str | None = None
    agent_name: str | None = None
    team: str | None = None
    queue: str | None = None
    customer_id: str | None = None
    customer_name: str | None = None
    started_at: Moment | None = None
    direction: Literal["inbound", "outbound"] | None = None
    language: LanguageCode | None = None
    country: CountryCode | None = None
    agent_channel: Channel | None = None
    rings: Annotated[int, Field(ge=0)] | None = None
    ring_seconds: Seconds | None = None
    holds: tuple[HoldRecord, ...] | None = None
    transfers: tuple[TransferRecord, ...] | None = None
    csat: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    nps: Annotated[int, Field(ge=0, le=10)] | None = None
    retained: bool | None = None
    complaint_opened_at: Moment | None = None
    vocabulary: tuple[str, ...] | None = None


#: What each field may be, as the end of an error message.
_MAY_BE = {
    "call_id": "text usable as a file name: no / or \\, at most 200 characters",
    "started_at": "a date and time in ISO 8601, like 2026-03-01T09:30:00+01:00",
    "complaint_opened_at": "a date and time in ISO 8601, like 2026-03-01T09:30:00+01:00",
    "direction": "inbound or outbound",
    "language": "a language code like es, es-MX or en",
    "country": COUNTRY_MAY_BE,
    "agent_channel": "0 (left) or 1 (right)",
    "rings": "a whole number, 0 or more",
    "ring_seconds": "a number of seconds, 0 or more",
    "holds": 'a list like [{"start": 12.5, "end": 40.0}], in seconds, end not before start',
    "transfers": 'a list like [{"at": 95.0, "to": "billing", "kind": "attended"}], at in seconds',
    "csat": "a number, 0 or more",
    "nps": "a whole number from 0 to 10",
    "retained": "true or false",
    "vocabulary": 'a list of words like ["Fibra 600", "Iberdrola"]',
}
_DEFAULT_MAY_BE = "text in quotes"


def sidecar_path(recording_path: Path) -> Path:
    """Where the sidecar of a recording would be: NAME.json beside NAME.wav."""
    return recording_path.with_suffix(".json")


def load_sidecar(recording_path: Path) -> CallMetadata:
    """What the sidecar of a recording says; all fields empty where there is none.

    A result of this program that was written beside the recording is not taken for a sidecar.
    Raises MetadataError naming file, field, value and what it may be.
    """
    path = sidecar_path(recording_path)
    if not path.exists():
        return CallMetadata()
    content = parse_json(read_text(path), where=str(path))
    if not isinstance(content, dict):
        raise MetadataError(
            f'{path}: holds {_shown(content)}; it must be one object like {{"agent_id": "ana"}}'
        )
    if str(content.get("schema", "")).startswith("escucha."):
        return CallMetadata()
    return validated(content, where=str(path))


def combine(sidecar: CallMetadata, manifest_row: CallMetadata | None) -> CallMetadata:
    """Both sources in one; the sidecar, closer to the recording, wins where both name a field."""
    if manifest_row is None:
        return sidecar
    fields = {**_named_fields(manifest_row), **_named_fields(sidecar)}
    return CallMetadata.model_construct(_fields_set=set(fields), **fields)


def read_text(path: Path) -> str:
    """The UTF-8 text of a metadata file, with or without byte order mark."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        how = "; in Excel: CSV UTF-8" if path.suffix.lower() == ".csv" else ""
        raise MetadataError(
            f"{path}: is not UTF-8 text (line {line}); save it as UTF-8{how}"
        ) from error
    except OSError as error:
        raise MetadataError(
            f"{path}: cannot be read ({(error.strerror or str(error)).lower()}); check the path "
            "and its permissions"
        ) from error


def parse_json(text: str, *, where: str) -> Any:
    """The value written as JSON in `text`; MetadataError names `where` and the place in it."""
    try:
        return from_json(text, allow_inf_nan=False)
    except ValueError as error:
        raise MetadataError(f"{where}: is not valid JSON: {error}; mend or remove it") from error


def validated(fields: Mapping[str, object], *, where: str) -> CallMetadata:
    """`fields` as JSON has them, checked; MetadataError lists all that is wrong in one line."""
    try:
        return CallMetadata.model_validate_json(to_json(fields), strict=True)
    except ValidationError as error:
        problems = "; ".join(
            dict.fromkeys(
                _problem(fields, problem["loc"])
                for problem in error.errors(include_url=False, include_context=False)
            )
        )
        raise MetadataError(f"{where}: {problems}") from error


def _problem(fields: Mapping[str, object], place: tuple[int | str, ...]) -> str:
    """One wrong value: where it is, what it is, what it may be."""
    name, value = str(place[0]), fields[str(place[0])]
    for step in place[1:]:
        if isinstance(step, int) and isinstance(value, list):
            name, value = f"{name}[{step}]", value[step]
        elif isinstance(value, dict):
            name, value = f"{name}.{step}", value.get(str(step))
    may_be = _MAY_BE.get(str(place[0]), _DEFAULT_MAY_BE)
    return f"{name} is {_shown(value)}; it may be {may_be}"


def _shown(value: object) -> str:
    """A value as JSON writes it, cut to a readable length."""
    text = to_json(value).decode()
    return text if len(text) <= 80 else text[:77] + "..."


def _named_fields(metadata: CallMetadata) -> dict[str, Any]:
    extra = metadata.model_extra or {}
    named = {
        name: getattr(metadata, name) for name in metadata.model_fields_set if name not in extra
    }
    return {name: value for name, value in {**extra, **named}.items() if value is not None}
