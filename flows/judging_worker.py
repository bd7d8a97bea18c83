"""What a process that judges calls for another one does; it loads neither Prefect nor engines."""

import os
import signal
import threading
from collections.abc import Sequence
from multiprocessing import parent_process

from flows.stored_judging import JudgedCall, StoredCallJudge
from models.database import open_database
from scoring.rubrics.sets import RubricSet

#: What judges in this process; set once, before the first call.
_judge: list[StoredCallJudge] = []


def begin(database_url: str, rubrics: Sequence[RubricSet], stored: bool) -> None:
    """Judge stored calls by each of `rubrics` from now on, what they were judged before beside."""
    # Ctrl-C reaches every process of a terminal; the one that asked tells this one to stop.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    _judge[:] = [StoredCallJudge(open_database(database_url), rubrics, stored=stored)]


def judge(call_ids: Sequence[str]) -> list[JudgedCall]:
    """Those of these calls that are stored, judged."""
    return list(_judge[0].judge(call_ids))


def _leave_with_parent() -> None:
    """Leave nothing running where the other process was killed without a word."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
