import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_features.events.dead_air import dead_air_events
from audio_features.hearing import Sound
from audio_features.timeline import Event, Span, Turn, Word


def say(party, start, end, text="sí"):
    return Turn(party=party, start=start, end=end, text=text, confidence=0.9)


def sound(kind, start, end):
    return Sound(kind=kind, channel=0, start=start, end=end, confidence=0.9)


def dead_air(turns, *, speech=(), sounds=(), holds=(), answered_s=0.0):
    return dead_air_events(
        turns,
        speech=[Span(start, end) for start, end in speech],
        sounds=sounds,
        holds=holds,
        language="es",
        answered_s=answered_s,
    )


@pytest.mark.parametrize(
    ("gap_s", "severity"),
    [(2.9, None), (3.0, None), (3.2, "mild"), (5.5, "clear"), (10.5, "severe")],
)
def test_severity_by_length(gap_s, severity):
    found = dead_air([say("agent", 0, 2), say("customer", 2 + gap_s, 4 + gap_s)])
    assert [e.attributes["severity"] for e in found] == ([severity] if severity else [])
    for event in found:
        assert event.party is None
        assert (event.start, event.end) == pytest.approx((2, 2 + gap_s))


@pytest.mark.parametrize(
    ("text", "explained"),
    [
        ("Estoy consultando su expediente", True),
        ("Déjeme revisar", True),
        ("A ver, un segundito", True),
        ("Su contrato vence en mayo", False),
    ],
)
def test_explained_when_the_agent_says_what_he_does(text, explained):
    (found,) = dead_air([say("agent", 0, 2, text), say("agent", 9, 10)])
    assert found.attributes["explained"] is explained


def test_holds_and_ringing_are_no_dead_air_but_music_in_a_room_is_no_talk():
    turns = [say("agent", 0, 2), say("agent", 60, 62)]
    hold = Event(kind="hold", party="agent", start=3, end=30, confidence=0.9)
    rest = [sound("music", 31, 45), sound("ringback", 47, 48), sound("ringback", 50, 51)]
    found = dead_air(turns, sounds=rest, holds=[hold])
    assert [(e.start, e.end) for e in found] == [(30, 47), (51, 60)]


def test_noise_taken_for_speech_before_the_first_word_is_silence():
    words = tuple(Word(word="pues", start=63.4 + i, end=63.8 + i, confidence=0.9) for i in range(3))
    turns = [
        say("agent", 50, 57),
        Turn(party="agent", start=63.4, end=65.8, text="pues", confidence=0.9, words=words),
    ]
    (found,) = dead_air(turns, speech=[(50, 57), (61, 66)], answered_s=50)
    assert (found.start, found.end) == pytest.approx((57, 62.4))


def test_not_before_the_answer_nor_after_the_last_word():
    turns = [say("customer", 1, 2), say("agent", 12, 14), say("customer", 14.5, 15)]
    assert dead_air(turns, answered_s=12) == ()


def test_a_word_stretched_over_a_pause_does_not_hide_it():
    word = Word(word="bueno", start=0.0, end=8.0, confidence=0.8)
    turn = Turn(party="agent", start=0, end=9, text="bueno ya", confidence=0.8, words=(word,))
    (found,) = dead_air([turn], speech=[(0.0, 0.7), (8.1, 9.4)])
    assert (found.start, found.end) == pytest.approx((0.7, 8.1))


def test_a_breath_that_may_be_a_sigh_does_not_break_a_silence_in_two():
    turns = [say("agent", 0, 2), say("customer", 9, 10)]
    (found,) = dead_air(turns, sounds=[sound("sigh", 5, 6)])
    assert (found.start, found.end) == pytest.approx((2, 9))


def test_one_party_only_and_nobody():
    assert dead_air([]) == ()
    assert len(dead_air([say("customer", 0, 1), say("customer", 8, 9)])) == 1


@given(
    st.lists(st.tuples(st.floats(0, 100), st.floats(0.1, 10)), min_size=1, max_size=12),
    st.lists(st.tuples(st.floats(0, 100), st.floats(0.1, 20)), max_size=4),
)
def test_dead_air_never_touches_speech_or_hold(talk, parked):
    turns = [say("agent", round(a, 2), round(a + d, 2)) for a, d in talk]
    holds = [
        Event(kind="hold", party="agent", start=round(a, 2), end=round(a + d, 2), confidence=1)
        for a, d in parked
    ]
    for event in dead_air(turns, holds=holds):
        assert event.span.seconds > 2.99
        assert all(event.span.overlap_s(t.span) < 0.01 for t in turns)
        assert all(event.span.overlap_s(h.span) < 0.01 for h in holds)
