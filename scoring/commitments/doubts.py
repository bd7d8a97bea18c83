"""What shows that words as of a promise are none: a question, a tale, the reason of the call."""

import re
from collections.abc import Sequence

from scoring.commitments.found import FoundPromise
from scoring.deadlines.limits import Span, overlap, token_spans
from scoring.deadlines.time_expressions import time_expressions
from scoring.deadlines.words import DeadlineWords
from scoring.language.phrases import token_string
from scoring.language.reading import ReadTurn

#: Words too short to tell a past tense by their ending.
_MIN_PAST_LETTERS = 4
#: Words between "de" and what belongs to it, "de la semana pasada", and itself; our choice.
_NOUN_WORDS = 3
#: Seconds from the start of a call in which somebody says why they call; our choice.
_REASON_WITHIN_S = 45.0
#: So many words besides those about time make a part that stands by itself; our choice.
_MIN_OWN_WORDS = 2


def is_undertaken(one: FoundPromise, turn: ReadTurn, words: DeadlineWords) -> bool:
    """Whether the clause promises anything of the speaker's own."""
    first, last = one.first, one.last
    # Whoever says until when is hardly in the middle of a tale.
    may_tell = one.commitment.party == "customer" and one.commitment.deadline is None
    return not (
        _asked_or_denied(turn, first, last, words)
        or _told(turn, first, last, words)
        or (may_tell and _tells_a_story(turn, first, words))
        or _says_why_it_calls(turn, first, last, words)
        or _asks_the_other(turn, first, last, words)
    )


def _asked_or_denied(turn: ReadTurn, first: int, last: int, words: DeadlineWords) -> bool:
    """Whether the sentence asks, or says that just this cannot be promised."""
    sentence = turn.text.sentence_of(first)
    if sentence.question:
        return True
    start = sentence.first
    for index in range(sentence.first, first):
        if turn.text.tokens[index].text in words.contrasts:
            start = index
    return _says(words.not_undertaken, turn, start, last)


def _says(pattern: re.Pattern[str], turn: ReadTurn, first: int, last: int) -> bool:
    tokens = turn.text.tokens[first : last + 1]
    return pattern.search(token_string(tokens, [False] * len(tokens)).text) is not None


def _told(turn: ReadTurn, first: int, last: int, words: DeadlineWords) -> bool:
    """Whether the clause itself tells what was: "ya le llamó el martes".

    Not so what hangs on a promise, "le llamo para saber cómo quedó", or stands before it, "ya
    quedó, hoy le llega", "me dijeron que mañana le llega".
    """
    past = _past(turn, first, last, words)
    if not past:
        return False
    if any(token.text in words.relatives for token in turn.text.tokens[first : past[0]]):
        return False
    about_time = {
        index
        for one in time_expressions(turn, first, last, words=words)
        for index in range(one.first, one.last + 1)
    }
    for part in _parts(turn, first, last, words):
        own = [
            i for i in part if i not in about_time and turn.text.tokens[i].text not in words.light
        ]
        dated = bool(own) and bool(about_time & set(part))
        if (dated or len(own) >= _MIN_OWN_WORDS) and not set(part) & set(past):
            return False
    return True


def _parts(turn: ReadTurn, first: int, last: int, words: DeadlineWords) -> list[list[int]]:
    """The tokens between one comma, "and" or "that" and the next."""
    joints = words.conjunctions | words.reporting
    parts: list[list[int]] = [[]]
    for index in range(first, last + 1):
        if turn.text.tokens[index].text in joints:
            parts.append([])
        parts[-1].append(index)
        if turn.text.tokens[index].after == ",":
            parts.append([])
    return parts


def _tells_a_story(turn: ReadTurn, before: int, words: DeadlineWords) -> bool:
    """Whether the sentence tells what was before it: "ayer me llamó uno y yo le digo el número"."""
    return bool(_past(turn, turn.text.sentence_of(before).first, before - 1, words))


def _past(turn: ReadTurn, first: int, last: int, words: DeadlineWords) -> list[int]:
    """The tokens that speak of what was, those aside that only say which thing is meant."""
    tokens = turn.text.tokens
    spans = [one for one in token_spans(words.past, turn) if first <= one[0] <= one[1] <= last]
    found = {start for start, _ in spans}
    for index in range(first, last + 1):
        said = tokens[index].surface.lower().strip(".,;:!?…")
        long_enough = len(said) >= _MIN_PAST_LETTERS and not tokens[index].capital
        if long_enough and said.endswith(words.past_endings):
            found.add(index)
    found -= _described(turn, first, spans, words)
    return sorted(at for at in found if not _names_a_thing(turn, first, at, words))


def _described(
    turn: ReadTurn, first: int, spans: Sequence[Span], words: DeadlineWords
) -> frozenset[int]:
    """The tokens that say without a relative what was done to a thing: "the sum we took today"."""
    tokens, described = turn.text.tokens, set[int]()
    for start, end in spans:
        if start == end or start in described:
            continue
        before = tokens[max(first, start - _NOUN_WORDS) : start]
        closed = any(token.after == "," for token in before)
        if not closed and any(token.text in words.determiners for token in before[:-1]):
            described.update(range(start, end + _NOUN_WORDS + 1))
    return frozenset(described)


def _names_a_thing(turn: ReadTurn, first: int, at: int, words: DeadlineWords) -> bool:
    """Whether it belongs to a noun: "la factura de la semana pasada", "lo cobrado ayer"."""
    before = [token.text for token in turn.text.tokens[max(first, at - _NOUN_WORDS) : at]]
    return any(text in words.belonging for text in before) or (
        bool(before) and before[-1].endswith(words.participle_endings)
    )


def _says_why_it_calls(turn: ReadTurn, first: int, last: int, words: DeadlineWords) -> bool:
    """Whether it is the reason of this call: "la llamo por el parte", not "por la tarde".

    That is said as it begins: later, "mañana le llamo por lo del recibo" promises a call.
    """
    if turn.text.tokens[first].start > _REASON_WITHIN_S:
        return False
    times = [one.span for one in time_expressions(turn, first, last, words=words)]
    means = [*times, *token_spans(words.calling_by, turn)]
    return any(
        first <= hit[0] <= last and not any(overlap(hit, other) for other in means)
        for hit in token_spans(words.calling_about, turn)
    )


def _asks_the_other(turn: ReadTurn, first: int, last: int, words: DeadlineWords) -> bool:
    """Whether the clause asks something of the other party alone: "y me lo devuelve".

    "Me deja su número y le llamo mañana" asks and promises.
    """
    about_time = {
        index
        for one in time_expressions(turn, first, last, words=words)
        for index in range(one.first, one.last + 1)
    }
    asked = {start for start, _ in token_spans(words.asked_of_the_other, turn)}
    tokens = turn.text.tokens
    asks = []
    for part in _parts(turn, first, last, words):
        own = [
            at
            for at in part
            if at in asked
            or (at not in about_time and tokens[at].text not in words.light | words.conjunctions)
        ]
        if own:
            asks.append(own[0] in asked)
    return bool(asks) and all(asks)
