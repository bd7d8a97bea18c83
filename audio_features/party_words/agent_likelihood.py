"""How likely words are an agent's: of a sentence, of pieces of a call, of all that a voice says.

Agents ask for data, offer and explain; customers tell what happened to them. Logistic regression on
words and pairs of words of the labelled conversations (`scoring/conversations`); the weights beside
this module are made by ``python -m scoring.language.party_training``, which says how well they hold
on conversations they were not made from.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from io import BytesIO
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from audio_features.languages import primary_language
from audio_features.party_words.word_weights import WordWeights, runs_of
from audio_features.timeline import Word
from audio_features.written_words import ends_sentence, normalise

#: Longest run of words that counts; three tell no more (cross-validated).
LONGEST_RUN = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyWordsOptions:
    """What a sentence is, and how much one may tell."""

    #: Pause in seconds that ends a sentence without a full stop. Ours.
    sentence_pause_s: float = 0.8
    #: Most log-odds that one sentence adds: recognisers mishear. Ours.
    most_log_odds: float = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class AgentWords:
    """Weights of one language; `made_from` tells the conversations."""

    words: WordWeights
    slopes: NDArray[np.float32]
    offset: float
    made_from: str

    def log_odds(self, sentences: Sequence[str]) -> NDArray[np.float64]:
        """Log-odds, shape (n,), that each of `sentences` is an agent's."""
        told = np.full(len(sentences), self.offset)
        for index, sentence in enumerate(sentences):
            columns, weights = self.words.known(agent_runs(sentence))
            told[index] += float(weights @ self.slopes[columns])
        return told


def agent_runs(sentence: str) -> Counter[str]:
    """What of `sentence` the weights know: its words, pairs of them, and whether it asks."""
    return runs_of(normalise(sentence).split(), question="?" in sentence, longest=LONGEST_RUN)


def agent_log_odds(
    words: Sequence[Word], *, language: str, options: PartyWordsOptions | None = None
) -> float:
    """Log-odds that `words`, one voice's in order of time, are an agent's; 0 if nothing tells.

    The sum over sentences, which hang together: as evidence it is worth less than it says.
    """
    told = _sentence_log_odds(words, language, options or PartyWordsOptions())
    return float(sum(log_odds for _, log_odds in told))


def agent_log_odds_of_pieces(
    words: Sequence[Word],
    pieces_s: NDArray[np.floating],
    *,
    language: str,
    options: PartyWordsOptions | None = None,
) -> NDArray[np.float64]:
    """What sentences tell, shared out among the pieces of speech that they are spoken in.

    Parameters
    ----------
    words : sequence of Word
        All words of one channel, in order of time, whoever says them.
    pieces_s : array [shape=(n, 2)]
        Start and end of each piece, in seconds.

    Returns
    -------
    array [shape=(n,)]
        Log-odds that a piece is the agent's; all of a sentence's pieces together have its own.
    """
    shares = np.zeros(len(pieces_s))
    for sentence, log_odds in _sentence_log_odds(words, language, options or PartyWordsOptions()):
        inside_s = np.zeros(len(pieces_s))
        for word in sentence:
            inside_s += np.clip(
                np.minimum(pieces_s[:, 1], word.end) - np.maximum(pieces_s[:, 0], word.start),
                0.0,
                None,
            )
        if inside_s.any():
            shares += log_odds * inside_s / inside_s.sum()
    return shares


@lru_cache(maxsize=4)
def load_agent_words(language: str) -> AgentWords | None:
    """The shipped weights of `language` (ISO 639-1); None where there are none."""
    file = resources.files("audio_features.party_words").joinpath(f"{language}.npz")
    if not file.is_file():
        return None
    with np.load(BytesIO(file.read_bytes()), allow_pickle=False) as stored:
        return AgentWords(
            words=WordWeights(tuple(stored["runs"].tolist()), stored["rarity"].astype(np.float32)),
            slopes=stored["slopes"].astype(np.float32),
            offset=float(stored["offset"]),
            made_from=str(stored["made_from"]),
        )


def _sentence_log_odds(
    words: Sequence[Word], language: str, options: PartyWordsOptions
) -> list[tuple[Sequence[Word], float]]:
    weights = load_agent_words(primary_language(language))
    if weights is None or not words:
        return []
    sentences = _sentences(words, options.sentence_pause_s)
    told = weights.log_odds([" ".join(word.word.strip() for word in one) for one in sentences])
    capped = np.clip(told, -options.most_log_odds, options.most_log_odds)
    return list(zip(sentences, capped.tolist(), strict=True))


def _sentences(words: Sequence[Word], pause_s: float) -> list[list[Word]]:
    sentences = [[words[0]]]
    for before, word in pairwise(words):
        if ends_sentence(before.word) or word.start - before.end > pause_s:
            sentences.append([])
        sentences[-1].append(word)
    return sentences
