"""How a promise is worded: the clause as said, without what only fills it."""

from collections.abc import Sequence

from scoring.deadlines.reading import EDGES
from scoring.deadlines.words import DeadlineWords
from scoring.language.phrases import STANDALONE
from scoring.language.text import Token


def without_hesitations(tokens: Sequence[Token], words: DeadlineWords) -> str:
    """The words as transcribed, without what only opens a sentence, fills a pause or is cut off."""
    left = list(tokens)
    while size := opened_by(left, words.openers):
        left = left[size:]
    while len(left) > 1 and left[-1].text in words.dangling:
        left.pop()
    kept: list[Token] = []
    while left:
        size = opened_by(left, words.hesitations)
        if size and left[size - 1].after == ",":
            left = left[size:]
            continue
        kept.append(left.pop(0))
    said = " ".join(token.surface for token in kept if token.surface)
    return said.strip(EDGES)


def opened_by(tokens: Sequence[Token], phrases: Sequence[str]) -> int:
    """How many tokens at the beginning are one of `phrases`; 0 where none, or nothing is left."""
    sizes = [
        len(phrase.split())
        for phrase in phrases
        if [token.text for token in tokens[: len(phrase.split())]] == phrase.split()
    ]
    size = max(sizes, default=0)
    # "Sí, le llamo" opens with an answer, "si vuelve a fallar, le llamo" with a condition.
    answer = size == 1 and tokens[0].text in STANDALONE
    return 0 if size == len(tokens) or (answer and tokens[0].after != ",") else size
