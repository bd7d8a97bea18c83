"""What would change if another rubric were switched on: judged, counted, nothing stored."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from audio_features.errors import ConfigurationError
from flows import workplace
from flows.judging import judges
from flows.progress import watcher
from flows.second_judge import seconded
from models import store
from models.database import reading
from scoring.findings import RubricIdentity
from scoring.judgement_changes import ChangeTally, JudgementChanges
from scoring.rubrics.changes import RubricChange, rubric_changes
from scoring.rubrics.reading import parse_rubric
from scoring.rubrics.schema import Rubric
from scoring.rubrics.sets import RubricSet

#: What stands for the rubric that each call was last judged by.
CURRENT = "current"

#: Calls read at a time; our choice.
_PIECE_CALLS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedRubrics:
    """Two rubrics that take each other's place; `changes` is None where the old is unreadable."""

    old: RubricIdentity
    new: RubricIdentity
    changes: tuple[RubricChange, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricDiff:
    """What a new rubric or set says otherwise, and what that does to stored calls."""

    old: str
    new: str
    rubrics: tuple[ComparedRubrics, ...]
    judgements: JudgementChanges


def diff_rubrics(
    old: str, new: str, *, agent_id: str | None = None, since: datetime | None = None
) -> RubricDiff:
    """Judge the stored calls of one agent, or of all, by `new`, and by `old` too.

    Both are paths of a rubric or a set; `old` may be ``current``, the judgements that are stored.
    """
    after = workplace.rubrics(new)
    before = None if old == CURRENT else workplace.rubrics(old)
    engine = workplace.database()
    with reading(engine) as session:
        waiting = deque(store.call_ids(session, agent_id=agent_id, since=since))
    watcher().planned(len(waiting))
    tally = ChangeTally()
    #: Calls by the rubrics that judged them, before and after.
    pairs: dict[tuple[RubricIdentity, str], int] = {}
    judged_by = [after] if before is None else [before, after]
    with judges(engine, judged_by, calls=len(waiting), stored=before is None) as judged:
        for piece in judged(_pieces(waiting)):
            # What a second judge said of the same before counts; a comparison asks nobody.
            for call in seconded(engine, piece, judged_by, ask=False):
                was, now = call.stored if before is None else call.by_each[0], call.by_each[-1]
                if was is None:  # heard, but never judged
                    continue
                tally.add(
                    call.call_id,
                    old=(was.findings, was.scorecard),
                    new=(now.findings, now.scorecard),
                )
                pair = (was.scorecard.rubric, now.scorecard.rubric.sha256)
                pairs[pair] = pairs.get(pair, 0) + 1
    return RubricDiff(
        old=old if before is None else before.title,
        new=after.title,
        rubrics=tuple(_compared(engine, list(pairs), before, after)),
        judgements=tally.result(),
    )


def _pieces(waiting: deque[str]) -> Iterator[list[str]]:
    while waiting:
        yield [waiting.popleft() for _ in range(min(_PIECE_CALLS, len(waiting)))]


def _compared(
    engine: Engine,
    pairs: Sequence[tuple[RubricIdentity, str]],
    before: RubricSet | None,
    after: RubricSet,
) -> Iterator[ComparedRubrics]:
    """The rubrics that take each other's place on some call, the same ones left out."""
    by_hash = {rubric.sha256: rubric for rubric in after.rubrics}
    if not pairs and before is not None:
        # No call to judge: what the files say can be compared all the same.
        pairs = [
            (rubric.identity, (after.with_id(rubric.id) or after.default).sha256)
            for rubric in before.rubrics
        ]
    for identity, sha256 in sorted(pairs, key=lambda pair: (pair[0].id, pair[0].sha256, pair[1])):
        new = by_hash[sha256]
        if identity.sha256 == sha256:
            continue
        old = _of_hash(before, identity) if before else _as_stored(engine, identity)
        yield ComparedRubrics(
            old=identity,
            new=new.identity,
            changes=None if old is None else rubric_changes(old, new),
        )


def _of_hash(rubrics: RubricSet, identity: RubricIdentity) -> Rubric | None:
    return next((one for one in rubrics.rubrics if one.sha256 == identity.sha256), None)


def _as_stored(engine: Engine, identity: RubricIdentity) -> Rubric | None:
    """A rubric as it judged; None where it is written for another version of the program."""
    with reading(engine) as session:
        text = store.rubric_text(session, sha256=identity.sha256)
    try:
        return None if text is None else parse_rubric(text, name=f"stored {identity.id}")
    except ConfigurationError:
        return None
