"""What one process works with: settings, engines, rubric, database. Each is made once."""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from audio_features.engines.registry import (
    Engines,
    EngineSettings,
    engine_fingerprint,
    load_engines,
)
from flows.settings import Settings, load_settings
from models.database import open_database, upgrade_database
from scoring.rubrics.sets import RubricSet, load_rubrics

if TYPE_CHECKING:
    from flows.judge_endpoint import JudgeEndpoint


def engine_settings(
    *, asr_model: str | None = None, diarization_model: str | None = None
) -> EngineSettings:
    """Which engines the settings ask for, with these models instead where they are given."""
    settings = load_settings()
    return EngineSettings(
        asr_model=asr_model or settings.asr_model,
        diarization_model=diarization_model or settings.diarization_model,
        device=settings.device,
        cache_dir=settings.cache_dir,
    )


def engines(*, asr_model: str | None = None, diarization_model: str | None = None) -> Engines:
    """The engines of `engine_settings`, loaded by the first call that needs them."""
    return _engines(engine_settings(asr_model=asr_model, diarization_model=diarization_model))


def engines_name() -> str:
    """Fingerprint of the engines; loads none."""
    return _engines_name(engine_settings())


def rubrics(path: str | None) -> RubricSet:
    """The rubric or set of rubrics at `path`, else what is set, else the product's own."""
    return _rubrics(_rubric_path(path))


def database() -> Engine:
    """The database, its tables up to date."""
    return _database(load_settings().database)


def judge_endpoint() -> "JudgeEndpoint | None":
    """The second judge that the settings name; None where it is off."""
    settings = load_settings()
    return None if settings.judge_url is None else _judge_endpoint(settings)


def forget() -> None:
    """Drop all of it, so that changed settings count."""
    for made in (_engines, _engines_name, _rubrics, _database, _judge_endpoint):
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
def _rubrics(path: Path | None) -> RubricSet:
    """Read at one moment: later edits of the files count in the next run."""
    return load_rubrics(path)


@lru_cache(maxsize=4)
def _database(url: str) -> Engine:
    upgrade_database(url)
    return open_database(url)


@lru_cache(maxsize=1)
def _judge_endpoint(settings: Settings) -> "JudgeEndpoint":
    """One for all calls, so that it remembers when nobody answers."""
    # Where no second judge is set, not even what speaks to it is loaded.
    from flows.judge_endpoint import JudgeEndpoint  # noqa: PLC0415

    return JudgeEndpoint(
        url=settings.judge_url or "",
        model=settings.judge_model or "",
        key=settings.judge_key,
        timeout_s=settings.judge_timeout_s,
    )
