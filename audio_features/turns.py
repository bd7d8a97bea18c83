"""Words into turns, as a transcript reads: one party's speech, joined across backchannels."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from audio_features.lexicons.matching import load_lexicon
from audio_features.timeline import Party, Turn, Word
from audio_features.written_words import normalise


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnOptions:
    """What ends a turn, and what does not interrupt one."""

    #: Pause of one's own in seconds that ends a turn (definitions: 0.5 s).
    pause_s: float = 0.5
    #: A backchannel lasts at most this many seconds and words (definitions: 1 s, 3 words).
    backchannel_s: float = 1.0
    backchannel_words: int = 3
    #: s, by how much more what is heard lasts than what was said: edges are drawn outwards by up to
    #: so much (`word_edges`).
    drawn_out_s: float = 0.2
    #: Pause in seconds around the other's backchannel across which a turn goes on. Ours.
    backchannel_pause_s: float = 1.2


def build_turns(
    words: Mapping[Party, Sequence[Word]],
    *,
    language: str,
    options: TurnOptions | None = None,
) -> tuple[Turn, ...]:
    """Turns of all parties, in order of start.

    A turn is one party's words with no pause longer than `pause_s`, except that a pause in which
    the other only gives a sign of listening does not end it. `confidence` is the mean of the
    words' probabilities.

    Parameters
    ----------
    words : mapping
        Words of each party (already attributed), any order.
    language : str
        ISO 639-1, for the lexicon of backchannels.
    """
    options = options or TurnOptions()
    runs = {party: _runs(said, options.pause_s) for party, said in words.items()}
    joined: list[Turn] = []
    for party, own in runs.items():
        others = [run for other, them in runs.items() if other != party for run in them]
        for run in _join(own, others, language=language, options=options):
            joined.append(make_turn(party, run))
    return tuple(sorted(joined, key=lambda turn: (turn.start, turn.end)))


def make_turn(party: Party, words: Sequence[Word]) -> Turn:
    """The turn that `words` (at least one, in order of time) make."""
    return Turn(
        party=party,
        start=words[0].start,
        end=max(word.end for word in words),
        text=join_text(word.word for word in words),
        confidence=sum(word.confidence for word in words) / len(words),
        words=tuple(words),
    )


def join_text(words: Iterable[str]) -> str:
    """Words with single spaces between, none before closing or after opening marks."""
    text = ""
    for word in words:
        bare = word.strip()
        if not bare:
            continue
        tight = bare[0] in ",.;:?!…)»”%" or text.endswith(("¿", "¡", "(", "«", "“"))
        text += bare if tight or not text else f" {bare}"
    return text


def is_backchannel(
    words: Sequence[Word], *, language: str, options: TurnOptions | None = None
) -> bool:
    """Tell whether `words` are a short sign of listening from the lexicon."""
    options = options or TurnOptions()
    text = join_text(word.word for word in words)
    if not words or word_count(text) > options.backchannel_words:
        return False
    if words[-1].end - words[0].start > options.backchannel_s + options.drawn_out_s:
        return False
    # Questions and calls for attention take the floor, whatever the word.
    if text.endswith("?"):
        return False
    known = {normalise(phrase) for phrase in load_lexicon("backchannels", language)["listening"]}
    said = normalise(text).split()
    return bool(said) and _made_of(said, known)


def word_count(text: str) -> int:
    """Words as written: engines part "M.M.H." into pieces, each with a time of its own."""
    return len(text.split())


def _made_of(said: list[str], known: set[str]) -> bool:
    """Tell whether `said` is one or several known phrases, one after the other."""
    if not said:
        return True
    return any(
        " ".join(said[:size]) in known and _made_of(said[size:], known)
        for size in range(1, len(said) + 1)
    )


def _runs(words: Sequence[Word], pause_s: float) -> list[list[Word]]:
    runs: list[list[Word]] = []
    for word in sorted(words, key=lambda one: (one.start, one.end)):
        if runs and word.start - runs[-1][-1].end <= pause_s:
            runs[-1].append(word)
        else:
            runs.append([word])
    return runs


def _join(
    own: list[list[Word]], others: list[list[Word]], *, language: str, options: TurnOptions
) -> list[list[Word]]:
    """`own` runs joined where the pause between two holds only backchannels of the others."""
    joined: list[list[Word]] = []
    for run in own:
        if not joined:
            joined.append(list(run))
            continue
        start, end = joined[-1][-1].end, run[0].start
        between = [them for them in others if them[-1].end > start and them[0].start < end]
        listened = between and all(
            is_backchannel(them, language=language, options=options) for them in between
        )
        if listened and end - start <= options.backchannel_pause_s + sum(
            them[-1].end - them[0].start for them in between
        ):
            joined[-1] += run
        else:
            joined.append(list(run))
    return joined


def is_unfinished(last_words: str, *, language: str) -> bool:
    """Tell whether what ends with `last_words` breaks off where hardly any sentence ends.

    What recognisers close with a mark was heard as an end; "plan A" and "so am I" are ends too.
    """
    words = last_words.casefold().split()
    return bool(words) and words[-1] in _open_words(language) and not _closes(words, language)


def _closes(words: Sequence[str], language: str) -> bool:
    """Whether words that can close a sentence as well are said so here."""
    said = normalise(" ".join(words))
    patterns = load_lexicon("backchannels", language)["finished_patterns"]
    return any(re.search(pattern, said) for pattern in patterns)


@lru_cache(maxsize=4)
def _open_words(language: str) -> frozenset[str]:
    return frozenset(load_lexicon("backchannels", language)["unfinished"])
