"""The sigh classifier: its arithmetic, its weights, and what it makes of freshly made sounds."""

import numpy as np
import pytest
from faster_whisper import WhisperModel

from audio_features.engines.bundled_weights import bundled_whisper_folder
from audio_features.engines.sigh_training.breaths import panting, sigh
from audio_features.engines.sigh_training.line import loud_part, through_line
from audio_features.engines.sigh_training.other_sounds import OTHER_SOUNDS, cough, music
from audio_features.engines.whisper_encoder import (
    SighWeights,
    WhisperSighClassifier,
    load_sigh_weights,
)
from audio_features.timeline import Span

#: Not the seed that the weights were trained with.
UNSEEN = 77


def test_confidence_is_the_logistic_of_standardised_features():
    weights = SighWeights(
        mean=np.array([1.0, 0.0], np.float32),
        scale=np.array([2.0, 1.0], np.float32),
        weights=np.array([1.0, -1.0], np.float32),
        bias=0.5,
        encoder="whisper-base",
        trained_on="nothing",
    )
    features = np.array([[1.0, 0.0], [5.0, -1.0], [-999.0, 999.0]], np.float32)
    assert weights.confidence(features) == pytest.approx((0.6225, 0.9707, 0.0), abs=1e-4)


def test_the_weights_that_ship_are_whole_and_say_where_they_come_from():
    weights = load_sigh_weights()
    shapes = {weights.mean.shape, weights.scale.shape, weights.weights.shape}
    assert shapes == {(1024,)}
    assert np.isfinite(weights.weights).all()
    assert (weights.scale > 0).all()
    assert "made sounds" in weights.trained_on


@pytest.mark.parametrize("maker", [sigh, *OTHER_SOUNDS], ids=lambda maker: maker.__name__)
def test_every_made_sound_comes_through_the_line(maker):
    rng = np.random.default_rng(UNSEEN)
    for _ in range(5):
        samples = through_line(maker(rng), rng)
        span = loud_part(samples)
        assert samples.dtype == np.float32
        assert np.isfinite(samples).all()
        assert 0 < np.abs(samples).max() <= 2.5  # resampling overshoots clipped clicks
        assert 0 < span.seconds <= len(samples) / 16_000


@pytest.fixture(scope="module")
def classifier(tmp_path_factory):
    folder = bundled_whisper_folder(tmp_path_factory.mktemp("weights"))
    model = WhisperModel(str(folder), device="cpu", compute_type="int8", local_files_only=True)
    return WhisperSighClassifier(model)


@pytest.mark.engine
def test_unseen_sighs_are_believed_and_other_sounds_are_not(classifier):
    rng = np.random.default_rng(UNSEEN)

    def beliefs(maker, count):
        sounds = [through_line(maker(rng), rng) for _ in range(count)]
        return [classifier.confidence(s, [loud_part(s)])[0] for s in sounds]

    sighs = beliefs(sigh, 12)
    others = [*beliefs(cough, 6), *beliefs(panting, 6), *beliefs(music, 6)]
    ranked_right = np.mean([own > other for own in sighs for other in others])
    assert ranked_right > 0.95


@pytest.mark.engine
def test_confidence_depends_neither_on_level_nor_on_what_lies_outside_the_span(classifier):
    rng = np.random.default_rng(UNSEEN)
    breath = through_line(sigh(rng), rng)
    seconds = len(breath) / 16_000
    around = rng.normal(0, 0.1, 16_000).astype(np.float32)
    long = np.concatenate([around, breath * np.float32(0.1), around])
    (plain,) = classifier.confidence(breath, [Span(0, seconds)])
    (placed,) = classifier.confidence(long, [Span(1, 1 + seconds)])
    assert placed == pytest.approx(plain, abs=0.02)
    assert classifier.confidence(breath, []) == ()
    assert "whisper-base" in classifier.info.name
