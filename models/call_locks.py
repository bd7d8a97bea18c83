"""Calls held for one transaction, in the order in which everybody takes them."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlmodel import Session, col

from models.call_tables import Call

#: Calls asked for in one statement; SQLite takes some thirty thousand values. Our choice.
_AT_ONCE = 500


def lock_calls(session: Session, call_ids: Iterable[str]) -> None:
    """Hold the rows of these calls until the transaction ends; ids that are not stored are none.

    By their row's id, as rescoring takes them: two who lock several never wait for each other.
    """
    names = list(dict.fromkeys(call_ids))
    rows: list[int] = []
    for first in range(0, len(names), _AT_ONCE):
        named = col(Call.call_id).in_(names[first : first + _AT_ONCE])
        rows.extend(session.execute(select(col(Call.id)).where(named)).scalars())
    rows.sort()
    for first in range(0, len(rows), _AT_ONCE):
        query = select(col(Call.id)).where(col(Call.id).in_(rows[first : first + _AT_ONCE]))
        session.execute(query.order_by(col(Call.id)).with_for_update()).all()
