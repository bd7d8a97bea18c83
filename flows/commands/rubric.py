"""`escucha rubric check`: validate a rubric."""

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.terminal import output, say_error

app = typer.Typer(help="Work on rubrics.", no_args_is_help=True)


@app.callback()
def rubric() -> None:
    """Work on rubrics."""


@app.command("check")
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The rubric, a YAML file.")],
) -> None:
    """Validate a rubric: names file, criterion and mend of all that is wrong."""
    from scoring.rubric import check_rubric, load_rubric

    problems = check_rubric(file)
    for problem in problems:
        say_error(problem)
    if problems:
        raise typer.Exit(2)
    loaded = load_rubric(file)
    output().print(
        f"{file}: all well: {loaded.id} {loaded.version}, {len(loaded.criteria)} criteria",
        markup=False,
        soft_wrap=True,
    )
