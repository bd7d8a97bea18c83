"""Models that lie in a folder: which one it is, and whether it is there at all."""

import hashlib
from pathlib import Path

from audio_features.errors import ConfigurationError

#: Pieces of a file that are read to know it again, and their length: a model has gigabytes, and
#: two that were trained apart differ all over. Our choice.
_PIECES = 16
_PIECE_BYTES = 1 << 16
#: Hex digits of the digest that stand in a model's name.
_SHOWN_DIGITS = 12


def model_name(model: str) -> str:
    """What results call a model: its hub name, or NAME@DIGEST of the folder it lies in.

    Two folders of one name that hold other models are told apart; a copy elsewhere is the same.
    """
    place = Path(model).expanduser()
    if not place.exists():
        return model
    return f"{place.resolve().name}@{content_digest(place)[:_SHOWN_DIGITS]}"


def content_digest(place: Path) -> str:
    """SHA-256 over names, sizes and pieces of all files at `place`, hidden ones left out."""
    digest = hashlib.sha256()
    files = [place] if place.is_file() else sorted(p for p in place.rglob("*") if p.is_file())
    for path in files:
        name = path.relative_to(place)
        if not any(part.startswith(".") for part in name.parts):
            digest.update(f"{name.as_posix()} {path.stat().st_size}\n".encode())
            digest.update(_pieces(path))
    return digest.hexdigest()


def _pieces(path: Path) -> bytes:
    """SHA-256 of the whole of a small file; of a large one, of pieces at even distances."""
    size = path.stat().st_size
    digest = hashlib.sha256()
    with path.open("rb") as file:
        if size <= _PIECES * _PIECE_BYTES:
            digest.update(file.read())
        else:
            for piece in range(_PIECES):
                file.seek(piece * (size - _PIECE_BYTES) // (_PIECES - 1))
                digest.update(file.read(_PIECE_BYTES))
    return digest.digest()


def refuse_missing_folder(setting: str, model: str) -> None:
    """Raise ConfigurationError where `model` can only be meant as a folder and is none.

    A hub name is NAME or OWNER/NAME, so that anything else is a path; so is a name whose first
    part is a folder here.
    """
    place = Path(model).expanduser()
    if place.exists():
        return
    is_path = (
        model.startswith((".", "/", "~"))
        or model.endswith(("/", "\\"))
        or "\\" in model
        or model.count("/") > 1
        or ("/" in model and place.parent.is_dir())
    )
    if is_path:
        raise ConfigurationError(
            f"The {setting} model folder {model!r} does not exist (looked for {place.absolute()}): "
            "mend the path, or say 'bundled', or a hub name like large-v3-turbo or OWNER/NAME."
        )
