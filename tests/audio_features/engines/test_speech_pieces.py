import numpy as np
import pytest

from audio_features.engines.speech_pieces import (
    LocalActivity,
    PieceOptions,
    cut_pieces,
    same_speaker,
    voice_masks,
)

FRAME_S = 0.02
OPTIONS = PieceOptions(longest_s=10.0)


def activity(*windows, step=50):
    """Windows of 200 frames; each a list of (local speaker, first, end)."""
    active = np.zeros((len(windows), 200, 3))
    for index, tracks in enumerate(windows):
        for speaker, first, end in tracks:
            active[index, first:end, speaker] = 1.0
    return LocalActivity(active=active, offsets=np.arange(len(windows)) * step, frame_s=FRAME_S)


def cut(heard, options=OPTIONS):
    return cut_pieces(heard, np.ones(heard.length, dtype=bool), options=options)


def test_speech_is_cut_at_pauses():
    heard = activity([(0, 10, 60), (0, 80, 150)])
    assert cut(heard).tolist() == [[10, 60], [80, 150]]


def test_speech_is_cut_where_windows_hear_the_speaker_change():
    heard = activity([(0, 0, 100), (1, 100, 200)], [(1, 0, 50), (0, 50, 150)])
    assert cut(heard).tolist() == [[0, 100], [100, 200]]


def test_a_change_that_few_windows_hear_does_not_cut():
    one_speaker = [(0, 0, 200)]
    heard = activity([(0, 0, 100), (1, 100, 200)], one_speaker, one_speaker, step=0)
    assert cut(heard).tolist() == [[0, 200]]


def test_long_speech_is_cut_into_pieces_of_equal_length():
    heard = activity([(0, 0, 150)])
    assert cut(heard, PieceOptions(longest_s=1.2)).tolist() == [[0, 50], [50, 100], [100, 150]]


def test_what_is_no_speech_gives_no_piece():
    heard = activity([(0, 0, 200)])
    assert cut_pieces(heard, np.zeros(heard.length, dtype=bool), options=OPTIONS).shape == (0, 2)


def test_neighbours_are_alike_where_windows_hear_one_speaker():
    heard = activity([(0, 0, 60), (0, 70, 100), (1, 100, 160)])
    same = same_speaker(heard, np.array([[0, 60], [70, 100], [100, 160]]))
    assert same == pytest.approx([1.0, 0.0])


def test_neighbours_that_no_window_hears_together_are_unknown():
    heard = activity([(0, 0, 20)], [(0, 180, 200)], step=100)
    assert np.isnan(same_speaker(heard, np.array([[0, 20], [280, 300]]))).all()


def test_in_overlap_the_nearest_other_voice_speaks_too():
    heard = activity([(0, 0, 100), (1, 80, 150)])
    masks = voice_masks(heard, np.array([[0, 100], [100, 150]]), np.array([0, 1]), options=OPTIONS)
    assert np.flatnonzero(masks[0]).tolist() == list(range(100))
    assert np.flatnonzero(masks[1]).tolist() == list(range(80, 150))


def test_a_long_call_is_cut_and_compared_as_its_windows_alone_would_be():
    window = [(0, 10, 60), (0, 80, 110), (1, 110, 160)]
    alone, long = activity(window), activity(*[window] * 400, step=200)
    pieces = cut(alone)
    assert cut(long).tolist() == [[a + 200 * n, b + 200 * n] for n in range(400) for a, b in pieces]
    same = same_speaker(long, cut(long))
    # The last piece of a window and the first of the next are heard together by no window.
    inside = np.append(same, np.nan).reshape(400, 3)
    assert np.isnan(inside[:, 2]).all()
    assert inside[:, :2] == pytest.approx(np.tile(same_speaker(alone, pieces), (400, 1)))


def test_all_windows_over_two_pieces_have_their_say():
    one, two = [(0, 0, 200)], [(0, 0, 100), (1, 100, 200)]
    heard = activity(one, two, one, step=0)
    same = same_speaker(heard, np.array([[0, 100], [100, 200]]))
    assert same == pytest.approx([2 / 3])
