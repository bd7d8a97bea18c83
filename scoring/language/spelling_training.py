"""Count words and their order for spelling: ``python -m scoring.language.spelling_training``.

From all Spanish conversations, held-back ones too: those keep labels for testing, and no label is
learnt here. Left out is what recognisers wrote, and sentences without a capital, written like it.
"""

import hashlib
import sys
from importlib import resources
from pathlib import Path

from audio_features.spelling.word_order import (
    WordOrder,
    count_word_order,
    store_word_order,
    tokens_of,
)
from scoring.language.conversations import conversations_sha256, load_conversations

#: Changes whenever counts made before no longer fit the code.
_VERSION = "1"


def train() -> WordOrder:
    """Counts of all that people wrote, a row of tokens for each sentence."""
    written = [
        tokens_of(one.text)
        for one in load_conversations("es")
        if not one.as_recognised and one.text.lstrip('¿¡"«…. ')[:1].isupper()
    ]
    return count_word_order(written, made_from=spelling_fingerprint())


def spelling_fingerprint() -> str:
    """SHA-256 of the conversations that the counts are made from."""
    return hashlib.sha256(f"{_VERSION} {conversations_sha256('es')}".encode()).hexdigest()


def main() -> None:
    """Count and store."""
    path = Path(str(resources.files("audio_features.spelling"))) / "es.npz"
    order = train()
    store_word_order(order, path)
    sys.stdout.write(f"{path}: {sum(order.words.values())} words counted\n")


if __name__ == "__main__":
    main()
