"""Which of the promises of a call are one: said again, recalled at its end, or put right."""

from collections.abc import Sequence

from rapidfuzz import fuzz

from scoring.commitments.corrections import objected_between
from scoring.commitments.found import FoundPromise
from scoring.deadlines.words import DeadlineWords
from scoring.language.reading import ReadTurn
from scoring.language.text import normalise
from scoring.undertakings import Commitment

#: Likeness of words (0 to 100, `rapidfuzz.fuzz.token_set_ratio`) from which two promises are the
#: same; our choice.
_SAME_WORDS = 80.0
#: Fewer words, without those about time, only name what was promised before; our choice.
_MIN_OWN_WORDS = 2


def told_once(
    found: Sequence[FoundPromise], turns: Sequence[ReadTurn], words: DeadlineWords
) -> tuple[Commitment, ...]:
    """Each commitment once, in order of time.

    Of a promise and its recap, the first that says until when; of one and its correction the later.
    """
    kept: list[FoundPromise] = []
    for one in sorted(found, key=lambda one: one.commitment.evidence.start):
        again = next((i for i, other in enumerate(kept) if _same(other, one, turns, words)), None)
        righted = next(
            (i for i, other in enumerate(kept) if _puts_right(one, other, turns, words)), None
        )
        if righted is not None and again is None:
            kept[righted] = one
        elif again is None:
            kept.append(one)
        elif _firmness(one.commitment) > _firmness(kept[again].commitment):
            kept[again] = one
    told = (one.commitment for one in kept)
    return tuple(sorted(told, key=lambda one: one.evidence.start))


def _firmness(one: Commitment) -> int:
    """How much can be held to it: 2 with a date, 1 with a deadline in words."""
    dated = one.deadline is not None and one.deadline.due_by is not None
    return 2 if dated else int(one.has_deadline)


def _same(
    first: FoundPromise, later: FoundPromise, turns: Sequence[ReadTurn], words: DeadlineWords
) -> bool:
    one, other = first.commitment, later.commitment
    if one.party != other.party or _days_differ(one, other):
        return False
    if fuzz.token_set_ratio(normalise(one.what), normalise(other.what)) >= _SAME_WORDS:
        return True
    if not _may_be_due_together(one, other, words):
        return False
    about, again = _about(one, words), _about(other, words)
    if about and again and (about <= again or again <= about):
        return True
    # A recap names what was promised in a word or two, "mañana la neverita", but says when.
    recalled = _on_one_day(one, other) and _recalls(later, turns, words)
    named = len(again) < _MIN_OWN_WORDS and not again & words.acts
    return recalled and (named or bool(about & again))


def _puts_right(
    later: FoundPromise, first: FoundPromise, turns: Sequence[ReadTurn], words: DeadlineWords
) -> bool:
    """Whether `later` is the same for another day, after somebody objected to the first day."""
    one, other = first.commitment, later.commitment
    if one.party != other.party or not _days_differ(one, other):
        return False
    about, again = _about(one, words), _about(other, words)
    alike = bool(about and again) and (about <= again or again <= about)
    return alike and objected_between(first, later, turns, words)


def _days_differ(one: Commitment, other: Commitment) -> bool:
    days = _days(one, other)
    return len(days) == 2 and days[0] != days[1]


def _on_one_day(one: Commitment, other: Commitment) -> bool:
    days = _days(one, other)
    return len(days) == 2 and days[0] == days[1]


def _days(one: Commitment, other: Commitment) -> list[object]:
    due = [c.deadline.due_by for c in (one, other) if c.deadline and c.deadline.due_by]
    return [moment.date() for moment in due]


def _may_be_due_together(one: Commitment, other: Commitment, words: DeadlineWords) -> bool:
    """Whether what is said of when agrees, as far as anything is."""
    if one.deadline is None or other.deadline is None or _on_one_day(one, other):
        return True
    said = [set(normalise(c.words).split()) - words.light for c in (one.deadline, other.deadline)]
    return bool(said[0] & said[1])


def _about(one: Commitment, words: DeadlineWords) -> frozenset[str]:
    """The words that say what is to be done, without those about time."""
    when = set() if one.deadline is None else set(normalise(one.deadline.words).split())
    said = normalise(one.what).split()
    about_time = {*when, *words.numbers, *words.weekdays, *words.units}
    return frozenset(
        word for word in said if word not in words.light | about_time and not word.isdigit()
    )


def _recalls(one: FoundPromise, turns: Sequence[ReadTurn], words: DeadlineWords) -> bool:
    """Whether its turn sums up what was agreed, up to it."""
    turn = turns[one.turn_index]
    before = [hit.start() for hit in words.recaps.finditer(turn.said.text)]
    return any(turn.said.token_at(start) <= one.first for start in before)
