"""What two who use the store at the same time may see and do."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import Engine, select
from sqlmodel import col
from stored_calls import count, heard_call, save, save_again, scored_call

from models import rescoring, store
from models.database import reading, writing
from models.tables import (
    ScorecardRow,
)


def beside(work: Callable[[], object]) -> tuple[threading.Thread, list[BaseException]]:
    """Starts `work` in a thread of its own; what goes wrong in it is in the list."""
    errors: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            errors.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread, errors


def judge_again(database: Engine, rubric_sha: str) -> None:
    with writing(database) as session:
        save_again(session, scored_call(rubric_sha=rubric_sha), rubric_yaml=f"id: {rubric_sha}")


@pytest.mark.parametrize("second", ["rescore", "analyse", "rescore by the same rubric"])
def test_two_who_judge_one_call_at_once_take_turns(database: Engine, second: str) -> None:
    save(database, scored_call())
    work: dict[str, Callable[[], object]] = {
        "rescore": lambda: judge_again(database, "r3"),
        "rescore by the same rubric": lambda: judge_again(database, "r2"),
        "analyse": lambda: save(database, scored_call(verdict="not_met", rubric_sha="r3")),
    }
    with writing(database) as session:
        save_again(session, scored_call(rubric_sha="r2"), rubric_yaml="id: r2")
        thread, errors = beside(work[second])
        thread.join(0.3)
        assert thread.is_alive()  # it waits for this transaction
    thread.join(20)

    assert (errors, thread.is_alive()) == ([], False)
    with reading(database) as session:
        cards = session.execute(select(ScorecardRow).order_by(col(ScorecardRow.id))).scalars()
        current = [card.is_current for card in cards]
    assert current == ([False, True] if "same" in second else [False, False, True])


def test_two_who_bring_the_same_new_rubric_to_each_others_calls_both_finish(
    database: Engine,
) -> None:
    calls = [scored_call(heard_call(name), rubric_sha="new") for name in ("c1", "c2")]
    save(database, *(scored_call(call.heard) for call in calls))
    with writing(database) as session:
        save_again(session, calls[0], rubric_yaml="id: new")
        thread, errors = beside(lambda: save(database, calls[1]))
        thread.join(0.3)
        save_again(session, calls[1], rubric_yaml="id: new")
    thread.join(20)

    assert (errors, thread.is_alive()) == ([], False)
    assert count(database, ScorecardRow) == 4


def test_a_reader_never_sees_one_analysis_with_the_words_of_another(database: Engine) -> None:
    before = scored_call()
    save(database, before)
    with reading(database) as session:
        store.call_ids(session)
        save(database, scored_call(heard_call(turns=(), language="en")))
        assert store.load_scored_call(session, call_id="c1") == before


def test_what_was_heard_anew_since_it_was_read_is_told_apart(database: Engine) -> None:
    save(database, *(scored_call(heard_call(name)) for name in ("same", "anew", "gone")))
    with reading(database) as session:
        calls = rescoring.stored_calls(session, call_ids=["same", "anew", "gone"])
    heard_at = {call.call_id: call.analysed_at for call in calls}
    save(database, scored_call(heard_call("anew", turns=())))
    with writing(database) as session:
        gone = store.find_call(session, call_id="gone")
        session.delete(gone)
    with writing(database) as session:
        unchanged, heard_anew = rescoring.lock_unchanged(session, heard_at)
        thread, errors = beside(lambda: save(database, scored_call(heard_call("same"))))
        thread.join(0.3)
        assert thread.is_alive()  # what is unchanged stays so until this transaction ends
    thread.join(20)

    assert (unchanged, heard_anew, errors) == ({"same"}, {"anew"}, [])
