from audio_features.measures.event_counts import event_measures
from audio_features.timeline import Event, Span

CALL = Span(0.0, 60.0)


def event(kind, start, end, party=None, **attributes):
    return Event(
        kind=kind, party=party, start=start, end=end, confidence=0.9, attributes=attributes
    )


def values(events):
    return {(m.name, m.party): m.value for m in event_measures(events, call=CALL)}


def test_each_partys_interruptions_are_counted_apart():
    found = values(
        [
            event("interruption", 3.0, 3.5, "agent"),
            event("interruption", 8.0, 8.4, "agent"),
            event("interruption", 20.0, 21.0, "customer"),
            event("backchannel", 30.0, 30.3, "agent"),
        ]
    )
    assert found["interruption_count", "agent"] == 2
    assert round(found["interruption_time", "agent"], 6) == 0.9
    assert found["interruption_count", "customer"] == 1


def test_the_wait_during_a_transfer_is_no_hold_of_the_agents():
    found = values(
        [
            event("hold", 10.0, 20.0, "agent", during_transfer=False),
            event("hold", 30.0, 55.0, "agent", during_transfer=True),
        ]
    )
    assert found["hold_count", None] == 1
    assert found["hold_time", None] == found["longest_hold", None] == 10.0


def test_a_call_without_holds_has_a_count_of_none_but_no_longest_one():
    found = values([])
    assert found["hold_count", None] == 0
    assert ("longest_hold", None) not in found
