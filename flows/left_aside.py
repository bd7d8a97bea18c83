"""Files beside recordings that nothing is made of: sounds that nobody here reads, lone data."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from audio_features.call_metadata import CallMetadata, parse_json, read_text
from audio_features.errors import MetadataError
from flows.recordings import files_in

#: Endings of sound and pictures that call recorders, dictation machines and telephones write and
#: we don't take. What else lies beside recordings (data, notes, reports) is nobody's loss.
UNREAD_SUFFIXES = frozenset(
    {
        *(".nmf", ".vox", ".voc", ".aud", ".dss", ".ds2", ".dvf", ".msv"),
        *(".g711", ".g723", ".g726", ".g729", ".ilbc", ".lbc", ".siren7", ".siren14"),
        *(".pcm", ".raw", ".snd", ".sb", ".sw", ".slin", ".sln12", ".sln24", ".sln32", ".sln48"),
        *(".mp1", ".m4p", ".m4r", ".mogg", ".qcp", ".sbc"),
        *(".eac3", ".dts", ".ape", ".tta", ".mpc", ".ra", ".ram", ".rm", ".rmvb"),
    }
)

#: Fields that tell of a call; the others stand in settings of other programs, too.
_OF_CALLS = CallMetadata.model_fields.keys() - {"language", "country", "direction", "vocabulary"}

#: Files that a line names; the others it counts.
_MOST_NAMED = 5


def files_left_aside(paths: Sequence[Path], *, leave_out: Iterable[Path] = ()) -> str | None:
    """A line that counts, by ending, what in the folders among `paths` is not read; None without.

    Files that are named are taken whatever their ending.
    """
    hidden = tuple(leave_out)
    found = {
        file.resolve()
        for folder in paths
        if folder.is_dir()
        for file in files_in(folder, suffixes=UNREAD_SUFFIXES, leave_out=hidden)
    }
    if not found:
        return None
    counts = Counter(file.suffix.lower() for file in found).most_common()
    told = ", ".join(f"{suffix} {count}" for suffix, count in counts)
    return (
        f"{', '.join(map(str, paths))}: files left aside, as recordings seldom end so: {told}; "
        "name those that are to be tried, or convert them to WAV"
    )


def sidecars_alone(
    paths: Sequence[Path], recordings: Iterable[Path], *, leave_out: Iterable[Path] = ()
) -> str | None:
    """A line that names data of calls whose recording is not beside them; None without.

    A slip in a file's name would lose all that is known of the call, without a word. Folders
    without recordings hold data of another kind.
    """
    known = {path.resolve().with_suffix("") for path in recordings}
    places = {path.parent for path in known}
    hidden = tuple(leave_out)
    alone = sorted(
        file
        for folder in paths
        if folder.is_dir()
        for file in files_in(folder, suffixes={".json"}, leave_out=hidden)
        if file.resolve().parent in places
        and file.resolve().with_suffix("") not in known
        and _tells_of_a_call(file)
    )
    if not alone:
        return None
    named = ", ".join(map(str, alone[:_MOST_NAMED]))
    more = f" and {len(alone) - _MOST_NAMED} more" if len(alone) > _MOST_NAMED else ""
    return f"{named}{more}: no recording of that name beside it, so it tells of no call"


def _tells_of_a_call(file: Path) -> bool:
    """Whether it holds fields of ours; what this program wrote is no sidecar."""
    try:
        content = parse_json(read_text(file), where=str(file))
    except MetadataError:
        return False
    if not isinstance(content, dict) or str(content.get("schema", "")).startswith("escucha."):
        return False
    return not content.keys().isdisjoint(_OF_CALLS)
