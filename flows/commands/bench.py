"""`escucha bench`: how right and how fast it is, against calls whose truth is known."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from flows.commands.arguments import Country, Language, Rubric
from flows.commands.bench_corrections import bench_corrections
from flows.commands.session import start
from flows.commands.terminal import (
    add_texts,
    chosen_settings,
    figure_table,
    output,
    shown_progress,
    writable_folder,
)

if TYPE_CHECKING:
    from flows.benchmark.accuracy import AccuracyRun
    from flows.benchmark.comparison import AccuracyRecord
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
def accuracy(  # noqa: PLR0913, PLR0917 - one for each option
    context: typer.Context,
    folder: Folder = Path("sample_calls"),
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write all counts there.")
    ] = None,
    markdown_file: Annotated[
        Path | None,
        typer.Option("--markdown", metavar="FILE", help="Write the accuracy page there."),
    ] = None,
    compare: Annotated[
        Path | None,
        typer.Option(metavar="OLD.json", help="Say what moved since --json wrote that file."),
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
    corrections: Annotated[
        bool,
        typer.Option(
            "--corrections",
            help="Hold stored verdicts against what people say of them; nothing is listened to.",
        ),
    ] = False,
    rubric: Rubric = None,
) -> None:
    """Listen to calls whose truth is known and say how right everything is."""
    settings = start(context)
    if corrections:
        bench_corrections(context, json_file=json_file, misses=misses, rubric=rubric)
        return
    for wanted in (out, *(file.parent for file in (json_file, markdown_file) if file)):
        if wanted is not None:
            writable_folder(wanted)

    from flows import workplace
    from flows.analyze_call import AnalysisOptions
    from flows.benchmark.comparison import load_record, refuse_other_calls
    from flows.benchmark.run_accuracy import BenchmarkOptions, bench_accuracy, calls_with_truth

    old = None if compare is None else load_record(compare)
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
    workplace.rubrics(options.analysis.rubric).only()  # what the record names judged every call
    calls = calls_with_truth(folder)
    if compare is not None and old is not None:
        refuse_other_calls(compare, old, [call.call_id for call in calls])
    with shown_progress():
        run = bench_accuracy(str(folder), options)
    _show_accuracy(run, misses=misses)
    _write_accuracy(run, json_file=json_file, markdown_file=markdown_file)
    if old is not None:
        _show_comparison(run, old)
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
    from flows.recordings import find_recordings, plan_calls, without_duplicates

    rubrics = workplace.rubrics(None if rubric is None else str(rubric))
    plan = without_duplicates(plan_calls(find_recordings([folder], leave_out=(settings.data_dir,))))
    with output().status(f"analysing {len(plan.calls)} recordings"):
        run = measure_speed(
            plan.calls,
            engines=workplace.engines(),
            rubrics=rubrics,
            country=settings.country,
            language=settings.language,
        )
    _show_speed(run)


def _show_accuracy(run: "AccuracyRun", *, misses: bool) -> None:
    from flows.benchmark.columns import accuracy_columns, condition_columns
    from flows.benchmark.table import (
        NOTES,
        accuracy_rows,
        calibration_rows,
        condition_rows,
        criterion_rows,
        evidence_miss_line,
        evidence_rows,
        miss_line,
        ring_misses,
    )

    columns = accuracy_columns(run.calls)
    conditions = condition_columns(run.calls)
    verdicts = columns["all"].counts.verdicts
    console = output()
    console.print(figure_table(("measure", *columns), accuracy_rows(columns)))
    if conditions:
        console.print(figure_table(*condition_rows(conditions), wrap=True))
    console.print(
        figure_table(
            ("criterion", "agreement", "κ", "wanted→got"), criterion_rows(verdicts), texts=4
        )
    )
    console.print(
        figure_table(("confidence", "verdicts", "mean", "share right"), calibration_rows(verdicts))
    )
    evidence = columns["all"].counts.evidence
    head = ("criterion", "evidence near", "begins near", "median", "farthest")
    console.print(figure_table(head, evidence_rows(evidence)))
    for note in NOTES:
        console.print(note, markup=False)
    for line in ring_misses(columns):
        console.print(line, markup=False, soft_wrap=True)
    if misses:
        for line in (*map(miss_line, verdicts.misses), *map(evidence_miss_line, evidence.misses)):
            console.print(line, markup=False, soft_wrap=True)


def _show_comparison(run: "AccuracyRun", old: "AccuracyRecord") -> None:
    from flows.benchmark.accuracy_document import accuracy_document
    from flows.benchmark.comparison import (
        caveats,
        moved_rows,
        record_of,
        turned_lines,
        turned_verdicts,
    )

    new = record_of(accuracy_document(run))
    console = output()
    moved = moved_rows(old, new)
    console.print(f"Compared with {old.measured_at}:", markup=False, soft_wrap=True)
    console.print(figure_table(("moved", *new.figures), moved) if moved else "no number moved")
    for line in (*caveats(old, new), *turned_lines(turned_verdicts(old, new))):
        console.print(line, markup=False, soft_wrap=True)


def _write_accuracy(
    run: "AccuracyRun", *, json_file: Path | None, markdown_file: Path | None
) -> None:
    from flows.benchmark.accuracy_document import accuracy_document
    from flows.benchmark.accuracy_page import accuracy_page
    from scoring.reporting.json_file import write_json, write_text

    if json_file is not None:
        write_json(json_file, accuracy_document(run))
    if markdown_file is not None:
        write_text(markdown_file, accuracy_page(run))


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
