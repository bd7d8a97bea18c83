"""What the README tells a reader to type exists."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer

from flows.commands.application import app

ROOT = Path(__file__).parents[1]
_PROGRAM = re.compile(r"^(?:\$ )?(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?(escucha|make)(?=\s|$)(.*)$")


def command_lines(text: str) -> list[list[str]]:
    """Every `escucha …` and `make …` in code blocks and in code within sentences, as words."""
    blocks = re.findall(r"```[^\n]*\n(.*?)```", text, flags=re.DOTALL)
    prose = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    lines += re.findall(r"`([^`\n]+)`", prose)
    found = (_PROGRAM.match(line.strip()) for line in lines)
    return [[m[1], *shlex.split(m[2], comments=True)] for m in found if m]


def problem_with(words: list[str]) -> str | None:
    """What a reader who types this would stumble over; None where it works."""
    program, *arguments = words
    if program == "make":
        targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)
        wrong = [a for a in arguments if "=" not in a and a not in targets]
        return f"make has no target {wrong[0]}" if wrong else None
    command: Any = typer.main.get_command(app)
    options = set()
    while arguments and (inner := getattr(command, "commands", {}).get(arguments[0])):
        options |= _options(command)
        command, arguments = inner, arguments[1:]
    options |= _options(command)
    if hasattr(command, "commands") and arguments and not arguments[0].startswith("-"):
        return f"escucha has no command {arguments[0]}"
    wrong = [a for a in arguments if a.startswith("--") and a.split("=")[0] not in options]
    return f"escucha has no option {wrong[0]} there" if wrong else None


def _options(command: Any) -> set[str]:
    return {"--help", *(name for parameter in command.params for name in parameter.opts)}


def test_every_command_of_the_readme_exists() -> None:
    lines = command_lines((ROOT / "README.md").read_text("utf-8"))

    assert [problem for line in lines if (problem := problem_with(line))] == []


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("escucha analyze calls --out reports", None),
        ("$ ESCUCHA_DEVICE=cpu .venv/bin/escucha rubric check mine.yaml  # all well?", None),
        ("make demo", None),
        ("escucha analyse calls", "escucha has no command analyse"),
        ("escucha analyze calls --ouput reports", "escucha has no option --ouput there"),
        ("escucha rubric czech mine.yaml", "escucha has no command czech"),
        ("make tea", "make has no target tea"),
    ],
)
def test_a_command_that_does_not_exist_would_be_noticed(line: str, problem: str | None) -> None:
    for text in (f"```sh\n{line}\n```", f"Type `{line}` and wait."):
        (words,) = command_lines(text)
        assert problem_with(words) == problem
