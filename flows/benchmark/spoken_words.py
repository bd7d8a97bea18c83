"""Words as they are compared: lower case, no punctuation, accents kept, numbers spelt out."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from num2words import num2words

from audio_features.timeline import Party

_TOKEN = re.compile(r"\d+|[^\W\d_]+(?:'[^\W\d_]+)*|[%€$]")
_GROUPED = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")
_SIGNS = {
    "es": {"%": "por ciento", "€": "euros", "$": "pesos"},
    "en": {"%": "percent", "€": "euros", "$": "dollars"},
}
#: Longer rows of digits, and those that start with 0, are read digit by digit: codes, telephones.
_LONGEST_NUMBER = 6

#: Words that spell numbers and words of their own alike: kept, unless between other numbers.
_NOT_ONLY_NUMBERS = {"es": {"un", "una", "y"}, "en": {"one", "and", "second"}}


class SpokenTurn(Protocol):
    """A true or a heard turn."""

    @property
    def party(self) -> Party: ...  # noqa: D102
    @property
    def words(self) -> Iterable["SpokenWord"]: ...  # noqa: D102


class SpokenWord(Protocol):
    """A true or a heard word, seconds."""

    @property
    def word(self) -> str: ...  # noqa: D102
    @property
    def start(self) -> float: ...  # noqa: D102
    @property
    def end(self) -> float: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Token:
    """One word to compare, with who said it; `number` where it spells a number."""

    text: str
    party: Party
    middle_s: float
    number: bool


def tokens(turns: Iterable[SpokenTurn], *, language: str) -> tuple[Token, ...]:
    """All words of `turns` in order of time, numbers in words."""
    found: list[Token] = []
    for turn in turns:
        for word in turn.words:
            middle_s = (word.start + word.end) / 2
            found += [
                Token(text, turn.party, middle_s, _spells_number(text, language))
                for text in spelt_out(word.word, language=language)
            ]
    return tuple(sorted(found, key=lambda token: token.middle_s))


def without_numbers(words: Iterable[Token]) -> tuple[Token, ...]:
    """The words that spell no number: how a number is written is taste, not hearing."""
    return tuple(token for token in words if not token.number)


@lru_cache(maxsize=8192)
def spelt_out(word: str, *, language: str) -> tuple[str, ...]:
    """One written word as the words that are said: ``"1.500,"`` gives ``("mil", "quinientos")``."""
    plain = unicodedata.normalize("NFC", word.lower().replace("’", "'"))
    spoken: list[str] = []
    for piece in _TOKEN.findall(_GROUPED.sub("", plain)):
        spoken += _said(piece, _primary(language))
    return tuple(spoken)


def _said(piece: str, language: str) -> list[str]:
    if not piece.isdecimal():
        return _SIGNS.get(language, _SIGNS["en"]).get(piece, piece).split()
    code = len(piece) > _LONGEST_NUMBER or (piece[0] == "0" and len(piece) > 1)
    numbers = list(piece) if code else [piece]
    return [word for number in numbers for word in _number_words(int(number), language)]


def _number_words(number: int, language: str) -> list[str]:
    try:
        said = str(num2words(number, lang=language))
    except NotImplementedError:  # a language without number names: digits stay digits
        said = str(number)
    return re.findall(r"[^\W_]+", said)


def _spells_number(text: str, language: str) -> bool:
    return text in _number_vocabulary(_primary(language))


@lru_cache(maxsize=4)
def _number_vocabulary(language: str) -> frozenset[str]:
    numbers = [*range(1000), 1_000_000, 2_000_000]
    words = {word for number in numbers for word in _number_words(number, language)}
    # "veintiún", "treinta y una", "doscientas": forms that agree with what is counted.
    words |= {f"{word[:-2]}as" for word in words if word.endswith("cientos")}
    words |= {"mil", "veintiún", "quinientas"} if language == "es" else {"thousand", "oh"}
    return frozenset(words - _NOT_ONLY_NUMBERS.get(language, set()))


def _primary(language: str) -> str:
    return re.split("[-_]", language.lower())[0]
