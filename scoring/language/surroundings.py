"""What is said around a sentence: the last before it and the next behind it, of either speaker.

"Sí, claro" agrees to what was asked, and is a sign of listening where something is told.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.language.sentence_encoder import SENTENCE_SIZE, Vectors

#: Before it of somebody else and of the same speaker, and behind it likewise.
PLACES = 4
#: What is known of each of them: its vector, that it is there, how near it is.
NEIGHBOUR_SIZE = SENTENCE_SIZE + 2


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """For each of n sentences its neighbours, as `rows` (n, 4) of a list; -1 where there is none.

    `steps` (n, 4): how many sentences away each is, 1 for the very next.
    """

    rows: NDArray[np.intp]
    steps: NDArray[np.intp]

    def of(self, chosen: NDArray[np.intp]) -> "Surroundings":
        """Those of the `chosen` sentences, in their order; `rows` still mean the whole list."""
        return Surroundings(self.rows[chosen], self.steps[chosen])

    def described(self, vectors: Vectors, *, weight: float) -> Vectors:
        """Each with its neighbours' `vectors` times `weight`, side by side: (n, 4 x 514)."""
        there = self.rows >= 0
        known = np.zeros((*self.rows.shape, NEIGHBOUR_SIZE), dtype=np.float32)
        known[there, :SENTENCE_SIZE] = weight * vectors[self.rows[there]]
        known[there, SENTENCE_SIZE] = 1.0
        known[there, SENTENCE_SIZE + 1] = 1.0 / self.steps[there]
        return known.reshape(len(self.rows), PLACES * NEIGHBOUR_SIZE)


def surroundings(speakers: Sequence[Hashable], calls: Sequence[Hashable]) -> Surroundings:
    """The neighbours of sentences said one after the other, by their `speakers`, in `calls`."""
    before = _last(speakers, calls)
    behind = len(speakers) - 1 - _last(speakers[::-1], calls[::-1])[::-1]
    # A place counted from the end that lies beyond it is none.
    rows = np.hstack([before, np.where(behind < len(speakers), behind, -1)])
    own = np.arange(len(speakers))[:, None]
    return Surroundings(rows, np.where(rows >= 0, np.abs(rows - own), 0))


def nothing_around(count: int) -> Surroundings:
    """`count` sentences without neighbours."""
    none = np.full((count, PLACES), -1, dtype=np.intp)
    return Surroundings(none, np.zeros_like(none))


def _last(speakers: Sequence[Hashable], calls: Sequence[Hashable]) -> NDArray[np.intp]:
    """Where somebody else and the same speaker last spoke in the same call, (n, 2); else -1."""
    rows = np.full((len(speakers), 2), -1, dtype=np.intp)
    call: Hashable = None
    latest: dict[Hashable, int] = {}
    for at, speaker in enumerate(speakers):
        if at == 0 or calls[at] != call:
            call, latest = calls[at], {}
        others = (place for who, place in latest.items() if who != speaker)
        rows[at] = max(others, default=-1), latest.get(speaker, -1)
        latest[speaker] = at
    return rows
