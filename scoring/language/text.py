"""Turns as normalised tokens, clauses and sentences that keep their word times."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from audio_features.timeline import Party, Turn, Word

#: What follows a token: nothing, a comma-like break, the end of a statement, of a question.
Break = Literal["", ",", ".", "?"]

_KEPT = re.compile(r"[^a-z0-9ñ']+")
_ABBREVIATIONS = frozenset({"sr.", "sra.", "srta.", "dr.", "dra.", "mr.", "mrs.", "ms.", "d."})
#: A breath this long (seconds) splits a clause even where the transcript has no comma; our choice.
CLAUSE_PAUSE_S = 0.35
#: Clauses longer than this many words are split at conjunctions as well; our choice.
LONG_CLAUSE_WORDS = 14
_CONJUNCTIONS = frozenset(
    [
        "y",
        "pero",
        "entonces",
        "porque",
        "pues",
        "aunque",
        "asi",
        "and",
        "but",
        "so",
        "because",
        "although",
        "then",
    ]
)

#: What is hung on a statement that stays one: "I'll call you tomorrow, okay?", "you didn't say
#: that, did you?". Not what asks whether something was understood: "is that right?", "isn't it?".
_TAGS = frozenset({"okay", "ok", "all right", "alright", "yeah", "eh", "vale", "de acuerdo", "si"})
_TAG = re.compile(
    r"(is|was|did|do|does|have|has|had|can|could|will|would|are|were|should) "
    r"(it|i|you|he|she|they|we|that|there)"
)
#: Fewer words before it are no statement, nor is what begins like a question; our choice.
_LEAST_STATED = 3
_ASKING = re.compile(
    "can|could|would|will|do|does|did|is|are|may|shall|what|where|when|why|who|how|have|has"
)


def strip_accents(text: str) -> str:
    """`text` without accents; ñ stays a letter of its own."""
    if text.isascii():
        return text
    kept = text.replace("ñ", "\0").replace("Ñ", "\1")
    plain = "".join(c for c in unicodedata.normalize("NFKD", kept) if not unicodedata.combining(c))
    return plain.replace("\0", "ñ").replace("\1", "Ñ")


@lru_cache(maxsize=20_000)
def normalise(text: str) -> str:
    """Lower case, no accents, no punctuation, single spaces: "¿Qué tal?" gives "que tal"."""
    plain = strip_accents(text.lower().replace("\u2019", "'"))
    return " ".join(_KEPT.sub(" ", plain).split())


@dataclass(frozen=True, slots=True)
class Token:
    """One normalised word with the word it came from; seconds and engine probability 0 to 1.

    `capital` says that it is written like a proper name where a sentence does not begin.
    """

    text: str
    surface: str
    start: float
    end: float
    confidence: float
    capital: bool = False
    after: Break = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Tokens `first` to `last` (inclusive) of one turn: a clause or a whole sentence."""

    turn_index: int
    party: Party
    first: int
    last: int
    question: bool
    quote: str
    start: float
    end: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnText:
    """One turn as tokens, its sentences, and the clauses they are made of."""

    index: int
    party: Party
    tokens: tuple[Token, ...]
    sentences: tuple[Passage, ...]
    clauses: tuple[Passage, ...]

    def passage(self, first: int, last: int) -> Passage:
        """Tokens `first` to `last` as a passage."""
        return _passage(self.index, self.party, self.tokens, first, last)

    def around(self, first: int, last: int) -> Passage:
        """The clauses that hold tokens `first` to `last`, as one passage."""
        touched = [c for c in self.clauses if c.first <= last and c.last >= first]
        return self.passage(touched[0].first, touched[-1].last)

    def sentence_of(self, token: int) -> Passage:
        """The sentence that token belongs to."""
        return next(s for s in self.sentences if s.first <= token <= s.last)


def read_turn(turn: Turn, *, index: int) -> TurnText:
    """Tokens, sentences and clauses of `turn`, the `index`-th of the call.

    Word times come from the turn's words; a turn without words has its time spread over the
    letters of its text.
    """
    tokens = _with_tags_apart(tuple(_tokens(turn.words or _spread(turn))))
    sentences = _split(tokens, lambda i: tokens[i].after in (".", "?"))
    clauses = [clause for s in sentences for clause in _clauses(tokens, *s)]
    return TurnText(
        index=index,
        party=turn.party,
        tokens=tokens,
        sentences=tuple(_passage(index, turn.party, tokens, *s) for s in sentences),
        clauses=tuple(_passage(index, turn.party, tokens, *c) for c in clauses),
    )


def _spread(turn: Turn) -> tuple[Word, ...]:
    pieces = turn.text.split()
    letters = sum(len(piece) for piece in pieces)
    words, seen = [], 0
    for piece in pieces:
        start = turn.start + (turn.end - turn.start) * seen / letters
        seen += len(piece)
        end = turn.start + (turn.end - turn.start) * seen / letters
        words.append(Word(word=piece, start=start, end=end, confidence=turn.confidence))
    return tuple(words)


def _tokens(words: Sequence[Word]) -> Iterator[Token]:
    begins = True
    for position, word in enumerate(words):
        surface = word.word.strip()
        following = words[position + 1].word.strip() if position + 1 < len(words) else "."
        parts = normalise(surface).split()
        after = _break_after(surface, following)
        capital = surface.lstrip("¿¡\"'(«")[:1].isupper() and not begins and "¿" not in surface
        for i, part in enumerate(parts):
            last = i == len(parts) - 1
            yield Token(
                text=part,
                surface=surface if last or len(parts) == 1 else "",
                start=word.start,
                end=word.end,
                confidence=word.confidence,
                capital=capital,
                after=after if last else "",
            )
        if parts:
            begins = after in (".", "?")


def _with_tags_apart(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """`tokens` with a full stop for the comma before what only asks for assent."""
    parted = list(tokens)
    sentence = comma = -1  # where the last of either ended
    for at, token in enumerate(tokens):
        if token.after == ",":
            comma = at
        if token.after == "?" and sentence + _LEAST_STATED <= comma:
            hung = " ".join(one.text for one in tokens[comma + 1 : at + 1])
            states = not _ASKING.fullmatch(tokens[sentence + 1].text)
            if states and (hung in _TAGS or _TAG.fullmatch(hung)):
                parted[comma] = replace(tokens[comma], after=".")
        if token.after in (".", "?"):
            sentence = at
    return tuple(parted)


def _break_after(surface: str, following: str) -> Break:
    tail = surface.rstrip("\"')»")
    if "?" in tail[-2:]:
        return "?"
    if tail.lower() in _ABBREVIATIONS:
        return ""
    if tail.endswith((".", "!", "…")) or following[:1] in ("¿", "¡"):
        return "."
    return "," if tail.endswith((",", ";", ":", "-", "—")) else ""


def _split(tokens: Sequence[Token], ends: Callable[[int], bool]) -> list[tuple[int, int]]:
    spans, first = [], 0
    for i in range(len(tokens)):
        if ends(i) or i == len(tokens) - 1:
            spans.append((first, i))
            first = i + 1
    return spans


def _clauses(tokens: Sequence[Token], first: int, last: int) -> Iterator[tuple[int, int]]:
    start = first
    for i in range(first, last + 1):
        if i == last or tokens[i].after == "," or _breathes(tokens, i):
            yield from _halve(tokens, start, i)
            start = i + 1


def _breathes(tokens: Sequence[Token], i: int) -> bool:
    return tokens[i + 1].start - tokens[i].end >= CLAUSE_PAUSE_S


def _halve(tokens: Sequence[Token], first: int, last: int) -> Iterator[tuple[int, int]]:
    if last - first + 1 <= LONG_CLAUSE_WORDS:
        yield first, last
        return
    start = first
    for i in range(first + 3, last - 2):
        if tokens[i].text in _CONJUNCTIONS and i - start >= 3:
            yield start, i - 1
            start = i
    yield start, last


def _passage(index: int, party: Party, tokens: Sequence[Token], first: int, last: int) -> Passage:
    ending = next((t.after for t in tokens[last:] if t.after in (".", "?")), ".")
    said = " ".join(t.surface for t in tokens[first : last + 1] if t.surface)
    return Passage(
        turn_index=index,
        party=party,
        first=first,
        last=last,
        question=ending == "?",
        quote=said,
        start=tokens[first].start,
        end=tokens[last].end,
    )
