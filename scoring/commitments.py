"""Who undertook what on a call, and until when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rapidfuzz import fuzz

from audio_features.timeline import Party
from scoring.checks.evidence import shortened
from scoring.checks.reliability import role_confidence, role_problem
from scoring.checks.result import CheckContext
from scoring.checks.windows import find_all
from scoring.deadlines.limits import token_spans
from scoring.deadlines.reading import EDGES, read_deadline
from scoring.deadlines.time_expressions import EMPTY, TimeExpression, conditions, time_expressions
from scoring.deadlines.words import DeadlineWords, deadline_words
from scoring.language.intents import IntentMatch
from scoring.language.phrases import STANDALONE, token_string
from scoring.language.reading import ReadTurn
from scoring.language.text import Passage, Token, normalise
from scoring.undertakings import Commitment, Deadline, Quotation


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentOptions:
    """How commitments are told from other talk; all our own choice."""

    #: Likelihood from which an intent counts.
    min_score: float = 0.5
    #: The same where not a word is said about when: much of it is done there and then.
    min_score_undated: float = 0.6
    #: Shorter clauses name nothing that could be followed up.
    min_words: int = 2
    #: Each of two undertakings joined by "and" has so many words besides those about time.
    min_own_words: int = 2
    #: Likeness of words (0 to 100, `rapidfuzz.fuzz.token_set_ratio`) from which a recap at the end
    #: of the call is the same commitment again.
    same_words: float = 80.0


DEFAULT_OPTIONS = CommitmentOptions()

_UNDERTAKING: dict[Party, tuple[str, ...]] = {
    "agent": ("commitment_agent", "follow_up", "service_promised"),
    "customer": ("commitment_customer",),
}
#: "One moment, I'll check" is kept or broken on the call itself.
_ON_THE_CALL = ("hold_announcement", "transfer_announcement")


def find_commitments(
    context: CheckContext, *, options: CommitmentOptions = DEFAULT_OPTIONS
) -> tuple[Commitment, ...]:
    """What agent and customer undertook, in order of time; what is recalled later counts once.

    Nothing of a party that cannot be told from the other, nor in a language the product does not
    know. Deadlines are dated where the call's start is known.
    """
    if context.finder is None:
        return ()
    words, turns = deadline_words(context.finder.language), context.finder.turns
    found: list[Commitment] = []
    for party, intents in _UNDERTAKING.items():
        if role_problem(context, party) is not None:
            continue
        matches = _apart(find_all(context, intents, party=party, min_score=options.min_score))
        waits = find_all(context, _ON_THE_CALL, party=party, min_score=options.min_score)
        for match in matches:
            if not any(_overlap(match, wait) for wait in waits):
                found += _commitments(match, turns[match.turn_index], context, words, options)
    return _told_once(sorted(found, key=lambda one: one.evidence.start), options)


def _apart(matches: Sequence[IntentMatch]) -> list[IntentMatch]:
    """Without those that overlap a likelier one."""
    chosen: list[IntentMatch] = []
    for match in sorted(matches, key=lambda match: -match.score):
        if not any(_overlap(match, other) for other in chosen):
            chosen.append(match)
    return chosen


def _overlap(some: IntentMatch, other: IntentMatch) -> bool:
    same = some.turn_index == other.turn_index
    return same and some.start < other.end and other.start < some.end


def _commitments(
    match: IntentMatch,
    turn: ReadTurn,
    context: CheckContext,
    words: DeadlineWords,
    options: CommitmentOptions,
) -> Iterator[Commitment]:
    """Those in the clause of `match`: none where it asks or denies, two where two are joined."""
    held = [
        index
        for index, token in enumerate(turn.text.tokens)
        if match.start <= token.start and token.end <= match.end
    ]
    if not held or _taken_back(turn, held[0], held[-1], words):
        return
    held[0] = _with_day(turn, held[0], held[-1], words)
    held[-1] = _with_hour(turn, held[0], held[-1], words)
    condition = _condition(turn, held[0], words)
    for own in _pieces(turn, held[0], held[-1], words, options):
        # What hangs on a condition is told with it, and is due on no day that anyone could name.
        piece = own if condition is None else turn.text.passage(condition, own.last)
        tokens = turn.text.tokens[own.first : own.last + 1]
        if condition is not None and condition < held[0]:
            tokens = (*turn.text.tokens[condition : held[0]], *tokens)
        what = _without_hesitations(tokens, words)
        deadline = _deadline(turn, own, context, words, dated=condition is None)
        unlikely = deadline is None and match.score < options.min_score_undated
        if unlikely or len(what.split()) < options.min_words:
            continue
        yield Commitment(
            party=match.party,
            what=what,
            deadline=deadline,
            evidence=Quotation(
                start=piece.start, end=piece.end, party=match.party, quote=shortened(piece.quote)
            ),
            confidence=round(match.score * role_confidence(context, match.party), 4),
        )


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


def _taken_back(turn: ReadTurn, first: int, last: int, words: DeadlineWords) -> bool:
    """Whether the sentence asks, or says that just this cannot be promised."""
    sentence = turn.text.sentence_of(first)
    if sentence.question:
        return True
    start = sentence.first
    for index in range(sentence.first, first):
        if turn.text.tokens[index].text in words.contrasts:
            start = index
    tokens = turn.text.tokens[start : last + 1]
    said = token_string(tokens, [False] * len(tokens)).text
    return words.not_undertaken.search(said) is not None


def _pieces(
    turn: ReadTurn, first: int, last: int, words: DeadlineWords, options: CommitmentOptions
) -> tuple[Passage, ...]:
    """The clause, in two where both sides of an "and" or a comma say their own until when."""
    tokens = turn.text.tokens
    anchors = [one for one in time_expressions(turn, first, last, words=words) if one.is_anchor]
    for index in range(first + 1, last):
        joined = tokens[index].text in words.conjunctions
        if not joined and tokens[index - 1].after != ",":
            continue
        sides = ((first, index - 1), (index + joined, last))
        if all(_stands_alone(side, anchors, options) for side in sides):
            return tuple(turn.text.passage(*side) for side in sides)
    return (turn.text.passage(first, last),)


def _stands_alone(
    side: tuple[int, int], anchors: Sequence[TimeExpression], options: CommitmentOptions
) -> bool:
    first, last = side
    inside = [one for one in anchors if first <= one.first and one.last <= last]
    about_time = sum(one.last - one.first + 1 for one in inside)
    return bool(inside) and last - first + 1 - about_time >= options.min_own_words


def _condition(turn: ReadTurn, before: int, words: DeadlineWords) -> int | None:
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


def _deadline(
    turn: ReadTurn, piece: Passage, context: CheckContext, words: DeadlineWords, *, dated: bool
) -> Deadline | None:
    """Until when, as said in the clause itself, else later in the same sentence."""
    found = time_expressions(turn, piece.first, piece.last, words=words)
    if not found:
        sentence = turn.text.sentence_of(piece.last)
        found = time_expressions(turn, piece.last + 1, sentence.last, words=words)
    started = context.call.metadata.started_at
    said = None if started is None or not dated else _later(started, piece.start)
    return read_deadline(turn, found, said=said, words=words)


def _later(started: datetime, seconds: float) -> datetime | None:
    try:
        return (started + timedelta(seconds=seconds)).replace(second=0, microsecond=0)
    except OverflowError:  # beyond the last year of the calendar
        return None


def _without_hesitations(tokens: Sequence[Token], words: DeadlineWords) -> str:
    """The words as transcribed, without what only opens a sentence or fills a pause."""
    left = list(tokens)
    while size := _opener(left, words.openers):
        left = left[size:]
    kept: list[Token] = []
    while left:
        size = _opener(left, words.hesitations)
        if size and left[size - 1].after == ",":
            left = left[size:]
            continue
        kept.append(left.pop(0))
    said = " ".join(token.surface for token in kept if token.surface)
    return said.strip(EDGES)


def _opener(tokens: Sequence[Token], phrases: Sequence[str]) -> int:
    """How many tokens at the beginning are one of `phrases`; 0 where none, or nothing is left."""
    sizes = [
        len(phrase.split())
        for phrase in phrases
        if [token.text for token in tokens[: len(phrase.split())]] == phrase.split()
    ]
    size = max(sizes, default=0)
    # "Sí, le llamo" opens with an answer, "si vuelve a fallar, le llamo" with a condition.
    answer = size == 1 and tokens[0].text in STANDALONE
    return 0 if size == len(tokens) or (answer and tokens[0].after != ",") else size


def _told_once(found: Sequence[Commitment], options: CommitmentOptions) -> tuple[Commitment, ...]:
    """Each commitment once; of a promise and its recap, the first that says until when."""
    kept: list[Commitment] = []
    for one in found:
        place = next((i for i, other in enumerate(kept) if _same(one, other, options)), None)
        if place is None:
            kept.append(one)
        elif _firmness(one) > _firmness(kept[place]):
            kept[place] = one
    return tuple(sorted(kept, key=lambda one: one.evidence.start))


def _firmness(one: Commitment) -> int:
    """How much can be held to it: 2 with a date, 1 with a deadline in words."""
    dated = one.deadline is not None and one.deadline.due_by is not None
    return 2 if dated else int(one.has_deadline)


def _same(one: Commitment, other: Commitment, options: CommitmentOptions) -> bool:
    if one.party != other.party:
        return False
    both = [c.deadline.due_by for c in (one, other) if c.deadline and c.deadline.due_by]
    if len(both) == 2 and both[0].date() != both[1].date():
        return False
    alike = fuzz.token_set_ratio(normalise(one.what), normalise(other.what))
    return alike >= options.same_words
