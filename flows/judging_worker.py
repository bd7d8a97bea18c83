"""What a process that judges calls for another one does; it loads neither Prefect nor engines."""

import os
import signal
import threading
from collections.abc import Sequence
from dataclasses import fields
from multiprocessing import parent_process
from typing import Any

from audio_features.heard_call import HeardCall
from scoring.findings import ScoredCall
from scoring.judge import judge_call_by_each
from scoring.rubric_set import RubricSet

#: The fields of a `ScoredCall` but the call itself, which the other process has.
Judgement = dict[str, Any]

#: What this process judges by; set once, before the first call.
_judged_by: list[RubricSet] = []


def begin(rubrics: Sequence[RubricSet]) -> None:
    """Judge by each of `rubrics` from now on."""
    # Ctrl-C reaches every process of a terminal; the one that asked tells this one to stop.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    _judged_by[:] = rubrics


def judge(calls: Sequence[HeardCall]) -> list[tuple[Judgement, ...]]:
    """Judge each of `calls` by each of the rubrics."""
    return [tuple(_without_call(one) for one in by_each(heard, _judged_by)) for heard in calls]


def _without_call(scored: ScoredCall) -> Judgement:
    names = (field.name for field in fields(scored))
    return {name: getattr(scored, name) for name in names if name != "heard"}


def by_each(heard: HeardCall, rubrics: Sequence[RubricSet]) -> tuple[ScoredCall, ...]:
    """`heard` judged by what each of `rubrics` has for such a call."""
    return judge_call_by_each(heard, [one.rubric_for(heard) for one in rubrics])


def _leave_with_parent() -> None:
    """Leave nothing running where the other process was killed without a word."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
