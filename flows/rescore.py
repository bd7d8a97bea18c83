"""Scoring again from what is stored: no audio, no engines."""

import flows.privacy  # noqa: F401 - first: Prefect reads its environment once

# isort: split

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from sqlalchemy import Engine
from sqlmodel import Session

from flows import workplace
from flows.judging import judges
from flows.outcomes import note_texts
from flows.progress import watcher
from flows.second_judge import with_second_judge
from models import store
from models.database import reading, writing
from models.store import StoredHearing
from scoring.findings import RubricIdentity, ScoredCall
from scoring.rubric_set import RubricSet
from scoring.scorecard import PooledPoints, pool_points

#: Scorecards written in one transaction; a break loses at most so many. Our choice.
_COMMIT_CALLS = 50


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
    with reading(engine) as session:
        waiting = deque(store.call_ids(session, since=since))
    watcher().planned(len(waiting))
    calls = changed = 0
    pooled: dict[str, PooledPoints] = {}
    with judges([rubrics], calls=len(waiting)) as judged:
        # Calls heard anew meanwhile are put back at the end.
        while waiting:
            for piece, alone in judged(_pieces(engine, waiting)):
                scored = with_second_judge([call for (call,) in alone], rubrics)
                for note in (text for call in scored for text in note_texts(call)):
                    watcher().warned(note)
                with writing(engine) as keeping:
                    for identity in _used(scored):
                        text = rubrics.yaml_text(identity)
                        store.save_rubric(keeping, identity=identity, yaml_text=text)
                    # Judged before the lock, as judging takes long: a verdict on what was heard
                    # before must not follow the one on what is heard now.
                    unchanged, heard_anew = store.lock_unchanged(keeping, piece)
                    kept = [call for call in scored if call.heard.call_id in unchanged]
                    changed += _keep(keeping, kept, rubrics)
                waiting.extend(sorted(heard_anew))
                calls += len(kept)
                for card in (call.scorecard for call in kept):
                    name = card.rubric.id
                    pooled[name] = pool_points([card], onto=pooled.get(name))
    return RescoreSummary(
        calls=calls, changed=changed, pooled=dict(sorted(pooled.items())), rubric=rubrics.title
    )


def _pieces(engine: Engine, waiting: deque[str]) -> Iterator[tuple[StoredHearing, ...]]:
    """The calls `waiting`, taken from there as they are read."""
    while waiting:
        piece = [waiting.popleft() for _ in range(min(_COMMIT_CALLS, len(waiting)))]
        with reading(engine) as session:
            hearings = store.stored_hearings(session, call_ids=piece)
        yield hearings


def _used(scored: Sequence[ScoredCall]) -> list[RubricIdentity]:
    """The rubrics that judged, in one order everywhere, as they are taken before the calls."""
    used = {call.scorecard.rubric for call in scored}
    return sorted(used, key=lambda identity: identity.sha256)


def _keep(session: Session, scored: Sequence[ScoredCall], rubrics: RubricSet) -> int:
    return sum(
        store.save_scorecard(
            session, scored=call, rubric_yaml=rubrics.yaml_text(call.scorecard.rubric)
        )
        for call in scored
    )
