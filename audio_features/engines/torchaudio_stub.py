"""Lets `torchaudio`'s pure-Python parts import beside a CPU build of torch.

The torchaudio wheel on the package index has a native part linked against CUDA, so a plain
``import torchaudio`` raises `OSError` where torch is a CPU build. pyannote.audio needs only the
pure-Python parts (Kaldi features, transforms); an empty native part is enough for them.
"""

import sys
from collections.abc import Callable
from types import ModuleType

_EXTENSION = "torchaudio._extension"


def install_torchaudio_stub() -> bool:
    """Put an empty native part of torchaudio in place; call before the first import of it.

    Returns
    -------
    bool
        True where the stub is in place, False where torch has CUDA or torchaudio is loaded already.
    """
    import torch  # noqa: PLC0415 - heavy: only where it is used

    if torch.version.cuda is not None or "torchaudio" in sys.modules:
        return _EXTENSION in sys.modules and hasattr(sys.modules[_EXTENSION], "__escucha_stub__")
    stub = ModuleType(_EXTENSION)
    stub._IS_TORCHAUDIO_EXT_AVAILABLE = False  # type: ignore[attr-defined]
    stub._IS_ALIGN_AVAILABLE = False  # type: ignore[attr-defined]
    stub.fail_if_no_align = _refusing  # type: ignore[attr-defined]
    stub._check_cuda_version = _no_cuda_version  # type: ignore[attr-defined]
    stub.__escucha_stub__ = True  # type: ignore[attr-defined]
    sys.modules[_EXTENSION] = stub
    return True


def _refusing(function: Callable[..., object]) -> Callable[..., object]:
    """Stand-in of torchaudio's decorator for what needs its native part: fails when called."""

    def refuse(*_: object, **__: object) -> object:
        raise RuntimeError(f"torchaudio's {function.__name__} needs a native part not present here")

    return refuse


def _no_cuda_version() -> None:
    return None
