"""A manifest CSV: the data beside many recordings, one row a call."""

import csv
import io
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, NamedTuple

from audio_features.call_metadata import CallMetadata, parse_json, read_text, validated
from audio_features.errors import MetadataError

if TYPE_CHECKING:
    import _csv

#: Columns that may name the recording file.
FILE_COLUMNS = ("file", "filename", "file_name", "recording", "path")

_TRUE = frozenset({"true", "yes", "sí", "si", "1"})
_FALSE = frozenset({"false", "no", "0"})


class _Row(NamedTuple):
    """A row with the line it ends on and the names it may be found by."""

    line: int
    keys: tuple[str, ...]
    metadata: CallMetadata


def load_manifest(path: Path) -> Mapping[str, CallMetadata]:
    """Rows of a manifest by file name (without folder) and by call_id; see `manifest_row`.

    There may be none: a telephone system exports nights without calls, too.

    Columns are the sidecar's fields and one that names the file; separated by comma, semicolon or
    tab; an empty cell is an absent value; `holds` and `transfers` are JSON. Raises MetadataError
    naming file, line, field and value.
    """
    return {key: row.metadata for row in _read(path) for key in row.keys}


def unmatched_rows(path: Path, recordings: Iterable[Path]) -> tuple[str, ...]:
    """Line and name of every row of the manifest at `path` that belongs to none of `recordings`."""
    names = {name for recording in recordings for name in (recording.name, recording.stem)}
    unmatched = (row for row in _read(path) if names.isdisjoint(row.keys))
    return tuple(f"line {row.line} ({row.keys[-1]})" for row in unmatched)


def _read(path: Path) -> tuple[_Row, ...]:
    text = read_text(path)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=csv_separator(text))
    try:
        return tuple(_rows(path, lines))
    except csv.Error as error:
        raise MetadataError(f"{path}, line {lines.line_num}: is not valid CSV: {error}") from error


def _rows(path: Path, lines: "_csv.Reader") -> Iterator[_Row]:
    seen: set[str] = set()
    header: list[str] | None = None
    for cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if header is None:
            header = _checked_header(path, cells)
            continue
        where = f"{path}, line {lines.line_num}"
        if len(cells) > len(header):
            raise MetadataError(
                f"{where}: has {len(cells)} cells for {len(header)} columns; "
                "put cells that contain the separator in quotes"
            )
        fields = {
            name: cell.strip() for name, cell in zip(header, cells, strict=False) if cell.strip()
        }
        row = _row(fields, line=lines.line_num, where=where)
        for key in row.keys:
            if key in seen:
                raise MetadataError(f"{where}: {key} is in the manifest twice; remove one row")
        seen.update(row.keys)
        yield row
    if header is None:
        raise MetadataError(
            f"{path}: is empty; its first line names columns, such as file,agent_id"
        )


def manifest_row(manifest: Mapping[str, CallMetadata], recording_path: Path) -> CallMetadata | None:
    """The row of a recording: by its file name, else by its name without ending."""
    return manifest.get(recording_path.name) or manifest.get(recording_path.stem)


def csv_separator(text: str) -> str:
    """The separator of the header line: Spanish Excel writes semicolons."""
    header = text.lstrip().partition("\n")[0]
    return max(",;\t", key=header.count)


def _checked_header(path: Path, cells: list[str]) -> list[str]:
    names = [_column_name(cell) for cell in cells]
    doubled = sorted({name for name in names if name and names.count(name) > 1})
    if doubled:
        raise MetadataError(f"{path}: has column {doubled[0]} more than once; keep one of them")
    if "call_id" not in names and not any(name in FILE_COLUMNS for name in names):
        raise MetadataError(
            f"{path}: has no column that names the call; add a column file or call_id "
            f"(columns found: {', '.join(names)})"
        )
    return names


def _column_name(cell: str) -> str:
    """Known names whatever their case, unknown ones as written."""
    name = cell.strip()
    known = name.lower()
    return known if known in CallMetadata.model_fields or known in FILE_COLUMNS else name


def _row(fields: dict[str, str], *, line: int, where: str) -> _Row:
    file_name = next((fields[name] for name in FILE_COLUMNS if name in fields), None)
    named = {name: cell for name, cell in fields.items() if name not in FILE_COLUMNS}
    values = {name: _value(name, cell, where=where) for name, cell in named.items()}
    metadata = validated(values, where=where)
    named_by = [metadata.call_id, _base_name(file_name) if file_name else None]
    keys = tuple(dict.fromkeys(key for key in named_by if key))
    if not keys:
        raise MetadataError(f"{where}: names no call; fill in the file name or call_id")
    return _Row(line=line, keys=keys, metadata=metadata)


def _base_name(file_name: str) -> str:
    """The last part of a path written on any system."""
    return PureWindowsPath(PurePosixPath(file_name).name).name


def _value(name: str, cell: str, *, where: str) -> object:
    """The cell as JSON would have it; text that does not convert is left to be refused."""
    convert = _CONVERSIONS.get(name)
    if name in {"holds", "transfers"}:
        return parse_json(cell, where=f"{where}: {name}")
    if name == "vocabulary":
        words = re.split(r"[;|]", cell)
        return parse_json(cell, where=f"{where}: {name}") if cell[0] == "[" else _stripped(words)
    return convert(cell) if convert else cell


def _stripped(words: list[str]) -> list[str]:
    return [word.strip() for word in words if word.strip()]


def _whole(cell: str) -> int | str:
    """A whole number, also as spreadsheets write one among others: 9.0 or 9,0."""
    number = _number(cell)
    return int(number) if isinstance(number, float) and number.is_integer() else cell


def _number(cell: str) -> float | str:
    """A number, with decimal point or (Spanish Excel) decimal comma; one too large stays text."""
    plain = cell.replace(",", ".") if re.fullmatch(r"[+-]?\d+,\d+", cell) else cell
    number = float(plain) if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)", plain) else math.inf
    return number if math.isfinite(number) else cell


def _truth(cell: str) -> bool | str:
    if cell.lower() in _TRUE:
        return True
    return False if cell.lower() in _FALSE else cell


_CONVERSIONS: dict[str, Callable[[str], object]] = {
    "agent_channel": _whole,
    "rings": _whole,
    "nps": _whole,
    "ring_seconds": _number,
    "csat": _number,
    "retained": _truth,
}
