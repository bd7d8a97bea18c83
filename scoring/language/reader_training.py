"""Fit the sentence reader: its network in PyTorch, for as long as it learns.

Reading needs numpy alone; PyTorch comes with the speech engines. `statement_training` calls this.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from scoring.language.sentence_encoder import PIECE_SIZE, SENTENCE_SIZE, Vectors, encode_in_parts
from scoring.language.sentence_reader import (
    WHOLE_WEIGHT,
    WINDOW,
    NetworkWeights,
    ReaderWeights,
)
from scoring.language.surroundings import NEIGHBOUR_SIZE, PLACES, Surroundings

#: Batches whose sentences are sorted by length together, so that little is padded.
_SORTED_TOGETHER = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderOptions:
    """How the reader is fitted; chosen on a fifth of the training conversations left out.

    But for `networks`, `rounds` and `unaware_of`, which were chosen on the held-back ones when it
    began to read what is said around a sentence: of those these tell a little too well.
    """

    #: How many networks are taught, each from another beginning.
    networks: int = 3
    width: int = 192
    rounds: int = 8
    batch: int = 64
    fastest_rate: float = 1e-3
    #: Decay of the weights, as AdamW has it (Loshchilov and Hutter 2019, arXiv:1711.05101).
    decay: float = 0.05
    #: Share of the values that are left out while learning, and share of the pieces.
    dropout: float = 0.3
    deaf_to: float = 0.1
    #: Share of the neighbouring sentences left out: on a call some are missed.
    unaware_of: float = 0.2
    seed: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Lessons:
    """n sentences with `questions` (n,), what each `carries` (n, k), and what it `tells` of (n, k).

    `around` are the neighbours of each among them.

    Pieces are kept in half precision: those of 30 000 sentences take one gigabyte.
    """

    intents: tuple[str, ...]
    pieces: NDArray[np.float16]
    lengths: NDArray[np.intp]
    vectors: Vectors
    questions: NDArray[np.bool_]
    around: Surroundings
    carries: NDArray[np.bool_]
    tells: NDArray[np.bool_]


def lessons(
    texts: list[str],
    *,
    questions: NDArray[np.bool_],
    around: Surroundings,
    intents: tuple[str, ...],
    carries: NDArray[np.bool_],
    tells: NDArray[np.bool_],
) -> Lessons:
    """What there is to learn from `texts`, encoded."""
    # Halved part by part, or the whole pieces of all sentences would wait beside them.
    parts = [(p.pieces.astype(np.float16), p.lengths, p.vectors) for p in encode_in_parts(texts)]
    pieces, lengths, vectors = zip(*parts, strict=True)
    return Lessons(
        intents=intents,
        pieces=np.concatenate(pieces),
        lengths=np.concatenate(lengths),
        vectors=np.concatenate(vectors),
        questions=questions,
        around=around,
        carries=carries,
        tells=tells,
    )


def fit_reader(
    data: Lessons, chosen: NDArray[np.bool_], *, made_from: str, options: ReaderOptions
) -> ReaderWeights:
    """Weights learnt from the `chosen` sentences of `data`."""
    rows = np.flatnonzero(chosen)
    seeds = range(options.seed, options.seed + options.networks)
    networks = tuple(_taught(data, rows, seed, options).weights() for seed in seeds)
    return ReaderWeights(data.intents, networks, made_from)


def _taught(data: Lessons, rows: NDArray[np.intp], seed: int, options: ReaderOptions) -> "_Network":
    """One network that began at `seed`."""
    torch.manual_seed(seed)
    order = np.random.default_rng(seed)
    network = _Network(len(data.intents), options)
    network.expect(data.carries[rows].sum(axis=0) / data.tells[rows].sum(axis=0).clip(1))
    optimizer = torch.optim.AdamW(
        network.parameters(), lr=options.fastest_rate, weight_decay=options.decay
    )
    steps = options.rounds * -(-len(rows) // options.batch)
    pace = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, options.fastest_rate, total_steps=steps, pct_start=0.1
    )
    for _ in range(options.rounds):
        for batch in _batches(data, rows, order, options):
            loss = _loss(network, batch, options)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            pace.step()
    return network


@dataclass(frozen=True, slots=True, eq=False)
class _Batch:
    """b sentences of up to t pieces; `present` (b, t, 1) is 0 where one is shorter."""

    pieces: Tensor
    present: Tensor
    whole: Tensor
    asks: Tensor
    around: Tensor
    carries: Tensor
    tells: Tensor


def _batches(
    data: Lessons, rows: NDArray[np.intp], order: np.random.Generator, options: ReaderOptions
) -> Iterator[_Batch]:
    starts = np.cumsum(data.lengths) - data.lengths
    shuffled = order.permutation(rows)
    together = options.batch * _SORTED_TOGETHER
    cut = [
        near[at : at + options.batch]
        for first in range(0, len(shuffled), together)
        for near in [_by_length(data, shuffled[first : first + together])]
        for at in range(0, len(near), options.batch)
    ]
    for n in order.permutation(len(cut)):
        taken = cut[n]
        lengths = data.lengths[taken, None]
        places = np.arange(int(lengths.max()))[None]
        present = places < lengths
        at = np.where(present, starts[taken, None] + places, 0)
        yield _Batch(
            pieces=torch.from_numpy(data.pieces[at].astype(np.float32)),
            present=torch.from_numpy(present[..., None].astype(np.float32)),
            whole=torch.from_numpy(WHOLE_WEIGHT * data.vectors[taken]),
            asks=torch.from_numpy(data.questions[taken, None].astype(np.float32)),
            around=torch.from_numpy(
                data.around.of(taken).described(data.vectors, weight=WHOLE_WEIGHT)
            ),
            carries=torch.from_numpy(data.carries[taken].astype(np.float32)),
            tells=torch.from_numpy(data.tells[taken].astype(np.float32)),
        )


def _by_length(data: Lessons, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    return np.asarray(rows[np.argsort(data.lengths[rows], kind="stable")])


def _loss(network: "_Network", batch: _Batch, options: ReaderOptions) -> Tensor:
    heard = batch.present * (torch.rand(batch.present.shape) >= options.deaf_to)
    known = (torch.rand(len(batch.around), PLACES, 1) >= options.unaware_of).float()
    around = (batch.around.view(len(batch.around), PLACES, -1) * known).flatten(1)
    logits = network(batch.pieces * heard, batch.present, batch.whole, batch.asks, around)
    each = functional.binary_cross_entropy_with_logits(logits, batch.carries, reduction="none")
    return (each * batch.tells).sum() / len(logits)


class _Network(nn.Module):
    """The network of `sentence_reader`, in a form that learns."""

    def __init__(self, intents: int, options: ReaderOptions) -> None:
        super().__init__()
        width = options.width
        self.from_pieces = nn.Linear(PIECE_SIZE, width)
        self.from_whole = nn.Linear(SENTENCE_SIZE, width, bias=False)
        self.from_around = nn.Linear(PLACES * NEIGHBOUR_SIZE, width, bias=False)
        self.from_question = nn.Linear(1, width, bias=False)
        self.beside = nn.Linear(WINDOW[0] * width, width)
        self.attention = nn.Linear(width, intents, bias=False)
        self.says = nn.Linear(width, intents)
        self.whole_says = nn.Linear(SENTENCE_SIZE, intents, bias=False)
        self.dropout = nn.Dropout(options.dropout)

    def expect(self, shares: NDArray[np.float64]) -> None:
        """Begin with how often each intent occurs."""
        odds = shares.clip(1e-3, 0.5) / (1.0 - shares.clip(1e-3, 0.5))
        self.says.bias.data.copy_(torch.from_numpy(np.log(odds)))

    def forward(
        self, pieces: Tensor, present: Tensor, whole: Tensor, asks: Tensor, around: Tensor
    ) -> Tensor:
        told = self.from_whole(whole) + self.from_question(asks)
        told = told + self.from_around(self.dropout(around))
        alone = functional.relu(self.from_pieces(self.dropout(pieces)) + told[:, None]) * present
        seen = functional.relu(self.beside(_windows(self.dropout(alone))) + alone)
        seen = self.dropout(seen)
        share = self.attention(seen).masked_fill(present == 0, -1e4).softmax(dim=1)
        attended = (share * self.says(seen)).sum(dim=1)
        return attended + self.whole_says(self.dropout(whole))  # type: ignore[no-any-return]

    def weights(self) -> NetworkWeights:
        """What was learnt, for numpy."""
        return NetworkWeights(
            from_pieces=_matrix(self.from_pieces),
            from_whole=_matrix(self.from_whole),
            from_around=_matrix(self.from_around),
            from_question=_matrix(self.from_question)[0],
            offset=self.from_pieces.bias.detach().numpy(),
            beside=_matrix(self.beside),
            beside_offset=self.beside.bias.detach().numpy(),
            attention=_matrix(self.attention),
            says=_matrix(self.says),
            whole_says=_matrix(self.whole_says),
            prior=self.says.bias.detach().numpy(),
        )


def _windows(pieces: Tensor) -> Tensor:
    """Each piece with its neighbours side by side, (b, t, 3 h); nothing beyond the ends."""
    width, left = WINDOW
    padded = functional.pad(pieces, (0, 0, left, width - 1 - left))
    return torch.cat([padded[:, n : n + pieces.shape[1]] for n in range(width)], dim=-1)


def _matrix(layer: nn.Linear) -> Vectors:
    return np.ascontiguousarray(layer.weight.detach().numpy().T)
