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

from audio_features.spelling.word_order import spanish_word_order

_ACCENTED = dict(zip("aeiou", "áéíóú", strict=True))
#: Pronouns written onto a verb: "devolverme", "dígamelo".
_CLITICS = re.compile(r"(?:[mts]e|nos|les?)?(?:me|te|se|nos|l[aeo]s?)$")
#: Letters and pairs of letters that sound alike in most of Latin America, in order.
_ALIKE = (
    (r"qu(?=[ei])", "k"),
    (r"gu(?=[ei])", "g"),
    (r"gü", "u"),
    (r"ch", "C"),
    (r"ll", "y"),
    (r"c(?=[eiéí])", "s"),
    (r"c", "k"),
    (r"[zx]", "s"),
    (r"v", "b"),
    (r"w", "u"),
    (r"h", ""),
    (r"y$", "i"),
    (r"(.)\1", r"\1"),
)
_SOUNDS = string.ascii_lowercase + "ñC"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpellingOptions:
    """How unlikely each kind of slip is, in nats. Ours, on 29 scripted calls.

    WER hardly moves with any of them (8.4 to 8.8 % for two thirds to twice the value).
    """

    #: An accent left out: "poliza".
    accent_left_out: float = 1.2
    #: An accent too many: "dejó" for "dejo".
    accent_added: float = 5.0
    #: A known word for another that sounds like it: "hay" for "ay".
    known_homophone: float = 3.5
    #: A spelling that is no word for a word that sounds like it: "caceros".
    misspelt: float = 1.0
    #: A spelling that is no word for a word one sound away: "secursal".
    one_sound_off: float = 5.0
    #: A word that neither the dictionary nor the conversations know, left as it is: names.
    unknown: float = 2.0
    #: Shortest unknown word, in letters, that may be one sound off.
    shortest_one_sound_off: int = 5
    #: Least occurrences in the conversations of a word that is meant for one not heard so.
    least_seen: int = 2


@lru_cache(maxsize=16_384)
def spellings(
    heard: str, *, is_name: bool, options: SpellingOptions | None = None
) -> Mapping[str, float]:
    """Words that `heard`, in lower case, may stand for, `heard` among them, and their costs, nats.

    Of a name (`is_name`) only the accents are doubted.
    """
    options = options or SpellingOptions()
    is_word = is_known(heard)
    costs = {heard: 0.0 if is_word else options.unknown}
    slip = options.accent_left_out if heard == _bare(heard) else options.accent_added
    for word in _accent_variants(heard):
        costs[word] = slip
    if is_name:
        return costs
    for word in _sounding_like(_sounds_of(heard), options.least_seen):
        costs.setdefault(word, options.known_homophone if is_word else options.misspelt)
    if not is_word and len(heard) >= options.shortest_one_sound_off:
        for sounds in _one_sound_off(_sounds_of(heard)):
            for word in _sounding_like(sounds, options.least_seen):
                costs.setdefault(word, options.one_sound_off)
    return costs


@lru_cache(maxsize=65_536)
def is_known(word: str) -> bool:
    """Whether `word`, in lower case, is a Spanish word, a number in digits, or a verb's form."""
    if word.isdigit() or spanish_word_order().words.get(word, 0) > 1:
        return True
    if simplemma.is_known(word, lang="es"):
        return True
    pronouns = _CLITICS.search(word)
    verb = word[: pronouns.start()] if pronouns else ""
    return len(verb) > 2 and any(
        simplemma.is_known(form, lang="es") for form in (verb, _bare(verb))
    )


def _bare(word: str) -> str:
    """`word` without accents; ñ and ü stay."""
    apart = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", re.sub("[\u0301\u0300]", "", apart))


def _accent_variants(heard: str) -> Iterator[str]:
    """Known words that differ from `heard` by accents alone, or by one tilde it lacks."""
    bare = _bare(heard)
    for index, letter in enumerate(bare):
        for instead in (_ACCENTED.get(letter), "ñ" if letter == "n" else None):
            word = f"{bare[:index]}{instead}{bare[index + 1 :]}"
            if instead and word != heard and is_known(word):
                yield word
    if bare != heard and is_known(bare):
        yield bare


@lru_cache(maxsize=65_536)
def _sounds_of(word: str) -> str:
    sounds = _bare(word)
    for written, sound in _ALIKE:
        sounds = re.sub(written, sound, sounds)
    return sounds


def _one_sound_off(sounds: str) -> Iterator[str]:
    """`sounds` with one sound left out, put in, changed, or two neighbours swapped (Damerau)."""
    for index in range(len(sounds) + 1):
        before, rest = sounds[:index], sounds[index:]
        if rest:
            yield before + rest[1:]
        if len(rest) > 1:
            yield before + rest[1] + rest[0] + rest[2:]
        for sound in _SOUNDS:
            yield before + sound + rest
            if rest:
                yield before + sound + rest[1:]


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
