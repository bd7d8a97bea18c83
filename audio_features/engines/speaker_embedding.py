"""What a voice sounds like as a vector: CAM++ (192 dimensions) through its packaged weights."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audio_features.engines.base import ENGINE_RATE_HZ, FloatArray
from audio_features.engines.bundled_weights import campplus_network_source, campplus_weights
from audio_features.engines.torchaudio_stub import install_torchaudio_stub

#: Size of one embedding.
EMBEDDING_SIZE = 192
_MEL_BINS = 80


class CampplusEmbedder:
    """CAM++ of 3D-Speaker (Wang et al. 2023): 80-bin Kaldi fbank, mean-subtracted, 16 kHz."""

    def __init__(self, *, device: str = "cpu", cpu_threads: int = 1) -> None:
        import torch  # noqa: PLC0415 - heavy: only where it is used

        self._threads = cpu_threads
        install_torchaudio_stub()
        self._torch = torch
        self._device = torch.device(device)
        network = _network_class(campplus_network_source())(
            feat_dim=_MEL_BINS, embedding_size=EMBEDDING_SIZE
        )
        state = torch.load(campplus_weights(), map_location="cpu", weights_only=True)
        network.load_state_dict(state)
        self._network = network.eval().to(self._device)

    def embed(self, pieces: Sequence[FloatArray]) -> NDArray[np.float32]:
        """Unit-length embedding of each piece of speech.

        Parameters
        ----------
        pieces : sequence of array [shape=(n,)]
            Speech of one voice each, 16 kHz, at least 0.1 s long.

        Returns
        -------
        array [shape=(len(pieces), 192)]
        """
        if not pieces:
            return np.zeros((0, EMBEDDING_SIZE), dtype=np.float32)
        # The network is too small to share out one piece; the pieces can be shared out.
        with ThreadPoolExecutor(self._threads) as pool:
            return np.stack(list(pool.map(self._embed_one, pieces)))

    def _embed_one(self, piece: FloatArray) -> NDArray[np.float32]:
        from torchaudio.compliance import kaldi  # noqa: PLC0415 - needs the stub first

        torch = self._torch
        with torch.inference_mode():
            waveform = torch.from_numpy(np.ascontiguousarray(piece, dtype=np.float32))[None]
            features = kaldi.fbank(
                waveform,
                num_mel_bins=_MEL_BINS,
                sample_frequency=float(ENGINE_RATE_HZ),
                dither=0.0,
            )
            features = features - features.mean(dim=0, keepdim=True)
            vector = self._network(features[None].to(self._device))[0].cpu().numpy()
        unit: NDArray[np.float32] = (vector / (np.linalg.norm(vector) + 1e-9)).astype(np.float32)
        return unit


def _network_class(source: Path) -> Any:
    """CAM++'s network class, without importing the package around it (which takes seconds)."""
    spec = spec_from_file_location("campplus_network", source)
    if spec is None or spec.loader is None:  # pragma: no cover - a .py file always has a loader
        raise ImportError(f"cannot load {source}")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.CAMPPlus
