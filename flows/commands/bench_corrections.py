"""`escucha bench accuracy --corrections`: stored verdicts against what people say of them."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from audio_features.errors import ConfigurationError
from flows.commands.terminal import figure_table, output, shown_progress, writable_folder

if TYPE_CHECKING:
    from flows.corrections.people_benchmark import PeopleBenchmark

#: What only makes sense where recordings are listened to.
_OF_RECORDINGS = {
    "folder": "FOLDER",
    "markdown_file": "--markdown",
    "compare": "--compare",
    "out": "--out",
    "ear_alone": "--ear-alone",
}


def bench_corrections(
    context: typer.Context, *, json_file: Path | None, misses: bool, rubric: Path | None
) -> None:
    """Show the figures; with `rubric`, those that its verdicts would have. Nothing is stored."""
    for name, shown in _OF_RECORDINGS.items():
        source = context.get_parameter_source(name)
        if source is not None and source.name == "COMMANDLINE":
            raise ConfigurationError(
                f"{shown} does not go with --corrections, which takes stored calls; leave it out"
            )
    if json_file is not None:
        writable_folder(json_file.parent, given_by="--json")

    from flows import workplace
    from flows.corrections.people_benchmark import bench_people, people_document
    from scoring.reporting.json_file import write_json

    chosen = None if rubric is None else workplace.rubrics(str(rubric))
    with shown_progress():
        run = bench_people(workplace.database(), chosen)
    if not run.calls:
        output().print(
            "No verdicts of people are stored; `escucha corrections import FILE.csv` takes them in."
        )
        return
    _show(run, misses=misses)
    if json_file is not None:
        write_json(json_file, people_document(run))


def _show(run: "PeopleBenchmark", *, misses: bool) -> None:
    from flows.benchmark import cells
    from flows.benchmark.table import calibration_rows, criterion_rows, miss_line
    from flows.corrections.people_benchmark import NOTES

    verdicts, console = run.verdicts, output()
    rows = [("reviewed calls", str(len(run.calls)))]
    rows += [(one.name, cells.figure_with_interval(one)) for one in run.figures.values()]
    rows += [
        ("κ: 95 % interval", cells.interval(run.kappa_interval, "ratio")),
        ("not in the rubric", str(verdicts.not_judged)),
        ("people without a majority", str(run.contested)),
    ]
    judged_by = ", ".join(f"{name}: {calls} calls" for name, calls in run.judged_by.items())
    console.print(f"Judged by {judged_by}", markup=False, soft_wrap=True)
    console.print(figure_table(("measure", "machine and people"), rows))
    console.print(
        figure_table(
            ("criterion", "agreement", "κ", "people→machine"), criterion_rows(verdicts), texts=4
        )
    )
    console.print(
        figure_table(("confidence", "verdicts", "mean", "share right"), calibration_rows(verdicts))
    )
    for note in NOTES:
        console.print(note, markup=False)
    if misses:
        for miss in verdicts.misses:
            console.print(miss_line(miss), markup=False, soft_wrap=True)
