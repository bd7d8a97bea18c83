"""`escucha corrections`: what people say of verdicts, taken in, handed out and learnt from."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from audio_features.errors import ConfigurationError
from flows.commands.arguments import Out, Rubric
from flows.commands.session import start
from flows.commands.terminal import (
    chosen_settings,
    figure_table,
    output,
    parse_since,
    say_where,
    shown_progress,
    writable_folder,
)

if TYPE_CHECKING:
    from flows.corrections.report import CorrectionsReport, CriterionReview

app = typer.Typer(help="What people say of verdicts.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(metavar="FILE.csv", help="A row for each correction.")]


@app.callback()
def corrections() -> None:
    """What people say of verdicts."""


@app.command("import")
def import_(context: typer.Context, file: File) -> None:
    """Store corrections, all rows or none; the same verdict as the machine's confirms it."""
    start(context)

    from flows import workplace
    from flows.corrections.csv_file import import_corrections

    imported = import_corrections(workplace.database(), file)
    output().print(
        f"{file}: {imported.added} corrections stored, {imported.known} were known",
        markup=False,
        soft_wrap=True,
    )


@app.command("export")
def export(context: typer.Context, file: File) -> None:
    """Write all corrections, earlier ones too, so that they can be imported again."""
    start(context)
    if not file.parent.is_dir():
        raise ConfigurationError(f"{file}: no folder {file.parent}; make it, or name another file")
    writable_folder(file.parent, given_by="FILE.csv:")

    from flows import workplace
    from flows.corrections.csv_file import export_corrections, refuse_to_lose
    from models.corrections import list_corrections
    from models.database import reading

    refuse_to_lose(file, workplace.database())
    with reading(workplace.database()) as session:
        stored = list_corrections(session)
    export_corrections(file, stored)
    output().print(f"{file}: {len(stored)} corrections written", markup=False, soft_wrap=True)


@app.command("report")
def report(
    context: typer.Context,
    out: Out = Path("escucha_reports/corrections"),
    since: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Only corrections made from this day on: 2026-03-01."),
    ] = None,
    language: Annotated[
        str | None, typer.Option(metavar="CODE", help="Language of the page: es, en.")
    ] = None,
    rubric: Rubric = None,
) -> None:
    """Say where machine and people agree, and which thresholds are worth trying.

    Thresholds are tried on the calls that the rubric judges, in whatever version. Of a set of
    rubrics, name the file of one with --rubric.
    """
    settings = start(context)
    chosen_settings(settings, country=None, language=language)
    moment = parse_since(since)

    from flows import workplace
    from flows.corrections.report import corrections_report
    from flows.corrections.report_document import report_document
    from flows.corrections.report_page import render_report_page
    from flows.own_reports import CORRECTIONS, call_page_href, document_path, page_path
    from scoring.reporting.json_file import write_json, write_text

    judged_by = workplace.rubrics(None if rubric is None else str(rubric)).only()
    database = workplace.database()
    writable_folder(out)
    with shown_progress():
        made = corrections_report(database, judged_by, since=moment)
    page = render_report_page(
        made,
        judged_by,
        call_href=lambda call_id: call_page_href(out, call_id),
        language=language,
    )
    write_json(document_path(out, CORRECTIONS), report_document(made))
    write_text(page_path(out, CORRECTIONS), page)
    _show(made)
    say_where([str(page_path(out, CORRECTIONS))], out)


def _show(made: "CorrectionsReport") -> None:
    console = output()
    if not made.findings:
        console.print(
            "No verdicts of people in this period; `escucha corrections import FILE.csv` takes "
            "them in."
        )
        return
    rows = [_row("all", made.overall), *(_row(one.criterion, one) for one in made.criteria)]
    head = ("criterion", "agreement", "κ", "people→machine", "among people")
    console.print(figure_table(head, rows, texts=5))
    console.print(
        f"{made.findings} verdicts of {made.calls} calls, reviewed by {len(made.analysts)}. These "
        "figures speak of reviewed verdicts, not of all. In brackets the 95 % interval, by "
        "bootstrap over calls; where reviewers differ without a majority nobody is taken to be "
        "right.",
        markup=False,
    )
    for one in made.thresholds.suggested:
        console.print(
            f"worth trying: {one.path}: {one.threshold.value:g} → {one.value:g}, agreement on "
            f"{one.before.total} reviewed: {one.before.right} now, {one.after.right} then",
            markup=False,
            soft_wrap=True,
        )
    if not made.thresholds.suggested:
        console.print(
            "No threshold is worth trying: it takes "
            f"{made.thresholds.min_findings} reviewed verdicts on a criterion, and a gain beyond "
            "chance."
        )


def _row(name: str, review: "CriterionReview") -> tuple[str, ...]:
    from flows.benchmark import cells

    verdicts = review.machine.verdicts
    wrong = {pair: n for pair, n in verdicts.confusion.items() if pair[0] != pair[1]}
    became = ", ".join(f"{want}→{got} {n}" for (want, got), n in sorted(wrong.items()))
    agreement = cells.cases(verdicts.agreement)
    if review.machine.agreement_interval is not None:
        agreement += f"\n[{cells.interval(review.machine.agreement_interval, 'percent')}]"
    kappa = cells.number(verdicts.kappa, "ratio")
    if verdicts.kappa is not None and review.machine.kappa_interval is not None:
        kappa += f"\n[{cells.interval(review.machine.kappa_interval, 'ratio')}]"
    among = cells.cases(review.people.verdicts.agreement)
    return (name, agreement, kappa, became or cells.NOTHING, among)
