"""A whole pyannote.audio diarization pipeline, from a folder or by hub name."""

from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import version
from typing import Any

from audio_features.engines.base import FloatArray, WordEvidence
from audio_features.engines.pyannote_diarizer import (
    as_pyannote_file,
    only_speech,
    prepare_pyannote,
    to_speaker_spans,
)
from audio_features.errors import ConfigurationError
from audio_features.hearing import EngineInfo, SpeakerSpan
from audio_features.timeline import Span


class PyannotePipeline:
    """Diarizer that runs ``pyannote.audio.Pipeline.from_pretrained(model)``, 1 to 3 speakers.

    `name` is what results call it.
    """

    def __init__(
        self, model: str, *, name: str, device: str = "cpu", max_speakers: int = 3
    ) -> None:
        self._source = model
        self._name = name
        self._device = device
        self._max_speakers = max_speakers

    @property
    def info(self) -> EngineInfo:
        """Name, version and options."""
        return pipeline_info(self._name, max_speakers=self._max_speakers)

    @cached_property
    def _pipeline(self) -> Any:
        prepare_pyannote()
        import torch  # noqa: PLC0415 - heavy: only where it is used
        from pyannote.audio import Pipeline  # noqa: PLC0415 - as above

        pipeline = Pipeline.from_pretrained(self._source)
        if pipeline is None:
            raise ConfigurationError(
                f"Diarization model {self._source!r} cannot be loaded: name 'bundled', a folder "
                "with a pyannote pipeline, or a hub name you have access to."
            )
        return pipeline.to(torch.device(self._device))

    def diarize(
        self,
        samples: FloatArray,
        *,
        speech: Sequence[Span],
        agent_log_odds: WordEvidence | None = None,  # noqa: ARG002 - a pipeline goes by sound alone
    ) -> tuple[SpeakerSpan, ...]:
        """Speaker spans of `samples` (shape (n,), 16 kHz), overlaps kept, inside `speech` only."""
        if len(samples) == 0 or not speech:
            return ()
        output = self._pipeline(
            as_pyannote_file(only_speech(samples, speech)),
            min_speakers=1,
            max_speakers=self._max_speakers,
        )
        # Pipelines of before version 4 give the annotation itself.
        return to_speaker_spans(getattr(output, "speaker_diarization", output), speech)


def pipeline_info(name: str, *, max_speakers: int) -> EngineInfo:
    """What the pipeline is, without loading it."""
    return EngineInfo(
        task="diarization",
        name=name,
        version=f"pyannote.audio {version('pyannote.audio')}",
        options={"max_speakers": max_speakers},
    )
