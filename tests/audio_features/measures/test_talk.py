"""Talk share, latency and monologue from turns laid out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_features.measures.talk import response_latencies, talk_measures
from audio_features.timeline import Span, Turn, Word

CALL = Span(0, 60)


def turn(party, start, end, words=()):
    return Turn(party=party, start=start, end=end, text="", confidence=0.9, words=tuple(words))


def values(turns, **kwargs):
    return {(m.name, m.party): m.value for m in talk_measures(turns, call=CALL, **kwargs)}


def test_share_and_time_are_of_speech_not_of_the_call():
    found = values([turn("agent", 0, 10), turn("customer", 12, 42)])
    assert found["talk_share", "agent"] == pytest.approx(0.25)
    assert found["talk_share", "customer"] == pytest.approx(0.75)
    assert found["speech_time", "customer"] == pytest.approx(30)


def test_a_party_that_never_speaks_has_no_measures():
    found = values([turn("agent", 0, 10)])
    assert found["talk_share", "agent"] == 1.0
    assert not any(party == "customer" for _, party in found)
    assert values([]) == {}


def test_latency_is_from_the_others_end_to_ones_own_start():
    turns = [
        turn("customer", 0, 5),
        turn("agent", 5.4, 8),
        turn("customer", 8.2, 10),
        turn("agent", 11, 12),
        turn("agent", 13, 14),
    ]
    assert response_latencies(turns, "agent") == pytest.approx((0.4, 1.0))
    assert response_latencies(turns, "customer") == pytest.approx((0.2,))


def test_speaking_before_the_other_ends_is_a_negative_latency():
    turns = [turn("customer", 0, 5), turn("agent", 4.8, 8)]
    assert response_latencies(turns, "agent") == pytest.approx((-0.2,))


def test_a_turn_inside_the_others_turn_answers_nothing():
    turns = [turn("customer", 0, 9), turn("agent", 3, 4)]
    assert response_latencies(turns, "agent") == ()


def test_coming_back_from_hold_is_no_answer():
    turns = [turn("customer", 0, 5), turn("agent", 65, 70)]
    assert response_latencies(turns, "agent", waits=[Span(6, 64)]) == ()


def test_the_longest_monologue_is_marked_where_it_is():
    turns = [turn("agent", 0, 5), turn("agent", 10, 31), turn("customer", 33, 34)]
    longest = next(
        m
        for m in talk_measures(turns, call=CALL)
        if m.name == "longest_monologue" and m.party == "agent"
    )
    assert (longest.value, longest.start, longest.end) == (21, 10, 31)


def test_words_and_their_confidence_are_told():
    words = [Word(word="sí", start=i, end=i + 0.5, confidence=c) for i, c in enumerate((0.5, 0.9))]
    found = values([turn("agent", 0, 3, words)])
    assert found["word_count", "agent"] == 2
    assert found["asr_confidence", "agent"] == pytest.approx(0.7)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["agent", "customer", "other"]), st.floats(0, 50), st.floats(0.1, 9)
        ),
        max_size=12,
    )
)
def test_shares_add_up_to_one(entries):
    found = values([turn(party, start, start + length) for party, start, length in entries])
    shares = [value for (name, _), value in found.items() if name == "talk_share"]
    assert sum(shares) == pytest.approx(1.0) if shares else True
    assert all(party != "other" for _, party in found)
