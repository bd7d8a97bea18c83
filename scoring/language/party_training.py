"""Make the weights of agents' words: ``python -m scoring.language.party_training [LANGUAGE…]``.

From the labelled conversations, held-back ones aside; how well they hold on those is printed.
Needs scikit-learn, which comes with librosa; hearing a call does not.
"""

import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from audio_features.party_words.agent_likelihood import AgentWords, agent_runs
from audio_features.party_words.word_weights import learn_word_weights
from scoring.language.conversations import (
    LabelledSentence,
    conversations_sha256,
    load_conversations,
)
from scoring.language.intent_library import LANGUAGES
from scoring.language.word_rows import word_rows

#: Changes whenever weights made before no longer fit the code.
_VERSION = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyTrainingOptions:
    """How the weights are fitted; chosen by cross-validation on the training conversations."""

    #: Inverse strength of the ridge penalty.
    looseness: float = 3.0
    #: Sentences a run of words must occur in to count.
    least_sentences: int = 2


def train(language: str, *, options: PartyTrainingOptions | None = None) -> AgentWords:
    """Weights for `language`; both parties count alike, however much either says."""
    options = options or PartyTrainingOptions()
    sentences = [one for one in load_conversations(language) if not one.held_back]
    runs = [agent_runs(one.text) for one in sentences]
    words = learn_word_weights(runs, least_sentences=options.least_sentences)
    fitted = LogisticRegression(
        C=options.looseness, solver="liblinear", class_weight="balanced"
    ).fit(word_rows(words, runs), _by_agent(sentences))
    return AgentWords(
        words=words,
        slopes=np.asarray(fitted.coef_[0], dtype=np.float32),
        offset=float(fitted.intercept_[0]),
        made_from=party_fingerprint(language),
    )


def share_right(weights: AgentWords, sentences: Sequence[LabelledSentence]) -> float:
    """Share, 0 to 1, of `sentences` whose party the sign of the log-odds tells."""
    told = weights.log_odds([one.text for one in sentences]) > 0
    return float(np.mean(told == _by_agent(sentences)))


def party_fingerprint(language: str) -> str:
    """SHA-256 of the conversations that the weights of `language` are made from."""
    return hashlib.sha256(f"{_VERSION} {conversations_sha256(language)}".encode()).hexdigest()


def write(weights: AgentWords, path: Path) -> None:
    """Store the weights in half precision."""
    np.savez_compressed(
        path,
        runs=np.asarray(weights.words.runs),
        rarity=weights.words.rarity.astype(np.float16),
        slopes=weights.slopes.astype(np.float16),
        offset=np.asarray(weights.offset),
        made_from=np.asarray(weights.made_from),
    )


def _by_agent(sentences: Sequence[LabelledSentence]) -> NDArray[np.bool_]:
    return np.asarray([one.party == "agent" for one in sentences])


def main(languages: Sequence[str]) -> None:
    """Train and store the weights of `languages`, or of all."""
    for language in languages or LANGUAGES:
        weights = train(language)
        path = Path(str(resources.files("audio_features.party_words"))) / f"{language}.npz"
        write(weights, path)
        unseen = [one for one in load_conversations(language) if one.held_back]
        right = share_right(weights, unseen)
        sys.stdout.write(f"{path}: {right:.1%} of {len(unseen)} held-back sentences right\n")


if __name__ == "__main__":
    main(sys.argv[1:])
