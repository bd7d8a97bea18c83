"""All commands together: errors as one line each, exit codes as published."""

import traceback
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from audio_features.errors import ConfigurationError, EscuchaError
from flows.commands import (
    analyze,
    batch,
    bench,
    coach,
    commitments,
    corrections,
    doctor,
    forget,
    rescore,
    rubric,
)
from flows.commands.terminal import say_error
from flows.fingerprints import escucha_version
from flows.outcomes import is_interruption

INTERRUPTED = 130


class Commands(TyperGroup):
    """Group that says every error in one line; ``--debug`` may stand anywhere."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Move ``--debug`` to the front, where the group looks for it."""
        if "--debug" in args:
            args = ["--debug", *(arg for arg in args if arg != "--debug")]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command; turn what goes wrong into a line and an exit code."""
        try:
            return super().invoke(ctx)
        except ConfigurationError as error:
            self._say(ctx, error)
            raise typer.Exit(2) from error
        except EscuchaError as error:
            self._say(ctx, error)
            raise typer.Exit(1) from error
        except KeyboardInterrupt as error:
            self._say_interrupted()
            raise typer.Exit(INTERRUPTED) from error
        except (typer.Exit, typer.Abort, typer.TyperException):
            raise
        except Exception as error:
            if is_interruption(error):
                self._say_interrupted()
                raise typer.Exit(INTERRUPTED) from error
            cause = " ".join(f"{type(error).__name__}: {error}".split())
            self._say(ctx, error, f"{cause}; run again with --debug to see where")
            raise typer.Exit(1) from error

    def _say_interrupted(self) -> None:
        say_error("interrupted; calls that were finished are kept, run it again for the rest")

    def _say(self, ctx: Any, error: Exception, message: str = "") -> None:
        if ctx.params.get("debug"):
            traceback.print_exception(error)
        say_error(message or str(error))


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Listens to recorded calls, judges them by the phone protocol and coaches agents.",
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"escucha {escucha_version()}")
        raise typer.Exit


@app.callback()
def escucha(
    debug: Annotated[bool, typer.Option("--debug", help="Show where an error came from.")] = False,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Listen to recorded calls, judge them by the phone protocol and coach agents."""
    del debug, version  # read from the context where they matter


app.command("analyze")(analyze.analyze)
app.command("batch")(batch.batch)
app.command("rescore")(rescore.rescore)
app.command("coach")(coach.coach)
app.command("commitments")(commitments.commitments)
app.command("forget")(forget.forget)
app.add_typer(corrections.app, name="corrections")
app.add_typer(rubric.app, name="rubric")
app.command("doctor")(doctor.doctor)
app.add_typer(bench.app, name="bench")
