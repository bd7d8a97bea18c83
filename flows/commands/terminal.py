"""How commands talk: tables and progress on the terminal, one readable line for each error."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from audio_features.errors import ConfigurationError
from audio_features.languages import SUPPORTED_LANGUAGES, primary_language
from flows.outcomes import CallOutcome, RunSummary
from flows.progress import Stage, watched_by
from flows.settings import MAY_BE, Settings

#: Characters a line of a table may have where nobody's terminal sets a limit.
_LOG_COLUMNS = 120

_STAGES: dict[Stage, str] = {
    "hear": "listening",
    "interpret": "measuring",
    "score": "judging",
    "store": "storing",
    "report": "writing the report",
}


def output() -> Console:
    """Where results go: standard output; in a file or pipe, wide enough for a table's columns."""
    console = Console(highlight=False, emoji=False)
    if console.is_terminal:
        return console
    return Console(highlight=False, emoji=False, width=_LOG_COLUMNS)


def say_error(message: str) -> None:
    """One line on standard error for each line of `message`, as it is: no markup, no wrapping."""
    console = Console(stderr=True, highlight=False, emoji=False)
    for line in message.splitlines():
        console.print(f"error: {line}", markup=False, soft_wrap=True)


def say_warning(message: str) -> None:
    """One warning line on standard error."""
    console = Console(stderr=True, highlight=False, emoji=False)
    console.print(f"warning: {message}", markup=False, soft_wrap=True)


class TerminalProgress:
    """A bar with the current call and how far it is; in a log, a line for each call instead."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False, emoji=False)
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._task = self._progress.add_task("preparing", total=None)
        self._call_id = ""
        self._begun = False

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def planned(self, total: int) -> None:
        """Set the length of the bar."""
        self._progress.update(self._task, total=total)

    def started(self, call_id: str) -> None:
        """Name the call."""
        if self._begun:
            self._progress.advance(self._task)
        self._begun = True
        self._call_id = call_id
        self._progress.update(self._task, description=call_id)

    def reached(self, stage: Stage) -> None:
        """Name the stage."""
        self._progress.update(self._task, description=f"{self._call_id}: {_STAGES[stage]}")

    def finished(self, outcome: CallOutcome) -> None:
        """Advance the bar, and say at once what went wrong."""
        self._progress.advance(self._task)
        self._begun = False
        if not self._console.is_terminal and outcome.status == "done":
            # Not to standard error: what stands there went wrong, and scripts count its lines.
            output().print(f"done: {self._call_id}", markup=False, soft_wrap=True)
        if outcome.error:
            say_error(outcome.error)
        if outcome.warning:
            self.warned(outcome.warning)

    def warned(self, message: str) -> None:
        """Say it on a line of its own."""
        say_warning(message)


@contextmanager
def shown_progress() -> Iterator[None]:
    """Show a progress bar while what is inside works."""
    with TerminalProgress() as bar, watched_by(bar):
        yield


def add_texts(table: Table, *cells: str) -> None:
    """Add a row that is shown as it is: names and paths may look like markup."""
    table.add_row(*map(Text, cells))


def figure_table(
    head: Sequence[str], rows: Sequence[tuple[str, ...]], *, texts: int = 1, wrap: bool = False
) -> Table:
    """The first `texts` columns are text, the others numbers, broken only where `wrap` says so."""
    table = Table()
    for number, name in enumerate(head):
        if number < texts:
            table.add_column(name, overflow="fold", min_width=None if number else 12)
        else:
            table.add_column(name, justify="right", no_wrap=not wrap)
    for row in rows:
        add_texts(table, *row)
    return table


#: Call ids up to this length stand on one line, however narrow the terminal (our choice).
_UNBROKEN_ID = 24


def outcome_table(summary: RunSummary) -> Table:
    """The final table: a row for each recording worked on. Reports are named after their call."""
    outcomes = [outcome for outcome in summary.outcomes if outcome.status != "skipped"]
    names = [outcome.call_id or Path(outcome.path).name for outcome in outcomes]
    told = any(outcome.status != "done" for outcome in outcomes)
    table = Table()
    longest = max(map(len, names), default=0)
    table.add_column("call", overflow="fold", min_width=min(longest, _UNBROKEN_ID))
    table.add_column("agent", overflow="fold")
    for name in ("seconds", "score", "unsure"):
        table.add_column(name, justify="right")
    table.add_column("critical", overflow="fold")
    if told:
        table.add_column("status")
    for name, outcome in zip(names, outcomes, strict=True):
        cells = (
            name,
            outcome.agent or "–",
            "–" if outcome.seconds is None else f"{outcome.seconds:.0f}",
            shown_score(outcome.score),
            str(outcome.unsure) if outcome.status == "done" else "–",
            ", ".join(outcome.critical_failures) or "–",
        )
        add_texts(table, *cells, *([outcome.status] if told else []))
    return table


def say_where(reports: Sequence[str], folder: Path) -> None:
    """Say how many reports lie in `folder` and how to open one, on a line that can be clicked."""
    console = output()
    many = counted(len(reports), "report")
    console.print(
        f"{many} in {folder}; open one in a browser, for example:", markup=False, soft_wrap=True
    )
    console.print(f"  {Path(reports[0]).absolute().as_uri()}", markup=False, soft_wrap=True)


def counted(count: int, one: str, more: str | None = None) -> str:
    """A count with its noun: "1 call", "2 calls"; `more` where an s does not make the plural."""
    return f"{count} {one if count == 1 else more or f'{one}s'}"


def shown_score(score: float | None) -> str:
    """A percentage with one decimal, or a dash where nothing could be judged."""
    return "–" if score is None else f"{score:.1f}"


def parse_since(text: str | None, *, given_by: str = "--since") -> datetime | None:
    """A date or moment in ISO 8601; without a zone it is local time."""
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text).astimezone()
    except ValueError as error:
        raise ConfigurationError(
            f"{given_by} {text}: is not a date; write it like 2026-03-01 or 2026-03-01T09:30"
        ) from error


def chosen_settings(settings: Settings, *, country: str | None, language: str | None) -> Settings:
    """`settings` with what was chosen on the command line, checked the same way."""
    given: dict[str, str] = {}
    if country is not None:
        given["country"] = country.strip().upper()
        if not re.fullmatch(r"[A-Z]{2}", given["country"]):
            raise ConfigurationError(f"--country {country}: it may be {MAY_BE['country']}")
    if language is not None:
        given["language"] = primary_language(language)
        if given["language"] not in SUPPORTED_LANGUAGES:
            raise ConfigurationError(f"--language {language}: it may be {MAY_BE['language']}")
    return settings.model_copy(update=given)


def writable_folder(folder: Path, *, given_by: str = "--out") -> Path:
    """`folder`, made where it is missing and tried out before any work is done.

    `given_by` is the option that named it, for the error.
    """
    probe = folder / ".escucha-write-test"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise ConfigurationError(
            f"{given_by} {folder}: cannot be written to ({error.strerror}); choose another folder"
        ) from error
    return folder
