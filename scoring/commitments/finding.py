"""Who undertook what on a call, and until when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audio_features.timeline import Party
from scoring.checks.evidence import shortened
from scoring.checks.reliability import role_confidence, role_problem
from scoring.checks.result import CheckContext
from scoring.checks.windows import find_all
from scoring.commitments.clauses import condition_before, hangs_within, pieces, whole
from scoring.commitments.corrections import put_right
from scoring.commitments.doubts import is_undertaken
from scoring.commitments.found import FoundPromise
from scoring.commitments.moments import moment_of
from scoring.commitments.repeats import told_once
from scoring.commitments.wording import without_hesitations
from scoring.deadlines.reading import read_deadline
from scoring.deadlines.time_expressions import time_expressions
from scoring.deadlines.words import DeadlineWords, deadline_words
from scoring.language.intents import IntentMatch
from scoring.language.reading import ReadTurn
from scoring.language.text import Passage
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
    #: Seconds in which who announces what is done now asks the caller to wait for it.
    until_wait_s: float = 8.0


DEFAULT_OPTIONS = CommitmentOptions()

_UNDERTAKING: dict[Party, tuple[str, ...]] = {
    "agent": ("commitment_agent", "follow_up", "service_promised"),
    "customer": ("commitment_customer",),
}
#: "One moment, I'll check" is kept or broken on the call itself.
_ON_THE_CALL = ("hold_announcement", "transfer_announcement")
#: What a caller will do against the company, nobody follows up as a promise.
_THREATS = ("formal_claim", "report")


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
    found: list[FoundPromise] = []
    for party, intents in _UNDERTAKING.items():
        if role_problem(context, party) is not None:
            continue
        matches = _apart(find_all(context, intents, party=party, min_score=options.min_score))
        waits = find_all(context, _ON_THE_CALL, party=party, min_score=options.min_score)
        threats = find_all(context, _THREATS, party=party, min_score=options.min_score)
        for match in matches:
            turn = turns[match.turn_index]
            if any(_in_one_sentence(match, threat, turn) for threat in threats):
                continue
            found += [
                one
                for one in _promises(match, turn, context, words)
                if _is_one(one.commitment, match, options)
                and is_undertaken(one, turn, words)
                and not _done_on_the_call(one.commitment, match, waits, options)
            ]
    return told_once(put_right(found, context, words), turns, words)


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


def _in_one_sentence(match: IntentMatch, other: IntentMatch, turn: ReadTurn) -> bool:
    if match.turn_index != other.turn_index or match.party == "agent":
        return False
    sentence = next(one for one in turn.text.sentences if match.start < one.end)
    return sentence.start <= other.start < sentence.end


def _is_one(one: Commitment, match: IntentMatch, options: CommitmentOptions) -> bool:
    """Whether it is likely and long enough to be followed up."""
    unlikely = one.deadline is None and match.score < options.min_score_undated
    return not unlikely and len(one.what.split()) >= options.min_words


def _done_on_the_call(
    one: Commitment, match: IntentMatch, waits: Sequence[IntentMatch], options: CommitmentOptions
) -> bool:
    """Whether the caller is asked to wait for it: "voy a llamar al taller; no cuelgue"."""
    if any(_overlap(match, wait) for wait in waits):
        return True
    until = match.end + options.until_wait_s
    return one.deadline is None and any(match.end <= wait.start <= until for wait in waits)


def _promises(
    match: IntentMatch, turn: ReadTurn, context: CheckContext, words: DeadlineWords
) -> Iterator[FoundPromise]:
    """Those in the clause of `match`: none where it asks or denies, two where two are joined."""
    held = [
        index
        for index, token in enumerate(turn.text.tokens)
        if match.start <= token.start and token.end <= match.end
    ]
    if not held:
        return
    first, last = whole(turn, held[0], held[-1], words)
    condition = condition_before(turn, first, words)
    hangs = condition is not None or hangs_within(turn, first, last, words)
    clause = turn.text.passage(first, last)
    for own in (clause,) if hangs and condition is None else pieces(turn, first, last, words):
        # What hangs on a condition is told with it, and is due on no day that anyone could name.
        piece = own if condition is None else turn.text.passage(condition, own.last)
        tokens = turn.text.tokens[own.first : own.last + 1]
        if condition is not None and condition < first:
            tokens = (*turn.text.tokens[condition:first], *tokens)
        deadline = _deadline(turn, own, context, words, dated=not hangs)
        promise = Commitment(
            party=match.party,
            what=without_hesitations(tokens, words),
            deadline=deadline,
            evidence=Quotation(
                start=piece.start, end=piece.end, party=match.party, quote=shortened(piece.quote)
            ),
            confidence=round(match.score * role_confidence(context, match.party), 4),
        )
        yield FoundPromise(
            commitment=promise, turn_index=match.turn_index, first=own.first, last=own.last
        )


def _deadline(
    turn: ReadTurn, piece: Passage, context: CheckContext, words: DeadlineWords, *, dated: bool
) -> Deadline | None:
    """Until when, as said in the clause itself, else later in the same sentence."""
    found = time_expressions(turn, piece.first, piece.last, words=words)
    if not found:
        sentence = turn.text.sentence_of(piece.last)
        found = time_expressions(turn, piece.last + 1, sentence.last, words=words)
    said = moment_of(context, piece.start) if dated else None
    return read_deadline(turn, found, said=said, words=words)
