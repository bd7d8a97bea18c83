"""Where a sigh could be, and what becomes of the candidates."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_features.events.sighs import (
    SighOptions,
    sigh_candidates,
    sigh_events,
    sigh_events_in_mono,
    speech_of_words,
    without_echoes,
)
from audio_features.timeline import Span, Turn, Word

RATE_HZ = 8000


def sound(*bursts, total_s=20.0, floor_dbov=-65.0, seed=6):
    """Noise of `floor_dbov` with a burst of noise for each ``(start, end, dbov)``."""
    rng = np.random.default_rng(seed)
    samples = 10 ** (floor_dbov / 20) * rng.normal(size=round(total_s * RATE_HZ))
    for start, end, dbov in bursts:
        first, last = round(start * RATE_HZ), round(end * RATE_HZ)
        samples[first:last] += 10 ** (dbov / 20) * rng.normal(size=last - first)
    return samples.astype(np.float32)


def candidates(samples, *, speech=(), other_sounds=()):
    return sigh_candidates(
        samples, sample_rate_hz=RATE_HZ, speech=speech, other_sounds=other_sounds
    )


def test_a_breath_in_a_pause_is_a_candidate_where_it_is():
    found = candidates(sound((8.0, 9.4, -38)), speech=[Span(1, 6), Span(12, 18)])
    assert len(found) == 1
    assert (found[0].start, found[0].end) == pytest.approx((8.0, 9.4), abs=0.05)


def test_breath_in_and_breath_out_are_one_candidate():
    found = candidates(sound((8.0, 8.5, -42), (8.7, 9.9, -36)))
    assert len(found) == 1
    assert (found[0].start, found[0].end) == pytest.approx((8.0, 9.9), abs=0.05)


@pytest.mark.parametrize(
    "burst",
    [(8.0, 8.2, -38), (8.0, 12.0, -38), (8.0, 9.4, -70)],
    ids=["too short", "too long", "inaudible"],
)
def test_what_is_no_breath_in_length_or_level_is_left_out(burst):
    assert candidates(sound(burst)) == ()


def test_a_breath_that_dies_away_is_a_candidate_to_its_end():
    (found,) = candidates(sound((8.0, 8.2, -50), (8.2, 8.4, -58), (8.4, 8.6, -62)))
    assert (found.start, found.end) == pytest.approx((8.0, 8.6), abs=0.05)


def test_a_breath_that_noise_all_but_covers_is_a_candidate_for_what_is_heard_of_it():
    (found,) = candidates(sound((8.0, 8.35, -42), (8.35, 9.0, -55), floor_dbov=-50))
    assert (found.start, found.end) == pytest.approx((8.0, 8.35), abs=0.05)


def test_on_a_digitally_silent_line_what_nobody_hears_adds_nothing_to_a_breath():
    (found,) = candidates(sound((4.0, 8.0, -80), (8.0, 9.4, -38), floor_dbov=-120))
    assert (found.start, found.end) == pytest.approx((8.0, 9.4), abs=0.05)


@pytest.mark.parametrize(("breath_dbov", "count"), [(-42, 1), (-50, 0)])
def test_ordinary_breath_far_below_speech_is_left_out(breath_dbov, count):
    samples = sound((2.0, 6.0, -20), (8.0, 9.4, breath_dbov))
    assert len(candidates(samples, speech=[Span(2, 6)])) == count


def test_sounds_in_speech_rings_and_music_are_left_out():
    samples = sound((3.0, 4.4, -30), (8.0, 9.4, -30), (14.0, 15.4, -30))
    found = candidates(samples, speech=[Span(2, 5)], other_sounds=[Span(7.9, 9.5)])
    assert [round(span.start) for span in found] == [14]


def test_clicks_do_not_add_up_to_a_candidate():
    clicks = [(8 + 0.2 * number, 8.02 + 0.2 * number, -25) for number in range(6)]
    assert candidates(sound(*clicks)) == ()


def test_steady_noise_and_silence_have_no_candidates():
    assert candidates(sound(floor_dbov=-40)) == ()
    assert candidates(np.zeros(RATE_HZ * 10, np.float32)) == ()
    assert candidates(np.zeros(0, np.float32)) == ()


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 18), st.floats(0.1, 4), st.floats(-50, -20)), max_size=5),
    st.floats(0, 18),
)
def test_no_candidate_touches_speech(bursts, speech_start):
    samples = sound(*[(start, min(start + length, 20), db) for start, length, db in bursts])
    speech = Span(speech_start, speech_start + 2)
    for span in candidates(samples, speech=[speech]):
        assert span.overlap_s(speech) == 0
        assert 0.3 <= span.seconds <= 3.0


def test_believed_candidates_become_events_of_the_party():
    events = sigh_events([Span(1, 2), Span(4, 5)], [0.97, 0.1], party="agent")
    assert [(e.kind, e.party, e.start, e.end) for e in events] == [("sigh", "agent", 1, 2)]


def turn(party, start, end):
    words = (Word(word="ya", start=start, end=end, confidence=0.9),)
    return Turn(party=party, start=start, end=end, text="ya", confidence=0.9, words=words)


def test_in_mono_a_sigh_is_the_nearest_speakers():
    turns = [turn("customer", 0, 5), turn("agent", 10.2, 12)]
    (event,) = sigh_events_in_mono([Span(9, 10)], [0.95], turns=turns)
    assert (event.party, event.confidence) == ("agent", pytest.approx(0.991, abs=0.001))
    assert event.attributes == {"party_certain": True}


def test_in_mono_a_sigh_between_both_is_doubtful_and_one_far_from_both_is_nobodys():
    turns = [turn("customer", 0, 5), turn("agent", 6.6, 12)]
    (event,) = sigh_events_in_mono([Span(5.3, 6.3)], [0.95], turns=turns)
    assert event.confidence == pytest.approx(0.6 * 0.991, abs=0.001)
    assert event.attributes == {"party_certain": False}
    assert sigh_events_in_mono([Span(30, 31)], [0.95], turns=turns) == ()


def test_an_echo_of_the_other_leg_is_no_sigh_of_ones_own():
    breath = Span(8.0, 9.4)
    agent, customer = sound((8.0, 9.4, -30)), sound((8.0, 9.4, -50))
    for own, other, kept in ((agent, customer, (breath,)), (customer, agent, ())):
        found = without_echoes([breath], own=own, other=other, sample_rate_hz=RATE_HZ)
        assert found == kept


@pytest.mark.parametrize(("own_dbov", "kept"), [(-40, True), (-57, False)])
def test_one_may_sigh_while_the_other_talks_but_not_ever_so_faintly(own_dbov, kept):
    breath = Span(8.0, 9.4)
    own, other = sound((8.0, 9.4, own_dbov)), sound((5.0, 12.0, -25), seed=7)
    found = without_echoes([breath], own=own, other=other, sample_rate_hz=RATE_HZ)
    assert found == ((breath,) if kept else ())


def word(text, start, end):
    return Word(word=text, start=start, end=end, confidence=0.9)


def test_words_close_together_are_one_stretch_of_speech():
    words = [word("Buenos", 0, 1), word("días.", 1.2, 2), word("Sí,", 5, 6)]
    assert speech_of_words(words) == (Span(0, 2), Span(5, 6))


@pytest.mark.parametrize(
    "spelling", ["Ah,", "ah.", "Uf…", "¡Ay!", "Pff", "Oh", "hm", "Phew", "uff"]
)
def test_a_sigh_spelled_as_a_word_is_no_speech(spelling):
    assert speech_of_words([word(spelling, 0, 1)]) == ()


@pytest.mark.parametrize(
    "spelling", ["a", "hay", "uno", "él", "he", "ha", "am", "off", "eh bien", "ahí"]
)
def test_words_that_look_a_little_like_sighs_are_speech(spelling):
    assert speech_of_words([word(spelling, 0, 1)]) == (Span(0, 1),)


@pytest.mark.parametrize(
    ("belief", "confidence"), [(0.15, 0.5), (0.3, 0.708), (0.6, 0.895), (1.0, 1.0)]
)
def test_a_belief_shy_of_real_sighs_is_made_up_for(belief, confidence):
    (event,) = sigh_events([Span(1, 2)], [belief], party="agent")
    assert event.confidence == pytest.approx(confidence, abs=0.001)


@pytest.mark.parametrize("belief", [0.0, 0.14])
def test_what_is_rather_no_sigh_is_none(belief):
    assert sigh_events([Span(1, 2)], [belief], party="agent") == ()


def test_the_threshold_is_an_option():
    low = SighOptions(min_confidence=0.1)
    assert len(sigh_events([Span(1, 2)], [0.05], party="customer", options=low)) == 1
