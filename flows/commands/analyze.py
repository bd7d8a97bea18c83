"""`escucha analyze`: recordings to scores and reports."""

import os
from pathlib import Path
from typing import Annotated

import typer

from audio_features.errors import ConfigurationError
from flows.commands.arguments import Country, Language, Manifest, Out, Rubric
from flows.commands.session import start
from flows.commands.terminal import (
    chosen_settings,
    outcome_table,
    output,
    say_where,
    shown_progress,
    writable_folder,
)
from flows.outcomes import RunSummary
from flows.recordings import find_recordings
from flows.settings import Settings

#: Length of all paths together, in bytes; Prefect refuses parameters above 524,288.
_MOST_PATHS_BYTES = 400_000


def analyze(
    context: typer.Context,
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Recordings, or folders of them.")
    ],
    out: Out = Path("escucha_reports"),
    meta: Manifest = None,
    language: Language = None,
    country: Country = None,
    rubric: Rubric = None,
) -> None:
    """Listen to recordings, judge them, and write a report for each."""
    settings = chosen_settings(start(context), country=country, language=language)
    summary = _analyze(settings, paths, out, meta, rubric)
    finish(summary, out)


def _analyze(
    settings: Settings, paths: list[Path], out: Path, meta: Path | None, rubric: Path | None
) -> RunSummary:
    _refuse_too_many(paths)
    find_recordings(paths, leave_out=(settings.data_dir,))
    writable_folder(out)

    from flows.analyze_call import AnalysisOptions
    from flows.analyze_folder import analyze_folder

    options = AnalysisOptions(
        out_dir=str(out),
        rubric=None if rubric is None else str(rubric),
        country=settings.country,
        language=settings.language,
    )
    check_before_work(options.rubric, meta)
    with shown_progress():
        return analyze_folder(tuple(map(str, paths)), None if meta is None else str(meta), options)


def _refuse_too_many(paths: list[Path]) -> None:
    """A folder names as many recordings as one likes; single files are handed on one by one."""
    if sum(len(os.fsencode(path)) + 4 for path in paths) > _MOST_PATHS_BYTES:
        raise ConfigurationError(
            f"{len(paths)} paths: too many to name one by one; name the folder they are in"
        )


def check_before_work(rubric: str | None, meta: Path | None) -> None:
    """Meet what is wrong with rubric, manifest or database before Prefect is started for it."""
    from audio_features.errors import MetadataError
    from audio_features.manifest import load_manifest
    from flows import workplace
    from flows.changed_rubrics import refuse_changed

    rubrics = workplace.rubrics(rubric)
    workplace.engine_settings()
    refuse_changed(rubrics, workplace.database())
    try:
        if meta is not None:
            load_manifest(meta)
    except MetadataError as error:
        raise ConfigurationError(str(error)) from error


def finish(summary: RunSummary, out: Path) -> None:
    """Show what was worked on and how to read on; exit 1 where a recording failed."""
    console = output()
    if summary.count("skipped") < len(summary.outcomes):
        console.print(outcome_table(summary))
    reports = [outcome.report for outcome in summary.outcomes if outcome.report]
    if reports:
        say_where(reports, out)
    failed = summary.count("failed")
    if failed:
        console.print(f"{failed} of {len(summary.outcomes)} recordings could not be processed")
        raise typer.Exit(1)
