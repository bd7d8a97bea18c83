"""What a command left behind: rows of the database, and the one line it said."""

from sqlalchemy import func, select

from flows import workplace
from models.database import reading


def stored(table: type) -> int:
    """How many rows `table` has."""
    with reading(workplace.database()) as session:
        return session.execute(select(func.count()).select_from(table)).scalar_one()


def only_line(text: str) -> str:
    """The one line that `text` has, but for empty ones."""
    lines = [line for line in text.splitlines() if line.strip()]
    assert len(lines) == 1, text
    return lines[0]
