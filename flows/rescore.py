"""Scoring again from what is stored: no audio, no engines."""

import flows.privacy  # noqa: F401 - first: Prefect reads its environment once

# isort: split

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows import workplace
from flows.progress import watcher
from models import store
from models.database import reading, writing
from scoring.findings import ScoredCall
from scoring.judge import judge_call
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
    calls = changed = 0
    pooled = PooledPoints()
    with reading(engine) as session:
        watcher().planned(store.count_calls(session, since=since))
        scored = (
            judge_call(heard, judged_by) for heard in store.iter_heard_calls(session, since=since)
        )
        while piece := _some(scored):
            with writing(engine) as keeping:
                changed += sum(
                    store.save_scorecard(keeping, scored=call, rubric_yaml=text) for call in piece
                )
            calls += len(piece)
            pooled = pool_points((call.scorecard for call in piece), onto=pooled)
    return RescoreSummary(
        calls=calls,
        changed=changed,
        score=pooled.score,
        rubric=f"{judged_by.id} {judged_by.version}",
    )


def _some(scored: Iterator[ScoredCall]) -> list[ScoredCall]:
    piece = []
    for call in islice(scored, _COMMIT_CALLS):
        watcher().started(call.heard.call_id)
        piece.append(call)
    return piece
