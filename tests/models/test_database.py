import contextlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, insert, inspect, select
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import col

from audio_features.errors import ConfigurationError
from models.call_tables import TurnRow
from models.columns import utc_now
from models.database import alembic_config, open_database, reading, upgrade_database, writing
from models.tables import Agent, metadata


def test_migrations_make_exactly_the_tables_of_the_models(database: Engine) -> None:
    with database.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "target_metadata": metadata}
        )
        differences = compare_metadata(context, metadata)
        tables = set(inspect(connection).get_table_names())

    assert differences == []
    assert tables == {*metadata.tables, "alembic_version"}


def test_upgrading_twice_changes_nothing_and_keeps_the_data(database_url: str) -> None:
    upgrade_database(database_url)
    with writing(open_database(database_url)) as session:
        session.add(Agent(agent_id="ana"))

    upgrade_database(database_url)

    with reading(open_database(database_url)) as session:
        assert session.get(Agent, "ana") is not None


def test_downgrading_removes_every_table_again(database: Engine) -> None:
    config = alembic_config()
    with database.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]


def test_a_database_of_a_newer_version_is_refused(database: Engine, database_url: str) -> None:
    with database.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(ConfigurationError, match="another version of Escucha"):
        upgrade_database(database_url)


def test_moments_come_back_aware_and_in_utc(database: Engine) -> None:
    said = datetime.fromisoformat("2026-03-01T09:30:00+01:00")
    with writing(database) as session:
        session.add(Agent(agent_id="ana", created_at=said))

    with reading(database) as session:
        agent = session.get(Agent, "ana")

    assert agent is not None
    assert agent.created_at == datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
    assert agent.created_at.tzinfo == UTC


def test_a_moment_without_zone_is_refused(database: Engine) -> None:
    with pytest.raises(StatementError, match="without a time zone"), writing(database) as session:
        session.add(Agent(agent_id="ana", created_at=datetime(2026, 3, 1)))


def test_an_error_leaves_nothing_of_its_transaction(database: Engine) -> None:
    with contextlib.suppress(RuntimeError), writing(database) as session:
        session.add(Agent(agent_id="ana"))
        session.flush()
        raise RuntimeError

    with reading(database) as session:
        assert session.execute(select(col(Agent.agent_id))).all() == []


def test_rows_without_their_call_are_refused(database: Engine) -> None:
    turn = {"call_pk": 77, "position": 0, "party": "agent", "start": 0.0, "end": 1.0}
    rest = {"text": "hola", "confidence": 1.0, "words": []}
    with pytest.raises(IntegrityError), writing(database) as session:
        session.execute(insert(TurnRow), [{**turn, **rest}])


def test_sqlite_readers_do_not_wait_for_the_writer(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'calls.db'}"
    upgrade_database(url)
    engine = open_database(url)
    with writing(engine) as writer:
        writer.add(Agent(agent_id="ana", created_at=utc_now()))
        writer.flush()
        with reading(engine) as reader:
            assert reader.get(Agent, "ana") is None


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("not a url", "is not a database address"),
        ("mysql://localhost/calls", "SQLite or PostgreSQL only"),
        ("postgresql+nodriver://localhost/calls", "driver is not installed"),
    ],
)
def test_an_address_that_cannot_work_is_refused_with_the_mend(url: str, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        open_database(url)


def test_an_unreachable_server_is_one_readable_line_without_the_password() -> None:
    with pytest.raises(ConfigurationError, match="cannot be used") as caught:
        upgrade_database("postgresql+psycopg://qa:secret@127.0.0.1:1/calls")

    assert "\n" not in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_file_in_the_way_of_the_database_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("I am a file")

    with pytest.raises(ConfigurationError, match="database folder"):
        open_database(f"sqlite:///{tmp_path}/data/calls.db")
