"""`escucha rubric`: validate a rubric, and say what it would change."""

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.rubric_diff import diff
from flows.commands.session import start
from flows.commands.terminal import output, say_error, say_warning

app = typer.Typer(help="Work on rubrics.", no_args_is_help=True)


@app.callback()
def rubric() -> None:
    """Work on rubrics."""


@app.command("check")
def check(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The rubric or set of rubrics, a YAML file.")
    ],
) -> None:
    """Validate a rubric or a set: names file, criterion and mend of all that is wrong."""
    start(context)
    from flows import workplace
    from flows.changed_rubrics import changed_since_judging
    from scoring.rubrics.sets import check_rubrics, load_rubrics

    problems = check_rubrics(file)
    for problem in problems:
        say_error(problem)
    if problems:
        raise typer.Exit(2)
    checked = load_rubrics(file)
    rubrics = checked.rubrics
    said = "; ".join(f"{r.id} {r.version}, {len(r.criteria)} criteria" for r in rubrics)
    many = "" if len(rubrics) == 1 else f"{len(rubrics)} rubrics: "
    output().print(f"{file}: all well: {many}{said}", markup=False, soft_wrap=True)
    for line in changed_since_judging(checked, workplace.database()):
        say_warning(f"{line}, or it cannot be switched on")


app.command("diff")(diff)
