import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from audio_features.errors import ConfigurationError
from audio_features.lexicons.matching import find_phrase, find_phrases, load_lexicon
from audio_features.written_words import normalise


def test_normalise_drops_case_accents_and_marks():
    assert normalise("¿Me PERMITE, tantito…? ¡Señor!") == "me permite tantito senor"
    assert normalise("I'll put you — on hold") == "ill put you on hold"


@given(st.text())
@example("𝑨")  # has no lower case, and is an "A" once it is plain
def test_normalise_twice_is_normalise_once(text):
    once = normalise(text)
    assert normalise(once) == once


@given(
    st.lists(st.sampled_from(["casa", "perro", "gracias", "momento"]), max_size=6),
    st.lists(st.sampled_from(["uno", "dos", "tres"]), max_size=6),
)
def test_a_phrase_is_found_wherever_it_stands(before, after):
    text = " ".join([*before, "no me cuelgue", *after])
    match = find_phrase(text, ["no me cuelgue"])
    assert match is not None
    assert match.first_word == len(before)
    assert match.end_word == len(before) + 3
    assert match.similarity == 100.0


@pytest.mark.parametrize(
    ("text", "phrase", "found"),
    [
        ("permítame un momento", "un momento", True),
        ("un momentito", "un momento", True),  # the diminutive is near enough
        ("sin aumento", "un momento", False),
        ("le pongo en espera", "espera", True),
        ("desesperada", "espera", False),  # word borders
        ("no me cuelge por favor", "no me cuelgue", True),  # one letter lost
        ("le comonico con ventas", "le comunico con", True),
        ("se", "sí", False),  # short ones are exact
        ("SI", "sí", True),
        ("por que lo dice", "porque lo dice", True),  # split by the recogniser
        ("gracias por esperar", "podría esperar", False),  # another word altogether
        ("gracias por aguardar", "podría aguardar", False),
        ("lo tiene", "lo atiende", False),  # a word of its own, however near
        ("pues que venga", "puesto que", False),
        ("le pongo en espero", "le pongo en espera", True),
        ("thank you for your patients", "thank you for your patience", True),  # words, misheard
        ("we apologise for the hold", "we apologize for the hold", True),
        ("", "un momento", False),
    ],
)
def test_phrases_are_matched_leniently_at_word_borders(text, phrase, found):
    assert (find_phrase(text, [phrase]) is not None) is found


def test_exact_match_wins_over_similar_one():
    match = find_phrase("le comonico con le paso con", ["le comunico con", "le paso con"])
    assert match is not None
    assert match.phrase == "le paso con"


def test_find_phrases_gives_all_in_order():
    matches = find_phrases("un momento, no me cuelgue", ["no me cuelgue", "un momento", "adiós"])
    assert [m.phrase for m in matches] == ["un momento", "no me cuelgue"]


def test_unknown_language_is_refused_with_its_name():
    with pytest.raises(ConfigurationError, match=r"hold_words\.fr\.yaml"):
        load_lexicon("hold_words", "fr")


def test_language_cannot_leave_the_folder():
    with pytest.raises(ConfigurationError):
        load_lexicon("hold_words", "../es")


def test_region_is_ignored():
    assert load_lexicon("hold_words", "es-MX") == load_lexicon("hold_words", "es")


def test_a_long_text_gives_each_phrase_the_place_that_it_has_in_the_text_alone():
    said = "claro señor le voy a tranferir con el área de ventas un momento por favor"
    phrases = ("le voy a transferir", "un momento", "un momentito", "área de ventas", "por favor")
    filler = "bueno pues como le decía antes " * 300
    alone = find_phrases(said, phrases)
    skipped = len(filler.split())
    long = find_phrases(filler + said, phrases)
    assert [(m.phrase, m.found, m.first_word - skipped, m.similarity) for m in long] == [
        (m.phrase, m.found, m.first_word, m.similarity) for m in alone
    ]
    assert {m.phrase for m in alone} == {*phrases}
