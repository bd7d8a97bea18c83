"""What one process works with: settings, engines, rubric, database. Each is made once."""

from functools import lru_cache
from importlib import resources
from pathlib import Path

from sqlalchemy import Engine

from audio_features.engines.registry import (
    Engines,
    EngineSettings,
    engine_fingerprint,
    load_engines,
)
from audio_features.errors import ConfigurationError
from flows.settings import load_settings
from models.database import open_database, upgrade_database
from scoring.rubric import BUNDLED, load_rubric
from scoring.rubric_schema import Rubric


def engine_settings() -> EngineSettings:
    """Which engines the settings ask for."""
    settings = load_settings()
    return EngineSettings(
        asr_model=settings.asr_model,
        diarization_model=settings.diarization_model,
        device=settings.device,
        cache_dir=settings.cache_dir,
    )


def engines() -> Engines:
    """The speech engines, loaded by the first call that needs them."""
    return _engines(engine_settings())


def engines_name() -> str:
    """Fingerprint of the engines; loads none."""
    return _engines_name(engine_settings())


def rubric(path: str | None) -> Rubric:
    """The rubric at `path`, else the one set, else the one that comes with the product."""
    return _rubric(_rubric_path(path))[0]


def rubric_yaml(path: str | None) -> str:
    """The text of that rubric, to be kept with every score it gave."""
    return _rubric(_rubric_path(path))[1]


def database() -> Engine:
    """The database, its tables up to date."""
    return _database(load_settings().database)


def forget() -> None:
    """Drop all of it, so that changed settings count."""
    for made in (_engines, _engines_name, _rubric, _database):
        made.cache_clear()


def _rubric_path(path: str | None) -> Path | None:
    return Path(path) if path is not None else load_settings().rubric


@lru_cache(maxsize=1)
def _engines(settings: EngineSettings) -> Engines:
    return load_engines(settings)


@lru_cache(maxsize=1)
def _engines_name(settings: EngineSettings) -> str:
    return engine_fingerprint(settings)


@lru_cache(maxsize=4)
def _rubric(path: Path | None) -> tuple[Rubric, str]:
    """A rubric and its text, read at one moment: later edits of the file count in the next run."""
    loaded, text = load_rubric(path), _rubric_text(path)
    if load_rubric(path).sha256 != loaded.sha256:
        raise ConfigurationError(f"{path}: changed while it was read; run again")
    return loaded, text


def _rubric_text(path: Path | None) -> str:
    if path is None:
        return resources.files("scoring").joinpath(BUNDLED).read_text("utf-8")
    return path.read_text("utf-8")


@lru_cache(maxsize=4)
def _database(url: str) -> Engine:
    upgrade_database(url)
    return open_database(url)
