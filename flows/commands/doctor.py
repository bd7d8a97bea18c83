"""`escucha doctor`: does everything work here, and what to do where it does not."""

import typer
from rich.table import Table

from flows.commands.session import start
from flows.commands.terminal import add_texts, output


def doctor(context: typer.Context) -> None:
    """Say whether settings, database, codecs, weights and engines work here."""
    settings = start(context)

    from flows.health import check_health

    table = Table("part", "state", "what to know")
    healthy = True
    with output().status("trying every part"):
        for result in check_health(settings):
            healthy = healthy and result.well
            add_texts(table, result.part, "ok" if result.well else "problem", result.detail)
    output().print(table)
    if not healthy:
        raise typer.Exit(1)
