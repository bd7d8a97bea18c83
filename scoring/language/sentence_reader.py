"""What a sentence does, read from its word pieces: for each intent, the pieces that matter for it.

A small network upon the vectors of the sentence encoder: every piece is seen with its neighbours,
each intent attends to the pieces that tell of it (Bahdanau et al. 2015, arXiv:1409.0473), and the
meaning of the whole sentence counts beside them, as does what is said around it. For all languages
the same, as the encoder is one: what is learnt in Spanish helps English. Several such networks,
each from another beginning, are asked, and their mean counts. Their weights are in
`statement_weights/reader.npz`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audio_features.errors import ConfigurationError
from scoring.language.byte_weights import from_bytes, to_bytes
from scoring.language.sentence_encoder import (
    SENTENCE_SIZE,
    Encoded,
    Vectors,
    encode_in_parts,
    neighbours,
    one_thread,
    windows,
)
from scoring.language.surroundings import Surroundings, nothing_around

#: What the vector of the whole sentence (unit length) is raised by, so that it counts beside the
#: pieces; our choice.
WHOLE_WEIGHT = 4.5
#: Width of the window a piece is seen in, and how many of it are on its left.
WINDOW = (3, 1)
_MAKE = "make them with python -m scoring.language.statement_training"


@dataclass(frozen=True, slots=True, eq=False)
class NetworkWeights:
    """One network for k intents, of a width of h."""

    #: (1280, h), (512, h), (4 x 514, h), (h,) and (h,): pieces, the whole, what is said around it,
    #: questions.
    from_pieces: Vectors
    from_whole: Vectors
    from_around: Vectors
    from_question: Vectors
    offset: Vectors
    #: (3 h, h) and (h,): each piece with its neighbours.
    beside: Vectors
    beside_offset: Vectors
    #: (h, k) each: what a piece is attended to for, and what it says.
    attention: Vectors
    says: Vectors
    #: (512, k) and (k,).
    whole_says: Vectors
    prior: Vectors


_ARRAYS = tuple(one.name for one in fields(NetworkWeights))
_VECTORS = ("from_question", "offset", "beside_offset", "prior")
_MATRICES = tuple(name for name in _ARRAYS if name not in _VECTORS)
_TEXTS = ("intents", "made_from")


@dataclass(frozen=True, slots=True, eq=False)
class ReaderWeights:
    """The networks that are asked together, for `intents`; `made_from` tells the conversations."""

    intents: tuple[str, ...]
    networks: tuple[NetworkWeights, ...]
    made_from: str


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """Of n sentences the `log_odds` of each intent (n, k), and their unit `vectors` (n, 512)."""

    log_odds: Vectors
    vectors: Vectors


def read_sentences(
    weights: ReaderWeights,
    sentences: Sequence[str],
    *,
    questions: Sequence[bool],
    around: Surroundings | None = None,
) -> Reading:
    """What `sentences` do and mean; `questions` tells which of them ask.

    `around` names the neighbours of each among `sentences`; without it none is known.
    """
    around = nothing_around(len(sentences)) if around is None else around
    if not len(questions) == len(around.rows) == len(sentences):
        raise ValueError(
            f"{len(sentences)} sentences, yet {len(questions)} marks of questions and "
            f"{len(around.rows)} surroundings"
        )
    # Neighbours may be anywhere: pieces wait in half precision, as they were learnt from.
    parts = [replace(p, pieces=p.pieces.astype(np.float16)) for p in encode_in_parts(sentences)]
    vectors = np.zeros((0, SENTENCE_SIZE), dtype=np.float32)
    vectors = np.concatenate([vectors, *(part.vectors for part in parts)])
    near = around.described(vectors, weight=WHOLE_WEIGHT)
    asks = np.asarray(questions, dtype=np.float32)
    log_odds = [np.zeros((0, len(weights.intents)), dtype=np.float32)]
    done = 0
    for part in parts:
        here = slice(done, done + len(part.lengths))
        with one_thread():
            opinions = [_read(one, part, asks[here], near[here]) for one in weights.networks]
        log_odds.append(np.mean(opinions, axis=0))
        done = here.stop
    return Reading(np.concatenate(log_odds), vectors)


def _read(w: NetworkWeights, part: Encoded, asks: Vectors, near: Vectors) -> Vectors:
    whole = WHOLE_WEIGHT * part.vectors
    told = whole @ w.from_whole + asks[:, None] * w.from_question + near @ w.from_around + w.offset
    pieces = part.pieces.astype(np.float32)
    alone = np.maximum(pieces @ w.from_pieces + np.repeat(told, part.lengths, axis=0), 0.0)
    around = neighbours(part.lengths, width=WINDOW[0], left=WINDOW[1])
    seen = np.maximum(windows(alone, around) @ w.beside + w.beside_offset + alone, 0.0)
    return np.asarray(_attended(w, seen, part.lengths) + whole @ w.whole_says + w.prior)


def _attended(w: NetworkWeights, seen: Vectors, lengths: NDArray[np.intp]) -> Vectors:
    """What the pieces of each sentence say, weighed by how much each intent attends to them."""
    starts = np.cumsum(lengths) - lengths
    drawn = seen @ w.attention
    share = np.exp(drawn - np.repeat(np.maximum.reduceat(drawn, starts, axis=0), lengths, axis=0))
    said = np.add.reduceat(share * (seen @ w.says), starts, axis=0)
    return np.asarray(said / np.add.reduceat(share, starts, axis=0))


@lru_cache(maxsize=1)
def load_sentence_reader() -> ReaderWeights:
    """The shipped weights; ConfigurationError where there are none."""
    return read_sentence_reader(reader_file())


def read_sentence_reader(file: "resources.abc.Traversable") -> ReaderWeights:
    """The weights in `file`; ConfigurationError where they are not there or not whole."""
    if not file.is_file():
        raise ConfigurationError(f"no weights of the sentence reader in {file}; {_MAKE}")
    with np.load(BytesIO(file.read_bytes()), allow_pickle=False) as stored:
        if set(stored) != {*_ARRAYS, *_TEXTS, *(f"{name}_steps" for name in _MATRICES)}:
            raise ConfigurationError(f"{file} is not of this version of the program; {_MAKE}")
        arrays = {name: stored[name].astype(np.float32) for name in _ARRAYS}
        for name in _MATRICES:
            arrays[name] = from_bytes(stored[name], stored[f"{name}_steps"])
        networks = (
            NetworkWeights(**{name: array[n] for name, array in arrays.items()})
            for n in range(len(arrays["prior"]))
        )
        return ReaderWeights(
            intents=tuple(stored["intents"].tolist()),
            networks=tuple(networks),
            made_from=str(stored["made_from"]),
        )


def write_sentence_reader(weights: ReaderWeights, path: Path) -> None:
    """Store the weights, those of all networks side by side: matrices in bytes, the rest in halves.

    No probability of 8 000 held-back sentences changed by more than 0.01 when this was tried.
    """
    stacked = {name: np.stack([getattr(one, name) for one in weights.networks]) for name in _ARRAYS}
    arrays: dict[str, NDArray[Any]] = {}
    for name, values in stacked.items():
        if name in _MATRICES:
            arrays[name], arrays[f"{name}_steps"] = to_bytes(values)
        else:
            arrays[name] = values.astype(np.float16)
    np.savez_compressed(
        path,
        allow_pickle=False,
        intents=np.asarray(weights.intents),
        made_from=np.asarray(weights.made_from),
        **arrays,
    )


def reader_file() -> "resources.abc.Traversable":
    """Where the weights are."""
    return resources.files("scoring.language").joinpath("statement_weights", "reader.npz")
