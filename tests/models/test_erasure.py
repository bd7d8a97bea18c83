"""A call that is erased is gone everywhere."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from stored_calls import heard_call, save, scored_call, seconded_call

from models import batches, coaching_records, corrections
from models.database import open_database, reading, shed_deleted, upgrade_database, writing
from models.erasure import cites, erase_call
from models.tables import (
    metadata,
)


def rows_by_table(database: Engine) -> dict[str, int]:
    with reading(database) as session:
        return {
            table.name: session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        }


def coach_about(database: Engine, agent_id: str, *call_ids: str) -> None:
    moments = [{"moment": {"call_id": call_id, "quote": "Buenos días"}} for call_id in call_ids]
    with writing(database) as session:
        coaching_records.save_coaching(
            session,
            agent_id=agent_id,
            document={"strengths": moments},
            period_start=None,
            period_end=None,
        )


def test_a_call_is_erased_from_every_table_and_no_other_call(database: Engine) -> None:
    save(database, scored_call(heard_call("other")))
    coach_about(database, "ana", "other")
    with writing(database) as session:
        batch = batches.start_batch(session, source="inbox")
        batches.record_item(session, batch=batch, path="o.wav", status="done", call_id="other")
    before = rows_by_table(database)

    save(database, seconded_call(), scored_call(verdict="not_met"))
    coach_about(database, "ana", "other", "c1")
    with writing(database) as session:
        named = {"path": "calls/c1.wav", "status": "done", "call_id": "c1"}
        unnamed = {"path": "calls/c1.wav", "status": "failed", "error": "busy"}
        for item in (named, unnamed):
            batches.record_item(session, batch=batch, **item)
    with writing(database) as session:
        said = {"criterion": "greeted", "verdict": "met", "analyst": "rosa"}
        corrections.add_correction(session, corrections.GivenCorrection(call_id="c1", **said))
    with writing(database) as session:
        erased = erase_call(session, call_id="c1")

    assert erased is not None
    assert (erased.path, erased.agent_id, erased.coached) == ("calls/c1.wav", "ana", ("ana",))
    assert erased.rows == {
        "turns": 2,
        "events": 1,
        "measures": 1,
        "scorecards": 2,
        "kept words": 0,
        "corrections": 1,
        "batch items": 2,
        "coaching reports": 1,
    }
    assert rows_by_table(database) == before


def test_erasing_an_unknown_call_is_told_and_harms_nothing(database: Engine) -> None:
    save(database, scored_call())
    before = rows_by_table(database)
    with writing(database) as session:
        assert erase_call(session, call_id="c2") is None
    assert rows_by_table(database) == before


def test_nothing_that_was_said_stays_in_the_files_of_sqlite(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'calls.db'}"
    upgrade_database(url)
    database = open_database(url)
    save(database, scored_call(), scored_call(heard_call("other", turns=())))
    with writing(database) as session:
        erase_call(session, call_id="c1")
    shed_deleted(database)
    save(database, scored_call(heard_call("third", turns=())))  # its connections still work

    files = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert "¿señor «Muñoz»?".encode() not in files
    assert b"calls/other.wav" in files


@pytest.mark.parametrize(
    ("document", "cited"),
    [
        ({"moment": {"call_id": "c1"}}, True),
        ({"a": [{"b": [{"call_id": "c1"}]}]}, True),
        ({"call_id": "c11", "text": "c1"}, False),
        (None, False),
    ],
)
def test_a_coaching_document_cites_the_calls_it_names(document: object, cited: bool) -> None:
    assert cites(document, "c1") is cited
