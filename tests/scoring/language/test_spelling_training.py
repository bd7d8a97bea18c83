from audio_features.spelling.word_order import END, START, count_word_order, spanish_word_order
from scoring.language.spelling_training import spelling_fingerprint


def test_shipped_counts_are_made_from_these_conversations() -> None:
    assert spanish_word_order().made_from == spelling_fingerprint()


def test_what_followed_more_often_is_likelier_and_nothing_is_impossible() -> None:
    order = count_word_order([["sí", "señora"], ["sí", "claro"], ["sí", "claro"]], made_from="test")

    def likely(word: str) -> float:
        return order.log_probability(word, after=(START, "sí"))

    assert likely("claro") > likely("señora") > likely("nunca")
    assert order.log_probability(END, after=("sí", "claro")) > likely("claro")
