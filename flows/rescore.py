"""Scoring again from what is stored: no audio, no engines."""

import flows.privacy  # noqa: F401 - first: Prefect reads its environment once

# isort: split

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from sqlmodel import Session

from audio_features.heard_call import HeardCall
from flows import workplace
from flows.interruption import stop_if_told
from flows.progress import watcher
from models import store
from models.database import reading, writing
from scoring.findings import ScoredCall
from scoring.judge import judge_call
from scoring.rubric_schema import Rubric
from scoring.scorecard import PooledPoints, pool_points

#: Scorecards written in one transaction; a break loses at most so many. Our choice.
_COMMIT_CALLS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class RescoreSummary:
    """How many calls were scored again, how many scorecards are new, and the pooled score."""

    calls: int
    changed: int
    score: float | None
    rubric: str


@flow(name="rescore", persist_result=False)
def rescore(rubric: str | None, since: datetime | None) -> RescoreSummary:
    """Judge every stored call again under `rubric`; earlier scorecards are kept."""
    return rescore_stored(rubric, since)


@task(task_run_name="rescore", cache_policy=NO_CACHE, persist_result=False)
def rescore_stored(rubric: str | None, since: datetime | None) -> RescoreSummary:
    """Read, judge and keep in pieces: ten thousand calls need little memory and few commits."""
    judged_by, text = workplace.rubric(rubric), workplace.rubric_yaml(rubric)
    engine = workplace.database()
    with reading(engine) as session:
        waiting = deque(store.call_ids(session, since=since))
    watcher().planned(len(waiting))
    calls = changed = 0
    pooled = PooledPoints()
    while waiting:
        piece = [waiting.popleft() for _ in range(min(_COMMIT_CALLS, len(waiting)))]
        with reading(engine) as session:
            hearings = store.stored_hearings(session, call_ids=piece)
        scored = [_judged(hearing.heard, judged_by) for hearing in hearings]
        with writing(engine) as keeping:
            store.save_rubric(keeping, identity=judged_by.identity, yaml_text=text)
            # Judged before the lock, as judging takes long: a verdict on what was heard before
            # must not follow the one on what is heard now.
            unchanged, heard_anew = store.lock_unchanged(keeping, hearings)
            kept = [call for call in scored if call.heard.call_id in unchanged]
            changed += _keep(keeping, kept, text)
        waiting.extend(sorted(heard_anew))
        calls += len(kept)
        pooled = pool_points((call.scorecard for call in kept), onto=pooled)
    return RescoreSummary(
        calls=calls,
        changed=changed,
        score=pooled.score,
        rubric=f"{judged_by.id} {judged_by.version}",
    )


def _judged(heard: HeardCall, rubric: Rubric) -> ScoredCall:
    stop_if_told()
    watcher().started(heard.call_id)
    return judge_call(heard, rubric)


def _keep(session: Session, scored: Sequence[ScoredCall], rubric_yaml: str) -> int:
    return sum(
        store.save_scorecard(session, scored=call, rubric_yaml=rubric_yaml) for call in scored
    )
