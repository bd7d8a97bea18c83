"""Opinions of a second judge are kept with their findings, and found again."""

from dataclasses import replace

from sqlalchemy import Engine
from stored_calls import OPINION, count, heard_call, save, scored_call, seconded_call

from models import store
from models.database import reading, writing
from models.erasure import erase_call
from models.judgement_rows import content_hash
from models.opinion_rows import opinions_of_calls
from models.tables import OpinionRow, ScorecardRow


def test_opinions_and_notes_come_back_exactly_as_they_were_saved(database: Engine) -> None:
    scored = seconded_call()
    save(database, scored, scored_call(heard_call("other")))

    with reading(database) as session:
        assert store.load_scored_call(session, call_id="c1") == scored


def test_what_a_model_said_of_a_call_is_found_in_all_its_scorecards(database: Engine) -> None:
    save(database, seconded_call(), seconded_call(question_sha256="beef"), scored_call())
    save(database, seconded_call(model="other"), seconded_call(heard_call("c2")))

    with reading(database) as session:
        found = opinions_of_calls(session, call_ids=["c1", "nobody"], model="casa-7b")

    assert {call_id: [one.question_sha256 for one in said] for call_id, said in found.items()} == {
        "c1": ["c0ffee", "beef"]
    }
    assert found["c1"][0] == OPINION


def test_another_opinion_is_another_judgement_and_another_note_is_not(database: Engine) -> None:
    plain = scored_call()
    save(database, plain, seconded_call(), replace(seconded_call(), notes=()))

    assert count(database, ScorecardRow) == 2
    # As they were before there were opinions, so that what is stored is not judged otherwise.
    assert content_hash(plain) == "f8b29f27762ab77ad3085536cf268e68d53a949a0122f659f510b20fbf68eb54"
    assert content_hash(plain) != content_hash(seconded_call())


def test_opinions_go_with_their_call(database: Engine) -> None:
    save(database, seconded_call(), seconded_call(heard_call("other")))
    with writing(database) as session:
        erase_call(session, call_id="c1")

    assert count(database, OpinionRow) == 1
