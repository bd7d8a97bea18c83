import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_features.engines.speech_packing import PackingOptions, pack_speech
from audio_features.timeline import Span

OPTIONS = PackingOptions()


def test_distant_speech_is_packed_into_one_window_and_mapped_back():
    (window,) = pack_speech([Span(10, 12), Span(50, 53)], total_s=60, options=OPTIONS)
    assert window.seconds == pytest.approx(2.4 + 0.4 + 3.4)
    back = window.to_recording(Span(2.4 + 0.4 + 0.2, 2.4 + 0.4 + 0.7))
    assert (back.start, back.end) == pytest.approx((50.0, 50.5))


def test_a_word_stretched_over_a_joint_stays_in_the_piece_of_its_middle():
    (window,) = pack_speech([Span(10, 12), Span(50, 53)], total_s=60, options=OPTIONS)
    assert window.to_recording(Span(1.0, 3.5)).end <= 12.2


def test_packed_samples_are_those_of_the_recording():
    recording = np.arange(16_000 * 8, dtype=np.float32)
    (window,) = pack_speech([Span(2, 3)], total_s=8, options=OPTIONS)
    assert window.samples(recording)[0] == pytest.approx(1.8 * 16_000)


def test_speech_longer_than_a_window_is_cut():
    windows = pack_speech([Span(0, 70)], total_s=70, options=OPTIONS)
    assert all(window.seconds <= OPTIONS.window_s + 1e-6 for window in windows)
    assert sum(window.seconds for window in windows) == pytest.approx(70, abs=0.5)


def test_clicks_and_no_speech_give_no_window():
    assert pack_speech([Span(1, 1.05)], total_s=10, options=OPTIONS) == ()
    assert pack_speech([], total_s=10, options=OPTIONS) == ()


@given(st.lists(st.tuples(st.floats(0, 300), st.floats(0.2, 40)), max_size=30))
def test_all_speech_lies_in_some_window_and_none_is_too_long(items):
    spans = [Span(start, min(340.0, start + length)) for start, length in items]
    windows = pack_speech(spans, total_s=340.0, options=OPTIONS)
    assert all(window.seconds <= OPTIONS.window_s + 1e-6 for window in windows)
    pieces = [piece.source for window in windows for piece in window.pieces]
    for span in spans:
        middle = (span.start + span.end) / 2
        assert any(piece.start - 1e-6 <= middle <= piece.end + 1e-6 for piece in pieces)
