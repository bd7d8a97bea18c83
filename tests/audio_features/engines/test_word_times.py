from audio_features.engines.word_times import WordTimeOptions, settle_words
from audio_features.timeline import Span, Word


def word(text, start, end):
    return Word(word=text, start=start, end=end, confidence=0.9)


TEN_SECONDS = (Span(0, 10),)


def settle(*words, speech=TEN_SECONDS):
    return settle_words(words, speech=speech, options=WordTimeOptions())


def test_a_word_does_not_stretch_over_the_pause_after_it():
    (settled,) = settle(word("hola", 1.0, 5.0), speech=(Span(0.9, 1.5), Span(4, 6)))
    assert settled.end - settled.start < 1.0


def test_half_a_second_of_word_never_lasts_four_even_inside_speech():
    (settled,) = settle(word("hola", 1.0, 5.0))
    assert settled.end - settled.start < 1.0


def test_a_word_outside_all_speech_is_dropped():
    assert settle(word("subtítulos", 3.0, 3.5), speech=(Span(0, 2),)) == ()


def test_words_do_not_overlap_each_other():
    first, second = settle(word("uno", 1.0, 1.6), word("dos", 1.4, 1.9))
    assert first.end <= second.start


def test_words_of_a_long_call_are_clipped_to_the_speech_they_lie_in():
    speech = [Span(10.0 * n, 10.0 * n + 2) for n in range(3000)]
    said = [word("hola", 10.0 * n + 1.8, 10.0 * n + 3) for n in range(3000)]
    settled = settle(*said, speech=speech)
    assert [round(one.end - one.start, 3) for one in settled] == [0.3] * 3000
