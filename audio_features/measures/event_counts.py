"""How often and how long: counts and durations of the events of a call."""

from collections.abc import Iterable, Sequence

from audio_features.measures.catalog import measure
from audio_features.timeline import Event, EventKind, Measure, Party, Span

_PARTIES: tuple[Party, ...] = ("agent", "customer")


def event_measures(events: Sequence[Event], *, call: Span) -> tuple[Measure, ...]:
    """Counts and durations over the whole `call`; a count of none is a measure too.

    Interruptions and sighs are counted per party; holds and dead air belong to the call. Waits
    during a transfer are no holds of the agent's and are left out.
    """
    measures = [found for party in _PARTIES for found in _party_measures(events, party, call)]
    holds = [e for e in _of_kind(events, "hold") if e.attributes.get("during_transfer") is not True]
    measures += [
        measure("hold_count", value=len(holds), party=None, span=call),
        measure("hold_time", value=_total_s(holds), party=None, span=call),
        measure(
            "dead_air_time", value=_total_s(_of_kind(events, "dead_air")), party=None, span=call
        ),
    ]
    measures += _longest("longest_hold", holds)
    measures += _longest("longest_dead_air", _of_kind(events, "dead_air"))
    return tuple(measures)


def _party_measures(events: Sequence[Event], party: Party, call: Span) -> list[Measure]:
    own = [event for event in events if event.party == party]
    interruptions = _of_kind(own, "interruption")
    return [
        measure("interruption_count", value=len(interruptions), party=party, span=call),
        measure("interruption_time", value=_total_s(interruptions), party=party, span=call),
        measure("sigh_count", value=len(_of_kind(own, "sigh")), party=party, span=call),
    ]


def _of_kind(events: Iterable[Event], kind: EventKind) -> list[Event]:
    return [event for event in events if event.kind == kind]


def _total_s(events: Iterable[Event]) -> float:
    return sum(event.span.seconds for event in events)


def _longest(name: str, events: Sequence[Event]) -> list[Measure]:
    if not events:
        return []
    longest = max(events, key=lambda event: event.span.seconds)
    return [measure(name, value=longest.span.seconds, party=None, span=longest.span)]
