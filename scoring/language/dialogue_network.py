"""The network of the dialogue reader, for reading and for learning alike."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from scoring.language.dialogue_encoder import (
    EPS,
    HEADS,
    LAYER_ARRAYS,
    PIECE_SIZE,
    LayerWeights,
    Vectors,
)


class EncoderLayer(nn.Module):
    """A layer of a transformer (Vaswani et al. 2017, arXiv:1706.03762), levelled at each step."""

    def __init__(self, start: LayerWeights, *, dropout: float = 0.0) -> None:
        super().__init__()
        for name in LAYER_ARRAYS:
            self.register_parameter(name, nn.Parameter(torch.from_numpy(start[name].copy())))
        self.dropout = nn.Dropout(dropout)

    def forward(self, seen: Tensor, present: Tensor) -> Tensor:
        """What becomes of windows (b, t, 384), of whose pieces those `present` (b, t) count."""
        windows, pieces, _ = seen.shape

        def parts(name: str) -> Tensor:
            made = seen @ self[name] + self[f"{name}_offset"]
            return made.view(windows, pieces, HEADS, -1).transpose(1, 2)

        told = functional.scaled_dot_product_attention(
            parts("query"), parts("key"), parts("value"), attn_mask=present[:, None, None]
        )
        told = told.transpose(1, 2).reshape(windows, pieces, PIECE_SIZE)
        told = self.dropout(told @ self["attended"] + self["attended_offset"])
        seen = self._levelled(seen + told, "attended")
        middle = functional.gelu(seen @ self["widened"] + self["widened_offset"])
        made = self.dropout(middle @ self["narrowed"] + self["narrowed_offset"])
        return self._levelled(seen + made, "")

    def __getitem__(self, name: str) -> Tensor:
        return self.get_parameter(name)

    def weights(self) -> LayerWeights:
        """What was learnt."""
        return {name: self[name].detach().numpy() for name in LAYER_ARRAYS}

    def _levelled(self, rows: Tensor, which: str) -> Tensor:
        gain, shift = (f"{which}_{kind}".lstrip("_") for kind in ("gain", "shift"))
        return functional.layer_norm(rows, (PIECE_SIZE,), self[gain], self[shift], eps=EPS)


class DialogueNetwork(nn.Module):
    """Layers of the encoder that stay as they are, layers that were taught, and what these tell."""

    def __init__(
        self,
        lower: Sequence[LayerWeights],
        upper: Sequence[LayerWeights],
        *,
        speakers: Vectors,
        says: Vectors,
        prior: Vectors,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        self.lower = nn.ModuleList(EncoderLayer(one) for one in lower).requires_grad_(False)
        self.upper = nn.ModuleList(EncoderLayer(one, dropout=dropout) for one in upper)
        self.dropout = nn.Dropout(dropout)
        self.speakers = nn.Parameter(torch.from_numpy(speakers.copy()))
        self.says = nn.Parameter(torch.from_numpy(says.copy()))
        self.prior = nn.Parameter(torch.from_numpy(prior.copy()))

    def forward(self, begun: Tensor, agents: Tensor, present: Tensor) -> Tensor:
        """What each piece of windows (b, t, 384) tells of each intent: log-odds (b, t, k).

        `agents` (b, t) is 1 where the agent speaks, `present` where there is any piece.
        """
        seen = begun
        for layer in self.lower:
            seen = layer(seen, present)
        seen = seen.float() + self.speakers[agents]
        for layer in self.upper:
            seen = layer(seen, present)
        told: Tensor = self.dropout(seen.float()) @ self.says + self.prior
        return told


def as_alternatives(told: Tensor, of: Tensor, count: int) -> Tensor:
    """Log-odds of pieces (t, k) of `count` parts, the number of which is `of` (t,): (count, k).

    The logarithm of the sum of their exponentials: one that tells of an intent is enough.
    """
    index = of[:, None].expand(-1, told.shape[1])
    most = torch.full((count, told.shape[1]), -torch.inf)
    most = most.scatter_reduce(0, index, told.detach(), "amax")
    sums = torch.zeros(count, told.shape[1]).index_add(0, of, (told - most[of]).exp())
    return most + sums.log()


def side_by_side(rows: Sequence[NDArray[np.int64]], nothing: int) -> NDArray[np.int64]:
    """Rows of unlike length as one array, filled up with `nothing`."""
    filled = np.full((len(rows), max(map(len, rows))), nothing, dtype=np.int64)
    for at, row in enumerate(rows):
        filled[at, : len(row)] = row
    return filled
