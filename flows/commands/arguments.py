"""Options that several commands share, each worded once."""

from pathlib import Path
from typing import Annotated

import typer

Out = Annotated[Path, typer.Option(metavar="DIR", help="Folder for the reports.")]
Manifest = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="CSV with a row of data for each recording."),
]
Language = Annotated[
    str | None,
    typer.Option(metavar="CODE", help="Language of calls that name none: es, en. Else detected."),
]
Country = Annotated[
    str | None,
    typer.Option(metavar="CODE", help="Country of calls that name none: ES, MX ... (ring tones)."),
]
Rubric = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", help="Rubric or set to judge by, instead of that of the settings."
    ),
]
Since = Annotated[
    str | None, typer.Option(metavar="DATE", help="Only calls from this day on: 2026-03-01.")
]
