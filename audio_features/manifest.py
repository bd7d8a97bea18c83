"""A manifest CSV: the data beside many recordings, one row a call."""

import csv
import io
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from audio_features.call_metadata import CallMetadata, parse_json, read_text, validated
from audio_features.errors import MetadataError

if TYPE_CHECKING:
    import _csv

#: Columns that may name the recording file.
FILE_COLUMNS = ("file", "filename", "file_name", "recording", "path")

_TRUE = frozenset({"true", "yes", "sí", "si", "1"})
_FALSE = frozenset({"false", "no", "0"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestRow:
    """A row: the line it ends on, the names it goes by, what it says or why it can't be used.

    `folders` are those written before the recording's name, outermost first.
    """

    line: int
    keys: tuple[str, ...]
    folders: tuple[str, ...]
    metadata: CallMetadata
    error: str | None = None

    def folders_shared_with(self, recording: Path) -> int:
        """How many of its folders, from the innermost, are those the recording lies in."""
        own = reversed(recording.parent.absolute().parts)
        pairs = zip(reversed(self.folders), own, strict=False)
        return sum(
            1 for _ in takewhile(lambda pair: pair[0].casefold() == pair[1].casefold(), pairs)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The rows of a manifest in order, and by each name one may be found by."""

    path: Path
    rows: tuple[ManifestRow, ...]
    by_key: Mapping[str, tuple[ManifestRow, ...]]
    #: The same by name and innermost folder: recordings may all be called alike.
    by_place: Mapping[tuple[str, str], tuple[ManifestRow, ...]]

    def row_of(self, recording: Path) -> ManifestRow | None:
        """The row of a recording: by its file name, else by its name without ending.

        Of several, the one that shares most folders with it: telephone systems write paths of their
        own, so that folders decide only where names do not. Raises MetadataError where two fit
        alike, or the one that fits can't be used.
        """
        best = self.rows_fitting(recording)
        if len(best) > 1:
            lines = " and ".join(str(row.line) for row in best)
            raise MetadataError(
                f"{recording}: is in {self.path.name} twice (lines {lines}); remove one row, or "
                "write before the name the folder it lies in"
            )
        if best and best[0].error is not None:
            raise MetadataError(f"{recording}: {best[0].error}")
        return best[0] if best else None

    def rows_fitting(self, recording: Path) -> tuple[ManifestRow, ...]:
        """The rows that fit a recording best, all alike; usually one or none."""
        folder = recording.parent.absolute().name.casefold()
        found: tuple[ManifestRow, ...] = ()
        for key in (recording.name, recording.stem):
            found = found or self.by_place.get((key, folder)) or self.by_key.get(key) or ()
        shared = [row.folders_shared_with(recording) for row in found]
        return tuple(row for row, n in zip(found, shared, strict=True) if n == max(shared))


def load_manifest(path: Path) -> Manifest:
    """The rows of a manifest CSV, also those that can't be used: each concerns its recording alone.

    There may be none: a telephone system exports nights without calls, too.

    Columns are the sidecar's fields and one that names the file; separated by comma, semicolon or
    tab; an empty cell is an absent value; `holds` and `transfers` are JSON. Raises MetadataError
    where the file can't be read, is no CSV or has no column that names a call.
    """
    text = read_text(path)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=csv_separator(text))
    try:
        rows = tuple(_rows(path, lines))
    except csv.Error as error:
        raise MetadataError(f"{path}, line {lines.line_num}: is not valid CSV: {error}") from error
    by_key: dict[str, list[ManifestRow]] = {}
    by_place: dict[tuple[str, str], list[ManifestRow]] = {}
    for row in rows:
        for key in row.keys:
            by_key.setdefault(key, []).append(row)
            if row.folders:
                by_place.setdefault((key, row.folders[-1].casefold()), []).append(row)
    return Manifest(
        path=path,
        rows=rows,
        by_key={key: tuple(of) for key, of in by_key.items()},
        by_place={place: tuple(of) for place, of in by_place.items()},
    )


def unmatched_rows(manifest: Manifest, recordings: Iterable[Path]) -> tuple[str, ...]:
    """Line and name of every row of `manifest` that belongs to none of `recordings`."""
    fitting = {row.line for recording in recordings for row in manifest.rows_fitting(recording)}
    unmatched = (row for row in manifest.rows if row.line not in fitting)
    return tuple(
        f"line {row.line} ({row.keys[-1] if row.keys else 'names no call'})" for row in unmatched
    )


def _rows(path: Path, lines: "_csv.Reader") -> Iterator[ManifestRow]:
    header: list[str] | None = None
    for cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if header is None:
            header = _checked_header(path, cells)
            continue
        yield _row(header, cells, line=lines.line_num, where=f"{path.name}, line {lines.line_num}")
    if header is None:
        raise MetadataError(
            f"{path}: is empty; its first line names columns, such as file,agent_id"
        )


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


def _row(header: Sequence[str], cells: Sequence[str], *, line: int, where: str) -> ManifestRow:
    fields = {name: cell.strip() for name, cell in zip(header, cells, strict=False) if cell.strip()}
    file_name = next((fields[name] for name in FILE_COLUMNS if name in fields), "")
    *folders, name = _parts(file_name) or ("",)
    keys = tuple(dict.fromkeys(key for key in (fields.get("call_id"), name) if key))
    try:
        metadata, error = _metadata(header, cells, fields, where=where), None
    except MetadataError as problem:
        metadata, error = CallMetadata(), str(problem)
    return ManifestRow(line=line, keys=keys, folders=tuple(folders), metadata=metadata, error=error)


def _metadata(
    header: Sequence[str], cells: Sequence[str], fields: Mapping[str, str], *, where: str
) -> CallMetadata:
    if len(cells) > len(header):
        raise MetadataError(
            f"{where}: has {len(cells)} cells for {len(header)} columns; "
            "put cells that contain the separator in quotes"
        )
    named = {name: cell for name, cell in fields.items() if name not in FILE_COLUMNS}
    return validated(
        {name: _value(name, cell, where=where) for name, cell in named.items()}, where=where
    )


def _parts(file_name: str) -> tuple[str, ...]:
    """The folders and the name of a path written on any system."""
    return tuple(part for part in re.split(r"[/\\]", file_name) if part not in {"", "."})


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
