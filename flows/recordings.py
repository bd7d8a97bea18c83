"""From paths on a command line to calls to analyse: which files, whose call, what is known."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from audio_features.call_metadata import CallMetadata, combine, load_sidecar, sidecar_path
from audio_features.decoding import RECORDING_SUFFIXES
from audio_features.errors import ConfigurationError, EscuchaError, MetadataError, RecordingError
from audio_features.languages import SUPPORTED_LANGUAGES
from audio_features.manifest import Manifest, ManifestRow, load_manifest, unmatched_rows
from flows.own_reports import (
    LISTENING_COPIES,
    document_path,
    is_own_page,
    own_document,
    page_path,
)

#: Unused rows of a manifest that a warning names (our choice).
_MOST_ROWS_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedCall:
    """One recording to analyse with all that is known beside its sound."""

    path: str
    call_id: str
    metadata: CallMetadata


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRecording:
    """A recording that can't be analysed, and why, in one line that names it."""

    path: str
    call_id: str | None
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to analyse, in order, and what was refused before listening."""

    calls: tuple[RecordedCall, ...]
    refused: tuple[RefusedRecording, ...]


def find_recordings(paths: Sequence[Path], *, leave_out: Iterable[Path] = ()) -> tuple[Path, ...]:
    """Files named, and recordings in folders named (all levels down), each once, sorted.

    A file that is named is taken whatever its suffix. Folders in `leave_out` are not entered.

    Raises
    ------
    ConfigurationError
        A path does not exist, or there is no recording at all.
    """
    for path in paths:
        _refuse_missing(path)
    hidden = tuple(leave_out)
    found: dict[Path, Path] = {}
    for path in paths:
        candidates = _recordings_in(path, hidden) if path.is_dir() else iter([path])
        for candidate in candidates:
            found.setdefault(candidate.resolve(), candidate)
    if not found:
        suffixes = ", ".join(sorted(RECORDING_SUFFIXES))
        raise ConfigurationError(
            f"{', '.join(map(str, paths))}: no recordings there; Escucha takes files ending in "
            f"{suffixes}, also in folders below"
        )
    return tuple(sorted(found.values()))


def has_recordings(folder: Path, *, leave_out: Iterable[Path] = ()) -> bool:
    """Whether `find_recordings` would find any; raises ConfigurationError where it is missing."""
    _refuse_missing(folder)
    if not folder.is_dir():
        return True
    return any(_recordings_in(folder, tuple(leave_out)))


def files_in(
    folder: Path, *, suffixes: Collection[str], leave_out: Iterable[Path] = ()
) -> Iterator[Path]:
    """Files with these endings in `folder`, all levels down; nothing hidden, no copies of ours."""
    hidden = tuple(place.resolve() for place in leave_out)
    return (
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in suffixes
        and path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and LISTENING_COPIES not in path.parts
        and not any(path.resolve().is_relative_to(place) for place in hidden)
    )


def plan_calls(
    recordings: Sequence[Path], *, manifest: Path | None = None, out_dir: Path | None = None
) -> Plan:
    """Read what is beside each recording; refuse those whose data can't be used or would do harm.

    Two may have one call id yet: see `without_duplicates`. A row of the manifest that can't be
    used refuses its own recording and no other.

    Raises
    ------
    ConfigurationError
        The manifest itself can't be used.
    """
    rows = _manifest(manifest)
    taken = _rows_taken(rows, recordings)
    calls: list[RecordedCall] = []
    refused: list[RefusedRecording] = []
    for path in recordings:
        call_id: str | None = None
        try:
            row = rows.row_of(path)
            if row is not None and taken[row.line] != path:
                raise MetadataError(_fits_another(path, row, taken[row.line]))
            metadata = combine(load_sidecar(path), None if row is None else row.metadata)
            call_id = metadata.call_id or path.stem
            _refuse_language(path, metadata.language)
            if out_dir is not None:
                _refuse_overwriting(path, out_dir, call_id)
        except EscuchaError as error:
            refused.append(RefusedRecording(path=str(path), call_id=call_id, error=str(error)))
            continue
        calls.append(RecordedCall(path=str(path), call_id=call_id, metadata=metadata))
    return Plan(calls=tuple(calls), refused=tuple(refused))


def without_duplicates(plan: Plan) -> Plan:
    """`plan` with one call for each call id, the first; the others are refused."""
    calls: dict[str, RecordedCall] = {}
    refused = list(plan.refused)
    for call in plan.calls:
        earlier = calls.setdefault(_same_file_key(call.call_id), call)
        if earlier is not call:
            error = (
                f"{call.path}: has the call id {call.call_id!r}, as {earlier.path} has, which "
                f"comes first; {give_own_id(call)}"
            )
            refused.append(RefusedRecording(path=call.path, call_id=call.call_id, error=error))
    return Plan(calls=tuple(calls.values()), refused=tuple(refused))


def give_own_id(call: RecordedCall) -> str:
    """How to mend that another recording has the id of `call`."""
    sidecar = sidecar_path(Path(call.path)).name
    return f"give this one its own call_id in {sidecar} or in the manifest"


def recorded_call(path: str, *, call_id: str, manifest: Path | None = None) -> RecordedCall:
    """A planned recording with what is beside it, read anew: plans name calls, they carry no data.

    Raises
    ------
    MetadataError
        The data beside the recording can't be used.
    """
    row = _manifest(manifest).row_of(Path(path))
    metadata = combine(load_sidecar(Path(path)), None if row is None else row.metadata)
    _refuse_language(Path(path), metadata.language)
    return RecordedCall(path=path, call_id=call_id, metadata=metadata)


def unused_rows(manifest: Path, recordings: Iterable[Path]) -> str | None:
    """A line on a manifest without rows, or with such as none of `recordings` uses; else None."""
    read = _manifest(manifest)
    if not read.rows:
        return f"{manifest}: has no row below its header, so that it tells of no recording"
    rows = unmatched_rows(read, recordings)
    if not rows:
        return None
    named = ", ".join(rows[:_MOST_ROWS_NAMED]) + (", …" if len(rows) > _MOST_ROWS_NAMED else "")
    many = "1 row matches" if len(rows) == 1 else f"{len(rows)} rows match"
    return (
        f"{manifest}: {many} no recording here: {named}; a row names its "
        "recording in column file, or the recording's name without ending in call_id"
    )


def _manifest(path: Path | None) -> Manifest:
    if path is None:
        return Manifest(path=Path(), rows=(), by_key={}, by_place={})
    try:
        modified_ns = path.stat().st_mtime_ns if path.exists() else 0
        return _read_manifest(path.absolute(), modified_ns)
    except MetadataError as error:
        raise ConfigurationError(str(error)) from error


@lru_cache(maxsize=1)
def _read_manifest(path: Path, modified_ns: int) -> Manifest:
    """A manifest, read once for all calls of a run and again when it changes."""
    del modified_ns  # only the cache asks for it
    return load_manifest(path)


def _rows_taken(manifest: Manifest, recordings: Iterable[Path]) -> dict[int, Path | None]:
    """Which recording a row, by its line, belongs to; None where several fit it alike."""
    best: dict[int, tuple[int, Path | None]] = {}
    for path in recordings:
        try:
            row = manifest.row_of(path)
        except MetadataError:  # told where that recording is planned
            continue
        if row is None:
            continue
        shared = row.folders_shared_with(path)
        most, _ = best.get(row.line, (-1, None))
        if shared >= most:
            best[row.line] = (shared, path if shared > most else None)
    return {line: path for line, (_, path) in best.items()}


def _fits_another(path: Path, row: ManifestRow, owner: Path | None) -> str:
    if owner is not None:
        return (
            f"{path}: has the file name of line {row.line} of the manifest, which is that of "
            f"{owner}; add a row that names its folder, too, in column file"
        )
    return (
        f"{path}: another recording fits line {row.line} of the manifest as well; write before the "
        "name, in column file, the folder it lies in"
    )


def _recordings_in(folder: Path, leave_out: Iterable[Path]) -> Iterator[Path]:
    return files_in(folder, suffixes=RECORDING_SUFFIXES, leave_out=leave_out)


def _refuse_missing(path: Path) -> None:
    if not path.exists():
        raise ConfigurationError(f"{path}: no such file or folder; check the path")


def _same_file_key(call_id: str) -> str:
    """Ids that differ in case alone would share a report on some file systems."""
    return call_id.casefold()


def _refuse_language(path: Path, language: str | None) -> None:
    if language is not None and language not in SUPPORTED_LANGUAGES:
        raise MetadataError(
            f'{path}: its language is "{language}" by {sidecar_path(path).name} or the manifest; '
            f"it may be {' or '.join(SUPPORTED_LANGUAGES)}"
        )


def _refuse_overwriting(path: Path, out_dir: Path, call_id: str) -> None:
    """Refuse where a report would replace a file that is not an Escucha report."""
    document, page = document_path(out_dir, call_id), page_path(out_dir, call_id)
    foreign = [document] if document.is_file() and own_document(document) is None else []
    foreign += [page] if page.is_file() and not is_own_page(page) else []
    if foreign:
        raise RecordingError(
            f"{path}: its report would overwrite {foreign[0]}, which is not an Escucha report; "
            "choose another folder with --out"
        )
