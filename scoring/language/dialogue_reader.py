"""What is done by what is said, read from a whole conversation: each sentence among all around it.

The lower half of a multilingual encoder (`dialogue_encoder`) is kept as it is; the upper half and
what is told of each intent by a word piece were taught by the labelled conversations
(`dialogue_training`). Of a sentence, or of any part of it, the pieces are added up as
alternatives: one that tells of an intent is enough. Their weights are in
`statement_weights/dialogue.npz`.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from functools import lru_cache
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from audio_features.errors import ConfigurationError
from audio_features.timeline import Party
from scoring.language.byte_weights import from_bytes, to_bytes
from scoring.language.dialogue_encoder import (
    CLOSING,
    LAYER_ARRAYS,
    LAYER_MATRICES,
    LAYERS,
    MOST_PIECES,
    OPENING,
    DialogueEncoder,
    LayerWeights,
    Pieces,
    Vectors,
    load_dialogue_encoder,
)
from scoring.language.dialogue_network import DialogueNetwork, as_alternatives, side_by_side

#: Pieces that are read for their own sake at once, and on either side for what they tell of those:
#: together as many as the reader was taught with, as it reads longer windows worse.
_READ_AT_ONCE = 96
_READ_AROUND = 24
#: Windows reckoned together.
_WINDOWS = 4
_MAKE = "make them with python -m scoring.language.dialogue_training"
_TEXTS = ("intents", "languages", "beliefs", "made_from")
_OWN = ("speakers", "says", "prior")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of a conversation."""

    party: Party
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """Characters `first` up to `end` of the sentence at `index` of a conversation."""

    index: int
    first: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Belief:
    """What log-odds by `others` and by this reader's `own` count for together, and a `shift`."""

    others: float
    own: float
    shift: float

    def together(self, others: Vectors, own: Vectors) -> NDArray[np.float64]:
        """Probabilities of what either gives log-odds for."""
        log_odds = (self.others * others + self.own * own + self.shift).astype(np.float64)
        return np.asarray(1.0 / (1.0 + np.exp(-log_odds)))


@dataclass(frozen=True, slots=True, eq=False)
class DialogueWeights:
    """What was taught, for k `intents`: the upper `layers`, and what their pieces tell.

    `speakers` (2, 384), the customer's first, is added to what each of them says, which `says`
    (384, k) and `prior` (k,) turn into log-odds. `beliefs` tell, by language, how much they count
    beside the other opinions, `made_from` the conversations.
    """

    intents: tuple[str, ...]
    layers: tuple[LayerWeights, ...]
    speakers: Vectors
    says: Vectors
    prior: Vectors
    beliefs: Mapping[str, Belief]
    made_from: str


@dataclass(frozen=True, slots=True)
class Window:
    """Sentences `first` up to `end`, of which those `kept_from` up to `kept_to` are read."""

    first: int
    kept_from: int
    kept_to: int
    end: int


def read_dialogue(weights: DialogueWeights, said: Sequence[Said], parts: Sequence[Part]) -> Vectors:
    """The log-odds (n, k) that each of n `parts` of one conversation carries an intent."""
    if not parts:
        return np.zeros((0, len(weights.intents)), dtype=np.float32)
    encoder = load_dialogue_encoder(layers=LAYERS - len(weights.layers))
    pieces = [_cut(one) for one in encoder.pieces([one.text for one in said])]
    with torch.inference_mode(), _one_thread():
        told = _told(_network(weights), encoder, said, pieces)
        chosen = [told[part.index][_inside(pieces[part.index], part)] for part in parts]
        of = torch.repeat_interleave(torch.tensor([len(one) for one in chosen]))
        return as_alternatives(torch.cat(chosen), of, len(parts)).numpy()


def windows(lengths: Sequence[int]) -> Iterator[Window]:
    """How sentences of so many pieces are read: a few at a time, with what is said around them."""
    first = 0
    while first < len(lengths):
        end = first + 1
        while end < len(lengths) and sum(lengths[first : end + 1]) <= _READ_AT_ONCE:
            end += 1
        room = min(_READ_AROUND, (MOST_PIECES - 1 - sum(lengths[first:end])) // 2)
        before, behind = first, end
        while before > 0 and sum(lengths[before - 1 : first]) <= room:
            before -= 1
        while behind < len(lengths) and sum(lengths[end : behind + 1]) <= room:
            behind += 1
        yield Window(before, first, end, behind)
        first = end


def _cut(one: Pieces) -> Pieces:
    """Without what no window holds: nobody says five hundred words without taking breath."""
    return Pieces(one.ids[: MOST_PIECES - 2], one.characters[: MOST_PIECES - 2])


@contextmanager
def _one_thread() -> Iterator[None]:
    """While it lasts PyTorch multiplies on one core: calls are judged side by side."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@lru_cache(maxsize=1)
def _network(weights: DialogueWeights) -> DialogueNetwork:
    return DialogueNetwork(
        load_dialogue_encoder(layers=LAYERS - len(weights.layers)).layers,
        weights.layers,
        speakers=weights.speakers,
        says=weights.says,
        prior=weights.prior,
    ).eval()


def _told(
    network: DialogueNetwork,
    encoder: DialogueEncoder,
    said: Sequence[Said],
    pieces: Sequence[Pieces],
) -> list[Tensor]:
    """For each sentence what its pieces, and what closes it, tell of each intent: (t + 1, k)."""
    closed = [np.append(one.ids, CLOSING) for one in pieces]
    agents = [
        np.full(len(ids), one.party == "agent") for ids, one in zip(closed, said, strict=True)
    ]
    told: list[Tensor] = []
    chosen = [*windows([len(ids) for ids in closed])]
    for at in range(0, len(chosen), _WINDOWS):
        together = chosen[at : at + _WINDOWS]
        ids = [np.concatenate([[OPENING], *closed[one.first : one.end]]) for one in together]
        who = [np.concatenate([[0], *agents[one.first : one.end]]) for one in together]
        found = network(
            torch.from_numpy(encoder.begun(side_by_side(ids, CLOSING))),
            torch.from_numpy(side_by_side(who, 0)),
            torch.from_numpy(side_by_side([np.ones_like(row) for row in ids], 0) > 0),
        )
        for window, row in zip(together, found, strict=True):
            sizes = [len(one) for one in closed[window.first : window.end]]
            rows = row[1 : 1 + sum(sizes)].split(sizes)
            told += rows[window.kept_from - window.first : window.kept_to - window.first]
    return told


def _inside(pieces: Pieces, part: Part) -> Tensor:
    """Which of a sentence's pieces lie in `part`; what closes it does where the part ends with it.

    Where none does, all of them.
    """
    starts, ends = pieces.characters.T
    inside = (starts < part.end) & (ends > part.first)
    closes = bool(len(ends)) and part.end >= ends.max()
    found = np.append(inside, closes)
    return torch.from_numpy(found if found.any() else np.ones_like(found))


@lru_cache(maxsize=1)
def load_dialogue_reader() -> DialogueWeights:
    """The shipped weights; ConfigurationError where there are none."""
    file = dialogue_file()
    if not file.is_file():
        raise ConfigurationError(f"no weights of the dialogue reader in {file}; {_MAKE}")
    with np.load(BytesIO(file.read_bytes()), allow_pickle=False) as stored:
        steps = {f"{name}_steps" for name in LAYER_MATRICES}
        if set(stored) != {*LAYER_ARRAYS, *steps, *_OWN, *_TEXTS}:
            raise ConfigurationError(f"{file} is not of this version of the program; {_MAKE}")
        arrays = {
            name: from_bytes(stored[name], stored[f"{name}_steps"])
            if name in LAYER_MATRICES
            else stored[name].astype(np.float32)
            for name in LAYER_ARRAYS
        }
        return DialogueWeights(
            intents=tuple(stored["intents"].tolist()),
            layers=tuple(
                {name: array[n] for name, array in arrays.items()}
                for n in range(len(arrays["gain"]))
            ),
            **{name: stored[name].astype(np.float32) for name in _OWN},
            beliefs={
                language: Belief(others=others, own=own, shift=shift)
                for language, (others, own, shift) in zip(
                    stored["languages"].tolist(), stored["beliefs"].tolist(), strict=True
                )
            },
            made_from=str(stored["made_from"]),
        )


def write_dialogue_reader(weights: DialogueWeights, path: Path) -> None:
    """Store the weights: matrices in bytes, the rest in halves."""
    arrays: dict[str, NDArray[Any]] = {
        name: getattr(weights, name).astype(np.float16) for name in _OWN
    }
    for name in LAYER_ARRAYS:
        values = np.stack([layer[name] for layer in weights.layers])
        if name in LAYER_MATRICES:
            arrays[name], arrays[f"{name}_steps"] = to_bytes(values)
        else:
            arrays[name] = values.astype(np.float16)
    np.savez_compressed(
        path,
        allow_pickle=False,
        intents=np.asarray(weights.intents),
        languages=np.asarray([*weights.beliefs]),
        beliefs=np.asarray([astuple(one) for one in weights.beliefs.values()]),
        made_from=np.asarray(weights.made_from),
        **arrays,
    )


def dialogue_file() -> "resources.abc.Traversable":
    """Where the weights are."""
    return resources.files("scoring.language").joinpath("statement_weights", "dialogue.npz")
