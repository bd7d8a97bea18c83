"""The best way to share the pieces of a call out among so many voices.

Pure arrays. Labels are the best path through the call (Viterbi 1967): how a piece sounds, whether
the segmentation heard the speaker change, and what the words tell of who speaks, weighed together;
voices are learned anew from the path until nothing moves, from several beginnings.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

Matrix = NDArray[np.float64]
Labels = NDArray[np.int_]


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitOptions:
    """What sound and words weigh, and what a search begins with."""

    #: Weight of one second of sounding like a voice (cosine, -1 to 1), against the switches.
    sound: float = 10.0
    #: Weight of the words' log-odds, against the same. Chosen on 38 scripted calls (1 730 s of
    #: speech, 39 s with the wrong voice by sound alone): 1 36 s, 2 35 s, 4 39 s.
    words: float = 2.0
    #: Seconds of speech from which a piece may seed a cluster. Ours.
    min_seed_s: float = 0.8
    #: Most pieces that the tree of seeds is made of, taken evenly: its memory grows with their
    #: square, 36 MB for these. Half an hour of speech has fewer.
    most_seeding: int = 3000
    #: Rounds of labelling pieces and moving centroids; a call settles in fewer than ten.
    rounds: int = 12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pieces:
    """What is known of n pieces of speech in order of time.

    Attributes
    ----------
    vectors : array [shape=(n, d)]
        Unit-length embeddings.
    weight : array [shape=(n,)], > 0
        Seconds, as far as they count.
    switch : array [shape=(n - 1,)]
        What changing the voice between neighbours is worth; below 0 it costs.
    agent : array [shape=(n,)]
        Log-odds that the words are an agent's; 0 where nothing tells.
    """

    vectors: Matrix
    weight: Matrix
    switch: Matrix
    agent: Matrix

    @property
    def centred(self) -> Matrix:
        """`vectors` about the call's own mean, of unit length: one line sounds alike."""
        return unit(self.vectors - np.average(self.vectors, axis=0, weights=self.weight))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Split:
    """One way to share pieces out, and how well sound and switches alone fit it."""

    labels: Labels
    fit: float


def best_split(pieces: Pieces, voices: int, *, options: SplitOptions) -> Split | None:
    """The labelling with `voices` that fits best, of those reached from several beginnings."""
    centred = pieces.centred
    found = [
        settled
        for seed in _seeds(centred, pieces, voices, options)
        for told in _told(pieces.agent, voices, options)
        if (settled := _settle(centred, pieces, seed, told, options)) is not None
    ]
    if not found:
        return None
    labels, _ = max(found, key=lambda one: one[1])
    return Split(labels=labels, fit=_fit(centred, pieces, labels, voices, options))


def unit(vectors: Matrix) -> Matrix:
    """`vectors` with length 1 along the last axis."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9))


def centroids(vectors: Matrix, weight: Matrix, labels: Labels, voices: int) -> Matrix:
    """Direction of each voice, shape (voices, d)."""
    return np.stack(
        [_centroid(vectors[labels == voice], weight[labels == voice]) for voice in range(voices)]
    )


def _centroid(vectors: Matrix, weight: Matrix) -> Matrix:
    return unit((vectors * weight[:, None]).sum(axis=0))


def _told(agent: Matrix, voices: int, options: SplitOptions) -> list[Matrix]:
    """What words say for each piece and voice, shape (n, voices): each way to cast the parties."""
    if not agent.any():
        return [np.zeros((len(agent), voices))]
    half = options.words * agent[:, None] / 2
    casts = [np.array(cast) for cast in product((1.0, -1.0), repeat=voices) if len(set(cast)) == 2]
    return [half * cast for cast in casts]


def _seeds(centred: Matrix, pieces: Pieces, voices: int, options: SplitOptions) -> list[Matrix]:
    """Centroids to begin with: heavy branches of a tree, main axes, and what words tell apart."""
    chosen = _seeding(pieces.weight, voices, options)
    vectors, masses = centred[chosen], pieces.weight[chosen]
    tree = linkage(vectors, method="average", metric="cosine")
    seeds = []
    for parts in range(voices, min(voices + 6, len(vectors))):
        branch = fcluster(tree, parts, criterion="maxclust") - 1
        totals = np.bincount(branch, weights=masses)
        if len(totals) >= voices:
            heaviest = np.argsort(-totals)[:voices]
            seeds.append(
                np.stack([_centroid(vectors[branch == b], masses[branch == b]) for b in heaviest])
            )
    if voices == 2:
        axes = np.linalg.svd(vectors * masses[:, None], full_matrices=False)[2]
        seeds += [np.stack([axis, -axis]) for axis in axes[:2]]
        if pieces.agent.any():
            likely = 1.0 / (1.0 + np.exp(-pieces.agent))
            shares = (pieces.weight * likely, pieces.weight * (1.0 - likely))
            seeds.append(np.stack([_centroid(centred, share) for share in shares]))
    return seeds


def _seeding(weight: Matrix, voices: int, options: SplitOptions) -> Labels:
    long_enough = weight >= options.min_seed_s
    if long_enough.sum() <= voices:
        long_enough = weight >= np.sort(weight)[-min(len(weight), voices + 2)]
    chosen = np.flatnonzero(long_enough)
    if len(chosen) > options.most_seeding:
        evenly = np.linspace(0, len(chosen) - 1, options.most_seeding)
        chosen = chosen[evenly.round().astype(np.int_)]
    return np.asarray(chosen, dtype=np.int_)


def _settle(
    centred: Matrix, pieces: Pieces, seed: Matrix, told: Matrix, options: SplitOptions
) -> tuple[Labels, float] | None:
    """Best path and new centroids in turn, from `seed`; labels and sum, None if a voice is lost."""
    voices = seed
    labels: Labels = np.zeros(len(centred), dtype=np.int_)
    total = -np.inf
    for _ in range(options.rounds):
        sounds = options.sound * pieces.weight[:, None] * (centred @ voices.T)
        labels, total = _best_path(sounds + told, pieces.switch)
        if len(np.unique(labels)) < len(seed):
            return None
        moved = centroids(centred, pieces.weight, labels, len(seed))
        if np.allclose(moved, voices):
            break
        voices = moved
    return labels, total


def _fit(
    centred: Matrix, pieces: Pieces, labels: Labels, voices: int, options: SplitOptions
) -> float:
    own = centroids(centred, pieces.weight, labels, voices)[labels]
    sound = float((pieces.weight * (centred * own).sum(axis=1)).sum())
    return options.sound * sound + float(pieces.switch[labels[1:] != labels[:-1]].sum())


def _best_path(gains: Matrix, switch: Matrix) -> tuple[Labels, float]:
    """Labels with the highest sum of `gains` (shape (n, voices)) and, at changes, of `switch`."""
    count, voices = gains.shape
    stay = np.eye(voices, dtype=bool)
    came_from = np.zeros((count, voices), dtype=np.int_)
    total = gains[0]
    for index in range(1, count):
        ways = total[:, None] + np.where(stay, 0.0, switch[index - 1])
        came_from[index] = ways.argmax(axis=0)
        total = ways.max(axis=0) + gains[index]
    labels = np.zeros(count, dtype=np.int_)
    labels[-1] = total.argmax()
    for index in range(count - 1, 0, -1):
        labels[index - 1] = came_from[index, labels[index]]
    return labels, float(total.max())
