"""Writes a recording in one of the codecs that telephone recorders use."""

from pathlib import Path

import av
import numpy as np
import soundfile
from numpy.typing import NDArray

_SOUNDFILE = {
    "pcm_s16": ("wav", "WAV", "PCM_16"),
    "ulaw": ("wav", "WAV", "ULAW"),
    "alaw": ("wav", "WAV", "ALAW"),
    "gsm_wav": ("wav", "WAV", "GSM610"),
    "gsm": ("gsm", "RAW", "GSM610"),
}
#: Codec name in PyAV, file extension, bits a second and channel.
_PYAV = {"mp3": ("libmp3lame", "mp3", 24_000), "opus": ("libopus", "opus", 16_000)}
_OPUS_FRAME_S = 0.02


def extension(codec: str) -> str:
    """File extension, without dot."""
    return _SOUNDFILE[codec][0] if codec in _SOUNDFILE else _PYAV[codec][1]


def write(path: Path, samples: NDArray[np.float32], rate_hz: int, codec: str) -> None:
    """Write `samples`, shape (channels, n), -1..1, to `path`."""
    if codec in _SOUNDFILE:
        _, container, subtype = _SOUNDFILE[codec]
        soundfile.write(path, samples.T, rate_hz, format=container, subtype=subtype)
    else:
        _write_compressed(path, samples, rate_hz, codec)


def _write_compressed(path: Path, samples: NDArray[np.float32], rate_hz: int, codec: str) -> None:
    name, _, bit_rate = _PYAV[codec]
    layout = "mono" if len(samples) == 1 else "stereo"
    pcm = np.round(np.clip(samples, -1, 1) * 32767).astype(np.int16)
    container_format = "ogg" if codec == "opus" else None
    exact = {"fflags": "+bitexact"} if codec == "opus" else {}  # else a random ogg serial number
    with av.open(str(path), "w", format=container_format, options=exact) as container:
        stream = container.add_stream(name, rate=rate_hz)
        if not isinstance(stream, av.AudioStream):
            raise TypeError(f"{name} is not an audio codec")
        stream.layout = layout
        stream.bit_rate = bit_rate * len(samples)
        if codec == "opus":
            stream.options = {"application": "voip"}
        step = round(_OPUS_FRAME_S * rate_hz)
        resampler = av.AudioResampler(
            format=stream.codec_context.format, layout=layout, rate=rate_hz
        )
        for first in range(0, pcm.shape[1], step):
            packed = np.ascontiguousarray(pcm[:, first : first + step].T).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(packed, format="s16", layout=layout)
            frame.sample_rate = rate_hz
            frame.pts = first
            for ready in resampler.resample(frame):
                container.mux(stream.encode(ready))
        container.mux(stream.encode(None))
