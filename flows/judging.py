"""Judging many stored calls: here, or in as many processes as there are cores."""

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice

from sqlalchemy import Engine

from flows import judging_worker
from flows.interruption import stop_if_told
from flows.progress import watcher
from flows.stored_judging import JudgedCall, StoredCallJudge
from scoring.rubrics.sets import RubricSet

#: Calls from which other processes pay: each takes seconds to start and to load what it reads
#: words with. Our choice.
FEWEST_CALLS = 200
#: Pieces waiting for each process, so that none waits for the database. Our choice.
_AHEAD = 2

#: What libraries read, when they are loaded, for the number of their threads.
_THREADS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")

#: Ids of calls that are read and judged together.
Piece = Sequence[str]
Judges = Callable[[Iterable[Piece]], Iterator[list[JudgedCall]]]


@contextmanager
def judges(
    engine: Engine, rubrics: Sequence[RubricSet], *, calls: int, stored: bool = False
) -> Iterator[Judges]:
    """What judges pieces of stored calls, in their order, by each of `rubrics`.

    Calls that are gone are left out; `calls` are expected in all. With `stored`, what they were
    judged before is told beside it.
    """
    workers = _cores() if calls >= FEWEST_CALLS else 1
    if workers == 1:
        judge = StoredCallJudge(engine, rubrics, stored=stored)
        yield lambda pieces: (list(judge.judge(piece, announce=_announce)) for piece in pieces)
        return
    url = engine.url.render_as_string(hide_password=False)
    pool = ProcessPoolExecutor(
        workers,
        # A copy of this process would hold the locks of threads that it does not have.
        mp_context=multiprocessing.get_context("spawn"),
        initializer=judging_worker.begin,
        initargs=(url, tuple(rubrics), stored),
    )
    try:
        with _one_thread_each():
            yield lambda pieces: _judged_by_workers(pieces, pool, ahead=workers * _AHEAD)
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Processes that start in here calculate in one thread: there is one for every core.

    More would wait for each other in a loop, which took twenty times the processor time. What
    they calculate is the same.
    """
    before = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _judged_by_workers(
    pieces: Iterable[Piece], pool: ProcessPoolExecutor, *, ahead: int
) -> Iterator[list[JudgedCall]]:
    waiting: deque[Future[list[JudgedCall]]] = deque()
    coming = iter(pieces)
    while True:
        for piece in islice(coming, ahead - len(waiting)):
            waiting.append(pool.submit(judging_worker.judge, piece))
        if not waiting:
            return
        judged = waiting.popleft().result()
        for call in judged:
            _announce(call.call_id)
        yield judged


def _announce(call_id: str) -> None:
    stop_if_told()
    watcher().started(call_id)


def _cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
