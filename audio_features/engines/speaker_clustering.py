"""Which pieces of speech share a voice: constrained clustering of speaker embeddings.

Pure arrays in, labels out. Voices of one telephone line sound alike (a fixed distance threshold
finds one voice where there are two), but the segmentation knows which pieces of one window are
different voices. So embeddings are centred on the call, split under that constraint, and the split
is kept where its voices are far enough apart: two voices are usual, a third comes after a transfer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.optimize import linear_sum_assignment

Matrix = NDArray[np.float64]
Labels = NDArray[np.int_]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusteringOptions:
    """How unlike the voices of a split must be, as cosine distance between their centroids."""

    #: Least distance of two voices. Measured: one person 0.03 to 0.09 on 12 one-voice channels,
    #: two people 0.18 to 0.45 on 9 recordings (synthetic, acted, meetings).
    two_voices_distance: float = 0.12
    #: The same where windows often hold two local voices, and the share of windows that is often.
    #: Measured: one person 0 to 0.14 of the windows, two people 0.15 to 0.94.
    contrasting_distance: float = 0.04
    contrasting_share: float = 0.25
    #: Seconds of clean speech from which a local voice counts in that share. Ours.
    contrasting_s: float = 0.8
    #: Least distance between any two of three. Measured: false thirds up to 0.15, true ones from
    #: 0.18 up but for one at 0.14.
    third_voice_distance: float = 0.17
    #: Seconds of speech each voice of two, and of three, must have. Ours.
    min_second_voice_s: float = 0.8
    min_third_voice_s: float = 8.0
    #: Most voices looked for on one call (2 or 3 make sense).
    max_voices: int = 3
    #: Seconds of clean speech from which a piece may seed a cluster. Ours.
    min_seed_s: float = 1.2
    #: Rounds of assigning pieces and moving centroids; a call settles in fewer than ten.
    rounds: int = 30


def cluster_voices(
    embeddings: NDArray[np.floating],
    seconds: Sequence[float],
    groups: Sequence[int],
    *,
    options: ClusteringOptions,
    repeats: float = 1.0,
) -> Labels:
    """Label each piece of speech with the voice it belongs to.

    Parameters
    ----------
    embeddings : array [shape=(n, d)]
        Unit-length embeddings.
    seconds : sequence of n floats
        Clean speech behind each embedding.
    groups : sequence of n ints
        Pieces of one group are different voices (they come from one analysis window).
    repeats : float >= 1
        In how many overlapping windows the same speech is counted.

    Returns
    -------
    array [shape=(n,)]
        Labels 0, 1 …, 0 being the voice heard longest.
    """
    vectors = np.asarray(embeddings, dtype=np.float64)
    weight = np.asarray(seconds, dtype=np.float64)
    windows = np.asarray(groups, dtype=np.int_)
    best: Labels = np.zeros(len(vectors), dtype=np.int_)
    often = _contrasting_share(weight, windows, options) >= options.contrasting_share
    two_voices = options.contrasting_distance if often else options.two_voices_distance
    for voices in range(2, min(options.max_voices, len(vectors)) + 1):
        labels = _split(vectors, weight, windows, voices, options)
        least = options.third_voice_distance if voices > 2 else two_voices
        if labels is not None and _is_credible(vectors, weight, labels, least, options, repeats):
            best = labels
    return _longest_first(best, weight)


def _contrasting_share(weight: Matrix, groups: Labels, options: ClusteringOptions) -> float:
    """Share of windows in which the segmentation heard more than one voice for long enough."""
    long_enough = weight >= options.contrasting_s
    several = [(long_enough & (groups == group)).sum() > 1 for group in np.unique(groups)]
    return float(np.mean(several)) if several else 0.0


def _is_credible(
    vectors: Matrix,
    weight: Matrix,
    labels: Labels,
    distance: float,
    options: ClusteringOptions,
    repeats: float,
) -> bool:
    voices = int(labels.max()) + 1
    floor_s = options.min_third_voice_s if voices > 2 else options.min_second_voice_s
    centroids = _centroids(vectors, weight, labels, voices)
    apart = (1.0 - centroids @ centroids.T)[np.triu_indices(voices, 1)]
    least_s = np.bincount(labels, weights=weight).min() / repeats
    return bool(apart.min() >= distance and least_s >= floor_s)


def _split(
    vectors: Matrix, weight: Matrix, groups: Labels, voices: int, options: ClusteringOptions
) -> Labels | None:
    """The partition into `voices` that fits best, of those reached from several seeds."""
    centred = _unit(vectors - np.average(vectors, axis=0, weights=weight))
    seeds = _tree_seeds(centred, weight, voices, options)
    if voices == 2:
        seeds += _contrast_seed(vectors, weight, groups)
    found = [_settle(centred, weight, groups, seed, options.rounds) for seed in seeds]
    fits = [(fit, index) for index, (_, fit) in enumerate(found) if fit > -np.inf]
    return found[max(fits)[1]][0] if fits else None


def _tree_seeds(
    centred: Matrix, weight: Matrix, voices: int, options: ClusteringOptions
) -> list[Matrix]:
    """Centroids of the heaviest branches of an agglomerative tree, cut at several depths."""
    long_enough = weight >= options.min_seed_s
    if long_enough.sum() <= voices:
        return []
    vectors, masses = centred[long_enough], weight[long_enough]
    tree = linkage(vectors, method="average", metric="cosine")
    seeds = []
    for parts in range(voices, voices + 4):
        branch = fcluster(tree, parts, criterion="maxclust") - 1
        totals = np.bincount(branch, weights=masses)
        if len(totals) < voices:
            continue
        heaviest = np.argsort(-totals)[:voices]
        seeds.append(
            np.stack([_centroid(vectors[branch == b], masses[branch == b]) for b in heaviest])
        )
    return seeds


def _contrast_seed(vectors: Matrix, weight: Matrix, groups: Labels) -> list[Matrix]:
    """The direction in which the two voices of one window differ most, and its opposite."""
    differences = [
        vectors[one] - vectors[other]
        for group in np.unique(groups)
        for one, other in combinations(np.flatnonzero((groups == group) & (weight >= 0.8)), 2)
    ]
    if not differences:
        return []
    direction = np.linalg.svd(np.array(differences), full_matrices=False)[2][0]
    return [np.stack([direction, -direction])]


def _settle(
    centred: Matrix, weight: Matrix, groups: Labels, seed: Matrix, rounds: int
) -> tuple[Labels, float]:
    """Spherical k-means from `seed`, pieces of one window in different clusters; labels and fit."""
    centroids = seed
    labels: Labels = np.zeros(len(centred), dtype=np.int_)
    for _ in range(rounds):
        labels = _assign(centred @ centroids.T, weight, groups)
        if len(np.unique(labels)) < len(seed):
            return labels, -np.inf
        moved = _centroids(centred, weight, labels, len(seed))
        if np.allclose(moved, centroids):
            break
        centroids = moved
    fit = np.average((centred * centroids[labels]).sum(axis=1), weights=weight)
    return labels, float(fit)


def _assign(likeness: Matrix, weight: Matrix, groups: Labels) -> Labels:
    labels: Labels = np.argmax(likeness, axis=1)
    for group in np.unique(groups):
        members = np.flatnonzero(groups == group)
        if 1 < len(members) <= likeness.shape[1]:
            # Longer pieces are surer of whom they sound like.
            cost = -likeness[members] * np.sqrt(weight[members])[:, None]
            rows, columns = linear_sum_assignment(cost)
            labels[members[rows]] = columns
    return labels


def _unit(vectors: Matrix) -> Matrix:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9))


def _centroid(vectors: Matrix, weight: Matrix) -> Matrix:
    return _unit((vectors * weight[:, None]).sum(axis=0))


def _centroids(vectors: Matrix, weight: Matrix, labels: Labels, voices: int) -> Matrix:
    return np.stack(
        [_centroid(vectors[labels == voice], weight[labels == voice]) for voice in range(voices)]
    )


def _longest_first(labels: Labels, weight: Matrix) -> Labels:
    if len(labels) == 0:
        return labels
    totals = np.bincount(labels, weights=weight)
    rank = np.empty(len(totals), dtype=np.int_)
    rank[np.argsort(-totals, kind="stable")] = np.arange(len(totals))
    renamed: Labels = rank[labels]
    return renamed
