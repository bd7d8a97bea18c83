"""Corrections as a CSV file: read whole or not at all, written so that it can be read again."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from audio_features.call_metadata import read_text
from audio_features.errors import ConfigurationError, MetadataError
from audio_features.manifest import csv_separator
from models.call_locks import lock_calls
from models.columns import utc_now
from models.corrections import (
    VERDICTS,
    Correction,
    GivenCorrection,
    RefusedCorrectionError,
    UnknownFindingError,
    add_correction,
    holds_correction,
)
from models.database import reading, writing
from scoring.reporting.json_file import write_text
from scoring.rubrics.problems import did_you_mean

REQUIRED = ("call_id", "criterion", "verdict", "analyst")
OPTIONAL = ("comment", "made_at", "start", "end")
#: What an export says beside that; an import looks it up itself and passes these over.
MACHINE = ("machine_verdict", "machine_confidence", "rubric_id", "rubric_version")
COLUMNS = (*REQUIRED[:3], "comment", "analyst", "made_at", "start", "end", *MACHINE)

#: Wrong rows that are named; the rest are counted. Our choice.
_MOST_NAMED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """How many rows were new, and how many were stored before."""

    added: int
    known: int


def import_corrections(engine: Engine, path: Path) -> Imported:
    """Store every row of the file at `path`, or none of them.

    Raises
    ------
    ConfigurationError
        With a line for each wrong row: its number, the value, the mend.
    """
    try:
        rows = list(_rows(path))
    except MetadataError as error:
        raise ConfigurationError(str(error)) from error
    problems: list[str] = []
    added = 0
    now = utc_now()  # one moment for the file: rows that contradict each other are found out
    with writing(engine) as session:
        # In the file's order, two imports or a rescoring could wait for each other for ever.
        lock_calls(session, (fields["call_id"] for _, fields in rows))
        for line, fields in rows:
            try:
                added += add_correction(session, _given(fields), now=now)
            except UnknownFindingError as error:
                mend = did_you_mean(fields["criterion"], error.known) if error.known else _NO_CALL
                problems.append(f"{path}, line {line}: {error}; {mend}")
            except RefusedCorrectionError as error:
                problems.append(f"{path}, line {line}: {error}")
        if problems:
            raise ConfigurationError("\n".join(_named(path, problems)))
    return Imported(added=added, known=len(rows) - added)


def export_corrections(path: Path, corrections: Sequence[Correction]) -> None:
    """Write `corrections`, one a row, under `COLUMNS`.

    Text that a spreadsheet would run as a formula begins with ', which an import takes off again.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_cells(one) for one in corrections)
    write_text(path, text.getvalue())


def refuse_to_lose(path: Path, engine: Engine) -> None:
    """Refuse to write an export over what is there, unless all of it is stored.

    What an analyst wrote for an import, perhaps into an earlier export, is nowhere else.

    Raises
    ------
    ConfigurationError
        Naming the file, the first row that is not stored, and what to do with it.
    """
    if not path.exists():
        return
    if _header_of(path) != ",".join(COLUMNS):
        raise ConfigurationError(
            f"{path}: is there already and no export of corrections; name another file"
        )
    with reading(engine) as session:
        for line, fields in _rows(path):
            if fault := _lost(session, fields):
                raise ConfigurationError(f"{path}, line {line}: {fault}")


def _lost(session: Session, fields: Mapping[str, str]) -> str | None:
    """Why the row of these `fields` may not be written over, or None."""
    try:
        known = holds_correction(session, _given(fields))
    except UnknownFindingError as error:
        return f"{error}; where it was forgotten, delete this file, or name another one"
    except RefusedCorrectionError as error:
        return f"is not stored, for {error}, or name another file"
    if known:
        return None
    return "is not stored, and would be lost; import the file first, or name another one"


def _header_of(path: Path) -> str | None:
    """The first line of a file of text; None of others."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            return file.readline().rstrip("\r\n")
    except (OSError, ValueError):
        return None


#: What a spreadsheet may take for a formula, and run, with the quotes that keep it from that.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def _quoted(text: str) -> str:
    """`text` as no spreadsheet runs it; `_unquoted` gives it back."""
    return f"'{text}" if _FORMULA.match(text) else text


def _unquoted(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


_NO_CALL = "analyse its recording first, or check the call_id"


def _named(path: Path, problems: Sequence[str]) -> Iterator[str]:
    yield from problems[:_MOST_NAMED]
    if len(problems) > _MOST_NAMED:
        yield f"{path}: and {len(problems) - _MOST_NAMED} more wrong rows"
    yield f"{path}: nothing was stored; mend these rows and import the file again"


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Line number and cells by column of every row that is not empty."""
    text = read_text(path)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=csv_separator(text))
    header: list[str] | None = None
    try:
        for cells in lines:
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = _checked_header(path, cells)
                continue
            if len(cells) > len(header):
                raise MetadataError(
                    f"{path}, line {lines.line_num}: has {len(cells)} cells for {len(header)} "
                    "columns; put cells that contain the separator in quotes"
                )
            padded = [*cells, *[""] * (len(header) - len(cells))]
            texts = (_unquoted(cell.strip()) for cell in padded)
            yield lines.line_num, dict(zip(header, texts, strict=True))
    except csv.Error as error:
        raise MetadataError(f"{path}, line {lines.line_num}: is not valid CSV: {error}") from error
    if header is None:
        raise MetadataError(f"{path}: is empty; its first line names {', '.join(REQUIRED)} …")


def _checked_header(path: Path, cells: Sequence[str]) -> list[str]:
    names = [cell.strip().lower() for cell in cells]
    known = (*REQUIRED, *OPTIONAL, *MACHINE)
    for name in names:
        if name not in known:
            raise MetadataError(f"{path}: unknown column {name!r}, {did_you_mean(name, known)}")
        if names.count(name) > 1:
            raise MetadataError(f"{path}: has column {name} more than once; keep one of them")
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        raise MetadataError(f"{path}: has no column {missing[0]}; add it")
    return names


def _given(fields: Mapping[str, str]) -> GivenCorrection:
    for name in REQUIRED:
        if not fields[name]:
            raise RefusedCorrectionError(f"{name} is empty; fill it in")
    if "\x00" in "".join(fields.values()):
        raise RefusedCorrectionError("has a NUL character, which is no text; take it out")
    verdict = fields["verdict"]
    if verdict not in VERDICTS:
        raise RefusedCorrectionError(
            f"verdict {verdict!r} is none, {did_you_mean(verdict, VERDICTS)}"
        )
    return GivenCorrection(
        call_id=fields["call_id"],
        criterion=fields["criterion"],
        verdict=verdict,
        analyst=fields["analyst"],
        comment=fields.get("comment", ""),
        made_at=_moment(fields.get("made_at", "")),
        start=_seconds("start", fields),
        end=_seconds("end", fields),
    )


def _moment(cell: str) -> datetime | None:
    """A moment in ISO 8601; without a zone it is local time."""
    if not cell:
        return None
    try:
        return datetime.fromisoformat(cell).astimezone()
    except (ValueError, OverflowError) as error:
        raise RefusedCorrectionError(
            f"made_at {cell!r} is no moment; write it like 2026-03-01T09:30 or leave it empty"
        ) from error


def _seconds(name: str, fields: Mapping[str, str]) -> float | None:
    cell = fields.get(name, "")
    if not cell:
        return None
    try:
        return float(cell)
    except ValueError as error:
        raise RefusedCorrectionError(
            f"{name} {cell!r} is no number of seconds; write it like 12.5 or leave it empty"
        ) from error


def _cells(one: Correction) -> tuple[object, ...]:
    return (
        _quoted(one.call_id),
        _quoted(one.criterion),
        one.verdict,
        _quoted(one.comment),
        _quoted(one.analyst),
        one.made_at.isoformat(),
        one.start,
        one.end,
        one.machine_verdict,
        one.machine_confidence,
        _quoted(one.rubric.id),
        _quoted(one.rubric.version),
    )
