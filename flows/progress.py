"""Telling whoever watches which call is being worked on, and how far it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal, Protocol

from flows.outcomes import CallOutcome

Stage = Literal["hear", "interpret", "score", "store", "report"]


class Watcher(Protocol):
    """Someone who wants to know."""

    def planned(self, total: int) -> None:
        """So many recordings will be worked on."""

    def started(self, call_id: str) -> None:
        """Work on this call begins."""

    def reached(self, stage: Stage) -> None:
        """The current call has come to this stage."""

    def finished(self, outcome: CallOutcome) -> None:
        """The current call is done or has failed."""

    def warned(self, message: str) -> None:
        """Something is not as whoever started this may think."""


class _Nobody:
    def planned(self, total: int) -> None:
        pass

    def started(self, call_id: str) -> None:
        pass

    def reached(self, stage: Stage) -> None:
        pass

    def finished(self, outcome: CallOutcome) -> None:
        pass

    def warned(self, message: str) -> None:
        pass


_watcher: ContextVar[Watcher] = ContextVar("escucha_watcher", default=_Nobody())  # noqa: B039 - it has no state


def watcher() -> Watcher:
    """Whoever watches now."""
    return _watcher.get()


@contextmanager
def watched_by(someone: Watcher) -> Iterator[None]:
    """Let `someone` watch all that happens inside."""
    token = _watcher.set(someone)
    try:
        yield
    finally:
        _watcher.reset(token)
