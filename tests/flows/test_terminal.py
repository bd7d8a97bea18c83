from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table

from flows.commands.terminal import (
    TerminalProgress,
    outcome_table,
    output,
    say_error,
    say_warning,
    say_where,
)
from flows.outcomes import CallOutcome, summary_of


def test_what_looks_like_markup_is_shown_as_it_is() -> None:
    outcome = CallOutcome(
        path="a.wav",
        status="done",
        call_id="[bold]7",
        agent="Ana [/ventas]",
        critical_failures=("[x]",),
    )
    console = Console(width=200)

    with console.capture() as shown:
        console.print(outcome_table(summary_of([outcome])))

    for name in ("[bold]7", "Ana [/ventas]", "[x]"):
        assert name in shown.get()


def test_a_line_number_is_no_picture(capsys: pytest.CaptureFixture[str]) -> None:
    say_error("rubric.yaml:100: not valid YAML")
    say_warning("rubric.yaml:1234: twice")
    output().print("rubric.yaml:100: well", markup=False)
    said = capsys.readouterr()
    assert said.err == "error: rubric.yaml:100: not valid YAML\nwarning: rubric.yaml:1234: twice\n"
    assert said.out == "rubric.yaml:100: well\n"


def test_a_call_that_looks_like_markup_can_be_watched() -> None:
    with TerminalProgress() as bar:
        bar.planned(1)
        bar.started("[/ventas]")
        bar.reached("hear")
        bar.finished(CallOutcome(path="a.wav", status="done"))
        assert bar._progress.tasks[0].description == "[/ventas]: listening"


def shown(table: Table, width: int) -> str:
    console = Console(width=width)
    with console.capture() as captured:
        console.print(table)
    return captured.get()


def test_call_ids_stay_whole_on_a_narrow_terminal() -> None:
    outcome = CallOutcome(
        path="a.wav",
        status="done",
        call_id="co-tarjeta-bloqueada",
        agent="Carolina Mejía",
        critical_failures=("call_not_dropped",),
    )
    assert "co-tarjeta-bloqueada" in shown(outcome_table(summary_of([outcome])), 80)


def test_the_status_is_told_where_not_all_is_done() -> None:
    done = CallOutcome(path="a.wav", status="done", call_id="a")
    failed = CallOutcome(path="b.wav", status="failed", error="b.wav: broken")
    assert "done" not in shown(outcome_table(summary_of([done])), 80)
    assert "failed" in shown(outcome_table(summary_of([done, failed])), 80)


def test_what_was_left_as_it_is_takes_no_row() -> None:
    done = CallOutcome(path="a.wav", status="done", call_id="a-call")
    unchanged = CallOutcome(path="b.wav", status="skipped", call_id="b-call")
    table = shown(outcome_table(summary_of([done, unchanged])), 80)
    assert "a-call" in table
    assert "b-call" not in table


def test_reports_are_told_with_a_link_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path("reports") / ("a" * 100)
    say_where([str(folder / "ana.html"), str(folder / "luis.html")], folder)
    said, link = capsys.readouterr().out.splitlines()
    assert said.startswith(f"2 reports in {folder};")
    assert link.strip() == (folder / "ana.html").absolute().as_uri()
