"""Accents that small recognisers leave out, put back where the words around leave no doubt.

Spanish tells "sí" from "si" and "qué" from "que" by an accent (Real Academia Española, Ortografía
2010, III.2.2.2, "tilde diacrítica"). A reader stumbles where it lacks: "Si, señora".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from audio_features.lexicons.matching import load_lexicon
from audio_features.timeline import Word

#: Words that ask or exclaim, by how they are written without.
_ASKING = {
    "que": "qué",
    "como": "cómo",
    "cuando": "cuándo",
    "donde": "dónde",
    "adonde": "adónde",
    "quien": "quién",
    "quienes": "quiénes",
    "cual": "cuál",
    "cuales": "cuáles",
    "cuanto": "cuánto",
    "cuanta": "cuánta",
    "cuantos": "cuántos",
    "cuantas": "cuántas",
}
#: Stems of what an agent offers in "¿en qué le puedo ayudar?".
_HELPING = re.compile(r"(ayud|serv|atend|colabor|apoy)")

_BARE = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Company:
    """Words that tell by standing next to it what a word means."""

    before_asking: frozenset[str]
    not_asking: frozenset[str]
    exclaimed: frozenset[str]
    always_exclaimed: frozenset[str]
    affirmed: frozenset[str]
    condition_before: frozenset[str]
    set_phrases: frozenset[tuple[str, ...]]


@lru_cache(maxsize=1)
def _company() -> _Company:
    lists = load_lexicon("accents", "es")
    return _Company(
        before_asking=frozenset(lists["before_asking"]),
        not_asking=frozenset(lists["not_asking"]),
        exclaimed=frozenset(lists["exclaimed"]),
        always_exclaimed=frozenset(lists["always_exclaimed"]),
        affirmed=frozenset(lists["affirmed"]),
        condition_before=frozenset(lists["condition_before"]),
        set_phrases=frozenset(tuple(phrase.split()) for phrase in lists["set_phrases"]),
    )


def restore_accents(words: Sequence[Word]) -> tuple[Word, ...]:
    """`words` of one voice or line, in order of time, with the accents that meaning asks for."""
    bare = [_bare(word.word) for word in words]
    return tuple(
        replace(word, word=_accented(word.word, bare[index]))
        if _wants_accent(index, words, bare)
        else word
        for index, word in enumerate(words)
    )


def _bare(word: str) -> str:
    found = _BARE.search(word)
    return found.group().lower() if found else ""


def _accented(word: str, bare: str) -> str:
    """`word` with its accent; capitals and marks stay."""
    wanted = "sí" if bare == "si" else _ASKING[bare]
    found = _BARE.search(word)
    if found is None:
        return word
    written = found.group()
    capital = wanted.capitalize() if written[0].isupper() else wanted
    shown = wanted.upper() if written.isupper() and len(written) > 1 else capital
    return word[: found.start()] + shown + word[found.end() :]


def _wants_accent(index: int, words: Sequence[Word], bare: Sequence[str]) -> bool:
    if bare[index] == "si":
        return _affirms(index, words, bare)
    return bare[index] in _ASKING and (
        _asks(index, words, bare)
        or _exclaims(index, words, bare)
        or _offers_help(index, bare)
        or _in_set_phrase(index, bare)
    )


def _affirms(index: int, words: Sequence[Word], bare: Sequence[str]) -> bool:
    text = words[index].word.rstrip('"»”)')
    if text.endswith((".", "?", "!", "…")):
        return True
    if text.endswith(","):
        return index == 0 or bare[index - 1] not in _company().condition_before
    return _opens_sentence(index, words) and _next(index, bare) in _company().affirmed


def _asks(index: int, words: Sequence[Word], bare: Sequence[str]) -> bool:
    """Whether it stands right behind a question mark, or behind the word that does."""
    not_asking, word = _company().not_asking, bare[index]
    if words[index].word.startswith("¿"):
        return f"{word} {_next(index, bare)}" not in not_asking
    before = index - 1
    return (
        before >= 0
        and words[before].word.startswith("¿")
        and bare[before] in _company().before_asking
        and f"{bare[before]} {word}" not in not_asking
    )


def _exclaims(index: int, words: Sequence[Word], bare: Sequence[str]) -> bool:
    following = _next(index, bare)
    if bare[index] != "que":
        return False
    if following in _company().always_exclaimed:
        return True
    opens = words[index].word.startswith("¡") or _opens_sentence(index, words)
    return opens and following in _company().exclaimed


def _offers_help(index: int, bare: Sequence[str]) -> bool:
    """Whether it is the "qué" of "¿en qué le puedo ayudar?", asked without a mark or not."""
    return (
        bare[index] == "que"
        and index > 0
        and bare[index - 1] == "en"
        and any(_HELPING.match(word) for word in bare[index + 1 : index + 5])
    )


def _in_set_phrase(index: int, bare: Sequence[str]) -> bool:
    accented = _ASKING[bare[index]]
    return any(
        phrase[at] == accented and _stands(phrase, index - at, bare, but=index)
        for phrase in _company().set_phrases
        for at in range(min(index + 1, len(phrase)))
    )


def _stands(phrase: Sequence[str], first: int, bare: Sequence[str], *, but: int) -> bool:
    """Whether the words from `first` on are those of `phrase`, the one at `but` apart."""
    return len(bare) >= first + len(phrase) and all(
        first + number == but or bare[first + number] == word for number, word in enumerate(phrase)
    )


def _opens_sentence(index: int, words: Sequence[Word]) -> bool:
    return index == 0 or words[index - 1].word.rstrip('"»”)').endswith((".", "?", "!", "…"))


def _next(index: int, bare: Sequence[str]) -> str:
    return bare[index + 1] if index + 1 < len(bare) else ""
