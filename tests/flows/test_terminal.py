from pathlib import Path

from rich.console import Console

from flows.commands.terminal import TerminalProgress, outcome_table
from flows.outcomes import CallOutcome, summary_of


def test_what_looks_like_markup_is_shown_as_it_is() -> None:
    outcome = CallOutcome(
        path="a.wav",
        status="done",
        call_id="[bold]7",
        agent="Ana [/ventas]",
        critical_failures=("[x]",),
        report=str(Path("out") / "[red].html"),
    )
    console = Console(width=200)

    with console.capture() as shown:
        console.print(outcome_table(summary_of([outcome])))

    for name in ("[bold]7", "Ana [/ventas]", "[x]", "[red].html"):
        assert name in shown.get()


def test_a_call_that_looks_like_markup_can_be_watched() -> None:
    with TerminalProgress() as bar:
        bar.planned(1)
        bar.started("[/ventas]")
        bar.reached("hear")
        bar.finished(CallOutcome(path="a.wav", status="done"))
        assert bar._progress.tasks[0].description == "[/ventas]: listening"
