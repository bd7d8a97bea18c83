"""`escucha rubric diff`: what would change if another rubric were switched on."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from audio_features.errors import ConfigurationError
from flows.commands.arguments import Since
from flows.commands.session import start
from flows.commands.terminal import (
    add_texts,
    counted,
    output,
    parse_since,
    say_error,
    say_warning,
    shown_progress,
    shown_score,
    writable_folder,
)

if TYPE_CHECKING:
    from flows.rubric_diff import RubricDiff
    from scoring.judgement_changes import JudgementChanges


def diff(
    context: typer.Context,
    rubrics: Annotated[
        list[str],
        typer.Argument(
            metavar="[OLD] NEW",
            help="Rubrics or sets, YAML files. OLD may be 'current' or left out: the rubric that "
            "each call was last judged by.",
        ),
    ],
    since: Since = None,
    agent: Annotated[
        str | None, typer.Option(metavar="ID", help="Only calls of this agent.")
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write all of it there.")
    ] = None,
) -> None:
    """Say what NEW would change on stored calls; nothing is stored."""
    start(context)
    moment = parse_since(since)

    from flows import workplace
    from flows.changed_rubrics import changed_since_judging
    from flows.rubric_diff import CURRENT, diff_rubrics
    from flows.rubric_diff_document import rubric_diff_document
    from scoring.reporting.json_file import write_json

    if len(rubrics) > 2:
        raise ConfigurationError(
            f"{len(rubrics)} rubrics: compare two, or one with what each call was last judged by"
        )
    old, new = (CURRENT, *rubrics)[-2:]
    proposed = workplace.rubrics(new)
    if old != CURRENT:
        workplace.rubrics(old)
    if json_file is not None:
        writable_folder(json_file.parent, given_by="--json")
    with shown_progress():
        found = diff_rubrics(old, new, agent_id=agent, since=moment)
    if agent is not None and found.judgements.calls == 0:
        say_error(f"--agent {agent}: has no stored calls in this period; check the id")
        raise typer.Exit(2)
    _show(found)
    _show_next(changed_since_judging(proposed, workplace.database()))
    if json_file is not None:
        write_json(json_file, rubric_diff_document(found))


def _show(found: "RubricDiff") -> None:
    console = output()
    for line in _said_otherwise(found):
        console.print(line, markup=False, soft_wrap=True)
    judged = found.judgements
    if judged.calls == 0:
        console.print("No stored calls to judge; run `escucha analyze` first.", markup=False)
        return
    if judged.verdicts:
        console.print(_verdicts(judged))
    for line in _moves(judged):
        console.print(line, markup=False, soft_wrap=True)
    if judged.moved:
        console.print(_moved(judged))


def _show_next(refused: tuple[str, ...]) -> None:
    """How it is switched on, or why it cannot be as it stands."""
    for line in refused:
        say_warning(f"{line}, or it cannot be switched on")
    if not refused:
        output().print(
            "Nothing was stored; to switch it on, set ESCUCHA_RUBRIC to it and run "
            "`escucha rescore`.",
            markup=False,
            soft_wrap=True,
        )


def _said_otherwise(found: "RubricDiff") -> Iterator[str]:
    """The differences between the files, by criterion."""
    if not found.rubrics:
        yield (
            f"{found.new}: the rubrics are the same"
            if found.judgements.calls
            else (f"{found.new}: nothing to compare with")
        )
    for pair in found.rubrics:
        yield f"{pair.old.id} {pair.old.version} → {pair.new.id} {pair.new.version}:"
        if pair.changes is None:
            yield "  the old one cannot be read by this version of Escucha; only verdicts compare"
            continue
        for change in pair.changes:
            about = "rubric" if change.criterion is None else change.criterion
            yield f"  {change.kind} {about}: {change.what}"
        if not pair.changes:
            yield "  nothing but the name or version"


def _verdicts(judged: "JudgementChanges") -> Table:
    table = Table()
    table.add_column("criterion", overflow="fold")
    table.add_column("calls", justify="right")
    table.add_column("verdicts that change", overflow="fold")
    ranked = sorted(judged.verdicts.items(), key=lambda item: (-sum(item[1].values()), item[0]))
    for criterion, pairs in ranked:
        told = sorted(pairs.items(), key=lambda item: -item[1])
        add_texts(
            table,
            criterion,
            str(sum(pairs.values())),
            ", ".join(f"{old or '–'} → {new or '–'}: {count}" for (old, new), count in told),
        )
    return table


def _moves(judged: "JudgementChanges") -> Iterator[str]:
    if not judged.verdicts:
        yield f"{counted(judged.calls, 'call')}: no verdict changes"
    scores = [
        f"{_rubrics(names, judged)}{shown_score(old.score)} → {shown_score(new.score)}"
        for names, (old, new) in judged.pooled.items()
    ]
    yield (
        f"{counted(judged.calls, 'call')}, {len(judged.moved)} with another score; "
        f"points of all pooled: {', '.join(scores)}"
    )
    yield f"newly passed {judged.newly_passed}, newly failed {judged.newly_failed}"
    if judged.bands:
        told = sorted(judged.bands.items(), key=lambda item: -item[1])
        said = (f"{old or '–'} → {new or '–'}: {count}" for (old, new), count in told)
        yield f"bands: {', '.join(said)}"


def _rubrics(names: tuple[str, str], judged: "JudgementChanges") -> str:
    """By which rubrics, where there are several: their points do not add up."""
    if len(judged.pooled) == 1:
        return ""
    return f"{' → '.join(dict.fromkeys(names))} "


def _moved(judged: "JudgementChanges") -> Table:
    from scoring.judgement_changes import MOST_MOVED

    table = Table()
    table.add_column("calls that move most", overflow="fold")
    for name in ("old", "new", "change"):
        table.add_column(name, justify="right")
    for moved in judged.moved[:MOST_MOVED]:
        change = "–" if moved.change is None else f"{moved.change:+.1f}"
        add_texts(table, moved.call_id, shown_score(moved.old), shown_score(moved.new), change)
    return table
