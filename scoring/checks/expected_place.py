"""Where on the call something was expected that nobody said: the moments to listen to instead."""

from collections.abc import Sequence

from audio_features.timeline import Event, Span, Turn
from scoring.checks.evidence import shortened, shortened_from_end
from scoring.checks.schema_parts import Window
from scoring.findings import NOT_SAID_BY_HERE, NOT_SAID_HERE, Evidence, MeasuredValue

#: Turns shown of the place; our choice: enough to hear that it was left out.
SHOWN_TURNS = 2
#: Shorter turns (s) are signs of listening, often misheard: no place to point at; our choice.
SHORTEST_PLACE_S = 0.6
#: Turns shown of what was said just before a hold: question, consent, last words; our choice.
SHOWN_BESIDE = 3
#: Stretch beside a hold or transfer where its words belong, in seconds; our choice.
BESIDE_EVENT_S = 10.0


def expected_places(turns: Sequence[Turn], *, span: Span, window: Window) -> tuple[Evidence, ...]:
    """The turns among `turns`, those inside `span`, where `window` expects the words.

    At the start of the call, right after what called for it, or at the end; where nothing says
    when, the last turns are the latest that it could still have been said in.
    """
    if window.first_turns is not None or window.first_seconds is not None:
        return tuple(_place(turn) for turn in turns[:SHOWN_TURNS])
    turns = [turn for turn in turns if turn.span.seconds >= SHORTEST_PLACE_S] or turns
    if window.after and (answers := [turn for turn in turns if turn.start >= span.start]):
        return tuple(_place(turn) for turn in answers[:SHOWN_TURNS])
    if window.last_turns is not None or window.last_seconds is not None:
        return tuple(_place(turn) for turn in turns[-SHOWN_TURNS:])
    return tuple(_place(turn, name=NOT_SAID_BY_HERE) for turn in turns[-SHOWN_TURNS:])


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
    return () if longest is None else (_place(longest),)


def _place(turn: Turn, *, name: str = NOT_SAID_HERE) -> Evidence:
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
