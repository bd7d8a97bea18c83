"""The service cycle of one call: which stretch of it is opening, listening, solving and so on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from audio_features.heard_call import HeardCall
from audio_features.timeline import Party, Span, Turn, merge_spans, subtract_spans
from scoring.findings import Phase, PhaseName
from scoring.language.intents import IntentFinder
from scoring.transfer_waits import is_transfer_wait


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseOptions:
    """How phases are told apart; all our own choice, checked on the sample calls."""

    #: A customer's turn of so many words is taken as telling what the call is about.
    telling_words: int = 4
    #: An agent's turn of so many words after that is taken as dealing with it.
    dealing_words: int = 6
    #: The farewell is looked for in the agent's last turns, so many of them.
    farewell_turns: int = 4
    #: Pieces shorter than this, in seconds, are not worth drawing.
    min_piece_s: float = 0.5
    #: Likelihood from which a match of an intent places a boundary.
    min_score: float = 0.5


DEFAULT_OPTIONS = PhaseOptions()

_TELLING = ("problem_statement", "complaint")
_DEALING = ("solution", "refusal", "hold_announcement", "transfer_announcement", "commitment_agent")
_LEAVING = ("further_help_offer", "farewell", "wish", "commitment_recap", "invite_back")


def find_phases(
    heard: HeardCall, finder: IntentFinder | None, *, options: PhaseOptions = DEFAULT_OPTIONS
) -> tuple[Phase, ...]:
    """Stretches of the cycle in order of time, not overlapping; one name may come several times.

    Without a finder (a language the product does not know) only who speaks when is used. A call
    in which nobody speaks has only the phases its events show.
    """
    waiting, transfer = _waits(heard)
    taken: list[tuple[PhaseName, tuple[Span, ...]]] = [
        ("transfer", transfer),
        ("waiting", subtract_spans(waiting, transfer)),
    ]
    if heard.turns:
        taken.append(("identification", _identification(heard, finder, options)))
        taken.extend(_cycle(heard, finder, options))
    return _without_overlaps(taken, options)


def _waits(heard: HeardCall) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    holds = [event for event in heard.events if event.kind == "hold"]
    moved = [event.span for event in holds if is_transfer_wait(event)]
    moved += [event.span for event in heard.events if event.kind == "transfer"]
    parked = [event.span for event in holds if not is_transfer_wait(event)]
    return merge_spans(parked), merge_spans(moved)


def _cycle(
    heard: HeardCall, finder: IntentFinder | None, options: PhaseOptions
) -> list[tuple[PhaseName, tuple[Span, ...]]]:
    """Opening, listening, solving and farewell as four stretches that follow on each other."""
    start = min([turn.start for turn in heard.turns] + _answers(heard))
    end = max(turn.end for turn in heard.turns)
    farewell = _farewell_start(heard, finder, options, end=end)
    told = min(_told_at(heard, finder, options, end=end), farewell)
    dealt = min(max(_dealt_at(heard, finder, options, after=told, end=end), told), farewell)
    return [
        ("farewell", (Span(farewell, end),)),
        ("opening", (Span(start, told),)),
        ("listening", (Span(told, dealt),)),
        ("solving", (Span(dealt, farewell),)),
    ]


def _answers(heard: HeardCall) -> list[float]:
    return [event.start for event in heard.events if event.kind == "answer"]


def _told_at(
    heard: HeardCall, finder: IntentFinder | None, options: PhaseOptions, *, end: float
) -> float:
    """When the customer starts telling what the call is about."""
    found = _starts(heard, finder, _TELLING, "customer", options)
    long_turns = [
        turn.start for turn in _turns(heard, "customer") if _words(turn) >= options.telling_words
    ]
    return min([*found, *long_turns], default=end)


def _dealt_at(
    heard: HeardCall,
    finder: IntentFinder | None,
    options: PhaseOptions,
    *,
    after: float,
    end: float,
) -> float:
    """When the agent starts dealing with what was told."""
    found = [s for s in _starts(heard, finder, _DEALING, "agent", options) if s > after]
    long_turns = [
        turn.start
        for turn in _turns(heard, "agent")
        if turn.start > after and _words(turn) >= options.dealing_words
    ]
    return min(found or long_turns, default=end)


def _farewell_start(
    heard: HeardCall, finder: IntentFinder | None, options: PhaseOptions, *, end: float
) -> float:
    """When leave-taking starts: the end of the call where there is none.

    Nobody takes leave of a caller who is then put on hold or passed on, nor in the opening.
    """
    waits = [event.end for event in heard.events if event.kind in ("hold", "transfer")]
    agent = _turns(heard, "agent")
    last = [turn for turn in agent[1:] if turn.start >= max(waits, default=0.0)]
    last = last[-options.farewell_turns :]
    if not last:
        return end
    found = _starts(heard, finder, _LEAVING, "agent", options)
    return min((start for start in found if start >= last[0].start), default=end)


def _identification(
    heard: HeardCall, finder: IntentFinder | None, options: PhaseOptions
) -> tuple[Span, ...]:
    """Where the agent asks who is calling, and the answer."""
    spans = []
    for start in _starts(heard, finder, ("asks_caller_name",), "agent", options):
        answers = [t for t in _turns(heard, "customer") if t.start >= start]
        if answers:
            spans.append(Span(start, max(start, answers[0].end)))
    return merge_spans(spans)


def _starts(
    heard: HeardCall,
    finder: IntentFinder | None,
    intents: Iterable[str],
    party: Party,
    options: PhaseOptions,
) -> list[float]:
    """Starts of the turns where `party` expresses any of `intents`."""
    if finder is None:
        return []
    return [
        heard.turns[match.turn_index].start
        for intent in intents
        for match in finder.find(intent, party=party)
        if match.score >= options.min_score
    ]


def _turns(heard: HeardCall, party: Party) -> list[Turn]:
    return [turn for turn in heard.turns if turn.party == party]


def _words(turn: Turn) -> int:
    return len(turn.words) or len(turn.text.split())


def _without_overlaps(
    taken: Sequence[tuple[PhaseName, tuple[Span, ...]]], options: PhaseOptions
) -> tuple[Phase, ...]:
    """Earlier entries hold their ground, later ones get what is left."""
    phases: list[Phase] = []
    used: tuple[Span, ...] = ()
    for name, spans in taken:
        left = subtract_spans(spans, used)
        phases.extend(
            Phase(name=name, start=span.start, end=span.end)
            for span in left
            if span.seconds >= options.min_piece_s
        )
        used = merge_spans([*used, *spans])
    return tuple(sorted(phases, key=lambda phase: phase.start))
