"""Common given names and surnames, and telling which words of a turn are proper names."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import yaml
from rapidfuzz.distance import OSA

from audio_features.spelling.sounds import sound_key
from scoring.language.text import Token, normalise

#: Letters from which a name is long enough to be known by most of its sounds.
_LONG_NAME = 6
#: Words right behind which people say who they are.
_INTRODUCES = frozenset({"soy", "llamo"})


@dataclass(frozen=True, slots=True)
class NameLexicon:
    """Names as normalised single words.

    `ambiguous` ones are ordinary words too ("rosa", "will") and count only when written with a
    capital or where somebody says who they are ("soy rosa"); `known` ones are those of this call's
    people.
    """

    given: frozenset[str]
    surnames: frozenset[str]
    ambiguous: frozenset[str]
    not_names: frozenset[str]
    known: frozenset[str] = frozenset()

    @classmethod
    def of(cls, language: str) -> "NameLexicon":
        """The lexicon of "es" or "en"."""
        return _shipped(language)

    def with_known(self, *names: str | None) -> "NameLexicon":
        """With the names of this call's people, as the metadata gives them."""
        words = {w for name in names if name for w in normalise(name).split() if len(w) > 2}
        return NameLexicon(
            self.given, self.surnames, self.ambiguous, self.not_names, frozenset(words)
        )

    def is_known(self, word: str) -> bool:
        """Whether `word` is, or sounds like, a name of the metadata."""
        return any(same_name(word, name) for name in self.known)

    def mark(self, tokens: Sequence[Token]) -> tuple[bool, ...]:
        """For each token whether it looks like a proper name."""
        before = ["", *(token.text for token in tokens)][: len(tokens)]
        return tuple(
            self._looks_proper(token) or (said in _INTRODUCES and token.text in self.ambiguous)
            for said, token in zip(before, tokens, strict=True)
        )

    def _looks_proper(self, token: Token) -> bool:
        word = token.text
        if word in self.not_names or word.isdigit() or len(word) < 2:
            return False
        if token.capital or (word in self.known):
            return True
        listed = word in self.given or word in self.surnames
        if word in self.ambiguous:
            return False
        return listed or (len(word) > 3 and bool(self.known) and self.is_known(word))


def same_name(said: str, name: str) -> bool:
    """Whether two normalised words are one name as recognisers spell it (Jiménez, Gimenes)."""
    if said == name:
        return True
    if min(len(said), len(name)) < 3:
        return False
    heard, meant = sound_key(said), sound_key(name)
    if heard == meant:
        return True
    allowed = 1 if len(meant) >= 5 else 0
    if len(meant) >= 8:
        allowed = 2
    return heard[:1] == meant[:1] and OSA.distance(heard, meant, score_cutoff=allowed) <= allowed


def much_like(said: str, name: str) -> bool:
    """Whether `said` sounds much like a longer `name`, as where a title tells that a name follows.

    Two sounds in six may differ; our choice: shorter names are too near to each other.
    """
    if min(len(said), len(name)) < _LONG_NAME:
        return False
    return OSA.distance(sound_key(said), sound_key(name), score_cutoff=2) <= 2


def one_sound_off(said: str, name: str) -> bool:
    """Whether `said` is a longer `name` but for one sound, whichever it is."""
    if min(len(said), len(name)) < _LONG_NAME:
        return False
    return OSA.distance(sound_key(said), sound_key(name), score_cutoff=1) <= 1


@lru_cache(maxsize=4)
def _shipped(language: str) -> NameLexicon:
    source = resources.files("scoring") / "intents" / "names" / f"{language}.yaml"
    data = yaml.safe_load(source.read_text("utf-8"))
    parts = {key: frozenset(normalise(data[key]).split()) for key in data}
    return NameLexicon(parts["given"], parts["surnames"], parts["ambiguous"], parts["not_names"])
