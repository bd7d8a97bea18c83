"""Which pieces of speech share a voice: clustering of speaker embeddings along the call.

Pure arrays in, labels out. Voices of one telephone line sound alike (a fixed distance threshold
finds one voice where there are two), so embeddings are centred on the call. A short piece sounds
only roughly like its speaker, but the segmentation has heard whether the speaker changed between it
and the next, and its words are rather an agent's or a customer's (see `voice_splits`). The split is
kept where its voices are far enough apart, or where one says an agent's things and the other a
customer's: two are usual, a third takes over after a transfer.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from audio_features.engines.voice_splits import (
    Labels,
    Matrix,
    Pieces,
    Split,
    SplitOptions,
    best_split,
    centroids,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusteringOptions:
    """What the segmentation says, weighed, and how unlike two voices must be."""

    split: SplitOptions = field(default_factory=SplitOptions)
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
    #: What each unit of log-odds that a split in two explains of the words, beyond one party saying
    #: it all, makes up for of that separation, and how much of it sound and words must reach
    #: together. Measured on 38 scripted calls, one-party stretches of them (10 to 40 s), and the
    #: same with voices moved closer: no more single voices split than by sound alone (8 %), and of
    #: calls whose voices are 40 % closer 84 % told apart instead of 50 %.
    words_for_separation: float = 0.2
    with_words: float = 1.2
    #: Of more seconds of speech than these, what words explain counts for so many on average: who
    #: speaks for long says things of either party. The measured calls had 45 s on average. Ours.
    words_counted_s: float = 60.0
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


def cluster_voices(
    embeddings: NDArray[np.floating],
    seconds: NDArray[np.floating],
    same_speaker: NDArray[np.floating],
    pauses_s: NDArray[np.floating],
    agent_log_odds: NDArray[np.floating],
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
    agent_log_odds : array [shape=(n,)]
        What the words of each piece tell for the agent, below 0 for the customer; 0 for nothing.

    Returns
    -------
    array [shape=(n,)]
        Labels 0, 1 …, 0 being the voice heard longest.
    """
    pieces = Pieces(
        vectors=np.asarray(embeddings, dtype=np.float64),
        weight=np.minimum(np.asarray(seconds, dtype=np.float64), options.most_counted_s),
        switch=_switch_gain(
            np.asarray(same_speaker, dtype=np.float64),
            np.asarray(pauses_s, dtype=np.float64),
            options,
        ),
        agent=np.asarray(agent_log_odds, dtype=np.float64),
    )
    best: Labels = np.zeros(len(pieces.vectors), dtype=np.int_)
    for voices in range(2, min(options.max_voices, len(best)) + 1):
        split = best_split(pieces, voices, options=options.split)
        if split is not None and _is_credible(pieces, split, options):
            best = split.labels
    return _longest_first(best, pieces.weight)


def _switch_gain(same: Matrix, pauses_s: Matrix, options: ClusteringOptions) -> Matrix:
    """What changing the voice between neighbours is worth; below 0 it costs."""
    likeness = np.where(np.isnan(same), options.undecided, same)
    one = np.clip((likeness - options.undecided) / (1.0 - options.undecided), 0.0, 1.0)
    two = np.clip(1.0 - likeness / options.undecided, 0.0, 1.0)
    joined = (pauses_s < options.pause_s) & (likeness >= options.undecided)
    return np.asarray(
        options.change_gain * two - options.change_cost * one - options.no_pause_cost * joined
    )


def _is_credible(pieces: Pieces, split: Split, options: ClusteringOptions) -> bool:
    labels = split.labels
    voices = int(labels.max()) + 1
    own = centroids(pieces.vectors, pieces.weight, labels, voices)
    apart = float((1.0 - own @ own.T)[np.triu_indices(voices, 1)].min())
    least_s = float(np.bincount(labels, weights=pieces.weight).min())
    if voices == 2:
        enough = least_s >= options.min_second_voice_s
        return enough and _are_two(pieces, split, apart, options)
    takes_over = _takes_over(labels, pieces.weight, options.handover_share)
    floor_s = options.min_successor_s if takes_over else options.min_third_voice_s
    needed = options.successor_distance if takes_over else options.third_voice_distance
    return apart >= needed and least_s >= floor_s


def _are_two(pieces: Pieces, split: Split, apart: float, options: ClusteringOptions) -> bool:
    """Whether sound, or sound and words together, tell two voices with `apart` between them."""
    heard_s = float(pieces.weight.sum())
    separation = apart * split.fit / (options.split.sound * heard_s)
    needed = options.two_voices_separation + options.two_voices_separation_s / heard_s
    by_voice = np.bincount(split.labels, weights=pieces.agent, minlength=2)
    explained = (abs(by_voice[0] - by_voice[1]) - abs(pieces.agent.sum())) / 2
    explained *= min(1.0, options.words_counted_s / heard_s)
    with_words = separation / needed + options.words_for_separation * explained
    return bool(separation >= needed or with_words >= options.with_words)


def _takes_over(labels: Labels, weight: Matrix, share: float) -> bool:
    """Tell whether `share` of one voice comes before some moment and of another after it."""
    spoken = (labels[:, None] == np.arange(labels.max() + 1)) * weight[:, None]
    before = np.cumsum(spoken, axis=0) / spoken.sum(axis=0)
    early, late = before >= share, before <= 1.0 - share
    return bool((early[:, :, None] & late[:, None, :]).any())


def _longest_first(labels: Labels, weight: Matrix) -> Labels:
    if len(labels) == 0:
        return labels
    totals = np.bincount(labels, weights=weight)
    rank = np.empty(len(totals), dtype=np.int_)
    rank[np.argsort(-totals, kind="stable")] = np.arange(len(totals))
    renamed: Labels = rank[labels]
    return renamed
