"""Files beside recordings that sound like recordings, but are in a form nobody here reads."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

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
