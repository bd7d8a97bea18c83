"""What is learnt from, what is left out, and what tells of an intent."""

from dataclasses import replace

import numpy as np
import pytest

from scoring.language import labelled_table
from scoring.language import statement_training as training
from scoring.language.conversations import LabelledSentence, Speaker
from scoring.language.intent_library import Intent, load_intents

OPTIONS = training.TrainingOptions(least_examples=2, least_sentences=1, calibrate_on=3)


def said(conversation: int, party: Speaker, text: str, *intents: str) -> LabelledSentence:
    return LabelledSentence(
        conversation=f"c{conversation}",
        party=party,
        text=text,
        intents=frozenset(intents),
        held_back=conversation == 9,
    )


SPANISH = (
    said(0, "agent", "lamento mucho", "apology"),
    said(0, "customer", "gracias única", "thanks"),
    said(1, "agent", "lo lamento", "apology"),
    said(1, "customer", "muchas gracias", "thanks"),
    said(2, "agent", "son tres pesos"),
    said(2, "customer", "no tengo tanto"),
    said(9, "agent", "disculpe usted", "apology"),
)
ENGLISH = (
    said(0, "agent", "so sorry", "apology"),
    said(1, "agent", "sorry about that", "apology"),
    said(2, "customer", "it is blue"),
)


@pytest.fixture(autouse=True)
def few_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    spoken = {"es": SPANISH, "en": ENGLISH}
    examples = {
        "apology": Intent(
            id="apology", who="agent", meaning="Apologises.", examples=("perdone",),
            counter_examples=("perdone que insista",),
        )
    }  # fmt: skip
    monkeypatch.setattr(labelled_table, "load_conversations", spoken.__getitem__)
    monkeypatch.setattr(
        labelled_table,
        "load_intents",
        lambda language: replace(load_intents(language), intents=examples),
    )


def table_of(language: str) -> labelled_table.LabelledTable:
    return labelled_table.labelled_table(
        language, least_examples=OPTIONS.least_examples, calibrate_on=OPTIONS.calibrate_on
    )


def test_held_back_sentences_are_not_learnt_from() -> None:
    table = table_of("es")
    assert "disculpe usted" not in table.texts
    assert table.intents == ("apology", "thanks")


def test_a_sentence_tells_of_what_its_speaker_may_do_and_an_example_of_its_intent_alone() -> None:
    table = table_of("es")
    tells = dict(zip(table.texts, table.tells.tolist(), strict=True))
    carries = dict(zip(table.texts, table.carries.tolist(), strict=True))
    assert tells["son tres pesos"] == [True, False]
    assert tells["muchas gracias"] == [False, True]
    assert tells["perdone que insista"] == tells["perdone"] == [True, False]
    assert (carries["perdone"], carries["perdone que insista"]) == ([True, False], [False, False])


def test_whole_conversations_are_left_out_to_calibrate_and_no_word_of_them_is_known() -> None:
    table = table_of("es")
    apart = {text for text, out in zip(table.texts, table.apart, strict=True) if out}
    assert apart == {"lamento mucho", "gracias única"}
    words = training._fit_words(table, ~table.apart, OPTIONS).words
    assert "muchas" in words.runs
    assert not {"unica", "lamento mucho"} & set(words.runs)


def test_an_intent_that_one_language_lacks_is_learnt_from_the_other_alone() -> None:
    tables = [table_of(language) for language in ("es", "en")]
    assert tables[1].intents == ("apology",)
    data = training._lessons(tables)
    thanks = data.intents.index("thanks")
    english = np.arange(len(tables[0].sentences), len(data.lengths))
    assert not data.tells[english, thanks].any()
    assert not data.carries[english, thanks].any()
    assert data.tells[: len(tables[0].sentences), thanks].sum() == 3
