"""How many words and syllables a transcribed word was when it was spoken."""

import re
from collections.abc import Callable
from functools import lru_cache

import silabeador
import syllapy
from num2words import num2words

#: Digits in a row that are still read as one number (our choice): longer ones, and those that begin
#: with a zero, are telephone, account or order numbers, which people read digit by digit.
MAX_DIGITS_OF_A_NUMBER = 6

_SIGNS = {
    "es": {"%": "por ciento", "€": "euros", "$": "pesos", "&": "y", "@": "arroba", "+": "más"},
    "en": {"%": "percent", "€": "euros", "$": "dollars", "&": "and", "@": "at", "+": "plus"},
}
_DECIMAL_MARK = {"es": ("coma", ","), "en": ("point", ".")}
_TOKEN = re.compile(r"\d[\d.,:]*\d|\d|[^\W\d_]+(?:['’][^\W\d_]+)*|[%€$&@+]")
_VOWELS = re.compile(r"[aeiouyáéíóúüàèìòùâêîôû]+", re.IGNORECASE)


@lru_cache(maxsize=20_000)
def spoken_words(text: str, language: str) -> tuple[str, ...]:
    """The words of `text` as they are said: "600 €" is ``("seiscientos", "euros")``.

    `language` is an ISO 639-1 code; numbers of languages other than Spanish and English are read
    out in English, for want of better.
    """
    language = language if language in _SIGNS else "en"
    words: list[str] = []
    for token in _TOKEN.findall(text):
        if token[0].isdigit():
            words += _number(token, language).replace("-", " ").replace(",", "").split()
        else:
            words += _SIGNS[language].get(token, token).split()
    return tuple(words)


def word_count(text: str, language: str) -> int:
    """Words of `text` as spoken, numbers read out."""
    return len(spoken_words(text, language))


@lru_cache(maxsize=20_000)
def syllable_count(text: str, language: str) -> int:
    """Syllables of `text` as spoken, numbers read out; initialisms are spelled letter by letter."""
    return sum(_syllables(word, language) for word in spoken_words(text, language))


def _syllables(word: str, language: str) -> int:
    if not _VOWELS.search(word):
        # "mhm" and "shh" are one sound; "DNS" is read by its letters, one syllable each or nearly.
        return len(word) if word.isupper() and len(word) > 1 else 1
    return max(1, _COUNTERS.get(language, _english)(word.lower()))


def _spanish(word: str) -> int:
    """By silabeador: right on all of the 95 hard words of our test, hyphenation only on half.

    It splits by Spanish phonology (hiatus, diphthong, silent h) with no dictionary, so that it
    holds for names and brands too. pylabeador does as well but is GPL; silabeador is LGPL.
    """
    try:
        return len(silabeador.syllabify(word))
    except (IndexError, TypeError):  # no Spanish word ("yb", "chat"): each run of vowels is one
        return len(_VOWELS.findall(word))


def _english(word: str) -> int:
    """By syllapy: a word list, and rules for what it lacks; not splits of "n't" though."""
    stem = re.sub(r"(n)?['’](t)$", "n", word) if re.search(r"[ds]n['’]t$", word) else word
    return int(syllapy.count(stem.replace("’", "'"))) + (stem != word)


_COUNTERS: dict[str, Callable[[str], int]] = {"es": _spanish, "en": _english}


def _number(token: str, language: str) -> str:
    """A number as read out."""
    if ":" in token:  # time of day
        return " ".join(_number(part, language) for part in token.split(":") if part)
    name, mark = _DECIMAL_MARK[language]
    thousands = "." if mark == "," else ","
    whole, _, decimals = re.sub(rf"\{thousands}(?=\d{{3}}(\D|$))", "", token).partition(mark)
    spoken = [_whole(part, language) for part in re.findall(r"\d+", whole)]
    for part in re.findall(r"\d+", decimals):
        spoken += [name, _whole(part, language)]
    return " ".join(spoken)


def _whole(digits: str, language: str) -> str:
    if len(digits) > MAX_DIGITS_OF_A_NUMBER or (digits[0] == "0" and len(digits) > 1):
        return " ".join(str(num2words(int(digit), lang=language)) for digit in digits)
    return str(num2words(int(digits), lang=language))
