"""Calls are held in one order, whoever asks for them in which."""

import threading

from sqlalchemy import Engine, event
from sqlalchemy.dialects import postgresql
from sqlmodel import Session
from stored_calls import heard_call, save, scored_call

from models import rescoring
from models.call_locks import lock_calls
from models.database import reading, writing

NAMES = ("c1", "c2", "c3")


def test_calls_are_locked_by_row_id_whatever_the_order_of_the_file(database: Engine) -> None:
    save(database, *(scored_call(heard_call(name)) for name in NAMES))
    asked = []
    with writing(database) as session:
        event.listen(session, "do_orm_execute", lambda state: asked.append(state.statement))
        lock_calls(session, ["c3", "unknown", "c1", "c3"])
    _, held = asked
    compiled = held.compile(dialect=postgresql.dialect())
    assert str(compiled).endswith("ORDER BY call.id FOR UPDATE")
    (rows,) = compiled.params.values()
    assert rows == sorted(rows)
    assert len(rows) == 2


def test_an_import_and_a_rescoring_of_the_same_calls_both_finish(database: Engine) -> None:
    save(database, *(scored_call(heard_call(name)) for name in NAMES))
    with reading(database) as session:
        calls = rescoring.stored_calls(session, call_ids=NAMES)
    heard_at = {call.call_id: call.analysed_at for call in calls}
    errors: list[BaseException] = []

    def several_times(work) -> None:
        try:
            for _ in range(20):
                with writing(database) as session:
                    work(session)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            errors.append(error)

    def take(session: Session) -> None:
        lock_calls(session, reversed(NAMES))

    works = (take, lambda session: rescoring.lock_unchanged(session, heard_at))
    threads = [threading.Thread(target=several_times, args=(w,), daemon=True) for w in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (errors, [thread.is_alive() for thread in threads]) == ([], [False, False])
