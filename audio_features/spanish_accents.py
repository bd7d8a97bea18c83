"""Accents that small recognisers leave out, put back where the words around leave no doubt.

Spanish tells "sí" from "si" and "qué" from "que" by an accent (Real Academia Española, Ortografía
2010, "tilde diacrítica"). A reader stumbles where it lacks: "Si, señora". Which phrases are spelt
how, and where they count, is data: ``lexicons/accents.es.yaml``.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from audio_features.lexicons.matching import load_lexicon
from audio_features.timeline import Word

_BARE = re.compile(r"[^\W_]+")
#: How a sentence ends; dots that trail off end none.
_SENTENCE_END = re.compile(r"(?<!\.)[.?!]$")

#: Spelling of a phrase, word by word, and whether it counts at a place of the call's words.
_Phrase = tuple[tuple[str, ...], Callable[["_Line", int], bool]]


@dataclass(frozen=True, slots=True)
class _Line:
    """The words of a line as heard, and without marks, capitals and accents."""

    heard: tuple[str, ...]
    plain: tuple[str, ...]


def restore_accents(words: Sequence[Word]) -> tuple[Word, ...]:
    """`words` of one voice or line, in order of time, with the accents that meaning asks for."""
    heard = tuple(word.word for word in words)
    line = _Line(heard, tuple(_plain(word) for word in heard))
    spelt: dict[int, str] = {}
    for index, plain in enumerate(line.plain):
        if plain == "si" and _is_whole_answer(line, index):
            spelt[index] = "sí"
        for phrase, counts in _phrases().get(plain, ()):
            if _stands(phrase, line, index) and counts(line, index):
                spelt |= {index + number: word for number, word in enumerate(phrase)}
    return tuple(
        replace(word, word=_respelt(word.word, spelt[index])) if index in spelt else word
        for index, word in enumerate(words)
    )


def _plain(word: str) -> str:
    """`word` without marks, capitals and accents; ñ stays."""
    found = _BARE.search(word)
    return _without_accents(found.group().lower()) if found else ""


def _without_accents(text: str) -> str:
    apart = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", re.sub("[\u0301\u0300]", "", apart))


def _respelt(word: str, spelling: str) -> str:
    """`word` spelt as `spelling`; its capitals and marks stay."""
    found = _BARE.search(word)
    if found is None:
        return word
    written = found.group()
    if written.isupper() and len(written) > 1:
        spelling = spelling.upper()
    elif written[0].isupper():
        spelling = spelling.capitalize()
    return word[: found.start()] + spelling + word[found.end() :]


@lru_cache(maxsize=1)
def _phrases() -> Mapping[str, tuple[_Phrase, ...]]:
    """Phrases by their first word without accents."""
    lexicon = load_lexicon("accents", "es")
    interjections = frozenset(map(_without_accents, lexicon["interjections"]))
    joined_by = frozenset(map(_without_accents, lexicon["joined_by"]))

    def opens(line: _Line, index: int) -> bool:
        before = index - 1
        return (
            _opens_sentence(line, index)
            or line.heard[index].startswith(("¿", "¡"))
            or line.heard[before].endswith(",")
            or line.plain[before] in interjections
        )

    def anywhere(line: _Line, index: int) -> bool:
        return index == 0 or line.plain[index - 1] not in joined_by

    found: dict[str, list[_Phrase]] = defaultdict(list)
    for section, counts in (
        ("behind_question_mark", _behind_question_mark),
        ("opening", opens),
        ("anywhere", anywhere),
    ):
        for text in lexicon[section]:
            phrase = tuple(text.split())
            found[_without_accents(phrase[0])].append((phrase, counts))
    return {first: tuple(phrases) for first, phrases in found.items()}


def _stands(phrase: Sequence[str], line: _Line, index: int) -> bool:
    """Whether `phrase` is what the words from `index` on say, accents aside."""
    said = line.plain[index : index + len(phrase)]
    return said == tuple(map(_without_accents, phrase))


def _behind_question_mark(line: _Line, index: int) -> bool:
    return line.heard[index].startswith("¿")


def _opens_sentence(line: _Line, index: int) -> bool:
    return index == 0 or _SENTENCE_END.search(line.heard[index - 1].rstrip('"»”)')) is not None


def _is_whole_answer(line: _Line, index: int) -> bool:
    """Whether nothing else is said in its sentence: "Sí."."""
    ends = _SENTENCE_END.search(line.heard[index].rstrip('"»”)')) is not None
    return ends and _opens_sentence(line, index)
