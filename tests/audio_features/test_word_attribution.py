from audio_features.hearing import SpeakerSpan
from audio_features.timeline import Word
from audio_features.word_attribution import LONE_SPEAKER, attribute_words


def words(*items):
    return [Word(word=text, start=start, end=end, confidence=0.9) for text, start, end in items]


def speaks(speaker, start, end):
    return SpeakerSpan(speaker=speaker, start=start, end=end, confidence=1.0)


def texts(attributed):
    return {speaker: [word.word for word in said] for speaker, said in attributed.items()}


def test_words_go_to_the_speaker_whose_span_covers_them():
    heard = words(("hola", 0.0, 0.4), ("buenas.", 0.4, 0.9), ("Dígame", 1.5, 2.0))
    found = attribute_words(heard, [speaks("a", 0, 1), speaks("b", 1.4, 2.1)])
    assert texts(found) == {"a": ["hola", "buenas."], "b": ["Dígame"]}


def test_a_lone_word_inside_anothers_phrase_joins_it():
    heard = words(("no", 0.0, 0.3), ("me", 0.3, 0.5), ("llegó", 0.5, 0.9), ("nada", 0.9, 1.3))
    found = attribute_words(
        heard, [speaks("a", 0, 0.3), speaks("b", 0.3, 0.5), speaks("a", 0.5, 1.4)]
    )
    assert texts(found) == {"a": ["no", "me", "llegó", "nada"]}


def test_three_words_inside_anothers_phrase_stay():
    heard = words(*((str(number), 0.3 * number, 0.3 * number + 0.3) for number in range(9)))
    two = [speaks("a", 0, 0.9), speaks("b", 0.9, 1.5), speaks("a", 1.5, 2.7)]
    three = [speaks("a", 0, 0.9), speaks("b", 0.9, 1.8), speaks("a", 1.8, 2.7)]
    assert set(attribute_words(heard, two)) == {"a"}
    assert texts(attribute_words(heard, three))["b"] == ["3", "4", "5"]


def test_a_one_word_answer_between_sentences_stays():
    heard = words(
        ("¿Verdad?", 0.0, 0.6), ("Sí.", 0.9, 1.2), ("Bueno,", 1.6, 1.9), ("pues", 1.9, 2.2)
    )
    found = attribute_words(
        heard, [speaks("a", 0, 0.7), speaks("b", 0.85, 1.25), speaks("a", 1.5, 2.3)]
    )
    assert texts(found) == {"a": ["¿Verdad?", "Bueno,", "pues"], "b": ["Sí."]}


def test_a_word_outside_every_span_goes_to_the_nearest_speaker():
    found = attribute_words(words(("eh", 1.2, 1.4)), [speaks("a", 0, 1), speaks("b", 3, 4)])
    assert texts(found) == {"a": ["eh"]}


def test_words_are_one_voices_where_the_diarizer_found_none():
    said = words(("eh", 0, 1))
    assert attribute_words(said, []) == {LONE_SPEAKER: tuple(said)}


def test_without_words_nobody_said_anything():
    assert attribute_words([], []) == {}


def test_in_overlap_a_phrase_that_has_begun_goes_on():
    heard = words(("quería", 0.0, 0.5), ("preguntar", 0.5, 1.0), ("por", 1.0, 1.2))
    found = attribute_words(heard, [speaks("a", 0, 1.2), speaks("b", 0.5, 3.0)])
    assert texts(found) == {"a": ["quería", "preguntar", "por"]}


def test_a_long_call_shares_out_its_words_as_its_parts_would():
    minute = [("hola", 0.0, 0.4), ("buenas.", 0.4, 0.9), ("Dígame", 1.5, 2.0), ("eh", 5.0, 5.2)]
    spans = [("a", 0.0, 1.0), ("b", 1.4, 2.1), ("b", 4.9, 5.1), ("a", 5.05, 9.0)]
    long_words = words(
        *((text, 60 * n + s, 60 * n + e) for n in range(120) for text, s, e in minute)
    )
    long_spans = [speaks(who, 60 * n + s, 60 * n + e) for n in range(120) for who, s, e in spans]
    short = attribute_words(words(*minute), [speaks(*one) for one in spans])
    assert texts(attribute_words(long_words, long_spans)) == {
        who: said * 120 for who, said in texts(short).items()
    }
