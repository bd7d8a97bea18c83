"""Adding judgements to calls: scorecards are only ever added, the one added last is current."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, null, select, update
from sqlmodel import Session, SQLModel, col

from models.judgement_rows import NewCard, content_hash, insert_judgements
from models.opinion_rows import notes_column
from models.score_tables import KeptWordsRow, ScorecardRow
from scoring.findings import Judgement, KeptWords

#: Tables to write in bulk, without the mapper between.
_FINDINGS, _WORDS = (SQLModel.metadata.tables[name] for name in ("finding", "kept_words"))


def new_card(judgement: Judgement, *, call_pk: int, rubric_pk: int) -> NewCard:
    """What is added to the call with this key, by the rubric with that one."""
    return NewCard(
        call_pk=call_pk,
        rubric_pk=rubric_pk,
        judgement=judgement,
        content_sha256=content_hash(judgement),
    )


def add_judgements(session: Session, cards: Sequence[NewCard], *, judged_with: str | None) -> int:
    """Add judgements of locked calls, but for those that the current one says already.

    How many were added. What was found in the words is kept with the call, each time anew.
    """
    card: Any = ScorecardRow
    query = select(card.id, card.call_pk, card.rubric_pk, card.content_sha256).where(
        card.call_pk.in_([one.call_pk for one in cards]), card.is_current
    )
    current = {row.call_pk: row for row in session.execute(query)}
    same: list[NewCard] = []
    new: list[NewCard] = []
    for one in cards:
        known = current.get(one.call_pk)
        says_so = known is not None and tuple(known[2:]) == (one.rubric_pk, one.content_sha256)
        (same if says_so else new).append(one)
    _confirm(session, same, {key: row.id for key, row in current.items()}, judged_with)
    superseded = [current[one.call_pk].id for one in new if one.call_pk in current]
    session.execute(update(ScorecardRow).where(card.id.in_(superseded)).values(is_current=False))
    insert_judgements(session, new, judged_with=judged_with)
    if judged_with is not None:
        found = {one.call_pk: one.judgement.words for one in cards}
        _keep_words(session, found, judged_with=judged_with)
    return len(new)


def _confirm(
    session: Session,
    same: Sequence[NewCard],
    keys: Mapping[int, int],
    judged_with: str | None,
) -> None:
    """The current scorecards say what these do: that is this program's word too from now on."""
    if not same:
        return
    card: Any = ScorecardRow
    confirmed = [keys[one.call_pk] for one in same]
    session.execute(
        update(ScorecardRow)
        .where(card.id.in_(confirmed))
        .values(judged_with=judged_with, notes=null())
    )
    for one in same:
        if one.judgement.notes:  # of today, no part of what is confirmed
            noted = update(ScorecardRow).where(card.id == keys[one.call_pk])
            session.execute(noted.values(notes=notes_column(one.judgement.notes)))
    shares = [
        {"card": keys[one.call_pk], "named": found.criterion, "share": found.credit}
        for one in same
        for found in one.judgement.findings
    ]
    if shares:
        session.connection().execute(
            update(_FINDINGS)
            .where(
                _FINDINGS.c.scorecard_pk == bindparam("card"),
                _FINDINGS.c.criterion == bindparam("named"),
            )
            .values(credit=bindparam("share")),
            shares,
        )


def _keep_words(
    session: Session, found: Mapping[int, KeptWords | None], *, judged_with: str
) -> None:
    rows = [
        {
            "call_pk": call_pk,
            "judged_with": judged_with,
            "intents_sha256": words.intents_sha256,
            "content": words.content,
        }
        for call_pk, words in found.items()
        if words is not None
    ]
    forget_words(session, [call_pk for call_pk, words in found.items() if words is not None])
    if rows:
        session.execute(insert(_WORDS), rows)


def forget_words(session: Session, call_pks: Iterable[int]) -> None:
    """Delete what was found in the words of calls that are heard or read anew."""
    session.execute(delete(KeptWordsRow).where(col(KeptWordsRow.call_pk).in_(list(call_pks))))
