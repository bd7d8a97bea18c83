"""Which pieces of speech share a voice: clustering of speaker embeddings along the call.

Pure arrays in, labels out. Voices of one telephone line sound alike (a fixed distance threshold
finds one voice where there are two), so embeddings are centred on the call. A short piece sounds
only roughly like its speaker, but the segmentation has heard whether the speaker changed between it
and the next: labels are the best path through the call (Viterbi 1967), sounds and changes weighed
together, and voices are learned anew from it until nothing moves. The split is kept where its
voices are far enough apart: two are usual, a third takes over after a transfer.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

Matrix = NDArray[np.float64]
Labels = NDArray[np.int_]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusteringOptions:
    """What the sound and the segmentation say, weighed, and how unlike two voices must be."""

    #: Weight of one second of sounding like a voice (cosine, -1 to 1), against the switches below.
    sound: float = 10.0
    #: Seconds from which more of a piece says no more about its voice. Ours.
    most_counted_s: float = 2.0
    #: Likeness of neighbours (0 to 1, by the segmentation) that says nothing either way.
    undecided: float = 0.6
    #: What a change of voice costs where all windows hear one speaker, earns where all hear two.
    #: Measured: 3 to 6 and 6 to 15 give the same words within 1 %.
    change_cost: float = 3.0
    change_gain: float = 8.0
    #: More that it costs where there is no pause of this many seconds. Ours.
    no_pause_cost: float = 1.0
    pause_s: float = 0.2
    #: Least separation of two voices: cosine distance of their centroids times how well the path
    #: fits (its sum over `sound` and seconds). One voice, split, looks the further apart the less
    #: there is of it, so this much more over each second. Measured: one person, 12 to 45 s, 0.009
    #: to 0.035 on 13 one-voice channels, about 0.4 over the seconds; two people 0.063 to 0.2.
    two_voices_separation: float = 0.025
    two_voices_separation_s: float = 0.45
    #: Least distance between the centroids of any two of three. Measured: true thirds from 0.19,
    #: false ones up to 0.14 but for one of 0.21.
    third_voice_distance: float = 0.18
    #: The same where one takes over for good from another (a transfer). Measured on 15 scripted
    #: calls: the four true successors from 0.155; without one, no split that looks like a handover
    #: leaves its voices the seconds below.
    successor_distance: float = 0.13
    #: Seconds of speech that each voice of two must have. Ours.
    min_second_voice_s: float = 0.8
    #: The same of three where one takes over for good from another (a transfer), and where all
    #: three keep talking: a raised voice sounds like another person's. Ours.
    min_successor_s: float = 5.0
    #: Share of both voices' speech that must lie before, and after, such a handover. Ours.
    handover_share: float = 0.9
    min_third_voice_s: float = 10.0
    #: Most voices looked for on one call (2 or 3 make sense).
    max_voices: int = 3
    #: Seconds of speech from which a piece may seed a cluster. Ours.
    min_seed_s: float = 0.8
    #: Most pieces that the tree of seeds is made of, taken evenly: its memory grows with their
    #: square, 36 MB for these. Half an hour of speech has fewer.
    most_seeding: int = 3000
    #: Rounds of labelling pieces and moving centroids; a call settles in fewer than ten.
    rounds: int = 12


def cluster_voices(
    embeddings: NDArray[np.floating],
    seconds: NDArray[np.floating],
    same_speaker: NDArray[np.floating],
    pauses_s: NDArray[np.floating],
    *,
    options: ClusteringOptions,
) -> Labels:
    """Label each piece of speech with the voice it belongs to.

    Parameters
    ----------
    embeddings : array [shape=(n, d)]
        Unit-length embeddings of pieces in order of time.
    seconds : array [shape=(n,)], > 0
        How long each piece is.
    same_speaker : array [shape=(n - 1,)], 0 to 1
        How surely a piece and the next have one speaker, by the segmentation; NaN where it cannot
        tell.
    pauses_s : array [shape=(n - 1,)]
        Seconds between a piece and the next.

    Returns
    -------
    array [shape=(n,)]
        Labels 0, 1 …, 0 being the voice heard longest.
    """
    vectors = np.asarray(embeddings, dtype=np.float64)
    weight = np.minimum(np.asarray(seconds, dtype=np.float64), options.most_counted_s)
    switch = _switch_gain(
        np.asarray(same_speaker, dtype=np.float64), np.asarray(pauses_s, dtype=np.float64), options
    )
    best: Labels = np.zeros(len(vectors), dtype=np.int_)
    for voices in range(2, min(options.max_voices, len(vectors)) + 1):
        split = _split(vectors, weight, switch, voices, options)
        if split is not None and _is_credible(vectors, weight, *split, options):
            best = split[0]
    return _longest_first(best, weight)


def _switch_gain(same: Matrix, pauses_s: Matrix, options: ClusteringOptions) -> Matrix:
    """What changing the voice between neighbours is worth; below 0 it costs."""
    likeness = np.where(np.isnan(same), options.undecided, same)
    one = np.clip((likeness - options.undecided) / (1.0 - options.undecided), 0.0, 1.0)
    two = np.clip(1.0 - likeness / options.undecided, 0.0, 1.0)
    joined = (pauses_s < options.pause_s) & (likeness >= options.undecided)
    return np.asarray(
        options.change_gain * two - options.change_cost * one - options.no_pause_cost * joined
    )


def _is_credible(
    vectors: Matrix, weight: Matrix, labels: Labels, fit: float, options: ClusteringOptions
) -> bool:
    voices = int(labels.max()) + 1
    centroids = _centroids(vectors, weight, labels, voices)
    apart = float((1.0 - centroids @ centroids.T)[np.triu_indices(voices, 1)].min())
    least_s = float(np.bincount(labels, weights=weight).min())
    if voices == 2:
        heard_s = float(weight.sum())
        separation = apart * fit / (options.sound * heard_s)
        needed = options.two_voices_separation + options.two_voices_separation_s / heard_s
        return separation >= needed and least_s >= options.min_second_voice_s
    takes_over = _takes_over(labels, weight, options.handover_share)
    floor_s = options.min_successor_s if takes_over else options.min_third_voice_s
    needed = options.successor_distance if takes_over else options.third_voice_distance
    return apart >= needed and least_s >= floor_s


def _takes_over(labels: Labels, weight: Matrix, share: float) -> bool:
    """Tell whether `share` of one voice comes before some moment and of another after it."""
    spoken = (labels[:, None] == np.arange(labels.max() + 1)) * weight[:, None]
    before = np.cumsum(spoken, axis=0) / spoken.sum(axis=0)
    early, late = before >= share, before <= 1.0 - share
    return bool((early[:, :, None] & late[:, None, :]).any())


def _split(
    vectors: Matrix, weight: Matrix, switch: Matrix, voices: int, options: ClusteringOptions
) -> tuple[Labels, float] | None:
    """The labelling with `voices` that fits best, of those reached from several seeds; its fit."""
    centred = _unit(vectors - np.average(vectors, axis=0, weights=weight))
    found = [
        settled
        for seed in _seeds(centred, weight, voices, options)
        if (settled := _settle(centred, weight, switch, seed, options)) is not None
    ]
    return max(found, key=lambda one: one[1], default=None)


def _seeds(
    centred: Matrix, weight: Matrix, voices: int, options: ClusteringOptions
) -> list[Matrix]:
    """Centroids to begin with: heavy branches of a tree cut at several depths, and main axes."""
    long_enough = weight >= options.min_seed_s
    if long_enough.sum() <= voices:
        long_enough = weight >= np.sort(weight)[-min(len(weight), voices + 2)]
    chosen = np.flatnonzero(long_enough)
    if len(chosen) > options.most_seeding:
        evenly = np.linspace(0, len(chosen) - 1, options.most_seeding)
        chosen = chosen[evenly.round().astype(np.int_)]
    vectors, masses = centred[chosen], weight[chosen]
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
    return seeds


def _settle(
    centred: Matrix, weight: Matrix, switch: Matrix, seed: Matrix, options: ClusteringOptions
) -> tuple[Labels, float] | None:
    """Best path and new centroids in turn, from `seed`; labels and fit, None if a voice is lost."""
    centroids = seed
    labels: Labels = np.zeros(len(centred), dtype=np.int_)
    fit = -np.inf
    for _ in range(options.rounds):
        sounds = options.sound * weight[:, None] * (centred @ centroids.T)
        labels, fit = _best_path(sounds, switch)
        if len(np.unique(labels)) < len(seed):
            return None
        moved = _centroids(centred, weight, labels, len(seed))
        if np.allclose(moved, centroids):
            break
        centroids = moved
    return labels, fit


def _best_path(sounds: Matrix, switch: Matrix) -> tuple[Labels, float]:
    """Labels with the highest sum of `sounds` (shape (n, voices)) and, at changes, of `switch`."""
    count, voices = sounds.shape
    stay = np.eye(voices, dtype=bool)
    came_from = np.zeros((count, voices), dtype=np.int_)
    total = sounds[0]
    for index in range(1, count):
        ways = total[:, None] + np.where(stay, 0.0, switch[index - 1])
        came_from[index] = ways.argmax(axis=0)
        total = ways.max(axis=0) + sounds[index]
    labels = np.zeros(count, dtype=np.int_)
    labels[-1] = total.argmax()
    for index in range(count - 1, 0, -1):
        labels[index - 1] = came_from[index, labels[index]]
    return labels, float(total.max())


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
