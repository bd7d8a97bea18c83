"""How sigh-like a sound is, from what Whisper's encoder makes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from importlib.metadata import version
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from audio_features.engines.base import ENGINE_RATE_HZ, FloatArray
from audio_features.errors import ConfigurationError
from audio_features.hearing import EngineInfo
from audio_features.timeline import Span

#: File of the trained weights, beside this module; made by `sigh_training.train`.
WEIGHTS_FILE = "sigh_weights.npz"
#: Name of the only encoder the weights fit.
ENCODER = "whisper-base"

Features = NDArray[np.float32]

#: Whisper's own frame steps: mel frames of 10 ms, two of them a frame of the encoder.
_MEL_HOP = ENGINE_RATE_HZ // 100
_ENCODER_HOP = 2 * _MEL_HOP
#: Silence put around a sound, so that its on- and offset are seen: 10 frames, 0.2 s.
_PAD_FRAMES = 10
#: RMS to which a sound is brought: how loud a sigh is says nothing of whether it is one.
_TARGET_RMS = 0.05
#: Longest stretch looked at, in seconds: a sigh is no longer.
_MAX_SECONDS = 4.0


class EncoderModel(Protocol):
    """What is used of ``faster_whisper.WhisperModel``."""

    feature_extractor: Any

    def encode(self, features: FloatArray) -> Any:
        """Encoder output of mel features, shape (80, frames)."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SighWeights:
    """Logistic regression on standardised features, each of shape (f,), and its provenance."""

    mean: Features
    scale: Features
    weights: Features
    bias: float
    encoder: str
    trained_on: str

    def confidence(self, features: Features) -> tuple[float, ...]:
        """Belief, 0..1, for each row of `features`, shape (n, f)."""
        scores = (features - self.mean) / self.scale @ self.weights + self.bias
        return tuple(float(belief) for belief in 1 / (1 + np.exp(-np.clip(scores, -30, 30))))


class WhisperSighClassifier:
    """A `SighClassifier` on the encoder of Whisper base, shared with the transcriber if possible.

    Parameters
    ----------
    model : EncoderModel
        A loaded ``faster_whisper.WhisperModel`` of Whisper base.
    """

    def __init__(self, model: EncoderModel, weights: SighWeights | None = None) -> None:
        self._model = model
        self._weights = weights or load_sigh_weights()

    @property
    def info(self) -> EngineInfo:
        """Name, version and options."""
        return sigh_classifier_info(self._weights)

    def confidence(self, samples: FloatArray, spans: Sequence[Span]) -> tuple[float, ...]:
        """Belief, 0..1, that each of `spans` of `samples` (shape (n,), 16 kHz) is a sigh."""
        if not spans:
            return ()
        return self._weights.confidence(encoder_features(self._model, samples, spans))


def sigh_classifier_info(weights: SighWeights) -> EngineInfo:
    """What the classifier is, without a loaded model."""
    return EngineInfo(
        task="sighs",
        name=f"{weights.encoder} encoder, logistic regression",
        version=f"faster-whisper {version('faster-whisper')}",
        options={"trained_on": weights.trained_on},
    )


def encoder_features(model: EncoderModel, samples: FloatArray, spans: Sequence[Span]) -> Features:
    """Mean and standard deviation of the encoder's frames in each span, shape (n, 2 · width)."""
    return np.stack([_span_features(model, samples, span) for span in spans])


def load_sigh_weights() -> SighWeights:
    """The weights that come with the program."""
    try:
        with resources.files(__package__).joinpath(WEIGHTS_FILE).open("rb") as file:
            stored = np.load(file)
            return SighWeights(
                mean=stored["mean"],
                scale=stored["scale"],
                weights=stored["weights"],
                bias=float(stored["bias"]),
                encoder=str(stored["encoder"]),
                trained_on=str(stored["trained_on"]),
            )
    except (OSError, KeyError, ValueError) as error:
        raise ConfigurationError(
            f"{WEIGHTS_FILE} of the sigh classifier is missing or broken ({error}): reinstall"
        ) from error


def _span_features(model: EncoderModel, samples: FloatArray, span: Span) -> Features:
    first = round(span.start * ENGINE_RATE_HZ)
    last = round(min(span.end, span.start + _MAX_SECONDS) * ENGINE_RATE_HZ)
    sound = samples[first:last].astype(np.float32)
    frames = max(1, -(-len(sound) // _ENCODER_HOP))
    sound = np.pad(sound, (0, frames * _ENCODER_HOP - len(sound)))
    sound = sound * (_TARGET_RMS / max(float(np.sqrt(np.mean(np.square(sound)))), 1e-6))
    padded = np.pad(sound, _PAD_FRAMES * _ENCODER_HOP)
    mel = model.feature_extractor(padded)[:, : len(padded) // _MEL_HOP]
    output = np.asarray(model.encode(np.ascontiguousarray(mel, dtype=np.float32)))[0]
    inside = output[_PAD_FRAMES : _PAD_FRAMES + frames].astype(np.float32)
    return np.concatenate([inside.mean(axis=0), inside.std(axis=0)])
