import pytest

from audio_features.party_words.agent_likelihood import load_agent_words
from scoring.language.conversations import load_conversations
from scoring.language.intent_library import LANGUAGES
from scoring.language.party_training import party_fingerprint, share_right


@pytest.mark.parametrize("language", LANGUAGES)
def test_shipped_weights_are_made_from_these_conversations(language):
    weights = load_agent_words(language)
    assert weights is not None
    assert weights.made_from == party_fingerprint(language)


@pytest.mark.parametrize(("language", "least"), [("es", 0.82), ("en", 0.75)])
def test_most_sentences_of_unseen_conversations_go_to_the_party_that_says_them(language, least):
    weights = load_agent_words(language)
    assert weights is not None
    unseen = [one for one in load_conversations(language) if one.held_back]
    assert share_right(weights, unseen) >= least
