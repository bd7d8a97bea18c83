"""Which pieces of speech share a voice: agglomerative clustering of speaker embeddings.

Pure arrays in, labels out; the number of voices is decided for telephone calls, where one or two
are usual and a third appears after a transfer.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.optimize import linear_sum_assignment

FloatMatrix = NDArray[np.float32]
IntVector = NDArray[np.int_]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusteringOptions:
    """How unlike two groups of speech must be to be two voices."""

    #: Cosine distance between centroids above which a recording has two voices. Ours, measured.
    two_voices_distance: float = 0.55
    #: The same for a third voice, which is rarer and so needs more. Ours, measured.
    third_voice_distance: float = 0.6
    #: Seconds of clean speech a second voice must have. Ours.
    min_second_voice_s: float = 1.0
    #: Seconds of clean speech a third voice must have (a second agent speaks long). Ours.
    min_third_voice_s: float = 6.0
    #: Most voices looked for on one call.
    max_voices: int = 3
    #: Seconds of clean speech below which a piece is assigned, but does not shape clusters. Ours.
    min_piece_s: float = 1.2


def cluster_voices(
    embeddings: FloatMatrix,
    seconds: Sequence[float],
    groups: Sequence[int],
    *,
    options: ClusteringOptions,
) -> IntVector:
    """Label each piece of speech with the voice it belongs to.

    Parameters
    ----------
    embeddings : array [shape=(n, d)]
        Unit-length embeddings.
    seconds : sequence of n floats
        Clean speech behind each embedding.
    groups : sequence of n ints
        Pieces of one group are different voices (they come from one analysis window).

    Returns
    -------
    array [shape=(n,)]
        Labels 0, 1 …, 0 being the voice heard longest.
    """
    count = len(embeddings)
    if count == 0:
        return np.zeros(0, dtype=np.int_)
    weight = np.asarray(seconds, dtype=np.float64)
    shaping = np.flatnonzero(weight >= options.min_piece_s)
    if len(shaping) < 2:
        shaping = np.argsort(-weight)[: min(count, 8)]
    labels = _shape(embeddings[shaping], weight[shaping], options)
    voices = int(labels.max()) + 1
    centroids = _centroids(embeddings[shaping], weight[shaping], labels, voices)
    assigned = _assign(embeddings, weight, np.asarray(groups), centroids)
    return _longest_first(assigned, weight)


def _shape(embeddings: FloatMatrix, weight: NDArray[np.float64], options: ClusteringOptions) -> IntVector:
    """Labels of the clearest partition that has enough speech and distance for each voice."""
    count = len(embeddings)
    alone = np.zeros(count, dtype=np.int_)
    if count < 2:
        return alone
    tree = linkage(embeddings, method="average", metric="cosine")
    best = alone
    for voices in range(2, options.max_voices + 1):
        # Cut deeper until there are enough clusters with weight; crumbs join the nearest.
        labels = _cut(tree, embeddings, weight, voices, options)
        if labels is None:
            break
        best = labels
    return best


def _cut(
    tree: NDArray[np.float64],
    embeddings: FloatMatrix,
    weight: NDArray[np.float64],
    voices: int,
    options: ClusteringOptions,
) -> IntVector | None:
    floor_s = options.min_second_voice_s if voices == 2 else options.min_third_voice_s
    distance = options.two_voices_distance if voices == 2 else options.third_voice_distance
    for parts in range(voices, min(len(embeddings), voices + 6) + 1):
        raw = fcluster(tree, parts, criterion="maxclust") - 1
        totals = np.bincount(raw, weights=weight)
        big = np.argsort(-totals)[:voices]
        if len(big) < voices or totals[big[-1]] < floor_s:
            continue
        centroids = np.stack(
            [_centroid(embeddings[raw == index], weight[raw == index]) for index in big]
        )
        apart = 1.0 - centroids @ centroids.T
        if np.min(apart[np.triu_indices(voices, 1)]) < distance:
            return None
        nearest: IntVector = np.argmax(embeddings @ centroids.T, axis=1)
        return nearest
    return None


def _centroid(embeddings: FloatMatrix, weight: NDArray[np.float64]) -> NDArray[np.float64]:
    centre = (embeddings * weight[:, None]).sum(axis=0)
    unit: NDArray[np.float64] = centre / (np.linalg.norm(centre) + 1e-9)
    return unit


def _centroids(
    embeddings: FloatMatrix, weight: NDArray[np.float64], labels: IntVector, voices: int
) -> NDArray[np.float64]:
    return np.stack(
        [_centroid(embeddings[labels == index], weight[labels == index]) for index in range(voices)]
    )


def _assign(
    embeddings: FloatMatrix,
    weight: NDArray[np.float64],
    groups: IntVector,
    centroids: NDArray[np.float64],
) -> IntVector:
    """Nearest voice for each piece, pieces of one window kept apart where there are voices enough."""
    likeness = embeddings @ centroids.T
    labels: IntVector = np.argmax(likeness, axis=1)
    for group in np.unique(groups):
        members = np.flatnonzero(groups == group)
        if 1 < len(members) <= len(centroids):
            # Longer pieces are surer of whom they sound like.
            cost = -likeness[members] * np.sqrt(weight[members])[:, None]
            rows, columns = linear_sum_assignment(cost)
            labels[members[rows]] = columns
    return labels


def _longest_first(labels: IntVector, weight: NDArray[np.float64]) -> IntVector:
    totals = np.bincount(labels, weights=weight)
    rank = np.empty(len(totals), dtype=np.int_)
    rank[np.argsort(-totals, kind="stable")] = np.arange(len(totals))
    renamed: IntVector = rank[labels]
    return renamed
