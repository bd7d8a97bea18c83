import pytest

from audio_features.call_metadata import CallMetadata
from audio_features.events.rings import ring_events, ring_measures, rings_of_seconds
from audio_features.hearing import Sound
from audio_features.timeline import Span


def burst(start, end, *, channel=0, complete=True, country="ES", confidence=0.95):
    return Sound(
        kind="ringback",
        channel=channel,
        start=start,
        end=end,
        confidence=confidence,
        attributes={"frequency_hz": 425.0, "country": country, "complete": complete},
    )


def spanish(n, *, channel=0, first=0.5, cut=None):
    rings = [burst(first + 4.5 * i, first + 4.5 * i + 1.5, channel=channel) for i in range(n)]
    if cut is not None:
        start = rings[-1].start
        rings[-1] = burst(start, start + cut, channel=channel, complete=False)
    return rings


def events(sounds, first_speech_s=20.0, country="ES", **metadata):
    return ring_events(
        sounds,
        metadata=CallMetadata(**metadata),
        words=[] if first_speech_s is None else [Span(first_speech_s, first_speech_s + 0.4)],
        country=country,
    )


def answered_s(sounds, *words, country="US"):
    (answer,) = (
        event
        for event in ring_events(sounds, metadata=CallMetadata(), words=words, country=country)
        if event.kind == "answer"
    )
    return answer.start


def measures(sounds, first_speech_s=20.0, country="ES", **metadata):
    found = ring_measures(
        sounds,
        metadata=CallMetadata(**metadata),
        words=[] if first_speech_s is None else [Span(first_speech_s, first_speech_s + 0.4)],
        country=country,
    )
    return {m.name: m.value for m in found}


def test_rings_and_delay_from_audio():
    assert measures(spanish(3, cut=0.7), 11.0) == {
        "rings": 3.0,
        "answer_delay": pytest.approx(9.7),
    }


def test_answer_is_where_a_burst_is_cut():
    answer = events(spanish(2, cut=0.7), 6.5)[-1]
    assert answer.kind == "answer"
    assert answer.start == pytest.approx(5.7)


def test_answer_after_a_whole_burst_is_the_first_word():
    answer = events(spanish(2), 7.5)[-1]
    assert answer.start == pytest.approx(7.5)


def test_answer_is_not_later_than_the_next_ring_would_be():
    answer = events(spanish(2), 30.0)[-1]
    assert answer.start == pytest.approx(9.5)


def test_one_burst_on_both_legs_is_one_ring():
    both = [*spanish(3), *spanish(3, channel=1, first=0.53)]
    assert len([e for e in events(both) if e.kind == "ring"]) == 3


def test_talking_while_it_rings_does_not_stop_the_ringing():
    assert measures(spanish(3), 1.0)["rings"] == 3.0


def test_ringing_of_a_transfer_is_kept_but_not_counted():
    sounds = [*spanish(2), *spanish(3, first=120)]
    heard = [e for e in events(sounds, 8.0) if e.kind == "ring"]
    assert [e.attributes["answer_ring"] for e in heard] == [True] * 2 + [False] * 3
    assert measures(sounds, 8.0)["rings"] == 2.0
    assert measures(spanish(3, first=120), 2.0) == {}


def test_telephony_beats_audio_and_disagreement_is_shown():
    assert measures(spanish(2), 7.5, rings=4)["rings"] == 4.0
    answer = events(spanish(2), 7.5, rings=4)[-1]
    assert answer.attributes["source"] == "telephony"
    assert answer.attributes["audio_rings"] == 2
    assert answer.attributes["metadata_rings"] == 4
    assert answer.attributes["disagree"] is True


@pytest.mark.parametrize(
    ("seconds", "country", "rings"),
    [
        (9.0, "ES", 2),
        (9.1, "ES", 3),
        (10.4, "ES", 3),
        (13.6, "ES", 4),
        (0.0, "ES", 0),
        (12.5, "US", 3),
        (10.5, "MX", 3),
        (5.0, "XX", None),
    ],
)
def test_ring_seconds_become_rings_through_the_countrys_cycle(seconds, country, rings):
    assert rings_of_seconds(seconds, country) == rings


def test_ring_seconds_alone():
    assert measures([], 0.5, ring_seconds=10.0) == {"rings": 3.0, "answer_delay": 10.0}


def test_ring_seconds_of_unknown_country_give_the_delay_alone():
    assert measures([], 0.5, country="XX", ring_seconds=10.0) == {"answer_delay": 10.0}


def test_nothing_known_gives_no_measure():
    assert measures([]) == {}


def test_nobody_answers():
    assert [e.kind for e in events(spanish(3), None)] == ["ring"] * 3
    assert measures(spanish(3), None) == {}


def test_recording_that_begins_inside_a_ring_has_no_known_delay():
    sounds = [burst(0.0, 0.6, complete=False), burst(3.6, 5.1)]
    assert measures(sounds, 6.0) == {"rings": 2.0}
    assert events(sounds, 6.0)[-1].attributes["starts_mid_ring"] is True


def test_direction_is_kept():
    assert {e.attributes["direction"] for e in events(spanish(2), direction="outbound")} == {
        "outbound"
    }


def test_a_first_word_drawn_out_into_the_ring_is_the_answer():
    ring = burst(0.0, 1.2)
    drawn_out = Span(0.9, 1.98)
    assert answered_s([ring], drawn_out, Span(1.98, 2.3)) == 1.2
    # Somebody who talks while it rings has not answered; the next word after it is heard later.
    assert answered_s([ring], Span(0.2, 0.6), Span(2.5, 2.9)) == 2.5
