"""Teach the dialogue reader: ``python -m scoring.language.dialogue_training [--go-on]``.

From the conversations and the intents' own examples, as `statement_training` does; conversations
held back are not touched but for three numbers a language, fitted on half of them: how much the
reader is to be believed beside the other opinions. Needs PyTorch, which comes with the speech
engines, and about a quarter of an hour a round on two cores. ``--go-on`` begins with the shipped
weights: for a few conversations more, one or two rounds do.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from torch import Tensor, nn
from torch.nn import functional

from scoring.language.conversations import LabelledSentence, load_conversations
from scoring.language.dialogue_encoder import (
    CLOSING,
    LAYERS,
    OPENING,
    PIECE_SIZE,
    load_dialogue_encoder,
)
from scoring.language.dialogue_network import DialogueNetwork, as_alternatives, side_by_side
from scoring.language.dialogue_reader import (
    Belief,
    DialogueWeights,
    Part,
    Said,
    dialogue_file,
    load_dialogue_reader,
    read_dialogue,
    write_dialogue_reader,
)
from scoring.language.intent_library import LANGUAGES
from scoring.language.labelled_table import joined, labelled_table
from scoring.language.statement_classifier import load_statement_classifier
from scoring.language.statement_training import TrainingOptions, fingerprint
from scoring.language.surroundings import surroundings


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogueOptions:
    """How the reader is taught.

    Our own choice, tried once: the shipped weights were made in three goes, of two rounds and,
    going on from those, twice four; each told held-back texts better than the one before.
    """

    #: How many layers are taught; those below stay as they are.
    layers: int = 6
    rounds: int = 6
    #: Pieces that a window may have, and a batch of windows.
    window: int = 144
    batch: int = 4096
    #: Fastest learning rates of the layers and of what is told from them, reached after so large a
    #: share of all steps, and the slowest as a share of them.
    rate: float = 3e-4
    telling_rate: float = 1.5e-3
    warm_up: float = 0.04
    slowest: float = 0.02
    decay: float = 0.02
    dropout: float = 0.1
    seed: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class DialogueLessons:
    """n sentences as `pieces`, who says them, the `calls` they are of; what they carry and tell."""

    intents: tuple[str, ...]
    pieces: tuple[NDArray[np.int64], ...]
    agents: NDArray[np.bool_]
    calls: tuple[str, ...]
    carries: NDArray[np.bool_]
    tells: NDArray[np.bool_]


def dialogue_lessons(options: TrainingOptions | None = None) -> DialogueLessons:
    """All that may be learnt from, of all languages."""
    options = options or TrainingOptions()
    tables = [
        labelled_table(
            language, least_examples=options.least_examples, calibrate_on=options.calibrate_on
        )
        for language in LANGUAGES
    ]
    intents, carries, tells = joined(tables)
    encoder = load_dialogue_encoder(layers=0)
    texts = [text for table in tables for text in table.texts]
    return DialogueLessons(
        intents=intents,
        pieces=tuple(one.ids for one in encoder.pieces(texts)),
        agents=np.asarray([s.party == "agent" for table in tables for s in table.sentences]),
        calls=tuple(call for table in tables for call in table.calls),
        carries=carries,
        tells=tells,
    )


def teach(
    data: DialogueLessons,
    *,
    options: DialogueOptions,
    made_from: str,
    begin_with: DialogueWeights | None = None,
) -> DialogueWeights:
    """Weights learnt from `data`; they tell no `beliefs` yet."""
    torch.manual_seed(options.seed)
    order = np.random.default_rng(options.seed)
    start = begin_with or _beginning(data, options)
    network = DialogueNetwork(
        load_dialogue_encoder(layers=LAYERS - len(start.layers)).layers,
        start.layers,
        speakers=start.speakers,
        says=start.says,
        prior=start.prior,
        dropout=options.dropout,
    )
    telling = [network.speakers, network.says, network.prior]
    groups = [
        {"params": [*network.upper.parameters()], "lr": options.rate},
        {"params": telling, "lr": options.telling_rate},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=options.decay)
    steps = options.rounds * len(_batches(data, np.random.default_rng(options.seed), options))
    pace = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _pace(step, steps, options))
    for _ in range(options.rounds):
        for windows in _batches(data, order, options):
            loss = _loss(network, data, windows)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_([p for g in optimizer.param_groups for p in g["params"]], 1.0)
            optimizer.step()
            pace.step()
    return DialogueWeights(
        intents=data.intents,
        layers=tuple(layer.weights() for layer in network.upper),  # type: ignore[operator]
        speakers=network.speakers.detach().numpy(),
        says=network.says.detach().numpy(),
        prior=network.prior.detach().numpy(),
        beliefs={},
        made_from=made_from,
    )


def _pace(step: int, steps: int, options: DialogueOptions) -> float:
    rising = min(1.0, (step + 1) / max(1.0, options.warm_up * steps))
    return rising * max(options.slowest, 1.0 - step / steps)


def _batches(
    data: DialogueLessons, order: np.random.Generator, options: DialogueOptions
) -> list[list[NDArray[np.intp]]]:
    """Windows of each call's sentences, cut elsewhere in every round, those of one length together.

    The first window of a call is shorter by chance.
    """
    found = [
        window
        for rows in _by_call(data.calls)
        for window in _cut(data, rows, int(order.integers(0, options.window // 2)), options)
    ]
    sizes = np.asarray([sum(len(data.pieces[row]) + 1 for row in window) for window in found])
    batches: list[list[NDArray[np.intp]]] = [[]]
    for at in np.argsort(sizes + 20.0 * order.random(len(sizes))):
        if batches[-1] and (len(batches[-1]) + 1) * (sizes[at] + 1) > options.batch:
            batches.append([])
        batches[-1].append(found[at])
    return [batches[at] for at in order.permutation(len(batches))]


def _by_call(calls: Sequence[str]) -> Iterator[NDArray[np.intp]]:
    rows: dict[str, list[int]] = {}
    for row, call in enumerate(calls):
        rows.setdefault(call, []).append(row)
    return (np.asarray(of_call) for of_call in rows.values())


def _cut(
    data: DialogueLessons, rows: NDArray[np.intp], shorter: int, options: DialogueOptions
) -> Iterator[NDArray[np.intp]]:
    begun, size, room = 0, 0, options.window - shorter
    for at, row in enumerate(rows):
        pieces = len(data.pieces[row]) + 1
        if at > begun and size + pieces > room:
            yield rows[begun:at]
            begun, size, room = at, 0, options.window
        size += pieces
    yield rows[begun:]


def _loss(
    network: DialogueNetwork, data: DialogueLessons, windows: list[NDArray[np.intp]]
) -> Tensor:
    encoder = load_dialogue_encoder(layers=LAYERS - len(network.upper))
    rows = np.concatenate(windows)
    closed = {row: np.append(data.pieces[row], CLOSING) for row in rows}
    ids = [np.concatenate([[OPENING], *(closed[row] for row in window)]) for window in windows]
    agents = [
        np.concatenate([[0], *(np.full(len(closed[row]), data.agents[row]) for row in window)])
        for window in windows
    ]
    present = torch.from_numpy(side_by_side([np.ones_like(row) for row in ids], 0) > 0)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        told = network(
            torch.from_numpy(encoder.begun(side_by_side(ids, CLOSING))),
            torch.from_numpy(side_by_side(agents, 0)),
            present,
        )
    present[:, 0] = False
    of = torch.repeat_interleave(torch.tensor([len(closed[row]) for row in rows]))
    log_odds = as_alternatives(told.float()[present], of, len(rows))
    carries = torch.from_numpy(data.carries[rows].astype(np.float32))
    each = functional.binary_cross_entropy_with_logits(log_odds, carries, reduction="none")
    return (each * torch.from_numpy(data.tells[rows].astype(np.float32))).sum() / len(rows)


def _beginning(data: DialogueLessons, options: DialogueOptions) -> DialogueWeights:
    """The encoder as it is, which tells how often each intent occurs in a dozen pieces."""
    shares = data.carries.mean(axis=0).clip(1e-4, 0.5)
    says = np.random.default_rng(options.seed).normal(size=(PIECE_SIZE, len(data.intents)))
    return DialogueWeights(
        intents=data.intents,
        layers=load_dialogue_encoder(layers=LAYERS).layers[LAYERS - options.layers :],
        speakers=np.zeros((2, PIECE_SIZE), dtype=np.float32),
        says=(0.1 * says / PIECE_SIZE**0.5).astype(np.float32),
        prior=np.log(shares / (1.0 - shares) / 12.0).astype(np.float32),
        beliefs={},
        made_from="",
    )


def beliefs(weights: DialogueWeights) -> dict[str, Belief]:
    """How much the reader counts beside the others, fitted on every other call held back."""
    found = {}
    for language in LANGUAGES:
        held_back = [one for one in load_conversations(language) if one.held_back]
        names = dict.fromkeys(one.conversation for one in held_back)
        chosen = {*list(names)[::2]}
        others, own, carries = _opinions(
            weights, language, [one for one in held_back if one.conversation in chosen]
        )
        fitted = LogisticRegression(C=1e6).fit(np.column_stack([others, own]), carries)
        found[language] = Belief(
            others=float(fitted.coef_[0, 0]),
            own=float(fitted.coef_[0, 1]),
            shift=float(fitted.intercept_[0]),
        )
    return found


def _opinions(
    weights: DialogueWeights, language: str, sentences: Sequence[LabelledSentence]
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.bool_]]:
    """Log-odds by the others and by this reader, and the truth, where a speaker may do such."""
    classifier = load_statement_classifier(language)
    texts = [one.text for one in sentences]
    calls = [one.conversation for one in sentences]
    parties = np.asarray([one.party for one in sentences])
    others = classifier.read(
        texts,
        questions=["?" in text for text in texts],
        around=surroundings(parties.tolist(), calls),
    ).log_odds
    own = np.concatenate(
        [
            read_dialogue(
                weights,
                [Said(sentences[row].party, texts[row]) for row in rows],
                [Part(at, 0, len(texts[row])) for at, row in enumerate(rows)],
            )
            for rows in _by_call(calls)
        ]
    )[:, [weights.intents.index(intent) for intent in classifier.intents]]
    carries = np.asarray([[i in one.intents for i in classifier.intents] for one in sentences])
    tells = np.column_stack([np.isin(parties, parties[carried]) for carried in carries.T])
    return others[tells], own[tells], carries[tells]


def main() -> None:
    """Teach the reader and store its weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--go-on", action="store_true", help="begin with the shipped weights")
    parser.add_argument("--rounds", type=int, default=DialogueOptions().rounds)
    asked = parser.parse_args()
    weights = teach(
        dialogue_lessons(),
        options=DialogueOptions(rounds=asked.rounds),
        made_from=fingerprint(),
        begin_with=load_dialogue_reader() if asked.go_on else None,
    )
    weights = replace(weights, beliefs=beliefs(weights))
    write_dialogue_reader(weights, Path(str(dialogue_file())))
    for language, belief in weights.beliefs.items():
        sys.stdout.write(f"{language}: {belief}\n")


if __name__ == "__main__":
    main()
