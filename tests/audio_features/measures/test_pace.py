"""Pace of speech whose words, syllables and pauses are laid out by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_features.heard_call import PartyTrack
from audio_features.measures.pace import pace_measures
from audio_features.timeline import Span, Turn, Word

RATE_HZ = 8000


def call(
    turn_times, *, word="casa", words_per_s=2.5, pause_after=None, stretched=0.0, total_s=None
):
    """Turns of two-syllable words spoken on end; sound exactly where the words are.

    With `pause_after` words a pause of 1 s comes; `stretched` seconds of it belong, wrongly, to
    the word before.
    """
    total_s = total_s or max(end for _, end in turn_times)
    samples = np.zeros(round(total_s * RATE_HZ), np.float32)
    rng = np.random.default_rng(5)
    turns = []
    for start, end in turn_times:
        words, now = [], start
        while now + 1 / words_per_s <= end + 1e-9:
            stop = now + 1 / words_per_s
            first, last = round(now * RATE_HZ), round(stop * RATE_HZ)
            samples[first:last] = rng.normal(0, 0.05, last - first)
            pause = pause_after is not None and (len(words) + 1) % pause_after == 0
            shown_end = stop + (stretched if pause else 0.0)
            words.append(Word(word=f" {word}", start=now, end=shown_end, confidence=0.9))
            now = stop + (1.0 if pause else 0.0)
        text = " ".join(w.word for w in words)
        turns.append(
            Turn(party="agent", start=start, end=end, text=text, confidence=0.9, words=tuple(words))
        )
    track = PartyTrack(
        party="agent",
        samples=samples + rng.normal(0, 1e-4, len(samples)).astype(np.float32),
        sample_rate_hz=RATE_HZ,
        speech=tuple(Span(start, end) for start, end in turn_times),
        own_channel=True,
    )
    return track, turns


def whole(measures, end):
    return {m.name: m.value for m in measures if (m.start, m.end) == (0.0, end)}


def test_words_a_minute_and_syllables_a_second_of_even_speech():
    track, turns = call([(0, 20)])
    found = whole(pace_measures(track, turns, language="es"), 20)
    assert found["speech_rate"] == pytest.approx(150, rel=0.01)
    assert found["articulation_rate"] == pytest.approx(5.0, rel=0.02)


@pytest.mark.parametrize("stretched", [0.0, 0.9])
def test_pauses_slow_the_speech_rate_but_not_the_articulation_rate(stretched):
    track, turns = call([(0, 24)], pause_after=5, stretched=stretched)
    found = whole(pace_measures(track, turns, language="es"), 24)
    assert found["speech_rate"] == pytest.approx(100, rel=0.05)
    assert found["articulation_rate"] == pytest.approx(5.0, rel=0.04)


def test_silence_between_turns_does_not_count():
    track, turns = call([(0, 10), (40, 50)])
    found = whole(pace_measures(track, turns, language="es"), 50)
    assert found["speech_rate"] == pytest.approx(150, rel=0.01)


def test_windows_show_where_the_pace_changes():
    slow, slow_turns = call([(0, 30)], words_per_s=2.0)
    fast, fast_turns = call([(30, 60)], words_per_s=4.0)
    samples = fast.samples.copy()
    samples[: len(slow.samples)] = slow.samples
    track = PartyTrack(
        party="agent",
        samples=samples,
        sample_rate_hz=RATE_HZ,
        speech=(*slow.speech, *fast.speech),
        own_channel=True,
    )
    measures = pace_measures(track, [*slow_turns, *fast_turns], language="es")
    rates = {m.start: m.value for m in measures if m.name == "speech_rate" and m.end - m.start < 60}
    assert rates == {0.0: pytest.approx(120, rel=0.02), 30.0: pytest.approx(240, rel=0.02)}


def test_numbers_count_as_the_words_they_are_spoken_as():
    track, turns = call([(0, 20)], word="1234")
    found = whole(pace_measures(track, turns, language="es"), 20)
    assert found["speech_rate"] == pytest.approx(5 * 150, rel=0.01)


def test_the_other_partys_words_do_not_count():
    track, turns = call([(0, 20)])
    other = [Turn(party="customer", start=0, end=20, text="", confidence=1, words=turns[0].words)]
    assert pace_measures(track, other, language="es") == ()
    both = whole(pace_measures(track, [*turns, *other], language="es"), 20)
    assert both["speech_rate"] == pytest.approx(150, rel=0.01)


def test_of_a_single_yes_no_pace_is_told():
    track, turns = call([(0, 2)])
    assert pace_measures(track, turns, language="es") == ()
    assert pace_measures(track, [], language="es") == ()


@settings(max_examples=8, deadline=None)
@given(words_per_s=st.floats(1.5, 5.0))
def test_pace_follows_the_words(words_per_s):
    track, turns = call([(0, 12)], words_per_s=words_per_s)
    found = whole(pace_measures(track, turns, language="es"), 12)
    assert found["speech_rate"] == pytest.approx(60 * words_per_s, rel=0.1)
    assert found["articulation_rate"] == pytest.approx(2 * words_per_s, rel=0.05)
