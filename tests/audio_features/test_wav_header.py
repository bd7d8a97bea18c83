"""What the header of a WAV file says."""

from io import BytesIO

from audio_features.wav_header import read_wav_data


def test_a_file_cut_inside_its_header_tells_no_size() -> None:
    header = b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00"
    assert read_wav_data(BytesIO(header)) is None
