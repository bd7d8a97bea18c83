"""Judging many stored calls: here, or in as many processes as there are cores."""

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice

from audio_features.heard_call import HeardCall
from flows import judging_worker
from flows.interruption import stop_if_told
from flows.progress import watcher
from models.store import StoredHearing
from scoring.findings import ScoredCall
from scoring.rubric_set import RubricSet

#: Calls from which other processes pay: each takes seconds to start and to load what it reads
#: words with. Our choice.
FEWEST_CALLS = 200
#: Pieces waiting for each process, so that none waits for the database. Our choice.
_AHEAD = 2

#: What libraries read, when they are loaded, for the number of their threads.
_THREADS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")

Piece = tuple[StoredHearing, ...]
#: The calls of a piece, each judged by each of the rubrics.
JudgedPiece = tuple[Piece, list[tuple[ScoredCall, ...]]]
Judges = Callable[[Iterable[Piece]], Iterator[JudgedPiece]]


@contextmanager
def judges(rubrics: Sequence[RubricSet], *, calls: int) -> Iterator[Judges]:
    """What judges pieces, in their order, by each of `rubrics`; `calls` are expected in all.

    Each verdict is that of `scoring.judge.judge_call`, wherever it was found.
    """
    workers = _cores() if calls >= FEWEST_CALLS else 1
    if workers == 1:
        yield lambda pieces: _judged_here(pieces, rubrics)
        return
    pool = ProcessPoolExecutor(
        workers,
        # A copy of this process would hold the locks of threads that it does not have.
        mp_context=multiprocessing.get_context("spawn"),
        initializer=judging_worker.begin,
        initargs=(tuple(rubrics),),
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


def _judged_here(pieces: Iterable[Piece], rubrics: Sequence[RubricSet]) -> Iterator[JudgedPiece]:
    for piece in pieces:
        scored = []
        for hearing in piece:
            _announce(hearing.heard)
            scored.append(judging_worker.by_each(hearing.heard, rubrics))
        yield piece, scored


def _judged_by_workers(
    pieces: Iterable[Piece], pool: ProcessPoolExecutor, *, ahead: int
) -> Iterator[JudgedPiece]:
    waiting: deque[tuple[Piece, Future[list[tuple[judging_worker.Judgement, ...]]]]] = deque()
    coming = iter(pieces)
    while True:
        for piece in islice(coming, ahead - len(waiting)):
            task = pool.submit(judging_worker.judge, [hearing.heard for hearing in piece])
            waiting.append((piece, task))
        if not waiting:
            return
        piece, task = waiting.popleft()
        judged = task.result()
        for hearing in piece:
            _announce(hearing.heard)
        yield piece, [_with_call(h.heard, one) for h, one in zip(piece, judged, strict=True)]


def _with_call(
    heard: HeardCall, judgements: Sequence[judging_worker.Judgement]
) -> tuple[ScoredCall, ...]:
    return tuple(ScoredCall(heard=heard, **judgement) for judgement in judgements)


def _announce(heard: HeardCall) -> None:
    stop_if_told()
    watcher().started(heard.call_id)


def _cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
