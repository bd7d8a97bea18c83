"""Opening the database and bringing it up to date. SQLite by default, PostgreSQL by URL."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from pydantic_core import from_json, to_json
from sqlalchemy import Connection, Engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session, create_engine

from audio_features.errors import ConfigurationError

#: How long a writer waits for another one (nightly batch beside the review application), ms.
_SQLITE_BUSY_TIMEOUT_MS = 30_000

#: Any number will do, as long as every Escucha process takes the same lock before migrating.
_MIGRATION_LOCK = 0x65736375


#: Execution option of connections that will write.
_WRITES = "escucha_writes"


@lru_cache(maxsize=8)
def open_database(url: str) -> Engine:
    """Engine for `url`, one a process and URL; creates the folder of a SQLite file.

    Raises
    ------
    ConfigurationError
        Where the URL is malformed, names a database Escucha does not know, or its driver or
        folder is missing.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ConfigurationError(
            f"database_url {url!r} is not a database address; give one like "
            "'sqlite:///escucha.db' or 'postgresql+psycopg://user:password@host/name'"
        ) from error
    shown = parsed.render_as_string(hide_password=True)
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise ConfigurationError(
            f"database_url {shown!r}: Escucha keeps its data in SQLite or PostgreSQL only"
        )
    try:
        if parsed.get_backend_name() == "sqlite":
            return _open_sqlite(url, parsed.database)
        return create_engine(
            url, pool_pre_ping=True, json_serializer=_dump_json, json_deserializer=from_json
        )
    except (ImportError, NoSuchModuleError) as error:
        raise ConfigurationError(
            f"database_url {shown!r}: the driver is not installed ({error}); install "
            "'psycopg[binary]' and write the address as postgresql+psycopg://…"
        ) from error


def upgrade_database(url: str) -> None:
    """Create or migrate the tables at `url`; does nothing where they are up to date.

    Raises
    ------
    ConfigurationError
        Where the database can't be reached or written, or was made by a newer Escucha.
    """
    engine = open_database(url)
    shown = engine.url.render_as_string(hide_password=True)
    config = alembic_config()
    head = ScriptDirectory.from_config(config).get_current_head()
    try:
        with engine.execution_options(**{_WRITES: True}).begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
            if MigrationContext.configure(connection).get_current_revision() == head:
                return
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except CommandError as error:
        raise ConfigurationError(
            f"database {shown} was made by another version of Escucha ({error}); "
            "install that version or name another database"
        ) from error
    except SQLAlchemyError as error:
        cause = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise ConfigurationError(
            f"database {shown} cannot be used: {cause}; check that it exists, "
            "that it may be written, and the user and password in database_url"
        ) from error


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that only reads, all of it from one moment."""
    if engine.dialect.name == "postgresql":
        # By default each statement would see what others have committed since the one before:
        # the words of one analysis with the events of the next.
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with Session(engine) as session:
        yield session


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A session in one transaction: committed at the end, or nothing at all on any error."""
    with Session(engine.execution_options(**{_WRITES: True})) as session, session.begin():
        yield session


def shed_deleted(engine: Engine) -> None:
    """Leave nothing of deleted rows in SQLite's journal; PostgreSQL does so when it vacuums."""
    if engine.dialect.name == "sqlite":
        connection = engine.raw_connection()  # no transaction: it could not be done in one
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()


def alembic_config() -> Config:
    """Where the migrations are; the caller adds the connection to migrate."""
    config = Config()
    folder = str(Path(__file__).with_name("migrations")).replace("%", "%%")
    config.set_main_option("script_location", folder)
    return config


def _open_sqlite(url: str, database: str | None) -> Engine:
    if database and database != ":memory:":
        folder = Path(database).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigurationError(
                f"the database folder {folder} cannot be made: {error.strerror}; "
                "set database_url or data_dir to a place that can be written"
            ) from error
    engine = create_engine(url, json_serializer=_dump_json, json_deserializer=from_json)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, record: ConnectionPoolEntry) -> None:
    """Foreign keys on, readers never wait for the writer, DDL inside transactions."""
    del record
    connection.isolation_level = None  # transactions begin in `_begin_sqlite`, DDL included
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_SQLITE_BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA secure_delete = ON")  # what was said does not outlive its row
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """Writers take the lock at once: one that read first could not wait for another's commit."""
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _dump_json(value: object) -> str:
    return to_json(value).decode()
