import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_features.party_words.agent_likelihood import (
    PartyWordsOptions,
    agent_log_odds,
    agent_log_odds_of_pieces,
    load_agent_words,
)
from audio_features.timeline import Word

AGENT = {
    "es": "¿Me facilita su número de documento, por favor?",
    "en": "May I have your account number, please?",
}
CUSTOMER = {
    "es": "Llevo tres días sin internet y nadie me da una solución.",
    "en": "I've been waiting for my parcel for two weeks and nobody told me anything.",
}


def said(text, *, start=0.0, word_s=0.4):
    return [
        Word(word=w, start=start + n * word_s, end=start + (n + 0.9) * word_s, confidence=0.9)
        for n, w in enumerate(text.split())
    ]


@pytest.mark.parametrize("language", ["es", "en"])
def test_asking_for_data_is_an_agents_and_telling_of_trouble_a_customers(language):
    assert agent_log_odds(said(AGENT[language]), language=language) > 1.0
    assert agent_log_odds(said(CUSTOMER[language]), language=language) < -1.0


def test_nothing_is_told_without_words_or_in_a_language_without_weights():
    assert agent_log_odds([], language="es") == 0.0
    assert load_agent_words("fr") is None
    assert agent_log_odds(said("Bonjour madame."), language="fr") == 0.0


def test_a_region_of_a_language_is_the_language():
    words = said(AGENT["es"])
    assert agent_log_odds(words, language="es-MX") == agent_log_odds(words, language="es")


def test_no_sentence_tells_more_than_it_may():
    least = PartyWordsOptions(most_log_odds=0.5)
    assert agent_log_odds(said(AGENT["es"]), language="es", options=least) == 0.5


def test_a_sentence_is_shared_out_among_the_pieces_it_is_spoken_in():
    words = [*said(AGENT["es"]), *said(CUSTOMER["es"], start=10.0)]
    pieces = np.array([[0.0, 1.2], [1.2, 4.0], [6.0, 8.0], [10.0, 16.0]])
    told = agent_log_odds_of_pieces(words, pieces, language="es")
    assert told[0] > 0
    assert told[1] > told[0]
    assert told[2] == 0.0
    assert told[3] < 0
    assert told[:2].sum() == pytest.approx(agent_log_odds(said(AGENT["es"]), language="es"))


@given(cuts=st.lists(st.floats(0.1, 15.9), max_size=12, unique=True))
def test_however_speech_is_cut_its_pieces_tell_what_its_sentences_tell(cuts):
    words = [*said(AGENT["es"]), *said(CUSTOMER["es"], start=10.0)]
    edges = np.array([0.0, *sorted(cuts), 16.0])
    told = agent_log_odds_of_pieces(words, np.stack([edges[:-1], edges[1:]], axis=1), language="es")
    assert told.sum() == pytest.approx(agent_log_odds(words, language="es"))
