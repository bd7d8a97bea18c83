"""Which words of a turn make one promise: its day, its hour, its condition, one of two joined."""

from collections.abc import Sequence

from scoring.deadlines.limits import token_spans
from scoring.deadlines.time_expressions import EMPTY, TimeExpression, conditions, time_expressions
from scoring.deadlines.words import DeadlineWords
from scoring.language.reading import ReadTurn
from scoring.language.text import Passage

#: Each of two undertakings joined by "and" has so many words besides those about time; our choice.
_MIN_OWN_WORDS = 2


def whole(turn: ReadTurn, first: int, last: int, words: DeadlineWords) -> tuple[int, int]:
    """First and last token of the clause with all it says about when.

    A clause may end in the middle of that: "mañana entre las dos | y las cuatro".
    """
    sentence = turn.text.sentence_of(last)
    times = time_expressions(turn, first, sentence.last, words=words)
    last = next((one.last for one in times if one.first <= last < one.last), last)
    first = _with_day(turn, first, last, words)
    return first, _with_hour(turn, first, last, words)


def _with_day(turn: ReadTurn, first: int, last: int, words: DeadlineWords) -> int:
    """Where the clause from `first` begins with the day before it: "el jueves, antes de las 5"."""
    sentence = turn.text.sentence_of(first)
    inside = time_expressions(turn, first, last, words=words)
    before = time_expressions(turn, sentence.first, first - 1, words=words) if inside else ()
    if not any(one.first == first and not one.is_anchor for one in inside):
        return first
    days = (one.first for one in before if one.last == first - 1 and one.is_anchor)
    return next(days, first)


def _with_hour(turn: ReadTurn, first: int, last: int, words: DeadlineWords) -> int:
    """Where the clause to `last` ends with the hour behind its day: "esta tarde, antes de las 8".

    An hour that more words follow may be that of the next clause; one that another hour or a
    contrast follows ("a las diez, no, a las once") may be taken back.
    """
    sentence = turn.text.sentence_of(last)
    inside = time_expressions(turn, first, last, words=words)
    if not any(one.last == last and one.is_anchor for one in inside):
        return last
    end = last
    for one in time_expressions(turn, last + 1, sentence.last, words=words):
        if one.first != end + 1 or one.is_anchor or one.reading in EMPTY:
            break
        end = one.last
    if end == sentence.last:
        return end
    closed = turn.text.tokens[end].after == "," and not _taken_up(turn, end + 1, words)
    return end if closed else last


def _taken_up(turn: ReadTurn, first: int, words: DeadlineWords) -> bool:
    """Whether the sentence goes on at token `first` with another time, or takes the last back.

    "No, a las once" does; "no se preocupe" doesn't.
    """
    last = turn.text.sentence_of(first).last
    if time_expressions(turn, first, last, words=words):
        return True
    return any(token.text in words.taking_back for token in turn.text.tokens[first : first + 2])


def pieces(turn: ReadTurn, first: int, last: int, words: DeadlineWords) -> tuple[Passage, ...]:
    """The clause, in two where both sides of an "and" or a comma say their own until when."""
    tokens = turn.text.tokens
    anchors = [one for one in time_expressions(turn, first, last, words=words) if one.is_anchor]
    for index in range(first + 1, last):
        joined = tokens[index].text in words.conjunctions
        if not joined and tokens[index - 1].after != ",":
            continue
        sides = ((first, index - 1), (index + joined, last))
        if all(_stands_alone(side, anchors) for side in sides):
            return tuple(turn.text.passage(*side) for side in sides)
    return (turn.text.passage(first, last),)


def _stands_alone(side: tuple[int, int], anchors: Sequence[TimeExpression]) -> bool:
    first, last = side
    inside = [one for one in anchors if first <= one.first and one.last <= last]
    about_time = sum(one.last - one.first + 1 for one in inside)
    return bool(inside) and last - first + 1 - about_time >= _MIN_OWN_WORDS


def condition_before(turn: ReadTurn, before: int, words: DeadlineWords) -> int | None:
    """Where a condition begins that opens the sentence, or a part of it, up to token `before`."""
    tokens = turn.text.tokens
    polite = [first for first, _ in token_spans(words.courtesies, turn)]
    opening = {*words.openers, *words.contrasts, *words.conjunctions, *words.hesitations}
    for first, _ in conditions(turn, words):
        own = turn.text.sentence_of(before).first
        answer = tokens[first].after == ","
        if first in polite or answer or not own <= first <= before:
            continue
        if first == own or tokens[first - 1].after == "," or tokens[first - 1].text in opening:
            return first
    return None


def hangs_within(turn: ReadTurn, first: int, last: int, words: DeadlineWords) -> bool:
    """Whether the clause goes on after a condition of its own: "lo que sí, si hoy la pide, va"."""
    polite = [start for start, _ in token_spans(words.courtesies, turn)]
    tokens = turn.text.tokens
    for start, _ in conditions(turn, words):
        opens = start == first or tokens[start - 1].after == ","
        closes = any(tokens[index].after == "," for index in range(start + 1, last))
        if first <= start < last and opens and closes and start not in polite:
            return True
    return False
