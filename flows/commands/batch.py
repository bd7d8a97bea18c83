"""`escucha batch`: the nightly run over what is new or changed."""

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.analyze import check_before_work, finish
from flows.commands.arguments import Country, Language, Manifest, Out, Rubric
from flows.commands.session import start
from flows.commands.terminal import (
    chosen_settings,
    output,
    say_warning,
    shown_progress,
    writable_folder,
)
from flows.left_aside import files_left_aside
from flows.recordings import has_recordings


def batch(
    context: typer.Context,
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="Folder of recordings.")],
    out: Out = Path("escucha_reports"),
    meta: Manifest = None,
    language: Language = None,
    country: Country = None,
    rubric: Rubric = None,
) -> None:
    """Analyse only what is new or changed; one failure never stops the rest."""
    settings = chosen_settings(start(context), country=country, language=language)
    if not has_recordings(source, leave_out=(settings.data_dir,)):
        output().print(f"{source}: no recordings there tonight", markup=False, soft_wrap=True)
        left_aside = files_left_aside([source], leave_out=(settings.data_dir,))
        if left_aside is not None:
            say_warning(left_aside)
        return
    writable_folder(out)

    from flows.analyze_call import AnalysisOptions
    from flows.batch import nightly_batch

    options = AnalysisOptions(
        out_dir=str(out),
        rubric=None if rubric is None else str(rubric),
        country=settings.country,
        language=settings.language,
    )
    check_before_work(options.rubric, meta)
    with shown_progress():
        summary = nightly_batch(str(source), None if meta is None else str(meta), options)
    output().print(
        f"{summary.count('done')} analysed, {summary.count('skipped')} unchanged, "
        f"{summary.count('failed')} failed"
    )
    finish(summary, out)
