"""The only place where audio is read or written: any file a PBX leaves, to float32 samples."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import av.error
import numpy as np
import soxr
from numpy.typing import NDArray

from audio_features.errors import RecordingError
from audio_features.recording import Audio, FloatArray, Recording
from audio_features.wav_header import check_wav_is_whole

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.audio.stream import AudioStream
    from av.container import InputContainer

#: Highest rate that samples are decoded at, in Hz. Nothing that listens looks above 8 kHz, and a
#: two-hour stereo call in Opus (always 48 kHz) would otherwise take 2.8 GB.
MAX_RATE_HZ = 16_000

#: Rate and bit rates of a listening copy. MPEG-2 at 16 kHz plays in every browser (the 8 kHz of
#: MPEG-2.5 does not); constant bit rate makes seeking exact.
LISTENING_RATE_HZ = 16_000
LISTENING_BITS_PER_S = {1: 32_000, 2: 48_000}
#: LAME's effort, 0 (best) to 9: 7 takes two thirds of the usual 5's time, and a telephone line has
#: nothing that would tell them apart.
_MP3_EFFORT = "7"
#: Samples in one MPEG-2 layer III frame.
_MP3_FRAME = 576

#: Headerless files: suffix → (FFmpeg format, options), as Asterisk and FreeSWITCH name them.
_RAW_FORMATS: dict[str, tuple[str, dict[str, str]]] = {
    ".gsm": ("gsm", {}),
    ".g722": ("g722", {}),
    ".ulaw": ("mulaw", {"sample_rate": "8000"}),
    ".ul": ("mulaw", {"sample_rate": "8000"}),
    ".pcmu": ("mulaw", {"sample_rate": "8000"}),
    ".alaw": ("alaw", {"sample_rate": "8000"}),
    ".al": ("alaw", {"sample_rate": "8000"}),
    ".pcma": ("alaw", {"sample_rate": "8000"}),
    ".sln": ("s16le", {"sample_rate": "8000"}),
    ".sln16": ("s16le", {"sample_rate": "16000"}),
}

#: File name endings that are taken for recordings when a folder is read (lower case).
RECORDING_SUFFIXES = frozenset(_RAW_FORMATS) | {
    *(".wav", ".wav49", ".w64", ".au", ".aif", ".aiff", ".caf", ".flac"),
    *(".mp3", ".ogg", ".oga", ".opus", ".spx", ".aac", ".m4a", ".wma", ".amr", ".awb"),
    *(".mp4", ".3gp", ".webm", ".mkv", ".mka", ".mov", ".avi"),
    *(".mp2", ".mpga", ".m4b", ".3gpp", ".3g2", ".weba", ".ac3", ".wv"),
    *(".m4v", ".flv", ".mpg", ".mpeg", ".mts", ".asf", ".wmv", ".ogv"),
}

#: Containers whose header states the length, so that a shorter file is a truncated one.
_FORMATS_STATING_LENGTH = frozenset({"flac", "mov,mp4,m4a,3gp,3g2,mj2"})
#: Lost sound that is still accepted, in seconds: a recorder cut off in its last buffer.
_TOLERATED_LOSS_S = 1.0
#: Time stamps further apart than this leave a gap that is filled with silence (discontinuous
#: transmission, WebRTC holds); beyond the upper limit they are taken for broken.
_MIN_GAP_S, _MAX_GAP_S = 0.1, 3600.0
#: Share of undecodable packets above which a file counts as damaged (stray tags are harmless).
_MAX_BAD_PACKETS = 0.02
_CHUNK_BYTES = 1 << 20


def probe(path: Path) -> Recording:
    """Identity and format of the recording at `path`, without decoding it.

    `seconds` is what the container states; `decode` counts. Raises RecordingError like `decode`.
    """
    digest = _sha256(path)
    with _opened(path) as (container, stream):
        seconds = _stated_seconds(container, stream)
        if seconds is None:
            seconds = sum(
                float(p.duration * p.time_base) for p in container.demux(stream) if p.duration
            )
        return _recording(path, digest, stream, seconds)


def decode(path: Path) -> tuple[Recording, Audio]:
    """The recording at `path` and its samples, float32, at its own rate or 16 kHz if that is lower.

    Raises RecordingError when the file is missing, unreadable, empty, not audio, truncated,
    damaged, without sound, or has more than two channels.
    """
    digest = _sha256(path)
    with _opened(path) as (container, stream):
        rate_hz = min(stream.rate, MAX_RATE_HZ)
        stated_s = _stated_seconds(container, stream)
        samples = _read_samples(path, container, stream, rate_hz=rate_hz, stated_s=stated_s)
        seconds = int(samples.shape[1]) / rate_hz
        if samples.shape[1] == 0:
            raise RecordingError(f"{path}: holds no sound (0 seconds); check the recorder")
        if container.format.name in _FORMATS_STATING_LENGTH and stated_s is not None:
            _refuse_truncated(path, stated_s=stated_s, seconds=seconds)
        recording = _recording(path, digest, stream, seconds)
    return recording, Audio(samples=samples, sample_rate_hz=rate_hz)


def resample(samples: FloatArray, *, from_hz: int, to_hz: int) -> FloatArray:
    """`samples`, shape (..., n), at another rate: n becomes n * to_hz / from_hz, band-limited."""
    if from_hz == to_hz or samples.shape[-1] == 0:
        return samples
    if samples.ndim == 1:  # two hours are 0.5 GB: no copy more than needed
        return np.asarray(soxr.resample(samples, from_hz, to_hz), dtype=np.float32)
    flat = samples.reshape(-1, samples.shape[-1])
    rows = [np.asarray(soxr.resample(row, from_hz, to_hz), dtype=np.float32) for row in flat]
    return np.stack(rows).reshape(*samples.shape[:-1], -1)


def write_listening_copy(audio: Audio, path: Path) -> None:
    """Write `audio` to `path` as a small constant-bit-rate MP3, both channels kept.

    The file appears whole or not at all. Raises RecordingError when it cannot be written.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            _write_mp3(audio, unfinished)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except (OSError, av.error.FFmpegError) as error:
        raise RecordingError(
            f"{path}: cannot write the listening copy ({_cause(error)}); "
            "check that the folder may be written to and has room"
        ) from error


def _write_mp3(audio: Audio, path: Path) -> None:
    channels = audio.samples.shape[0]
    layout = "stereo" if channels == 2 else "mono"
    options = {"compression_level": _MP3_EFFORT}
    with av.open(str(path), "w", format="mp3") as container:
        stream = container.add_stream(
            "libmp3lame", rate=LISTENING_RATE_HZ, layout=layout, options=options
        )
        stream.bit_rate = LISTENING_BITS_PER_S[channels]
        for number, chunk in enumerate(_mp3_frames(audio)):
            frame = av.AudioFrame.from_ndarray(chunk, format="fltp", layout=layout)
            frame.sample_rate, frame.pts = LISTENING_RATE_HZ, number * _MP3_FRAME
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _mp3_frames(audio: Audio) -> Iterator[FloatArray]:
    """`audio` at the copy's rate, shape (channels, up to 576), a minute at a time in memory."""
    rate_hz, channels = audio.sample_rate_hz, audio.samples.shape[0]
    resampler = soxr.ResampleStream(rate_hz, LISTENING_RATE_HZ, channels, dtype="float32")
    left = np.zeros((channels, 0), dtype=np.float32)
    size, total = 60 * rate_hz, audio.samples.shape[1]
    for start in range(0, total, size):
        part = np.ascontiguousarray(audio.samples[:, start : start + size].T)
        converted = resampler.resample_chunk(part, last=start + size >= total).T
        left = np.concatenate([left, converted], axis=1).clip(-1.0, 1.0)
        whole = left.shape[1] // _MP3_FRAME * _MP3_FRAME
        for at in range(0, whole, _MP3_FRAME):
            yield np.ascontiguousarray(left[:, at : at + _MP3_FRAME])
        left = left[:, whole:]
    if left.shape[1]:
        yield np.ascontiguousarray(left)


def _sha256(path: Path) -> str:
    """Hash of the bytes; refuses what cannot be read at all."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            head = file.read(_CHUNK_BYTES)
            chunk = head
            while chunk:
                digest.update(chunk)
                chunk = file.read(_CHUNK_BYTES)
    except FileNotFoundError as error:
        raise RecordingError(f"{path}: there is no such file; check the path") from error
    except IsADirectoryError as error:
        raise RecordingError(f"{path}: is a folder; name a recording in it") from error
    except OSError as error:
        raise RecordingError(
            f"{path}: cannot be read ({_cause(error)}); check its permissions"
        ) from error
    if not head:
        raise RecordingError(f"{path}: is empty (0 bytes); copy it again or check the recorder")
    if _is_text(head[:512]):
        raise RecordingError(
            f"{path}: holds text, not audio; export the recording itself under this name"
        )
    return digest.hexdigest()


def _is_text(head: bytes) -> bool:
    """Whether the first bytes are plain text: a web page or a note saved as .wav."""
    controls = sum(byte < 32 and byte not in b"\t\n\r\f" for byte in head)
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return controls == 0 and error.start > len(head) - 4 and error.end == len(head)
    return controls == 0


@contextmanager
def _opened(path: Path) -> Iterator[tuple["InputContainer", "AudioStream"]]:
    """The container and its best audio stream; every FFmpeg error becomes a RecordingError."""
    check_wav_is_whole(path, tolerated_loss_s=_TOLERATED_LOSS_S)
    file_format, options = _RAW_FORMATS.get(path.suffix.lower(), (None, {}))
    try:
        with av.open(str(path), format=file_format, options=options) as container:
            stream = container.streams.best("audio")
            if not isinstance(stream, av.AudioStream):
                raise RecordingError(f"{path}: has no audio stream; export the call with its sound")
            if not stream.rate or not stream.channels:
                raise RecordingError(f"{path}: holds no sound that can be decoded; export it again")
            if stream.channels > 2:
                raise RecordingError(
                    f"{path}: has {stream.channels} channels, at most 2 are understood; "
                    "export agent and customer as one channel each, or mix down to mono"
                )
            yield container, stream
    except (av.error.FFmpegError, OSError) as error:
        raise RecordingError(
            f"{path}: is not a recording that can be decoded ({_cause(error)}); "
            "export it again as WAV, MP3, Opus or another usual format"
        ) from error


def _read_samples(
    path: Path,
    container: "InputContainer",
    stream: "AudioStream",
    *,
    rate_hz: int,
    stated_s: float | None,
) -> FloatArray:
    """All samples, shape (channels, n), in one buffer that grows when the header was wrong."""
    resampler = av.AudioResampler(format="fltp", rate=rate_hz)
    buffer = _GrowingBuffer(stream.channels, int(((stated_s or 60.0) + 1.0) * rate_hz))
    clock = _FrameClock()
    packets = bad = 0
    for packet in container.demux(stream):
        packets += 1
        try:
            frames = packet.decode()
        except av.error.InvalidDataError:
            bad += 1
            continue
        for frame in frames:
            gap_s = clock.silence_before(frame)
            if gap_s:
                buffer.append(np.zeros((stream.channels, round(gap_s * rate_hz)), np.float32))
            for piece in resampler.resample(frame):
                buffer.append(piece.to_ndarray())
    if clock.started:
        for piece in resampler.resample(None):
            buffer.append(piece.to_ndarray())
    if bad > _MAX_BAD_PACKETS * packets + 1:
        raise RecordingError(
            f"{path}: is damaged, {bad} of {packets} parts cannot be decoded; export it again"
        )
    return buffer.samples()


class _FrameClock:
    """Finds the silence that a recorder left out, from the frames' time stamps."""

    def __init__(self) -> None:
        self._next_s: float | None = None

    @property
    def started(self) -> bool:
        return self._next_s is not None

    def silence_before(self, frame: "AudioFrame") -> float:
        """Seconds missing between the frame before and `frame`; 0 when they follow closely."""
        gap_s = 0.0
        if frame.time is not None and self._next_s is not None:
            gap_s = frame.time - self._next_s
            gap_s = gap_s if _MIN_GAP_S <= gap_s <= _MAX_GAP_S else 0.0
        start_s = self._next_s or 0.0
        if frame.time is not None and (self._next_s is None or gap_s):
            start_s = frame.time
        self._next_s = start_s + frame.samples / frame.sample_rate
        return gap_s


class _GrowingBuffer:
    """Samples in one block of memory: nothing is copied at the end."""

    def __init__(self, channels: int, capacity: int) -> None:
        self._block = np.empty((channels, capacity), dtype=np.float32)
        self._used = 0

    def append(self, chunk: NDArray[Any]) -> None:
        end = self._used + chunk.shape[1]
        if end > self._block.shape[1]:
            larger = np.empty((self._block.shape[0], max(end, end * 3 // 2)), dtype=np.float32)
            larger[:, : self._used] = self._block[:, : self._used]
            self._block = larger
        self._block[:, self._used : end] = chunk
        self._used = end

    def samples(self) -> FloatArray:
        return self._block[:, : self._used]


def _stated_seconds(container: "InputContainer", stream: "AudioStream") -> float | None:
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    return None if container.duration is None else container.duration / av.time_base


def _refuse_truncated(path: Path, *, stated_s: float, seconds: float) -> None:
    if stated_s - seconds > _TOLERATED_LOSS_S:
        raise RecordingError(
            f"{path}: is truncated, its header promises {stated_s:.1f} s and {seconds:.1f} s are "
            "there; copy it again"
        )


def _recording(path: Path, digest: str, stream: "AudioStream", seconds: float) -> Recording:
    return Recording(
        path=str(path),
        sha256=digest,
        seconds=seconds,
        sample_rate_hz=stream.rate,
        channels=stream.channels,
        codec=stream.codec_context.codec.canonical_name,
    )


def _cause(error: OSError | av.error.FFmpegError) -> str:
    return (error.strerror or str(error) or type(error).__name__).lower()
