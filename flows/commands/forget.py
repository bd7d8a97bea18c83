"""`escucha forget`: delete a call everywhere, or old hearings."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from audio_features.errors import ConfigurationError
from flows.commands.arguments import Out
from flows.commands.session import start
from flows.commands.terminal import counted, output, say_warning

if TYPE_CHECKING:
    from flows.erasure import ForgottenCall
    from models.erasure import ErasedKind

    Counted = ErasedKind | Literal["hearings"]


def forget(
    context: typer.Context,
    call_ids: Annotated[
        list[str] | None, typer.Argument(metavar="[CALL_ID...]", help="Calls to delete.")
    ] = None,
    out: Out = Path("escucha_reports"),
    cache_older_than: Annotated[
        str | None,
        typer.Option(metavar="DAYS", help="Delete what was heard longer ago; keeps calls."),
    ] = None,
) -> None:
    """Delete calls everywhere: rows, what was heard, reports in DIR. Recordings stay."""
    start(context)
    if not call_ids and cache_older_than is None:
        raise ConfigurationError(
            "nothing to forget: name calls by their call_id, or give --cache-older-than DAYS"
        )
    days = None if cache_older_than is None else _days(cache_older_than)
    if call_ids:
        _refuse_missing_folder(context, out)
        _forget_calls(call_ids, out)
    if days is not None:
        from flows.hearing_cache import forget_hearings_before

        _say_hearings(forget_hearings_before(days))


def _forget_calls(call_ids: list[str], out: Path) -> None:
    from flows.erasure import UnknownCallsError, forget_calls

    try:
        erasure = forget_calls(call_ids, out)
    except UnknownCallsError as error:
        raise ConfigurationError(
            f"{error}: no such call is stored, nor is a report of it in {out}; nothing was "
            "deleted. Check the call_id, or name the reports' folder with --out"
        ) from error
    for call in erasure.calls:
        _show(call, out)
    if any(call.files for call in erasure.calls):
        say_warning(
            f"reports in other folders than {out}, if there are any, still hold what was said: run "
            "the same with --out for each of them"
        )
    _say_hearings(erasure.hearings)


def _show(call: "ForgottenCall", out: Path) -> None:
    if call.stored is None:
        _say(f"{call.call_id}: is not in the database")
    else:
        counted = [_counted(count, name) for name, count in call.stored.rows.items() if count]
        _say(f"{call.call_id}: deleted {', '.join(['its row', *counted])}")
    for path in call.files:
        _say(f"{call.call_id}: deleted {path}")
    if not call.files:
        say_warning(
            f"{out}: holds no report of {call.call_id}; where it was analysed into another folder, "
            "its page, words and sound are still there: name that folder with --out"
        )
    if call.recording is not None and call.recording.exists():
        say_warning(
            f"{call.recording}: the recording of {call.call_id} is still there, with the data "
            "beside it; delete it too, or the next batch analyses it again"
        )
    elif call.recording is not None:
        say_warning(
            f"{call.recording}: the recording of {call.call_id} is not to be found from here; "
            "delete it, copies and backups where they are, or the next batch analyses it again"
        )
    for page in call.quoted_in:
        say_warning(
            f"{page}: quotes {call.call_id}; make it again with `escucha coach` or delete it, with "
            "the .json beside it"
        )
    for page in call.corrected_in:
        say_warning(
            f"{page}: names {call.call_id}; make it again with `escucha corrections report` or "
            "delete it, with the .json beside it"
        )
    if call.stored is not None and call.stored.coached:
        agents = ", ".join(call.stored.coached)
        say_warning(
            f"coaching reports of {agents} that quoted {call.call_id} are no longer stored; make "
            "them again with `escucha coach` and delete copies that were handed out"
        )


def _days(text: str) -> float:
    """A number of days; refused in our words, as the parser's name neither value nor mend."""
    try:
        days = float(text)
    except ValueError:
        days = math.nan
    if not 0 <= days < math.inf:
        raise ConfigurationError(
            f"--cache-older-than {text}: is no number of days; write 0 or more, like 90"
        )
    return days


def _refuse_missing_folder(context: typer.Context, out: Path) -> None:
    """Refuse a folder that was named and is not there, before anything is deleted.

    The usual one may well be missing: the reports may have been deleted before.
    """
    source = context.get_parameter_source("out")
    if source is not None and source.name == "COMMANDLINE" and not out.is_dir():
        raise ConfigurationError(
            f"--out {out}: no such folder; nothing was deleted. Name the one that the calls were "
            "analysed into"
        )


#: What is counted, one of it and more.
NAMES: Mapping["Counted", tuple[str, str]] = {
    "turns": ("turn", "turns"),
    "events": ("event", "events"),
    "measures": ("measure", "measures"),
    "scorecards": ("scorecard", "scorecards"),
    "kept words": ("row of kept words", "rows of kept words"),
    "corrections": ("correction", "corrections"),
    "batch items": ("batch item", "batch items"),
    "coaching reports": ("coaching report", "coaching reports"),
    "hearings": ("cached hearing", "cached hearings"),
}


def _counted(count: int, name: "Counted") -> str:
    one, more = NAMES[name]
    return counted(count, one, more)


def _say_hearings(count: int) -> None:
    _say(f"{_counted(count, 'hearings')} deleted")


def _say(line: str) -> None:
    output().print(line, markup=False, soft_wrap=True)
