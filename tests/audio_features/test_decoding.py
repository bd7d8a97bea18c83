"""Whatever a PBX leaves is decoded; whatever cannot be is refused in one readable sentence."""

import os
import struct
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile as sf
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_features.decoding import (
    MAX_RATE_HZ,
    RECORDING_SUFFIXES,
    decode,
    probe,
    resample,
    write_listening_copy,
)
from audio_features.errors import RecordingError
from audio_features.recording import Audio

RATE_HZ = 8000
SECONDS = 2


def two_tones(rate_hz=RATE_HZ, seconds=SECONDS):
    """Left 440 Hz at 0.5, right 700 Hz at 0.25; shape (n, 2)."""
    t = np.arange(rate_hz * seconds) / rate_hz
    tones = [0.5 * np.sin(2 * np.pi * 440 * t), 0.25 * np.sin(2 * np.pi * 700 * t)]
    return np.stack(tones, axis=1).astype(np.float32)


def amplitudes(samples):
    """Sine amplitude of each channel, from its middle half."""
    n = samples.shape[1]
    return np.sqrt(2 * np.mean(np.square(samples[:, n // 4 : 3 * n // 4]), axis=1))


def encode(path, *, codec, container, rate_hz, channels, extra_video=False):
    layout = "stereo" if channels == 2 else "mono"
    with av.open(str(path), "w", format=container) as out:
        if extra_video:
            video = out.add_stream("mpeg4", rate=5)
            video.width, video.height, video.pix_fmt = 64, 64, "yuv420p"
        stream = out.add_stream(codec, rate=rate_hz, layout=layout)
        converter = av.AudioResampler(
            format=stream.codec_context.format,
            layout=layout,
            rate=rate_hz,
            frame_size=stream.codec_context.frame_size or 960,
        )
        planes = np.ascontiguousarray(two_tones(rate_hz)[:, :channels].T)
        frame = av.AudioFrame.from_ndarray(planes, format="fltp", layout=layout)
        frame.sample_rate = rate_hz
        if extra_video:
            for _ in range(5 * SECONDS):
                picture = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), "rgb24")
                out.mux(video.encode(picture))
            out.mux(video.encode(None))
        for piece in [*converter.resample(frame), *converter.resample(None)]:
            out.mux(stream.encode(piece))
        out.mux(stream.encode(None))
    return path


WAV_KINDS = ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW", "ALAW", "MS_ADPCM"]


@pytest.mark.parametrize("subtype", WAV_KINDS)
def test_every_kind_of_wav_keeps_channels_levels_and_length(tmp_path, subtype):
    path = tmp_path / "call.wav"
    sf.write(path, two_tones(), RATE_HZ, subtype=subtype)
    recording, audio = decode(path)
    assert (recording.channels, recording.sample_rate_hz) == (2, RATE_HZ)
    assert recording.seconds == pytest.approx(SECONDS, abs=0.07)
    assert audio.samples.dtype == np.float32
    assert amplitudes(audio.samples) == pytest.approx([0.5, 0.25], rel=0.03)


@pytest.mark.parametrize(
    ("name", "subtype", "container", "codec"),
    [
        ("call.wav", "GSM610", "WAV", "gsm_ms"),
        ("call.WAV49", "GSM610", "WAV", "gsm_ms"),
        ("call.gsm", "GSM610", "RAW", "gsm"),
        ("call.ulaw", "ULAW", "RAW", "pcm_mulaw"),
        ("call.alaw", "ALAW", "RAW", "pcm_alaw"),
        ("call.sln", "PCM_16", "RAW", "pcm_s16le"),
    ],
)
def test_telephone_codecs_and_headerless_files_decode(tmp_path, name, subtype, container, codec):
    path = tmp_path / name
    sf.write(str(path), two_tones()[:, 0], RATE_HZ, subtype=subtype, format=container)
    recording, audio = decode(path)
    assert recording.codec == codec
    assert audio.sample_rate_hz == RATE_HZ
    assert audio.seconds == pytest.approx(SECONDS, abs=0.05)
    assert amplitudes(audio.samples) == pytest.approx([0.5], rel=0.04)


@pytest.mark.parametrize(
    ("name", "codec", "container", "rate_hz", "channels", "canonical"),
    [
        ("call.mp3", "libmp3lame", "mp3", 8000, 2, "mp3"),
        ("call.opus", "libopus", "ogg", 48000, 2, "opus"),
        ("call.webm", "libopus", "webm", 48000, 1, "opus"),
        ("call.g722", "g722", "g722", 16000, 1, "adpcm_g722"),
        ("call.m4a", "aac", "mp4", 44100, 2, "aac"),
        ("call.flac", "flac", "flac", 16000, 2, "flac"),
    ],
)
def test_compressed_recordings_decode(
    tmp_path, name, codec, container, rate_hz, channels, canonical
):
    path = tmp_path / name
    encode(path, codec=codec, container=container, rate_hz=rate_hz, channels=channels)
    recording, audio = decode(path)
    assert (recording.codec, recording.channels) == (canonical, channels)
    assert recording.sample_rate_hz == rate_hz
    assert audio.sample_rate_hz == min(rate_hz, MAX_RATE_HZ)
    assert audio.seconds == pytest.approx(SECONDS, abs=0.15)
    assert amplitudes(audio.samples) == pytest.approx([0.5, 0.25][:channels], rel=0.08)


def test_the_sound_of_a_video_is_decoded(tmp_path):
    path = encode(
        tmp_path / "call.mp4",
        codec="aac",
        container="mp4",
        rate_hz=16000,
        channels=1,
        extra_video=True,
    )
    recording, audio = decode(path)
    assert recording.codec == "aac"
    assert audio.seconds == pytest.approx(SECONDS, abs=0.15)


def test_probe_agrees_with_decode(tmp_path):
    path = tmp_path / "call.wav"
    sf.write(path, two_tones(), RATE_HZ, subtype="ALAW")
    recording, _ = decode(path)
    assert probe(path) == recording
    assert len(recording.sha256) == 64


def test_every_suffix_is_lower_case_and_starts_with_a_dot():
    assert {".wav", ".mp3", ".opus", ".gsm", ".g722"} <= RECORDING_SUFFIXES
    assert all(suffix == suffix.lower() and suffix[0] == "." for suffix in RECORDING_SUFFIXES)


# --- what is refused ------------------------------------------------------------------------


def write_wav(path, *, stated_bytes=None, samples=16000):
    """A plain 8 kHz 16-bit mono WAV whose header states `stated_bytes` of sound."""
    body = b"\x01\x00" * samples
    stated = len(body) if stated_bytes is None else stated_bytes
    head = b"RIFF" + struct.pack("<I", min(stated + 36, 0xFFFFFFFF)) + b"WAVEfmt "
    head += struct.pack("<IHHIIHH", 16, 1, 1, 8000, 16000, 2, 16)
    path.write_bytes(head + b"data" + struct.pack("<I", stated) + body)
    return path


def refusal(path):
    with pytest.raises(RecordingError) as caught:
        decode(path)
    message = str(caught.value)
    assert str(path) in message
    assert "\n" not in message
    return message


def test_a_missing_file_is_named(tmp_path):
    assert "no such file" in refusal(tmp_path / "gone.wav")


def test_a_folder_is_not_a_recording(tmp_path):
    assert "is a folder" in refusal(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_named(tmp_path):
    path = write_wav(tmp_path / "secret.wav")
    path.chmod(0)
    assert "permissions" in refusal(path)


def test_an_empty_file_is_refused(tmp_path):
    path = tmp_path / "empty.wav"
    path.touch()
    assert "is empty" in refusal(path)


@pytest.mark.parametrize("name", ["note.wav", "note.mp3", "note.gsm", "note.opus"])
@pytest.mark.parametrize("text", ["<html>Error 404 – página no encontrada</html>" * 90, "hola"])
def test_text_under_an_audio_name_is_refused(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text)
    assert "holds text" in refusal(path)


def test_random_bytes_are_refused(tmp_path):
    path = tmp_path / "noise.wav"
    path.write_bytes(np.random.default_rng(1).bytes(5000))
    refusal(path)


def test_a_picture_has_no_audio_stream(tmp_path):
    path = tmp_path / "screen.mp4"
    with av.open(str(path), "w") as out:
        video = out.add_stream("mpeg4", rate=5)
        video.width, video.height, video.pix_fmt = 64, 64, "yuv420p"
        out.mux(video.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), "rgb24")))
        out.mux(video.encode(None))
    assert "no audio stream" in refusal(path)


def test_a_recording_of_no_length_is_refused(tmp_path):
    assert "holds no sound" in refusal(write_wav(tmp_path / "zero.wav", samples=0))


def test_three_channels_are_refused_with_advice(tmp_path):
    path = tmp_path / "three.wav"
    sf.write(path, np.zeros((8000, 3)), RATE_HZ)
    message = refusal(path)
    assert "3 channels" in message
    assert "mono" in message


@pytest.mark.parametrize("reader", [decode, probe])
def test_a_wav_cut_by_more_than_a_second_is_refused(tmp_path, reader):
    path = write_wav(tmp_path / "cut.wav", stated_bytes=16000 * 10)
    with pytest.raises(RecordingError, match=r"truncated, its header promises 10\.0 s and 2\.0 s"):
        reader(path)


def test_a_wav_cut_by_half_a_second_is_taken(tmp_path):
    path = write_wav(tmp_path / "cut.wav", stated_bytes=16000 * 5 // 2)
    assert decode(path)[0].seconds == pytest.approx(2.0)


@pytest.mark.parametrize("size", [0, 0xFFFFFFFF, 0x7FFFFFFF, 0xFFFFFFFF - 36])
def test_sizes_that_a_crashed_recorder_leaves_are_taken(tmp_path, size):
    path = write_wav(tmp_path / "crashed.wav", stated_bytes=size)
    recording, audio = decode(path)
    assert recording.seconds == pytest.approx(2.0, abs=0.01)
    assert probe(path).seconds == pytest.approx(2.0, abs=0.01)
    assert audio.samples.shape == (1, 16000)


def test_a_truncated_flac_is_refused(tmp_path):
    path = tmp_path / "call.flac"
    noise = np.random.default_rng(2).normal(0, 0.1, (RATE_HZ * 10, 1))
    sf.write(path, noise, RATE_HZ)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert "truncated" in refusal(path)


# --- resampling and listening copies ---------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(
    rates=st.tuples(st.sampled_from([8000, 11025, 16000, 44100]), st.sampled_from([8000, 16000])),
    channels=st.integers(1, 2),
)
def test_resampling_keeps_shape_length_and_level(rates, channels):
    from_hz, to_hz = rates
    samples = np.ascontiguousarray(two_tones(from_hz)[:, :channels].T)
    out = resample(samples, from_hz=from_hz, to_hz=to_hz)
    assert out.dtype == np.float32
    assert out.shape[0] == channels
    assert abs(out.shape[1] - SECONDS * to_hz) <= 1
    assert amplitudes(out) == pytest.approx([0.5, 0.25][:channels], rel=0.01)


def test_resampling_takes_one_dimension():
    assert resample(two_tones()[:, 0], from_hz=8000, to_hz=16000).shape == (2 * RATE_HZ * SECONDS,)


@pytest.mark.parametrize("channels", [1, 2])
def test_a_listening_copy_keeps_channels_and_is_small(tmp_path, channels):
    audio = Audio(samples=two_tones(seconds=10)[:, :channels].T, sample_rate_hz=RATE_HZ)
    path = tmp_path / "copies" / "call.mp3"
    write_listening_copy(audio, path)
    recording, back = decode(path)
    assert (recording.codec, recording.channels) == ("mp3", channels)
    assert recording.seconds == pytest.approx(10.0, abs=0.15)
    assert path.stat().st_size < 6_200 * 10
    assert amplitudes(back.samples) == pytest.approx([0.5, 0.25][:channels], rel=0.08)
    assert [p.name for p in path.parent.iterdir()] == ["call.mp3"]


def test_a_listening_copy_that_cannot_be_written_says_so(tmp_path):
    blocked = tmp_path / "file"
    blocked.touch()
    audio = Audio(samples=np.zeros((1, 8000), np.float32), sample_rate_hz=RATE_HZ)
    with pytest.raises(RecordingError, match="cannot write the listening copy"):
        write_listening_copy(audio, Path(blocked) / "call.mp3")


def test_a_listening_copy_of_many_minutes_keeps_time_and_level_throughout(tmp_path):
    bursts = np.zeros((1, 150 * RATE_HZ), np.float32)
    for at in (0.5, 59.9, 60.0, 119.5, 149.0):  # also across the minutes it is made from
        tone = two_tones(seconds=1)[: RATE_HZ // 2, 0]
        bursts[0, round(at * RATE_HZ) :][: len(tone)] = tone
    path = tmp_path / "call.mp3"
    write_listening_copy(Audio(samples=bursts, sample_rate_hz=RATE_HZ), path)
    _, back = decode(path)
    loud = np.abs(back.samples[0]).reshape(-1, 160).max(axis=1) > 0.1  # 10 ms
    starts = np.flatnonzero(np.diff(loud.astype(int), prepend=0) == 1) / 100
    assert starts == pytest.approx([0.5, 59.9, 119.5, 149.0], abs=0.1)
    assert back.seconds == pytest.approx(150, abs=0.15)


@pytest.mark.parametrize(
    ("suffix", "container", "codec", "rate_hz"),
    [
        (".mp2", "mp2", "mp2", 16_000),
        (".3gpp", "3gp", "aac", 16_000),
        (".3g2", "3g2", "aac", 16_000),
        (".weba", "webm", "libopus", 16_000),
        (".ac3", "ac3", "ac3", 32_000),
        (".wv", "wv", "wavpack", 16_000),
        (".m4v", "mp4", "aac", 16_000),
        (".flv", "flv", "aac", 44_100),
        (".mpg", "mpeg", "mp2", 16_000),
        (".mts", "mpegts", "aac", 16_000),
    ],
)
def test_rarer_endings_that_are_taken_are_read(tmp_path, suffix, container, codec, rate_hz):
    path = tmp_path / f"call{suffix}"
    encode(path, codec=codec, container=container, rate_hz=rate_hz, channels=1)
    assert suffix in RECORDING_SUFFIXES
    assert decode(path)[0].seconds == pytest.approx(SECONDS, abs=0.15)
