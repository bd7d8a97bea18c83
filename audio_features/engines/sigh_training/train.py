"""Trains the sigh classifier on made sounds alone and writes its weights.

Run as ``python -m audio_features.engines.sigh_training.train --cache DIR --speech FILE…``: `cache`
is where the joined Whisper model is kept, `speech` are recordings without a sigh in them, in voices
that may be trained on (those of the sample calls are synthetic). It needs scikit-learn.
"""

import argparse
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from faster_whisper import WhisperModel
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from audio_features.decoding import decode, resample
from audio_features.engines.base import ENGINE_RATE_HZ, FloatArray
from audio_features.engines.bundled_weights import bundled_whisper_folder
from audio_features.engines.sigh_training.breaths import sigh
from audio_features.engines.sigh_training.line import loud_part, through_line
from audio_features.engines.sigh_training.other_sounds import OTHER_SOUNDS
from audio_features.engines.sigh_training.vocal_tract import Rng
from audio_features.engines.whisper_encoder import (
    ENCODER,
    WEIGHTS_FILE,
    Features,
    SighWeights,
    encoder_features,
)
from audio_features.timeline import Span

Labels = NDArray[np.int64]

#: How many sounds of each side, and how strongly weights are held small: on made sounds alone the
#: classifier separates at once, so that only a strong penalty carries over to real ones.
SIGHS, OTHERS, SPEECH = 1500, 2400, 500
PENALTY = 1e-3
SEED = 20260301


def main(arguments: Sequence[str] | None = None) -> None:
    """Make sounds, let the encoder hear them, fit, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--speech", type=Path, required=True, nargs="+")
    parser.add_argument("--features", type=Path, help="keep the features here and use them again")
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / WEIGHTS_FILE)
    given = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    if given.features and given.features.exists():
        stored = np.load(given.features)
        features, labels = stored["features"], stored["labels"]
    else:
        features, labels = made_features(given.cache, given.speech)
        if given.features:
            np.savez(given.features, features=features, labels=labels)
    save(fit(features, labels), given.out)


def made_features(cache: Path, speech: Sequence[Path]) -> tuple[Features, Labels]:
    """Features, shape (n, f), and labels (1 sigh, 0 other) of freshly made sounds."""
    folder = bundled_whisper_folder(cache)
    model = WhisperModel(
        str(folder), device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True
    )
    rng = np.random.default_rng(SEED)
    features, labels = [], []
    for number, (samples, span, label) in enumerate(made_sounds(rng, speech)):
        features.append(encoder_features(model, samples, [span])[0])
        labels.append(label)
        if number % 200 == 0:
            logging.info("%d sounds heard", number)
    return np.stack(features), np.array(labels)


def made_sounds(rng: Rng, speech: Sequence[Path]) -> Iterator[tuple[FloatArray, Span, int]]:
    """Sounds after the line, where in them to look, and whether they are sighs."""
    makers = list(OTHER_SOUNDS)
    shares = np.array([OTHER_SOUNDS[maker] for maker in makers])
    chosen = rng.choice(len(makers), size=OTHERS, p=shares / shares.sum())
    for maker, label in [(sigh, 1)] * SIGHS + [(makers[index], 0) for index in chosen]:
        samples = through_line(maker(rng), rng)
        yield samples, _found_part(samples, rng), label
    for samples in _speech_pieces(speech, rng):
        yield samples, Span(0.0, len(samples) / ENGINE_RATE_HZ), 0


def fit(features: Features, labels: Labels) -> SighWeights:
    """Logistic regression on standardised features."""
    scaler = StandardScaler().fit(features)
    regression = LogisticRegression(C=PENALTY, max_iter=2000, class_weight="balanced")
    regression.fit(scaler.transform(features), labels)
    return SighWeights(
        mean=scaler.mean_.astype(np.float32),
        scale=scaler.scale_.astype(np.float32),
        weights=regression.coef_[0].astype(np.float32),
        bias=float(regression.intercept_[0]),
        encoder=ENCODER,
        trained_on=f"{len(labels)} made sounds, {int(labels.sum())} of them sighs, seed {SEED}",
    )


def save(weights: SighWeights, path: Path) -> None:
    """Write `weights` for `load_sigh_weights`."""
    np.savez_compressed(
        path,
        mean=weights.mean,
        scale=weights.scale,
        weights=weights.weights,
        bias=np.float32(weights.bias),
        encoder=weights.encoder,
        trained_on=weights.trained_on,
    )


def _found_part(samples: FloatArray, rng: Rng) -> Span:
    """The part that a candidate finder would mark, give or take."""
    span = loud_part(samples, below_peak_db=float(rng.uniform(12, 30)))
    start = max(0.0, span.start + float(rng.normal(0, 0.04)))
    end = min(len(samples) / ENGINE_RATE_HZ, span.end + float(rng.normal(0, 0.06)))
    return Span(start, max(end, start + 0.1))


def _speech_pieces(paths: Sequence[Path], rng: Rng) -> Iterator[FloatArray]:
    """Pieces of 0.4 to 2 s out of the recordings, loud and soft ones."""
    for number in range(SPEECH):
        if number % (SPEECH // len(paths) + 1) == 0:
            _, audio = decode(paths[number // (SPEECH // len(paths) + 1)])
            channels = resample(audio.samples, from_hz=audio.sample_rate_hz, to_hz=ENGINE_RATE_HZ)
        length = round(float(rng.uniform(0.4, 2.0)) * ENGINE_RATE_HZ)
        channel = channels[int(rng.integers(len(channels)))]
        start = int(rng.integers(0, len(channel) - length))
        yield channel[start : start + length]


if __name__ == "__main__":
    main()
