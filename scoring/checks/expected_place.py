"""Where on the call something was expected that nobody said: the moments to listen to instead."""

from collections.abc import Sequence
from dataclasses import replace

from audio_features.timeline import Event, Span, Turn
from scoring.checks.evidence import shortened, shortened_from_end
from scoring.checks.schema_parts import Window
from scoring.findings import NOT_SAID_BY_HERE, NOT_SAID_HERE, Evidence, MeasuredValue

#: Shorter turns (s) are signs of listening, often misheard: no place to point at; our choice.
SHORTEST_PLACE_S = 0.6
#: Turns shown of what was said just before a hold: question, consent, last words; our choice.
SHOWN_BESIDE = 3
#: Stretch beside a hold or transfer where its words belong, in seconds; our choice.
BESIDE_EVENT_S = 10.0


def expected_place(turns: Sequence[Turn], *, window: Window) -> tuple[Evidence, ...]:
    """The turn among `turns`, those inside `window`, where the words are expected; none or one.

    The first where the start of the call is meant, else the last: where nothing says when, it is
    the latest that they could still have been said in.
    """
    if not turns:
        return ()
    if window.first_turns is not None or window.first_seconds is not None:
        return (place_of_turn(turns[0]),)
    at_end = window.last_turns is not None or window.last_seconds is not None
    name = NOT_SAID_HERE if at_end else NOT_SAID_BY_HERE
    return (place_of_turn(substantial(turns)[-1], name=name),)


def place_of_answer(called_for: Span, turns: Sequence[Turn], *, seconds: float) -> Evidence | None:
    """What one of `turns` says right after what `called_for` the words, where anything is said.

    Never before that has ended: where both speak at once, it starts there. `seconds` is the length
    of the recording; where nobody of `turns` speaks again, it is what follows in silence.
    """
    after = [turn for turn in turns if turn.end > called_for.end]
    answer = next(iter(substantial(after)), None)
    if answer is not None:
        return replace(place_of_turn(answer), start=max(answer.start, called_for.end))
    end = min(called_for.end + BESIDE_EVENT_S, seconds)
    if end <= called_for.end:
        return None
    party = turns[0].party if turns else None
    measure = _nothing(NOT_SAID_HERE)
    return Evidence(start=called_for.end, end=end, party=party, measure=measure)


def substantial(turns: Sequence[Turn]) -> Sequence[Turn]:
    """`turns` without signs of listening, unless there is nothing else."""
    return [turn for turn in turns if turn.span.seconds >= SHORTEST_PLACE_S] or turns


def quoted_turn(turns: Sequence[Turn], *, window: Window) -> Turn:
    """The one turn that tells most of what was said instead: the last where the end is meant."""
    at_end = window.last_turns is not None or window.last_seconds is not None
    return turns[-1] if at_end else turns[0]


def place_before(event: Event, agent: Sequence[Turn]) -> Evidence:
    """The seconds before `event`, with what the `agent` says there, if anything."""
    near = [turn for turn in agent if turn.start < event.start and turn.end > _from(event)]
    return Evidence(
        start=max(0.0, _from(event)),
        end=event.start,
        party="agent",
        quote=shortened_from_end(" ".join(turn.text for turn in near)) or None,
        measure=_nothing(NOT_SAID_HERE),
    )


def place_after(event: Event, turns: Sequence[Turn], *, seconds: float) -> Evidence:
    """The seconds after `event`, with the first that one of `turns` says there.

    They are those of whoever serves the caller; `seconds` is the length of the recording.
    """
    end = max(event.end, min(event.end + BESIDE_EVENT_S, seconds))
    turn = next((turn for turn in turns if turn.end > event.end and turn.start < end), None)
    return Evidence(
        start=event.end,
        end=end,
        party="agent" if turn is None else turn.party,
        quote=None if turn is None else shortened(turn.text) or None,
        measure=_nothing(NOT_SAID_HERE),
    )


def turns_before(event: Event, turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """What agent and customer say in the seconds before `event`: announcement and consent."""
    near = [
        turn
        for turn in turns
        if turn.party in ("agent", "customer")
        and turn.start < event.start
        and turn.end > _from(event)
    ]
    return tuple(near[-SHOWN_BESIDE:])


def _from(event: Event) -> float:
    return event.start - BESIDE_EVENT_S


def place_of_listening(turns: Sequence[Turn]) -> tuple[Evidence, ...]:
    """The longest of the speaker's `turns`: where signs of listening are missed most."""
    longest = max(turns, key=lambda turn: turn.span.seconds, default=None)
    return () if longest is None else (place_of_turn(longest),)


def place_of_turn(turn: Turn, *, name: str = NOT_SAID_HERE) -> Evidence:
    """What `turn` says, in place of what was expected there."""
    return Evidence(
        start=turn.start,
        end=turn.end,
        party=turn.party,
        quote=shortened(turn.text) or None,
        measure=_nothing(name),
    )


def _nothing(name: str) -> MeasuredValue:
    """Said no times, where once was asked for."""
    return MeasuredValue(name=name, value=0, unit="count", threshold=">= 1")
