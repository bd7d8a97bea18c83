"""RIFF/WAVE headers, read to tell a truncated recording from a crashed recorder's placeholder."""

import struct
from pathlib import Path
from typing import BinaryIO, NamedTuple

from audio_features.errors import RecordingError

#: A stated size of 0, or of 2 GiB and more (0xFFFFFFFF, 0x7FFFF000, …), means "not known yet": a
#: recorder fills it in when it closes the file, and one that crashed never did. No real call is
#: that long: 2 GiB are 37 hours of 8 kHz mono PCM.
MIN_PLACEHOLDER_BYTES = 0x7FFF0000


class WavData(NamedTuple):
    """What a WAV header says of its samples, and what is there."""

    stated_bytes: int
    present_bytes: int
    bytes_per_s: int


def check_wav_is_whole(path: Path, *, tolerated_loss_s: float) -> None:
    """Raise RecordingError where a WAV holds over `tolerated_loss_s` less than its header promises.

    Files of other formats pass.
    """
    with path.open("rb") as file:
        data = read_wav_data(file)
    if data is None or data.bytes_per_s <= 0 or data.stated_bytes >= MIN_PLACEHOLDER_BYTES:
        return
    stated_s = data.stated_bytes / data.bytes_per_s
    present_s = data.present_bytes / data.bytes_per_s
    if stated_s - present_s > tolerated_loss_s:
        raise RecordingError(
            f"{path}: is truncated, its header promises {stated_s:.1f} s and {present_s:.1f} s "
            "are there; copy it again"
        )


def read_wav_data(file: BinaryIO) -> WavData | None:
    """Size of the data chunk, stated and present, or None where `file` is not a plain RIFF/WAVE."""
    head = file.read(12)
    if len(head) < 12 or head[:4] != b"RIFF" or head[8:] != b"WAVE":
        return None
    bytes_per_s = 0
    while len(chunk := file.read(8)) == 8:
        name, size = struct.unpack("<4sI", chunk)
        if name == b"data":
            start = file.tell()
            return WavData(size, file.seek(0, 2) - start, bytes_per_s)
        body_start = file.tell()
        if name == b"fmt " and size >= 12:
            layout = file.read(12)
            if len(layout) < 12:
                return None  # cut inside its header: whoever decodes it says so
            bytes_per_s = struct.unpack("<8xI", layout)[0]
        file.seek(body_start + size + size % 2)  # chunks are padded to even length
    return None
