"""Scoring again from what is stored: no audio, no engines."""

import flows.privacy  # noqa: F401 - first: Prefect reads its environment once

# isort: split

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from sqlalchemy import Engine

from flows import workplace
from flows.changed_rubrics import refuse_changed
from flows.judging import judges
from flows.outcomes import note_texts
from flows.progress import watcher
from flows.second_judge import second_judge_is_on, seconded
from flows.source_hashes import judging_hash
from flows.stored_judging import JudgedCall
from models import rescoring, store
from models.database import reading, writing
from scoring.rubrics.sets import RubricSet
from scoring.scorecard import PooledPoints, ScoredPoints, pool_points

#: Scorecards written in one transaction; a break loses at most so many. Our choice.
_COMMIT_CALLS = 50
#: Calls looked at together to see whether there is anything to judge. Our choice.
_READ_CALLS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class RescoreSummary:
    """How many calls were scored again, how many scorecards are new, and the pooled points.

    `pooled` are by rubric id, in the order of ids: points of different rubrics do not add up.
    """

    calls: int
    changed: int
    pooled: Mapping[str, PooledPoints]
    rubric: str


@flow(name="rescore", persist_result=False)
def rescore(rubric: str | None, since: datetime | None) -> RescoreSummary:
    """Judge every stored call again under `rubric`; earlier scorecards are kept."""
    return rescore_stored(rubric, since)


@task(task_run_name="rescore", cache_policy=NO_CACHE, persist_result=False)
def rescore_stored(rubric: str | None, since: datetime | None) -> RescoreSummary:
    """Read, judge and keep in pieces: ten thousand calls need little memory and few commits."""
    rubrics = workplace.rubrics(rubric)
    engine = workplace.database()
    refuse_changed(rubrics, engine)
    with reading(engine) as session:
        waiting = deque(store.call_ids(session, since=since))
    watcher().planned(len(waiting))
    counted = _Counted()
    with judges(engine, [rubrics], calls=len(waiting)) as judged:
        # Calls heard anew meanwhile are put back at the end.
        while waiting:
            for piece in judged(_to_judge(engine, waiting, rubrics, counted)):
                told = seconded(engine, piece, [rubrics])
                for call in told:
                    for note in note_texts(call.call_id, call.by_each[0].notes):
                        watcher().warned(note)
                waiting.extend(_keep(engine, told, rubrics, counted))
    return RescoreSummary(
        calls=counted.calls,
        changed=counted.changed,
        pooled=dict(sorted(counted.pooled.items())),
        rubric=rubrics.title,
    )


@dataclass(slots=True)
class _Counted:
    """What was done so far."""

    calls: int = 0
    changed: int = 0
    pooled: dict[str, PooledPoints] = field(default_factory=dict)

    def add(self, rubric_id: str, card: ScoredPoints) -> None:
        """Count one call with its current scorecard."""
        self.calls += 1
        self.pooled[rubric_id] = pool_points([card], onto=self.pooled.get(rubric_id))


def _to_judge(
    engine: Engine, waiting: deque[str], rubrics: RubricSet, counted: _Counted
) -> Iterator[list[str]]:
    """The calls `waiting`, taken from there as they are read, in pieces.

    Those that this program alone has judged by the same rubric are only counted.
    """
    alone = not second_judge_is_on()
    piece: list[str] = []
    while waiting:
        read = [waiting.popleft() for _ in range(min(_READ_CALLS, len(waiting)))]
        with reading(engine) as session:
            calls = rescoring.stored_calls(session, call_ids=read)
        for call in calls:
            card = call.card
            identity = rubrics.rubric_for(call).identity
            if alone and card and (card.rubric, card.judged_with) == (identity, judging_hash()):
                watcher().started(call.call_id)
                counted.add(identity.id, card)
            else:
                piece.append(call.call_id)
            if len(piece) == _COMMIT_CALLS:
                yield piece
                piece = []
    if piece:
        yield piece


def _keep(
    engine: Engine, piece: Sequence[JudgedCall], rubrics: RubricSet, counted: _Counted
) -> list[str]:
    """Store what was judged; ids of calls that were heard anew meanwhile and wait again."""
    judged = {call.call_id: call.by_each[0] for call in piece}
    used = {one.scorecard.rubric for one in judged.values()}
    with writing(engine) as session:
        # In one order everywhere, as they are taken before the calls.
        for identity in sorted(used, key=lambda one: one.sha256):
            store.save_rubric(session, identity=identity, yaml_text=rubrics.yaml_text(identity))
        # Judged before the lock, as judging takes long: a verdict on what was heard before must
        # not follow the one on what is heard now.
        heard_at = {call.call_id: call.analysed_at for call in piece}
        unchanged, heard_anew = rescoring.lock_unchanged(session, heard_at)
        kept = {call_id: one for call_id, one in judged.items() if call_id in unchanged}
        counted.changed += rescoring.save_judgements(
            session,
            kept,
            rubric_yaml={identity: rubrics.yaml_text(identity) for identity in used},
            # What somebody else had a say in is never taken over: it is asked for again.
            judged_with=None if second_judge_is_on() else judging_hash(),
        )
    for one in kept.values():
        counted.add(one.scorecard.rubric.id, one.scorecard)
    return sorted(heard_anew)
