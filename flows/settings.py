"""Settings: environment variables ``ESCUCHA_*``, else ``escucha.toml``, else defaults."""

import os
import tomllib
from collections.abc import Sequence
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from audio_features.countries import MAY_BE as COUNTRY_MAY_BE
from audio_features.countries import CountryCode
from audio_features.errors import ConfigurationError
from audio_features.languages import SUPPORTED_LANGUAGES, primary_language

PREFIX = "ESCUCHA_"
CONFIG_VARIABLE = "ESCUCHA_CONFIG"
DEFAULT_CONFIG = Path("escucha.toml")


def _absolute(path: Path) -> Path:
    return path.expanduser().absolute()


def _language(value: object) -> object:
    return primary_language(value) if isinstance(value, str) else value


def _supported(language: str) -> str:
    if language not in SUPPORTED_LANGUAGES:
        raise ValueError("not a language that is understood")
    return language


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def _empty_is_none(value: object) -> object:
    return None if value == "" else value


def _endpoint(url: str) -> str:
    """The base of the API; a key or password in it would be shown wherever the address is."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:  # its text may be part of a password
        raise ValueError("not an address of a server") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise ValueError("not an address of a server")
    if "@" in url or parts.query or parts.fragment:
        raise ValueError("more than an address")
    return parts.geturl().rstrip("/").removesuffix("/chat/completions")


def _header_value(key: SecretStr) -> SecretStr:
    """A key that HTTP can carry; an error on the way would show it."""
    text = key.get_secret_value()
    if not (text.isascii() and text.isprintable()) or " " in text:
        raise ValueError("not a key")
    return key


AbsolutePath = Annotated[Path, AfterValidator(_absolute)]
LanguageCode = Annotated[str, BeforeValidator(_language), AfterValidator(_supported)]
Device = Annotated[Literal["auto", "cpu", "cuda"], BeforeValidator(_lower)]
ModelName = Annotated[str, Field(min_length=1)]
Endpoint = Annotated[str, AfterValidator(_endpoint)]
ApiKey = Annotated[SecretStr, AfterValidator(_header_value)]

#: What each setting may be, as the end of an error message.
MAY_BE = {
    "database_url": "a SQLAlchemy URL like sqlite:///escucha.db or postgresql+psycopg://…",
    "data_dir": "a folder that may be written",
    "asr_model": "bundled, a folder, or a hub name",
    "diarization_model": "bundled, a folder, or a hub name",
    "device": "auto, cpu or cuda",
    "rubric": "path of a rubric or of a set of rubrics",
    "country": COUNTRY_MAY_BE,
    "language": " or ".join(SUPPORTED_LANGUAGES),
    "judge_url": "the base of an OpenAI-compatible API, like http://localhost:8000/v1, with no "
    "user, password or query in it",
    "judge_model": "a model's name as the server at judge_url knows it",
    "judge_key": "a key of printable ASCII characters without spaces",
    "judge_timeout_s": "a number of seconds above 0, at most 600",
}

#: Settings whose value is never shown.
_SECRET = frozenset({"judge_key"})


class Settings(BaseSettings):
    """Everything that can be set, with its default."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="forbid", frozen=True, hide_input_in_errors=True
    )

    data_dir: AbsolutePath = Field(default=Path("escucha_data"), validate_default=True)
    database_url: Annotated[str | None, BeforeValidator(_empty_is_none)] = None
    asr_model: ModelName = "bundled"
    diarization_model: ModelName = "bundled"
    device: Device = "auto"
    rubric: Annotated[AbsolutePath | None, BeforeValidator(_empty_is_none)] = None
    country: CountryCode = "ES"
    language: Annotated[LanguageCode | None, BeforeValidator(_empty_is_none)] = None
    judge_url: Annotated[Endpoint | None, BeforeValidator(_empty_is_none)] = None
    judge_model: Annotated[ModelName | None, BeforeValidator(_empty_is_none)] = None
    judge_key: Annotated[ApiKey | None, BeforeValidator(_empty_is_none)] = None
    judge_timeout_s: float = Field(default=60.0, gt=0, le=600)

    @cached_property
    def database(self) -> str:
        """Address of the database: the one set, else a SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir / 'escucha.db'}"

    @property
    def cache_dir(self) -> Path:
        """Where joined weights and heard calls are kept."""
        return self.data_dir / "cache"

    @property
    def uses_hub(self) -> bool:
        """Whether a model is named by its hub name, so that it may have to be fetched."""
        names = (self.asr_model, self.diarization_model)
        return any(name != "bundled" and not Path(name).expanduser().exists() for name in names)


def load_settings() -> Settings:
    """Read the settings.

    Raises
    ------
    ConfigurationError
        Naming every wrong value or unknown name, where it was set, and what it may be.
    """
    _refuse_unknown_variables()
    path = _config_path()
    in_file = _read_toml(path) if path else {}
    # The environment beats the file: what it sets is left for pydantic to read from there.
    chosen = {k: v for k, v in in_file.items() if f"{PREFIX}{k}".upper() not in os.environ}
    try:
        settings = Settings(**chosen)
    except ValidationError as error:
        problems = {str(item["loc"][0]): item["input"] for item in error.errors()}
        raise ConfigurationError(
            "; ".join(_problem(name, value, path) for name, value in problems.items())
        ) from error
    if settings.judge_url and not settings.judge_model:
        raise ConfigurationError(
            f"{PREFIX}JUDGE_URL is set and {PREFIX}JUDGE_MODEL is not: name the model to ask, "
            f"{MAY_BE['judge_model']}"
        )
    return settings


def _refuse_unknown_variables() -> None:
    """A misspelt variable would otherwise leave its setting at the default, unsaid."""
    known = [f"{PREFIX}{name}".upper() for name in Settings.model_fields] + [CONFIG_VARIABLE]
    unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
    if unknown:
        raise ConfigurationError("; ".join(_unknown_variable(name, known) for name in unknown))


def _unknown_variable(name: str, known: Sequence[str]) -> str:
    return f"{name}: is not a setting; {_mend(name, known)}"


def _mend(name: str, known: Sequence[str]) -> str:
    """The setting that was likely meant; all of them where none is."""
    bare = name.removeprefix(PREFIX.lower())  # in the file, of the name of a variable
    likely = get_close_matches(bare, known, n=1)
    return f"did you mean {likely[0]}?" if likely else f"it may be one of {', '.join(known)}"


def _config_path() -> Path | None:
    named = os.environ.get(CONFIG_VARIABLE)
    if named:
        if not Path(named).is_file():
            raise ConfigurationError(f"{CONFIG_VARIABLE}={named}: no such file; name your settings")
        return Path(named)
    return DEFAULT_CONFIG if DEFAULT_CONFIG.is_file() else None


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{path}: cannot be read as TOML: {error}; mend it") from error
    return {name.lower(): value for name, value in content.items()}


def _problem(name: str, value: object, path: Path | None) -> str:
    variable = f"{PREFIX}{name}".upper()
    if name not in Settings.model_fields:
        return f"{path}: {name} is not a setting; {_mend(name, list(Settings.model_fields))}"
    given = os.environ.get(variable, value)
    if name in _SECRET:
        given = "…"
    elif name == "judge_url":
        given = _scheme_and_host(given)
    where = variable if variable in os.environ else f"{path}: {name}"
    return f"{where}={given!r}: it may be {MAY_BE[name]}"


def _scheme_and_host(url: object) -> str:
    """What may be shown of an address that was refused: there may be a key in all the rest."""
    try:
        parts = urlsplit(str(url).strip())
    except ValueError:
        return "…"
    # A slash in a password ends the host too early: what comes before the "@" is then no host.
    hidden = "@" in f"{parts.path}{parts.query}{parts.fragment}"
    if hidden or not parts.hostname or parts.scheme not in ("http", "https", "ftp"):
        return "…"
    return f"{parts.scheme}://{parts.hostname}/…"
