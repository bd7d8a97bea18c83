from audio_features.hearing import Sound
from audio_features.listening import ListeningOptions, speech_spans
from audio_features.timeline import Span

OPTIONS = ListeningOptions()


def sound(kind, start, end, *, confidence=0.9, channel=0):
    return Sound(kind=kind, channel=channel, start=start, end=end, confidence=confidence)


def speech(*sounds):
    return speech_spans(sounds, channel=0, options=OPTIONS)


def test_a_ring_taken_for_speech_is_not_transcribed_nor_are_its_edges():
    assert speech(sound("ringback", 0.1, 1.6), sound("speech", 0.0, 1.9)) == ()


def test_a_greeting_right_after_the_ring_is_kept_whole_from_the_tone_on():
    found = speech(sound("ringback", 0.0, 1.5), sound("speech", 1.2, 4.0))
    assert found == (Span(1.5, 4.0),)


def test_a_doubtful_voice_inside_hold_music_is_singing():
    found = speech(sound("music", 10.0, 40.0), sound("speech", 12.0, 15.0, confidence=0.4))
    assert found == ()


def test_somebody_talking_clearly_over_music_is_heard():
    found = speech(sound("music", 10.0, 40.0), sound("speech", 12.0, 15.0, confidence=0.8))
    assert found == (Span(12.0, 15.0),)


def test_a_jingle_under_a_voice_is_no_hold_music():
    found = speech(sound("music", 12.0, 14.0), sound("speech", 12.0, 15.0, confidence=0.4))
    assert found == (Span(12.0, 15.0),)


def test_the_other_channel_has_no_say():
    found = speech(sound("ringback", 0.0, 2.0, channel=1), sound("speech", 0.5, 2.5))
    assert found == (Span(0.5, 2.5),)
