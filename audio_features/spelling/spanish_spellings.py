"""What a Spanish word as heard may have been meant for, and how far that is from what was heard.

Small recognisers write what they hear: "secursal", "poliza", "ola", "si" for "sí". Known words are
those of simplemma's dictionary of Spanish word forms and those of the labelled conversations.
"""

import re
import string
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import simplemma

from audio_features.lexicons.matching import load_lexicon
from audio_features.spelling.sounds import sound_key
from audio_features.spelling.word_order import spanish_word_order

_ACCENTED = dict(zip("aeiou", "áéíóú", strict=True))
#: Pronouns written onto a verb: "devolverme", "dígamelo".
_CLITICS = re.compile(r"(?:[mts]e|nos|les?)?(?:me|te|se|nos|l[aeo]s?)$")
#: How Chileans address friends: "querís", "podís", "cachái".
_CHILEAN = re.compile(r"\w{2,}(?:ís|[aá]i)$")
_LETTERS = string.ascii_lowercase + "ñ"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpellingOptions:
    """How unlikely each kind of slip is, in nats. Ours, on 22 scripted Spanish calls.

    WER hardly moves with any of them (8.4 to 8.8 % for two thirds to twice the value).
    """

    #: An accent left out of what is no word without it: "poliza".
    accent_left_out: float = 1.2
    #: An accent left out of what is a word without it, too: "que", "si", "pague".
    known_accent_left_out: float = 1.8
    #: An accent too many: "dejó" for "dejo".
    accent_added: float = 6.0
    #: A known word for another that sounds like it: "hay" for "ay".
    known_homophone: float = 3.5
    #: A spelling that is no word for a word that sounds like it: "caceros".
    misspelt: float = 1.0
    #: A spelling that is no word for a word one sound away: "secursal".
    one_sound_off: float = 5.0
    #: Two words written as one: "debaja".
    run_together: float = 4.0
    #: More for longer words with the capital that opens a sentence: a name ("Yoigo") or an order to
    #: the caller ("Marque el uno").
    capital: float = 3.0
    #: A word that neither the dictionary nor the conversations know, left as it is: names.
    unknown: float = 2.0
    #: Shortest unknown word, in letters, that may be one sound off, or two words.
    shortest_unknown: int = 5
    #: Least occurrences in the conversations of a word that is meant for one not heard so.
    least_seen: int = 2


@lru_cache(maxsize=16_384)
def spellings(
    heard: str, *, capital: bool = False, options: SpellingOptions | None = None
) -> Mapping[str, float]:
    """What `heard`, in lower case, may stand for, `heard` among it, and its costs in nats.

    A word, or two parted by a space that were run together. `capital` tells that it was heard with
    one that opens a sentence.
    """
    options = options or SpellingOptions()
    is_word = is_known(heard)
    more = options.capital if capital and len(heard) >= options.shortest_unknown else 0.0
    costs = {word: more + slip for word, slip in accented(heard, options=options).items()}
    costs |= dict.fromkeys(_with_tilde(heard), more + options.accent_left_out)
    costs[heard] = 0.0 if is_word else options.unknown
    for word in _sounding_like(_sounds_of(heard), options.least_seen):
        costs.setdefault(word, more + (options.known_homophone if is_word else options.misspelt))
    if not is_word and len(heard) >= options.shortest_unknown:
        for words in _run_together(heard, options.least_seen):
            costs.setdefault(words, more + options.run_together)
        for sounds in _one_sound_off(_sounds_of(heard)):
            for word in _sounding_like(sounds, options.least_seen):
                costs.setdefault(word, more + options.one_sound_off)
    return costs


@lru_cache(maxsize=16_384)
def accented(heard: str, *, options: SpellingOptions | None = None) -> Mapping[str, float]:
    """The same for what is surely a name, of which the accents alone are doubted."""
    options = options or SpellingOptions()
    if heard != _bare(heard):
        slip = options.accent_added
    elif is_known(heard):
        slip = options.known_accent_left_out
    else:
        slip = options.accent_left_out
    return {heard: 0.0, **dict.fromkeys(_accent_variants(heard), slip)}


@lru_cache(maxsize=65_536)
def is_known(word: str) -> bool:
    """Whether `word`, in lower case, is a Spanish word or a verb's form."""
    if spanish_word_order().words.get(word, 0) > 1 or simplemma.is_known(word, lang="es"):
        return True
    if word in _borrowed() or _CHILEAN.search(word):
        return True
    pronouns = _CLITICS.search(word)
    verb = word[: pronouns.start()] if pronouns else ""
    return len(verb) > 2 and any(
        simplemma.is_known(form, lang="es") for form in (verb, _bare(verb))
    )


@lru_cache(maxsize=1)
def _borrowed() -> frozenset[str]:
    sections = load_lexicon("borrowed_words", "es")
    return frozenset(word for words in sections.values() for word in words)


def _bare(word: str) -> str:
    """`word` without accents; ñ and ü stay."""
    apart = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", re.sub("[\u0301\u0300]", "", apart))


def _accent_variants(heard: str) -> Iterator[str]:
    """Known words that differ from `heard` by accents alone."""
    bare = _bare(heard)
    for index, letter in enumerate(bare):
        word = f"{bare[:index]}{_ACCENTED.get(letter, letter)}{bare[index + 1 :]}"
        if letter in _ACCENTED and word != heard and is_known(word):
            yield word
    if bare != heard and is_known(bare):
        yield bare


def _with_tilde(heard: str) -> Iterator[str]:
    """Known words that `heard`, which is none, lacks a tilde of: "senora"."""
    if is_known(heard):
        return
    for index, letter in enumerate(heard):
        word = f"{heard[:index]}ñ{heard[index + 1 :]}"
        if letter == "n" and is_known(word):
            yield word


def _sounds_of(word: str) -> str:
    return sound_key(_bare(word))


def _one_sound_off(sounds: str) -> Iterator[str]:
    """`sounds` with one sound left out, put in, changed, or two neighbours swapped (Damerau)."""
    for index in range(len(sounds) + 1):
        before, rest = sounds[:index], sounds[index:]
        if rest:
            yield before + rest[1:]
        if len(rest) > 1:
            yield before + rest[1] + rest[0] + rest[2:]
        for sound in _LETTERS:
            yield before + sound + rest
            if rest:
                yield before + sound + rest[1:]


def _run_together(heard: str, least_seen: int) -> Iterator[str]:
    """Two words of the conversations, parted by a space, that `heard` may be; no single letters."""
    counts = spanish_word_order().words
    for at in range(2, len(heard) - 1):
        parts = (heard[:at], heard[at:])
        if all(counts.get(part, 0) >= least_seen for part in parts):
            yield " ".join(parts)


def _sounding_like(sounds: str, least_seen: int) -> tuple[str, ...]:
    return _conversation_words(least_seen).get(sounds, ())


@lru_cache(maxsize=2)
def _conversation_words(least_seen: int) -> Mapping[str, tuple[str, ...]]:
    """Words of the conversations by their sounds."""
    found: dict[str, list[str]] = defaultdict(list)
    for word, count in spanish_word_order().words.items():
        if count >= least_seen and word.isalpha():
            found[_sounds_of(word)].append(word)
    return {sounds: tuple(words) for sounds, words in found.items()}
