"""What agents undertook, by when it is due."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from alembic import command
from sqlalchemy import Engine, inspect
from sqlalchemy.engine import Connection
from stored_calls import METADATA, UNDERTAKEN, count, heard_call, save, save_again, scored_call

from models import store
from models.database import alembic_config, reading, writing
from models.follow_ups import agent_commitments
from models.tables import CommitmentRow, RefusalRow
from scoring.findings import ScoredCall
from scoring.undertakings import AgentCommitment, Commitment, Deadline

DUE = datetime(2026, 3, 2, 22, 59, tzinfo=UTC)


def call_with(call_id: str, *commitments: Commitment, agent_id: str = "ana") -> ScoredCall:
    heard = heard_call(call_id, metadata=METADATA.model_copy(update={"agent_id": agent_id}))
    return replace(scored_call(heard), commitments=commitments)


def due_in(days: int) -> Commitment:
    moment = DUE + timedelta(days=days)
    deadline = Deadline(words=f"en {days} días", due_from=moment, due_by=moment)
    return replace(UNDERTAKEN, deadline=deadline)


def found(database: Engine, **narrowed: object) -> tuple[AgentCommitment, ...]:
    with reading(database) as session:
        return agent_commitments(session, **narrowed)


def test_commitments_come_by_due_date_and_undated_ones_last(database: Engine) -> None:
    vague = replace(UNDERTAKEN, deadline=Deadline(words="ahorita", vague=True))
    save(database, call_with("c1", due_in(5), vague), call_with("c2", due_in(1), agent_id="luis"))

    everyone = found(database)
    assert [(one.call_id, one.agent_id) for one in everyone] == [
        ("c2", "luis"),
        ("c1", "ana"),
        ("c1", "ana"),
    ]
    assert everyone[-1].commitment == vague
    assert everyone[0].started_at == METADATA.started_at


def test_one_agent_and_a_stretch_of_time_can_be_asked_for(database: Engine) -> None:
    save(database, call_with("c1", due_in(0), due_in(3)), call_with("c2", due_in(1), agent_id="b"))

    assert [one.call_id for one in found(database, agent_id="b")] == ["c2"]
    open_now = found(database, agent_id="ana", due_after=DUE + timedelta(hours=1))
    assert [one.commitment for one in open_now] == [due_in(3)]
    overdue = found(database, due_before=DUE + timedelta(days=1))
    assert [one.call_id for one in overdue] == ["c1", "c2"]


def test_what_the_caller_undertook_is_not_the_agents_to_do(database: Engine) -> None:
    save(database, call_with("c1", replace(due_in(1), party="customer")))
    assert found(database) == ()


def test_only_the_current_judgement_counts(database: Engine) -> None:
    save(database, call_with("c1", due_in(1)))
    with writing(database) as session:
        again = call_with("c1", due_in(2))
        assert save_again(session, again, rubric_yaml="id: protocol\n")
        assert not save_again(session, again, rubric_yaml="id: protocol\n")

    assert [one.commitment for one in found(database)] == [due_in(2)]
    assert (count(database, CommitmentRow), count(database, RefusalRow)) == (2, 2)


def test_the_tables_come_with_their_migration_and_go_with_it(database: Engine) -> None:
    def has(connection: Connection) -> tuple[bool, bool]:
        seen = inspect(connection)
        columns = {column["name"] for column in seen.get_columns("scorecard")}
        tables = set(seen.get_table_names())
        return {"commitment", "refusal"} <= tables, "complaint_kind" in columns

    config = alembic_config()
    for revision, there in (("0001", False), ("0002", True)):
        with database.begin() as connection:
            config.attributes["connection"] = connection
            move = command.upgrade if there else command.downgrade
            move(config, revision)
            assert has(connection) == (there, there)


def test_a_call_judged_before_there_were_commitments_still_loads(database: Engine) -> None:
    save(database, scored_call())
    with writing(database) as session:
        for statement in ("DELETE FROM commitment", "DELETE FROM refusal",
                          "UPDATE scorecard SET complaint_kind = NULL"):  # fmt: skip
            session.connection().exec_driver_sql(statement)
    with reading(database) as session:
        loaded = store.load_scored_call(session, call_id="c1")
    assert loaded is not None
    assert (loaded.commitments, loaded.refusals, loaded.complaint) == ((), (), None)
