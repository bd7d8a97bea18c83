"""`escucha bench`: how right and how fast it is, against calls whose truth is known."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from flows.commands.arguments import Country, Language, Rubric
from flows.commands.session import start
from flows.commands.terminal import (
    add_texts,
    chosen_settings,
    output,
    shown_progress,
    writable_folder,
)

if TYPE_CHECKING:
    from flows.benchmark.accuracy import CallAccuracy
    from flows.benchmark.run_accuracy import BenchmarkOptions
    from flows.benchmark.speed import SpeedRun

app = typer.Typer(help="Measure accuracy and speed.", no_args_is_help=True)

Folder = Annotated[
    Path,
    typer.Argument(metavar="[FOLDER]", help="Recordings, with truth/CALL_ID.json for accuracy."),
]


@app.callback()
def bench() -> None:
    """Measure accuracy and speed."""


@app.command("accuracy")
def accuracy(
    context: typer.Context,
    folder: Folder = Path("sample_calls"),
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write all counts there.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write CALL_ID.json of each call there.")
    ] = None,
    misses: Annotated[
        bool, typer.Option("--misses", help="List every wrong verdict after the tables.")
    ] = False,
    ear_alone: Annotated[
        bool,
        typer.Option(
            "--ear-alone",
            help="Leave out what telephony tells of rings, holds, transfers, channel.",
        ),
    ] = False,
    rubric: Rubric = None,
) -> None:
    """Listen to calls whose truth is known and say how right everything is."""
    settings = start(context)
    for wanted in (out, json_file.parent if json_file else None):
        if wanted is not None:
            writable_folder(wanted)

    from flows import workplace
    from flows.analyze_call import AnalysisOptions
    from flows.benchmark.run_accuracy import BenchmarkOptions, bench_accuracy, calls_with_truth

    options = BenchmarkOptions(
        analysis=AnalysisOptions(
            out_dir=str(out or ""),
            rubric=None if rubric is None else str(rubric),
            country=settings.country,
            language=settings.language,
        ),
        ear_alone=ear_alone,
        write_documents=out is not None,
    )
    workplace.rubric(options.analysis.rubric)
    calls_with_truth(folder)
    with shown_progress():
        run = bench_accuracy(str(folder), options)
    _show_accuracy(run.calls, misses=misses)
    if json_file is not None:
        _write_counts(json_file, run.calls, run.failures, options)
    if run.failures:
        output().print(f"{len(run.failures)} recordings could not be processed")
        raise typer.Exit(1)


@app.command("speed")
def speed(
    context: typer.Context,
    folder: Folder = Path("sample_calls"),
    language: Language = None,
    country: Country = None,
    rubric: Rubric = None,
) -> None:
    """Analyse recordings without any cache and say how long each stage takes."""
    settings = chosen_settings(start(context), country=country, language=language)

    from flows import workplace
    from flows.benchmark.speed import measure_speed
    from flows.recordings import find_recordings, plan_calls

    judged_by = workplace.rubric(None if rubric is None else str(rubric))
    plan = plan_calls(find_recordings([folder], leave_out=(settings.data_dir,)))
    with output().status(f"analysing {len(plan.calls)} recordings"):
        run = measure_speed(
            plan.calls,
            engines=workplace.engines(),
            rubric=judged_by,
            country=settings.country,
            language=settings.language,
        )
    _show_speed(run)


def _show_accuracy(calls: "tuple[CallAccuracy, ...]", *, misses: bool) -> None:
    from flows.benchmark.table import (
        NOTES,
        accuracy_columns,
        accuracy_rows,
        criterion_rows,
        miss_line,
        ring_misses,
    )

    columns = accuracy_columns(calls)
    table = Table()
    table.add_column("measure", overflow="fold", min_width=12)
    for name in columns:
        table.add_column(name, justify="right", no_wrap=True)
    for row in accuracy_rows(columns):
        add_texts(table, *row)
    criteria = Table("criterion", "agreement", "wanted→got")
    for row in criterion_rows(columns["all"].verdicts):
        add_texts(criteria, *row)
    console = output()
    console.print(table, criteria, sep="\n")
    for note in NOTES:
        console.print(note, markup=False)
    for line in ring_misses(columns):
        console.print(line, markup=False, soft_wrap=True)
    if misses:
        for miss in columns["all"].verdicts.misses:
            console.print(miss_line(miss), markup=False, soft_wrap=True)


def _write_counts(
    path: Path,
    calls: "tuple[CallAccuracy, ...]",
    failures: tuple[str, ...],
    options: "BenchmarkOptions",
) -> None:
    from flows import workplace
    from flows.benchmark.accuracy_document import accuracy_document
    from flows.fingerprints import escucha_version
    from models.columns import utc_now
    from scoring.reporting.json_file import write_json

    rubric = workplace.rubric(options.analysis.rubric).identity
    document = accuracy_document(
        calls,
        failures=failures,
        about={
            "escucha": escucha_version(),
            "engines": workplace.engines_name(),
            "rubric": {"id": rubric.id, "version": rubric.version, "sha256": rubric.sha256},
            "ear_alone": options.ear_alone,
        },
        measured_at=utc_now(),
    )
    write_json(path, document)


def _show_speed(run: "SpeedRun") -> None:
    from flows.benchmark.speed import STAGES, seconds_per_second, whole

    groups = {
        "stereo": [call for call in run.calls if call.layout == "stereo"],
        "mono": [call for call in run.calls if call.layout == "mono"],
        "all": list(run.calls),
    }
    table = Table("stage")
    for name, calls in groups.items():
        minutes = sum(call.audio_s for call in calls) / 60
        table.add_column(f"{name}: {len(calls)} calls, {minutes:.1f} min", justify="right")
    for stage in (*STAGES, "all stages"):
        pairs = [
            whole(calls) if stage == "all stages" else seconds_per_second(calls, stage)
            for calls in groups.values()
        ]
        add_texts(table, stage, *(_shown_pair(*pair) for pair in pairs))
    console = output()
    console.print(table)
    console.print(
        "Seconds for each second of audio: by the clock, and of processor time in brackets."
    )
    console.print(
        f"{run.cores} cores, load average before the run {run.load:.1f}; loading the models took "
        f"{run.loading.wall_s:.1f} s; peak memory {run.peak_memory_mib:.0f} MiB"
    )


def _shown_pair(wall: float | None, cpu: float | None) -> str:
    return "–" if wall is None or cpu is None else f"{wall:.3f} ({cpu:.3f})"
