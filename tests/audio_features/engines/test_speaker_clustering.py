import numpy as np

from audio_features.engines.speaker_clustering import ClusteringOptions, cluster_voices

OPTIONS = ClusteringOptions()


def pieces(*directions, each=8, spread=0.05):
    """Unit vectors around a common telephone-line direction plus one of `directions`."""
    rng = np.random.default_rng(0)
    line = np.zeros(64)
    line[0] = 1.5
    made = []
    for direction in directions:
        voice = np.zeros(64)
        voice[direction] = 1.0
        made.append(line + voice + rng.normal(0, spread, (each, 64)))
    vectors = np.concatenate(made)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_two_voices_on_one_line_are_told_apart():
    labels = cluster_voices(pieces(1, 2), [3.0] * 16, range(16), options=OPTIONS)
    assert len(set(labels[:8])) == 1
    assert len(set(labels[8:])) == 1
    assert labels[0] != labels[8]


def test_one_voice_is_not_split():
    labels = cluster_voices(pieces(1, each=16), [3.0] * 16, range(16), options=OPTIONS)
    assert set(labels) == {0}


def test_a_third_voice_needs_enough_speech():
    vectors = pieces(1, 2, 3)
    long = cluster_voices(vectors, [3.0] * 24, range(24), options=OPTIONS)
    short = cluster_voices(vectors, [3.0] * 16 + [0.5] * 8, range(24), options=OPTIONS)
    assert len(set(long)) == 3
    assert len(set(short)) == 2


def test_the_voice_heard_longest_comes_first():
    labels = cluster_voices(pieces(1, 2), [1.5] * 8 + [4.0] * 8, range(16), options=OPTIONS)
    assert set(labels[8:]) == {0}


def test_no_pieces_give_no_labels():
    assert cluster_voices(np.zeros((0, 64)), [], [], options=OPTIONS).size == 0
