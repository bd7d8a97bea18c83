"""A day that was promised and then put off, by whoever promised it or at the other's word."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from scoring.checks.evidence import shortened
from scoring.checks.result import CheckContext
from scoring.commitments.found import FoundPromise
from scoring.commitments.moments import moment_of
from scoring.deadlines.reading import read_deadline
from scoring.deadlines.time_expressions import TimeExpression, time_expressions
from scoring.deadlines.words import DeadlineWords
from scoring.language.reading import ReadTurn
from scoring.language.text import Passage, Token, normalise
from scoring.undertakings import Commitment, Deadline, Quotation

#: The same in both languages.
_NO = "no"
#: Between two days, in either language.
_OFFERING = frozenset({"o", "or"})
#: Turns in which the other may object and the first answer with another day; our choice.
_TURNS_TO_AGREE = 4
#: Words of a turn that is more than "claro" or "a ver"; our choice.
_MIN_ANSWER_WORDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _OtherDay:
    turn: ReadTurn
    said: Passage
    times: tuple[TimeExpression, ...]


def put_right(
    found: Sequence[FoundPromise], context: CheckContext, words: DeadlineWords
) -> list[FoundPromise]:
    """`found` with the day said last: "el martes, no, el miércoles", or once the other objected.

    Another day that is said with the promise again is left to `commitments.repeats`.
    """
    if context.finder is None:
        return [*found]
    turns = context.finder.turns
    taken = {(one.turn_index, index) for one in found for index in range(one.first, one.last + 1)}
    righted = []
    for one in found:
        other = None
        if one.commitment.has_deadline:
            other = _in_one_breath(one, turns, words)
            if other is None and not _followed(one, found):
                other = _at_a_word(one, turns, words, taken)
        righted.append(one if other is None else _moved(one, other, context, words))
    return righted


def _followed(one: FoundPromise, found: Sequence[FoundPromise]) -> bool:
    """Whether the same turn goes on with another promise: which one is put off is not known."""
    return any(other.turn_index == one.turn_index and other.first > one.last for other in found)


def objected_between(
    first: FoundPromise, later: FoundPromise, turns: Sequence[ReadTurn], words: DeadlineWords
) -> bool:
    """Whether the day of `first` was taken back before `later`, or in its own sentence."""
    said = turns[later.turn_index]
    opening = said.text.tokens[said.text.sentence_of(later.first).first : later.first + 1]
    if any(_takes_back(token, words) for token in opening):
        return True
    party = first.commitment.party
    return any(
        turn.text.party != party and words.objections.search(turn.said.text)
        for turn in turns[first.turn_index + 1 : later.turn_index]
    )


def _takes_back(token: Token, words: DeadlineWords) -> bool:
    """Whether it is "perdón", or a "no" of its own: "no, el miércoles", not "no se preocupe"."""
    return token.text in words.taking_back or (token.text == _NO and bool(token.after))


def _in_one_breath(
    one: FoundPromise, turns: Sequence[ReadTurn], words: DeadlineWords
) -> _OtherDay | None:
    """The day behind "no", "perdón": "le llamo el martes, no, perdón, el miércoles"."""
    turn = turns[one.turn_index]
    tokens = turn.text.tokens
    inside = [t for t in time_expressions(turn, one.first, one.last, words=words) if t.is_anchor]
    if not inside:
        return None
    start = at = inside[0].last + 1
    while at < len(tokens) and (
        _takes_back(tokens[at], words) or tokens[at].text in words.hesitations
    ):
        at += 1
    if not any(_takes_back(token, words) for token in tokens[start:at]):
        return None
    times = time_expressions(turn, at, len(tokens) - 1, words=words)
    if not times or times[0].first != at or not times[0].is_anchor:
        return None
    end = at - 1
    chosen = []
    for time in times:
        if time.first == end + 1:
            chosen.append(time)
            end = time.last
    if end < len(tokens) - 1 and not tokens[end].after:
        # "No, el miércoles estoy fuera": of that day something else is said.
        return None
    return _OtherDay(turn=turn, said=turn.text.passage(at, end), times=tuple(chosen))


def _at_a_word(
    one: FoundPromise,
    turns: Sequence[ReadTurn],
    words: DeadlineWords,
    taken: set[tuple[int, int]],
) -> _OtherDay | None:
    """The day that answers an objection and nothing else: "El miércoles a la tarde, entonces"."""
    objected = False
    for index in range(one.turn_index + 1, min(len(turns), one.turn_index + 1 + _TURNS_TO_AGREE)):
        turn = turns[index]
        if turn.text.party != one.commitment.party:
            objected = objected or _objects_to(one, turn, words)
            objected = objected and not _asks_of_something_else(turn, words)
            continue
        for sentence in turn.text.sentences if objected else ():
            times = time_expressions(turn, sentence.first, sentence.last, words=words)
            free = (index, sentence.first) not in taken and not sentence.question
            if free and _only_a_day(turn, sentence, times, words):
                return _OtherDay(turn=turn, said=sentence, times=times)
        if len(turn.text.tokens) >= _MIN_ANSWER_WORDS:
            return None
    return None


def _objects_to(one: FoundPromise, turn: ReadTurn, words: DeadlineWords) -> bool:
    """Whether the turn refuses a day: that of the promise, or none by name."""
    if words.objections.search(turn.said.text) is None:
        return False
    tokens = turn.text.tokens
    times = time_expressions(turn, 0, len(tokens) - 1, words=words)
    named = {tokens[at].text for time in times for at in range(time.first, time.last + 1)}
    deadline = one.commitment.deadline
    own = set() if deadline is None else set(normalise(deadline.words).split())
    return not named or bool(named & own - words.light)


def _asks_of_something_else(turn: ReadTurn, words: DeadlineWords) -> bool:
    """Whether the turn ends with a question that names no day: one that answers it is another's."""
    last = turn.text.sentences[-1] if turn.text.sentences else None
    if last is None or not last.question:
        return False
    return not time_expressions(turn, last.first, last.last, words=words)


def _only_a_day(
    turn: ReadTurn, sentence: Passage, times: Sequence[TimeExpression], words: DeadlineWords
) -> bool:
    about_time = {index for one in times for index in range(one.first, one.last + 1)}
    others = set(range(sentence.first, sentence.last + 1)) - about_time
    spoken = [turn.text.tokens[at].text for at in range(sentence.first, sentence.last + 1)]
    # "El viernes no, el lunes" refuses one first, "el lunes o el martes" offers two.
    if _NO in spoken[1:] or not _OFFERING.isdisjoint(spoken):
        return False
    filling = words.light | set(words.openers) | set(words.hesitations) | words.taking_back | {_NO}
    return any(one.is_anchor for one in times) and all(
        turn.text.tokens[index].text in filling for index in others
    )


def _moved(
    one: FoundPromise, other: _OtherDay, context: CheckContext, words: DeadlineWords
) -> FoundPromise:
    known = one.commitment
    said: datetime | None = moment_of(context, other.said.start)
    deadline = read_deadline(other.turn, other.times, said=said, words=words)
    if deadline is None or known.deadline is None:
        return one
    evidence = Quotation(
        start=other.said.start,
        end=other.said.end,
        party=known.party,
        quote=shortened(other.said.quote),
    )
    what = _with_other_day(known, known.deadline, deadline)
    return replace(one, commitment=replace(known, what=what, deadline=deadline, evidence=evidence))


def _with_other_day(known: Commitment, old: Deadline, new: Deadline) -> str:
    """What was promised, with the new day in place of the old one."""
    before, day, after = known.what.partition(old.words)
    if not day:
        return known.what
    _, again, rest = after.partition(new.words)
    # A day in the middle of a sentence is written small.
    moved = new.words if not before else new.words[:1].lower() + new.words[1:]
    return f"{before}{moved}{rest if again else after}"
