"""From paths on a command line to calls to analyse: which files, whose call, what is known."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rapidfuzz.distance import OSA

from audio_features.call_metadata import CallMetadata, combine, load_sidecar, sidecar_path
from audio_features.decoding import RECORDING_SUFFIXES
from audio_features.errors import ConfigurationError, EscuchaError, MetadataError, RecordingError
from audio_features.languages import SUPPORTED_LANGUAGES
from audio_features.manifest import load_manifest, manifest_row, unmatched_rows
from flows.own_reports import (
    LISTENING_COPIES,
    document_path,
    is_own_page,
    own_document,
    page_path,
)

#: Unused rows of a manifest that a warning names (our choice).
_MOST_ROWS_NAMED = 5
#: Letters by which a word of a field's name may be off to be a slip, if it has `_LONG_WORD` letters
#: or more, and letters from which an abbreviation is told. Our choice.
_SLIPS_IN_LONG = 2
_LONG_WORD = 5
_LEAST_ABBREVIATED = 4


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
    """Read what is beside each recording; refuse those that can't be told apart or would do harm.

    Raises
    ------
    ConfigurationError
        The manifest itself can't be used.
    """
    rows = _manifest_rows(manifest)
    calls: dict[str, RecordedCall] = {}
    refused: list[RefusedRecording] = []
    for path in recordings:
        call_id: str | None = None
        try:
            metadata = combine(load_sidecar(path), manifest_row(rows, path))
            call_id = metadata.call_id or path.stem
            _refuse_language(path, metadata.language)
            _refuse_duplicate(path, call_id, calls)
            if out_dir is not None:
                _refuse_overwriting(path, out_dir, call_id)
        except EscuchaError as error:
            refused.append(RefusedRecording(path=str(path), call_id=call_id, error=str(error)))
            continue
        calls[_same_file_key(call_id)] = RecordedCall(
            path=str(path), call_id=call_id, metadata=metadata
        )
    return Plan(calls=tuple(calls.values()), refused=tuple(refused))


def recorded_call(path: str, *, call_id: str, manifest: Path | None = None) -> RecordedCall:
    """A planned recording with what is beside it, read anew: plans name calls, they carry no data.

    Raises
    ------
    MetadataError
        The data beside the recording can't be used.
    """
    row = manifest_row(_manifest_rows(manifest), Path(path))
    metadata = combine(load_sidecar(Path(path)), row)
    _refuse_language(Path(path), metadata.language)
    return RecordedCall(path=path, call_id=call_id, metadata=metadata)


def unused_rows(manifest: Path, recordings: Iterable[Path]) -> str | None:
    """A line on a manifest without rows, or with such as none of `recordings` uses; else None."""
    if not _manifest_rows(manifest):
        return f"{manifest}: has no row below its header, so that it tells of no recording"
    rows = unmatched_rows(manifest, recordings)
    if not rows:
        return None
    named = ", ".join(rows[:_MOST_ROWS_NAMED]) + (", …" if len(rows) > _MOST_ROWS_NAMED else "")
    many = "1 row matches" if len(rows) == 1 else f"{len(rows)} rows match"
    return (
        f"{manifest}: {many} no recording here: {named}; a row names its "
        "recording in column file, or the recording's name without ending in call_id"
    )


def misspelt_fields(calls: Iterable[RecordedCall]) -> str | None:
    """A line on fields beside `calls` that are unknown, but nearly the name of one that is not.

    Fields that mean something to others alone are kept without a word.
    """
    known = tuple(CallMetadata.model_fields)
    unknown = Counter(name for call in calls for name in call.metadata.model_extra or ())
    likely = {
        name: meant
        for name in sorted(unknown)
        if (meant := _nearest(name, [field for field in known if _is_slip(name, field)]))
    }
    if not likely:
        return None
    told = ", ".join(
        f"{name} (of {unknown[name]}; did you mean {meant}?)" for name, meant in likely.items()
    )
    return f"beside the recordings stand fields that Escucha does not know, left unused: {told}"


def _nearest(name: str, fields: Sequence[str]) -> str | None:
    return min(fields, key=lambda field: OSA.distance(name.lower(), field), default=None)


def _is_slip(name: str, field: str) -> bool:
    """Whether `name` is `field` misspelt or cut short: not `customer_age` of `customer_name`."""
    written = name.strip().lower().replace(" ", "_").replace("-", "_")
    if len(written) >= _LEAST_ABBREVIATED and field.startswith(written):
        return not field.removeprefix(written).startswith("_")
    said, meant = written.split("_"), field.split("_")
    if len(said) != len(meant):
        return "".join(said) == "".join(meant)
    return all(_nearly(some, other) for some, other in zip(said, meant, strict=True))


def _nearly(word: str, meant: str) -> bool:
    """Whether `word` is `meant`, misspelt.

    Of a short one letters may have changed places, or one be missing: "age" is not "name".
    """
    if min(len(word), len(meant)) < _LONG_WORD:
        near = len(word) != len(meant) and min(len(word), len(meant)) >= _LEAST_ABBREVIATED
        return sorted(word) == sorted(meant) or (near and OSA.distance(word, meant) == 1)
    return OSA.distance(word, meant, score_cutoff=_SLIPS_IN_LONG) <= _SLIPS_IN_LONG


def _manifest_rows(manifest: Path | None) -> Mapping[str, CallMetadata]:
    if manifest is None:
        return {}
    try:
        modified_ns = manifest.stat().st_mtime_ns if manifest.exists() else 0
        return _rows(manifest.absolute(), modified_ns)
    except MetadataError as error:
        raise ConfigurationError(str(error)) from error


@lru_cache(maxsize=1)
def _rows(manifest: Path, modified_ns: int) -> Mapping[str, CallMetadata]:
    """Rows of a manifest, read once for all calls of a run and again when it changes."""
    del modified_ns  # only the cache asks for it
    return load_manifest(manifest)


def _recordings_in(folder: Path, leave_out: Iterable[Path]) -> Iterator[Path]:
    return files_in(folder, suffixes=RECORDING_SUFFIXES, leave_out=leave_out)


def _refuse_missing(path: Path) -> None:
    if not path.exists():
        raise ConfigurationError(f"{path}: no such file or folder; check the path")


def _same_file_key(call_id: str) -> str:
    """Ids that differ in case alone would share a report on some file systems."""
    return call_id.casefold()


def _refuse_duplicate(path: Path, call_id: str, calls: dict[str, RecordedCall]) -> None:
    earlier = calls.get(_same_file_key(call_id))
    if earlier is not None:
        raise RecordingError(
            f"{path}: has the call id {call_id!r}, as {earlier.path} has; only that one was "
            f"analysed. Give this one its own call_id in {sidecar_path(path).name}"
        )


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
