"""What was said around a moment, and whether words in it ask, agree, explain or thank."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from audio_features.lexicons.matching import find_phrase
from audio_features.timeline import Party, Turn
from audio_features.written_words import normalise

Lexicon = Mapping[str, tuple[str, ...]]

_CLAUSE_ENDS = re.compile(r"[.,;:!?¿¡…]+")
#: Most words of a clause, those aside, in which a word that may agree does; ours.
_BRIEF_WORDS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextOptions:
    """How far words count as being about a moment."""

    before_s: float = 20.0  # s before a hold in which it is announced (ours)
    after_s: float = 15.0  # s after its end in which the return is heard (ours)
    last_words: int = 45  # words before, about 20 s of talk at 150 words/min (Cervantes CVC)
    first_words: int = 30  # words after (ours)
    edge_s: float = 1.0  # s, a turn may reach into the hold: borders are that exact
    min_confidence: float = 0.4  # mean word probability below which words prove nothing (ours)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenWords:
    """Words of one party near a moment; `trusted` is False when they can't carry a verdict."""

    text: str
    trusted: bool

    def has(self, phrases: Sequence[str]) -> bool | None:
        """Whether one of `phrases` was said; None when that can't be told."""
        if find_phrase(self.text, phrases) is not None:
            return True
        return False if self.trusted else None

    def has_like(self, patterns: Sequence[str]) -> bool | None:
        """As `has`, for regular expressions over the normalised words."""
        said = normalise(self.text)
        if any(re.search(pattern, said) for pattern in patterns):
            return True
        return False if self.trusted else None


def words_before(
    turns: Sequence[Turn], at: float, *, party: Party, options: ContextOptions
) -> SpokenWords:
    """The last words of `party` in the seconds before `at`.

    Who speaks on the call, yet not there while somebody else is clearly heard, said nothing.
    """
    low, high = at - options.before_s, at + options.edge_s
    near = [t for t in turns if t.end > low and t.start < at]
    own = _words([t for t in near if t.party == party], low, high, -options.last_words, options)
    if own.text or all(turn.party != party for turn in turns):
        return own
    return replace(own, trusted=_words(near, low, high, -options.last_words, options).trusted)


def words_after(
    turns: Sequence[Turn], at: float, *, party: Party, options: ContextOptions
) -> SpokenWords:
    """The first words of `party` in the seconds after `at`."""
    low, high = at - options.edge_s, at + options.after_s
    near = [t for t in turns if t.party == party and t.end > at and low <= t.start < high]
    return _words(near, low, high + options.after_s, options.first_words, options)


def _words(
    turns: Sequence[Turn], low: float, high: float, count: int, options: ContextOptions
) -> SpokenWords:
    said: list[str] = []
    confidences: list[float] = []
    for turn in sorted(turns, key=lambda t: t.start):
        if turn.words:
            inside = [w for w in turn.words if low <= w.start and w.start < high]
            said += [w.word for w in inside]
            confidences += [w.confidence for w in inside]
        else:
            said += turn.text.split()
            confidences += [turn.confidence] * len(turn.text.split())
    kept = said[count:] if count < 0 else said[:count]
    trusted = bool(confidences) and sum(confidences) / len(confidences) >= options.min_confidence
    return SpokenWords(text=" ".join(word.strip() for word in kept), trusted=trusted)


def consent_given(
    turns: Sequence[Turn],
    at: float,
    *,
    request: SpokenWords,
    lexicon: Lexicon,
    options: ContextOptions,
) -> bool | None:
    """Whether the customer agreed to what the agent said just before `at`.

    A "no" to "¿le importa esperar?" agrees. Without an answer there is no consent; None when
    the answer can't be understood.
    """
    if find_phrase(request.text, (*lexicon["ask_consent"], *lexicon["announce"])) is None:
        return False if request.trusted else None
    asked = _request_time(turns, at, lexicon, options)
    replies = [t for t in turns if t.party == "customer" and t.end > asked]
    said = [_said_between(turn, asked, at + 2 * options.edge_s) for turn in replies]
    text = " ".join(said)
    if not normalise(text):
        return False
    agrees = _agrees(text, lexicon)
    refuses = _refuses(text, lexicon)
    minded = find_phrase(request.text, lexicon["ask_if_minded"]) is not None
    if minded and normalise(text).split()[0] == "no":
        return not any(len(p.split()) > 1 for p in refuses)
    if refuses:
        return False
    if agrees:
        return True
    heard = [turn for turn, words in zip(replies, said, strict=True) if words]
    confident = all(turn.confidence >= options.min_confidence for turn in heard)
    return False if confident else None


def _said_between(turn: Turn, low: float, high: float) -> str:
    """What of `turn` was begun in that time: who talks already may answer in the middle of it."""
    if not turn.words:
        return turn.text if low <= turn.start <= high else ""
    return " ".join(word.word.strip() for word in turn.words if low <= word.start <= high)


def _agrees(text: str, lexicon: Lexicon) -> bool:
    """Whether a reply agrees, in words that always do or that do where little else is said.

    "Va" agrees, "¿va a tardar mucho?" does not; nor does what is denied: "no va".
    """
    if find_phrase(text, lexicon["consent_yes"]) is not None:
        return True
    clauses = (normalise(clause).split() for clause in _CLAUSE_ENDS.split(text))
    beside = {normalise(word) for word in lexicon["consent_beside"]}
    answers = ([word for word in clause if word not in beside] for clause in clauses)
    return any(
        0 < len(answer) <= _BRIEF_WORDS
        and not any(normalise(word) in answer for word in lexicon["consent_denied"])
        and any(normalise(word) in answer for word in lexicon["consent_if_brief"])
        for answer in answers
    )


def _refuses(text: str, lexicon: Lexicon) -> list[str]:
    """Refusing phrases; a "no" inside an agreeing phrase ("no hay problema") is none."""
    rest = f" {normalise(text)} "
    agreeing = (*lexicon["consent_yes"], *lexicon["consent_if_brief"])
    yes = {normalise(phrase) for phrase in agreeing}
    # "Sí me molesta" begins like a yes, and would be taken apart below.
    outright = [p for p in lexicon["consent_no"] if normalise(p).split()[0] in yes]
    if found := [p for p in outright if f" {normalise(p)} " in rest]:
        return found
    agreed = False
    for phrase in sorted(agreeing, key=len, reverse=True):
        wanted = f" {normalise(phrase)} "
        if wanted in rest:
            agreed = True
            rest = rest.replace(wanted, " ")
    found = [p for p in lexicon["consent_no"] if f" {normalise(p)} " in rest]
    # "Sí, no…" and "ay no, claro": a bare "no" beside an agreement does not take it back.
    return [p for p in found if len(p.split()) > 1 or not agreed]


def _request_time(
    turns: Sequence[Turn], at: float, lexicon: Lexicon, options: ContextOptions
) -> float:
    """Start of the agent's latest turn before `at` that asks or announces."""
    phrases = (*lexicon["ask_consent"], *lexicon["announce"])
    starts = [
        t.start
        for t in turns
        if t.party == "agent"
        and t.end > at - options.before_s
        and t.start < at
        and find_phrase(t.text, phrases) is not None
    ]
    return min(starts, default=at - options.before_s)
