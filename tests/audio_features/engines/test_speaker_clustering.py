from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_features.engines.speaker_clustering import ClusteringOptions, cluster_voices

OPTIONS = ClusteringOptions()
UNKNOWN = float("nan")


def sounds(*voices, spread=0.03):
    """A unit vector a piece: a common telephone-line direction plus that of its voice."""
    rng = np.random.default_rng(0)
    vectors = rng.normal(0, spread, (len(voices), 64))
    vectors[:, 0] += 1.5
    vectors[np.arange(len(voices)), np.array(voices)] += 1.0
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def label(vectors, *, seconds=1.2, same=UNKNOWN, pause_s=0.5, agent=0.0):
    count = len(vectors)
    return cluster_voices(
        vectors,
        np.broadcast_to(seconds, count),
        np.broadcast_to(same, count - 1),
        np.broadcast_to(pause_s, count - 1),
        np.broadcast_to(agent, count),
        options=OPTIONS,
    )


def test_two_voices_on_one_line_are_told_apart():
    labels = label(sounds(*[1] * 3, *[2] * 2, *[1] * 3, *[2] * 2))
    assert labels.tolist() == [0] * 3 + [1] * 2 + [0] * 3 + [1] * 2


def test_one_voice_is_not_split():
    assert set(label(sounds(*[1] * 16))) == {0}


def test_where_the_segmentation_hears_one_speaker_a_short_piece_joins_its_neighbours():
    vectors = sounds(*[1] * 2, 2, *[1] * 2, *[2] * 4, *[1] * 4)
    seconds = np.full(13, 1.2)
    seconds[2] = 0.2
    same = np.full(12, 1.0)
    same[[4, 8]] = 0.0
    heard_as_one = label(vectors, seconds=seconds, same=same)
    same[[1, 2]] = 0.0
    heard_as_two = label(vectors, seconds=seconds, same=same)
    assert heard_as_one[2] == heard_as_one[1]
    assert heard_as_two[2] == heard_as_two[5]


def test_where_the_segmentation_hears_a_change_a_doubtful_piece_is_the_other_voice():
    vectors = sounds(*[1] * 4, *[2] * 1, *[1] * 4, *[2] * 4)
    between = 1.02 * vectors[1] + vectors[4]
    vectors[4] = between / np.linalg.norm(between)
    same = np.full(12, 1.0)
    same[[3, 4, 8]] = 0.0
    assert label(vectors, same=same).tolist() == [0] * 4 + [1] + [0] * 4 + [1] * 4


def test_a_third_voice_that_takes_over_needs_few_seconds():
    call = [1, 1, 2, 2, 1, 1, 2, 2, 1, 1, 3, 3, 3, 2, 2, 3, 3, 3]
    assert len(set(label(sounds(*call)))) == 3


def test_a_third_voice_between_two_that_go_on_needs_more():
    call = [1, 1, 2, 2, 3, 3, 2, 2, 3, 3, 1, 1, 2, 2, 1, 1]
    assert len(set(label(sounds(*call)))) == 2
    assert len(set(label(sounds(*call * 3)))) == 3


def test_the_voice_heard_longest_comes_first():
    labels = label(sounds(*[1] * 4, *[2] * 8))
    assert labels.tolist() == [1] * 4 + [0] * 8


def test_two_voices_that_sound_nearly_alike_are_told_apart_by_what_they_say():
    call = np.array([1, 1, 1, 2, 2, 1, 1, 1, 2, 2] * 2)
    # Most of either is common to both: the line, and a likeness of the two.
    vectors = sounds(*call) + 0.9 * sounds(*[1] * 20) + 0.9 * sounds(*[2] * 20)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    agents_things = np.where(call == 1, 0.8, -0.8)
    assert len(set(label(vectors))) == 1
    assert label(vectors, agent=agents_things).tolist() == (call - 1).tolist()


def test_one_voice_that_says_things_of_both_parties_is_not_split():
    said = np.random.default_rng(3).choice([-0.8, 0.8], 24)
    assert set(label(sounds(*[1] * 24), agent=said)) == {0}


def test_one_voice_that_goes_on_for_minutes_is_not_split_by_what_it_says():
    sentences = np.random.default_rng(5).normal(0, 1.3, 100)
    said = np.repeat(sentences / 3, 3)
    assert set(label(sounds(*[1] * 300, spread=0.08), same=1.0, agent=said)) == {0}


def test_words_decide_whose_a_piece_is_that_sounds_like_either():
    vectors = sounds(*[1] * 4, *[2] * 5)
    between = vectors[1] + vectors[5]
    vectors[4] = between / np.linalg.norm(between)
    told = np.array([1.0] * 4 + [0.0] + [-1.0] * 4)
    for log_odds, whose in ((2.0, 0), (-2.0, 5)):
        told[4] = log_odds
        labels = label(vectors, agent=told)
        assert labels[4] == labels[whose]


def test_no_pieces_give_no_labels():
    none = np.zeros(0)
    assert cluster_voices(np.zeros((0, 64)), none, none, none, none, options=OPTIONS).size == 0


@settings(deadline=None)  # the first one loads what the clustering needs
@given(
    voices=st.lists(st.integers(1, 5), min_size=1, max_size=30),
    seconds=st.floats(0.1, 2.0),
)
def test_labels_are_never_more_than_three_and_count_up_from_zero(voices, seconds):
    labels = label(sounds(*voices), seconds=seconds)
    assert set(labels) == set(range(labels.max() + 1))
    assert labels.max() <= 2


def test_hours_of_speech_seed_voices_from_some_pieces_and_label_all():
    call = [*[1] * 3, *[2] * 2] * 40
    some = replace(OPTIONS, split=replace(OPTIONS.split, most_seeding=50))
    labels = cluster_voices(
        sounds(*call),
        np.full(len(call), 1.2),
        np.full(len(call) - 1, UNKNOWN),
        np.full(len(call) - 1, 0.5),
        np.zeros(len(call)),
        options=some,
    )
    assert labels.tolist() == [voice - 1 for voice in call]
