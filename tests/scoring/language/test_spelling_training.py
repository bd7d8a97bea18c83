from pathlib import Path

import numpy as np

from audio_features.spelling.word_order import (
    END,
    START,
    count_word_order,
    spanish_word_order,
    store_word_order,
    tokens_of,
)
from scoring.language.spelling_training import spelling_fingerprint


def test_shipped_counts_are_made_from_these_conversations() -> None:
    assert spanish_word_order().made_from == spelling_fingerprint()


def test_what_followed_more_often_is_likelier_and_nothing_is_impossible() -> None:
    order = count_word_order([["sí", "señora"], ["sí", "claro"], ["sí", "claro"]], made_from="test")

    def likely(word: str) -> float:
        return order.log_probability(word, after=(START, "sí"))

    assert likely("claro") > likely("señora") > likely("nunca")
    assert order.log_probability(END, after=("sí", "claro")) > likely("claro")


def test_numbers_and_what_occurs_once_are_not_kept(tmp_path: Path) -> None:
    rows = [tokens_of(text) for text in ("mi cédula es 9311200", "mi cédula es Zutana", "mi casa")]
    store_word_order(count_word_order(rows, made_from="test"), tmp_path / "es.npz")
    with np.load(tmp_path / "es.npz") as stored:
        kept = set(stored["words"].tolist())
    assert {"mi", "cédula", "es"} <= kept
    assert not kept & {"9311200", "zutana", "casa"}
