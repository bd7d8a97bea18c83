"""JSON as a type, and writing it so that no reader ever sees half a file."""

import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

#: Readable by whoever may enter the folder, as a file made the usual way is.
_FILE_MODE = 0o644

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
    """Write `text` to `path` in UTF-8 by renaming a finished file into place."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(_FILE_MODE)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
