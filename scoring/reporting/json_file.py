"""JSON as a type, and writing it so that no reader ever sees half a file."""

import json
import os
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path

#: Whatever JSON can hold.
JSON = None | bool | int | float | str | Sequence["JSON"] | Mapping[str, "JSON"]


def write_json(path: Path, document: Mapping[str, JSON]) -> None:
    """Write `document` to `path` (UTF-8, indented); it appears whole or not at all.

    Raises
    ------
    ValueError
        A number is not finite: JSON has no NaN.
    OSError
        The folder cannot be written to.
    """
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    write_text(path, text)


def write_text(path: Path, text: str) -> None:
    """Write `text` to `path` in UTF-8 by renaming a finished file into place.

    Who may read it is up to the umask: pages and documents hold what customers said.
    """
    temporary = path.with_name(f".{path.name[:40]}.{secrets.token_hex(8)}")
    try:
        with temporary.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
