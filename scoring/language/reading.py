"""A whole call made ready for matching: each turn as strings of tokens, names marked."""

from collections.abc import Sequence
from dataclasses import dataclass

from audio_features.call_metadata import CallMetadata
from audio_features.timeline import Turn
from scoring.language.lexicon import NameLexicon
from scoring.language.phrases import TokenString, token_string
from scoring.language.spelling import Speller
from scoring.language.text import TurnText, read_turn


@dataclass(frozen=True, slots=True)
class ReadTurn:
    """One turn as said, and as it reads once misrecognised words are mended (None: the same)."""

    text: TurnText
    proper: tuple[bool, ...]
    said: TokenString
    mended: TokenString | None


def read_call(
    turns: Sequence[Turn], *, language: str, metadata: CallMetadata, speller: Speller
) -> tuple[ReadTurn, ...]:
    """Every turn of a call, in order."""
    names = NameLexicon.of(language).with_known(metadata.agent_name, metadata.customer_name)
    read = []
    for index, turn in enumerate(turns):
        text = read_turn(turn, index=index)
        proper = names.mark(text.tokens)
        said = token_string(text.tokens, proper)
        mended = token_string(text.tokens, proper, speller.correct(text.tokens))
        read.append(ReadTurn(text, proper, said, None if mended.text == said.text else mended))
    return tuple(read)
