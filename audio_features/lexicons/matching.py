"""Finding known phrases in recognised speech: blind to accents, lenient to recognition errors."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

import yaml
from rapidfuzz import fuzz, process

from audio_features.errors import ConfigurationError
from audio_features.written_words import normalise

#: Similarity (0 to 100, `rapidfuzz.fuzz.ratio`) from which a stretch of words is taken for the
#: phrase. Our choice: one wrong letter in eight; the tests hold pairs on either side.
MIN_SIMILARITY = 88.0

#: Phrases with fewer letters are matched exactly: "sí" is one slip from "se" (our choice).
_FUZZY_FROM_LETTERS = 8

#: Similarity that each single word must have, and that words split or joined must have in all.
_WORD_SIMILARITY = 75.0
_REJOINED = 94.0

#: Words that are near a lexicon's in letters and far in meaning, and common themselves: heard in
#: 36 scripted calls or in the labelled conversations. Other words may be the lexicon's, misheard:
#: "thank you for your patients".
_FALSE_FRIENDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "atiende": ("tiene", "entiende"),
        "comprobar": ("comprar",),
        "conectarle": ("contarle", "cobrarle"),
        "conectarla": ("contarla", "cobrarla"),
        "conectarlo": ("contarlo", "cobrarlo"),
        "cortaron": ("cobraron",),
        "dijo": ("dio",),
        "direcciono": ("direccion",),
        "entrando": ("enterado",),
        "momento": ("monumento", "monto", "aumento"),
        "pasar": ("pagar",),
        "puesto": ("pues",),
        "si": ("asi",),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseMatch:
    """Where a phrase was found.

    `phrase` is the lexicon's own writing, `found` the normalised words it was found as;
    `first_word` and `end_word` (exclusive) count words of the normalised text. `similarity` is
    0 to 100, 100 for an exact match.
    """

    phrase: str
    found: str
    first_word: int
    end_word: int
    similarity: float


def find_phrase(
    text: str, phrases: Iterable[str], *, min_similarity: float = MIN_SIMILARITY
) -> PhraseMatch | None:
    """The best match of any of `phrases` in `text`, at word borders; None when there is none.

    An exact match wins over a similar one, then the longer phrase, then the earlier place.
    `min_similarity` of 100 asks for exact matches. Neither text nor phrases need be normalised.
    """
    matches = find_phrases(text, phrases, min_similarity=min_similarity)
    return max(
        matches,
        key=lambda m: (m.similarity, m.end_word - m.first_word, -m.first_word),
        default=None,
    )


def find_phrases(
    text: str, phrases: Iterable[str], *, min_similarity: float = MIN_SIMILARITY
) -> tuple[PhraseMatch, ...]:
    """One match for each of `phrases` that occurs in `text`, in order of place."""
    normal = normalise(text)
    words = _Windows(normal.split())
    found = [
        match
        for phrase in phrases
        if (match := _find_one(normal, words, phrase, min_similarity)) is not None
    ]
    return tuple(sorted(found, key=lambda match: (match.first_word, match.end_word)))


def _find_one(
    text: str, words: "_Windows", phrase: str, min_similarity: float
) -> PhraseMatch | None:
    wanted = normalise(phrase)
    if not wanted:
        return None
    place = f" {text} ".find(f" {wanted} ")
    length = wanted.count(" ") + 1
    if place >= 0:
        first = text[:place].count(" ")
        return _match(phrase, words, first, first + length, 100.0)
    if min_similarity >= 100.0 or len(wanted.replace(" ", "")) < _FUZZY_FROM_LETTERS:
        return None
    best: tuple[float, int, int] | None = None
    # A recogniser may split or join a word, so windows of a word more or less are tried too.
    for size in range(max(1, length - 1), length + 2):
        for first, score in _similar(words, size, wanted.split(), min_similarity):
            if best is None or score > best[0]:
                best = (score, first, first + size)
    return _match(phrase, words, best[1], best[2], best[0]) if best else None


def _similar(
    words: "_Windows", size: int, wanted: Sequence[str], cutoff: float
) -> Iterator[tuple[int, float]]:
    """First word and likeness of each window of `size` words that is like `wanted`.

    None where any word is another one altogether: else "por esperar" would pass for "podría
    esperar", as the long word carries the short one, and "lo tiene" for "lo atiende".
    """
    same = size == len(wanted)
    target = (" " if same else "").join(wanted)
    least = cutoff if same else max(cutoff, _REJOINED)
    found = process.extract_iter(
        target, words.joined(size, spaced=same), scorer=fuzz.ratio, score_cutoff=least
    )
    for _, score, first in found:
        window = words.of[first : first + size]
        if same and any(map(_is_another, window, wanted)):
            continue
        yield first, score


def _is_another(said: str, wanted: str) -> bool:
    """Whether the word `said` can hardly be `wanted` misheard: too far, or a word of its own."""
    if said == wanted:
        return False
    return fuzz.ratio(said, wanted) < _WORD_SIMILARITY or said in _FALSE_FRIENDS.get(wanted, ())


class _Windows:
    """The words of a text, and its runs of so many words as text, made once for all phrases."""

    def __init__(self, words: Sequence[str]) -> None:
        self.of = tuple(words)
        self._joined: dict[tuple[int, bool], list[str]] = {}

    def joined(self, size: int, *, spaced: bool) -> list[str]:
        """Every run of `size` words, with or without the spaces between them."""
        if (size, spaced) not in self._joined:
            self._joined[size, spaced] = [
                (" " if spaced else "").join(self.of[first : first + size])
                for first in range(len(self.of) - size + 1)
            ]
        return self._joined[size, spaced]


def _match(phrase: str, words: _Windows, first: int, end: int, similarity: float) -> PhraseMatch:
    return PhraseMatch(
        phrase=phrase,
        found=" ".join(words.of[first:end]),
        first_word=first,
        end_word=end,
        similarity=round(similarity, 1),
    )


@lru_cache(maxsize=64)
def load_lexicon(name: str, language: str) -> Mapping[str, tuple[str, ...]]:
    """Sections of phrases from ``NAME.LANGUAGE.yaml`` (or ``LANGUAGE.yaml`` for the empty name).

    `language` is ISO 639-1 ("es"); a region ("es-MX") is ignored. There is no fallback to another
    language: a missing or malformed lexicon raises `ConfigurationError`.
    """
    base = re.split(r"[-_]", language.lower())[0]
    file_name = f"{name}.{base}.yaml" if name else f"{base}.yaml"
    resource = files("audio_features.lexicons").joinpath(file_name)
    if not re.fullmatch(r"[a-z]{2,3}", base) or not resource.is_file():
        raise ConfigurationError(
            f"no lexicon {file_name!r} for language {language!r}: add audio_features/lexicons/"
            f"{file_name} or set a language that has one (es, en)"
        )
    try:
        content = yaml.safe_load(resource.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ConfigurationError(f"lexicon {file_name} is no valid YAML: {error}") from error
    return MappingProxyType(_sections(content, file_name))


def _sections(content: object, file_name: str) -> dict[str, tuple[str, ...]]:
    if not isinstance(content, dict):
        raise ConfigurationError(f"lexicon {file_name}: sections of phrases expected at the top")
    sections: dict[str, tuple[str, ...]] = {}
    for section, phrases in content.items():
        if not isinstance(phrases, list) or not phrases:
            raise ConfigurationError(f"lexicon {file_name}, {section}: a list of phrases expected")
        for phrase in phrases:
            if not isinstance(phrase, str) or not normalise(phrase):
                raise ConfigurationError(
                    f"lexicon {file_name}, {section}: {phrase!r} is no phrase; put it in quotes"
                )
        sections[str(section)] = tuple(phrases)
    return sections
