import json
from pathlib import Path

import numpy as np
import pytest

from audio_features.decoding import decode, resample
from audio_features.engines.base import ENGINE_RATE_HZ
from audio_features.engines.bundled_weights import bundled_whisper_folder
from audio_features.engines.registry import EngineSettings, load_engines
from audio_features.engines.whisper_asr import WhisperOptions, WhisperTranscriber
from audio_features.timeline import Span, merge_spans
from audio_features.written_words import normalise

pytestmark = pytest.mark.engine

CALLS = Path(__file__).parents[3] / "sample_calls"
CALL = "es-factura-doble"
UNTIL_S = 22.0


@pytest.fixture(scope="module")
def engines(tmp_path_factory):
    return load_engines(EngineSettings(cache_dir=tmp_path_factory.mktemp("weights"), device="cpu"))


@pytest.fixture(scope="module")
def call():
    """The beginning of a sample call: samples at 16 kHz and the true words of it."""
    truth = json.loads((CALLS / "truth" / f"{CALL}.json").read_text(encoding="utf-8"))
    _, audio = decode(CALLS / truth["recording"])
    samples = [
        resample(
            one[: int(UNTIL_S * audio.sample_rate_hz)],
            from_hz=audio.sample_rate_hz,
            to_hz=ENGINE_RATE_HZ,
        )
        for one in audio.samples
    ]
    return samples, [turn for turn in truth["turns"] if turn["end"] <= UNTIL_S], truth


def spans_of(turns, party=None):
    return merge_spans(
        Span(word["start"], word["end"] + 0.1)
        for turn in turns
        if party in (None, turn["party"])
        for word in turn["words"]
    )


def test_whisper_hears_the_agent(engines, call):
    samples, turns, truth = call
    speech = spans_of(turns, "agent")
    channel = truth["agent_channel"] or 0
    heard = engines.transcriber.transcribe(
        samples[channel], channel=channel, speech=speech, language=None
    )
    true = {
        word
        for turn in turns
        if turn["party"] == "agent"
        for word in normalise(turn["text"]).split()
    }
    found = {token for word in heard.words for token in normalise(word.word).split()}
    assert heard.language == "es"
    assert len(true & found) >= 0.8 * len(true)
    assert all(word.end - word.start < 2.0 for word in heard.words)


def test_whisper_hears_the_same_in_noise_each_time(tmp_path_factory):
    """Nothing is filtered out here, so that a guess drawn by chance would show."""
    folder = str(bundled_whisper_folder(tmp_path_factory.mktemp("weights")))
    options = WhisperOptions(min_segment_confidence=0.0, no_speech_threshold=0.99)
    transcriber = WhisperTranscriber(folder, name="unfiltered", options=options)
    seconds = 12
    noise = np.random.default_rng(3).standard_normal(seconds * ENGINE_RATE_HZ)
    fluttering = 1 + np.sin(2 * np.pi * 4 * np.arange(len(noise)) / ENGINE_RATE_HZ)
    samples = (0.05 * noise * fluttering).astype(np.float32)

    def words():
        heard = transcriber.transcribe(samples, channel=0, speech=[Span(0, seconds)], language="es")
        return [word.word for word in heard.words]

    assert words() == words() == words()


def test_pyannote_finds_two_people_in_the_mix_and_one_on_a_channel(engines, call):
    samples, turns, truth = call
    mixed = (samples[0] + samples[1]) / 2
    both = engines.diarizer.diarize(mixed, speech=spans_of(turns))
    assert len({span.speaker for span in both}) == 2
    channel = truth["agent_channel"] or 0
    alone = engines.diarizer.diarize(samples[channel], speech=spans_of(turns, "agent"))
    assert len({span.speaker for span in alone}) == 1
