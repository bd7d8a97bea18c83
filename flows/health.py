"""Trying out every part that an analysis needs."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

from audio_features.decoding import decode, write_listening_copy
from audio_features.engines.base import ENGINE_RATE_HZ
from audio_features.engines.registry import BUNDLED
from audio_features.errors import ConfigurationError, EscuchaError, RecordingError
from audio_features.hearing import EngineInfo
from audio_features.recording import Audio
from audio_features.timeline import Span
from flows import workplace
from flows.settings import Settings
from models.columns import utc_now
from models.database import open_database, upgrade_database, writing
from models.tables import Agent
from scoring.second_judge.answers import UnusableAnswerError, read_answer
from scoring.second_judge.opinions import NoAnswerError
from scoring.second_judge.questions import EXAMPLE_TURNS, example_question

#: Free space below which a night's work may not fit, in bytes (our choice: about 1000 calls).
_MIN_FREE_BYTES = 2 * 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class PartHealth:
    """Whether one part works; `detail` says what was found, or how to mend it."""

    part: str
    well: bool
    detail: str


def check_health(settings: Settings) -> Iterator[PartHealth]:
    """Try each part in turn; one that fails never stops the rest."""
    yield _tried("settings", lambda: _settings(settings))
    yield _tried("rubric", _rubric)
    yield _tried("database", lambda: _database(settings))
    yield _tried("disk", lambda: _disk(settings))
    yield _tried("codecs", _codecs)
    yield _tried("second judge", _second_judge)
    yield from _engines()


def _tried(part: str, attempt: Callable[[], str]) -> PartHealth:
    try:
        return PartHealth(part=part, well=True, detail=attempt())
    except EscuchaError as error:
        return PartHealth(part=part, well=False, detail=str(error))
    except Exception as error:  # noqa: BLE001 - whatever is broken here is what was asked for
        cause = f"{type(error).__name__}: {error}"
        return PartHealth(
            part=part, well=False, detail=f"{cause}; run again with --debug, or install again"
        )


def _settings(settings: Settings) -> str:
    return (
        f"models {settings.asr_model} / {settings.diarization_model}, device {settings.device}, "
        f"country {settings.country}, language {settings.language or 'detected'}"
    )


def _rubric() -> str:
    rubrics = workplace.rubrics(None).rubrics
    return "; ".join(f"{r.id} {r.version}, {len(r.criteria)} criteria" for r in rubrics)


def _database(settings: Settings) -> str:
    """Write a row and take it back."""
    upgrade_database(settings.database)
    engine = open_database(settings.database)
    with writing(engine) as session:
        trial = Agent(agent_id=f"escucha doctor {utc_now().isoformat()}")
        session.add(trial)
        session.flush()
        session.delete(trial)
    return engine.url.render_as_string(hide_password=True)


def _disk(settings: Settings) -> str:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.data_dir).free
    if free < _MIN_FREE_BYTES:
        raise RecordingError(
            f"{settings.data_dir}: only {free / 1e9:.1f} GB free; make room or set data_dir"
        )
    return f"{free / 1e9:.0f} GB free for {settings.data_dir}"


def _codecs() -> str:
    """Write a tone as MP3 and read it back."""
    tone = np.sin(np.arange(8_000) * (2 * np.pi * 425 / 8_000)).astype(np.float32)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tone.mp3"
        write_listening_copy(Audio(samples=0.1 * tone[np.newaxis], sample_rate_hz=8_000), path)
        recording, _ = decode(path)
    return f"MP3 written and read back ({recording.codec})"


def _second_judge() -> str:
    """Ask about a made-up call of two lines, in the words that real ones are asked about."""
    endpoint = workplace.judge_endpoint()
    if endpoint is None:
        return "off: no words of any call are sent to a language model"
    where = f"{endpoint.model} at {endpoint.url}{_unencrypted(endpoint.url)}"
    began = time.monotonic()
    try:
        read_answer(endpoint(example_question(model=endpoint.model)), EXAMPLE_TURNS)
    except NoAnswerError as error:
        cause = error.kind.removeprefix("second_judge_")
        raise ConfigurationError(
            f"{where}: {cause} ({error}); check the server, judge_url, judge_model and judge_key"
        ) from error
    except UnusableAnswerError as error:
        raise ConfigurationError(
            f"{where}: answers, but not as asked ({error}); try another model"
        ) from error
    took = time.monotonic() - began
    return f"on: words of calls are sent to {where}, which answered in {took:.1f} s"


def _unencrypted(url: str) -> str:
    """A warning where the words of calls can be read by whoever is on the network to `url`."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        here = ip_address(host).is_loopback
    except ValueError:
        here = host == "localhost"
    if parts.scheme == "https" or here:
        return ""
    return " (warning: plain http to another machine, anyone on the way can read it; use https)"


#: The models that each engine can do without: another's wrong setting is not its own.
_MODELS_OF_OTHERS: Mapping[str, Mapping[str, str]] = {
    "sound detection": {"asr_model": BUNDLED, "diarization_model": BUNDLED},
    "transcription": {"diarization_model": BUNDLED},
    "diarization": {"asr_model": BUNDLED},
}


def _engines() -> Iterator[PartHealth]:
    """Each engine in turn; what stops several alike is told of the first."""
    told: dict[str, str] = {}
    for part in _MODELS_OF_OTHERS:
        result = _tried(part, partial(_engine, part))
        first = part if result.well else told.setdefault(result.detail, part)
        if first != part:
            result = replace(result, detail=f"not tried: what stops {first} stops it too")
        yield result


def _engine(part: str) -> str:
    """Let one engine hear three seconds of noise as if it were speech."""
    try:
        engines = workplace.engines()
    except ConfigurationError:
        engines = workplace.engines(**_MODELS_OF_OTHERS[part])
    noise = np.random.default_rng(1).normal(0, 0.01, 3 * ENGINE_RATE_HZ).astype(np.float32)
    speech = (Span(0.0, 3.0),)
    if part == "transcription":
        engines.transcriber.detect_language(noise, speech=speech)
        return _shown(engines.transcriber.info)
    if part == "diarization":
        engines.diarizer.diarize(noise, speech=speech)
        return _shown(engines.diarizer.info)
    engines.sound_detector.detect(noise, channel=0)
    return _shown(engines.sound_detector.info)


def _shown(engine: EngineInfo) -> str:
    return f"{engine.name} {engine.version}"
