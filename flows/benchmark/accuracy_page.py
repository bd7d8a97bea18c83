"""The accuracy page in Markdown: what was measured, beside what others publish."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources

import yaml
from jinja2 import Environment, PackageLoader, StrictUndefined

from flows.benchmark import cells
from flows.benchmark.accuracy import AccuracyRun
from flows.benchmark.columns import AccuracyColumn, accuracy_columns, condition_columns
from flows.benchmark.table import (
    NOTES,
    accuracy_rows,
    calibration_rows,
    condition_rows,
    criterion_rows,
    evidence_rows,
)

#: Rows of the results, by id of their figure.
RESULTS = (
    "rings_exact",
    "hold_f1",
    "hold_border",
    "interruption_f1",
    "dead_air_f1",
    "sigh_agent_recall",
    "sigh_false_alarms",
    "der",
    "words_wrong_party",
    "wer_numbers_aside",
    "level_error",
    "pace_error",
    "roles_wrong",
    "evidence_near",
)
_PACKAGE = "flows.benchmark"


def accuracy_page(run: AccuracyRun) -> str:
    """The page as text, ready to be written to a file."""
    columns = accuracy_columns(run.calls)
    layouts = {"stereo": columns["stereo"], "mono": columns["mono"]}
    verdicts = columns["all"].counts.verdicts
    conditions_head, conditions = condition_rows(condition_columns(run.calls))
    return _environment().get_template("accuracy.md.j2").render(
        run=run,
        minutes=f"{columns['all'].counts.seconds / 60:.0f}",
        layouts=" and ".join(f"{c.counts.calls} {name}" for name, c in layouts.items()),
        engines=[(engine.task, engine.name, engine.version) for engine in run.engines],
        results=_results(layouts),
        measures=accuracy_rows(columns),
        calibration=calibration_rows(verdicts),
        criteria=[row[:3] for row in criterion_rows(verdicts)],
        evidence=evidence_rows(columns["all"].counts.evidence),
        conditions_head=conditions_head,
        conditions=conditions,
        notes=NOTES,
    )  # fmt: skip


def markdown_table(head: Sequence[str], rows: Iterable[Sequence[str]], *, texts: int = 1) -> str:
    """A table; the first `texts` columns to the left, numbers to the right, line breaks kept."""
    rule = ["---" if column < texts else "---:" for column in range(len(head))]
    lines = [head, rule, *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def load_bars() -> Mapping[str, str]:
    """What was aimed at, by id of a row of `RESULTS`."""
    text = (resources.files(_PACKAGE) / "templates" / "bars.yaml").read_text(encoding="utf-8")
    bars: dict[str, str] = yaml.safe_load(text)
    return bars


def _results(layouts: Mapping[str, AccuracyColumn]) -> list[tuple[str, ...]]:
    """Name, value in each layout, and bar of each result."""
    bars = load_bars()
    figures = [column.figures for column in layouts.values()]
    return [
        (
            figures[0][id_].name,
            *(cells.figure_with_interval(own[id_]) for own in figures),
            bars.get(id_, cells.NOTHING),
        )
        for id_ in RESULTS
    ]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", "<br>")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(_PACKAGE, "templates"),
        autoescape=False,  # noqa: S701 - Markdown; nothing said on a call is in it
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals["table"] = markdown_table
    return environment
