"""Several sound detectors heard as one: what any of them detects was there."""

from collections.abc import Sequence

from audio_features.engines.base import FloatArray, SoundDetector
from audio_features.hearing import EngineInfo, Sound


class CombinedSounds:
    """`SoundDetector` made of others. Their spans may overlap; whoever reads them merges them."""

    def __init__(self, detectors: Sequence[SoundDetector]) -> None:
        self._detectors = tuple(detectors)

    @property
    def info(self) -> EngineInfo:
        """Names and versions joined; each detector's options under its name."""
        infos = [detector.info for detector in self._detectors]
        return EngineInfo(
            task="sounds",
            name=" + ".join(info.name for info in infos),
            version=" + ".join(info.version for info in infos),
            options={f"{i.name}.{key}": value for i in infos for key, value in i.options.items()},
        )

    def detect(self, samples: FloatArray, *, channel: int) -> tuple[Sound, ...]:
        """All sounds of `samples` (shape (n,), 16 kHz) that any detector hears, by start."""
        found = [
            sound
            for detector in self._detectors
            for sound in detector.detect(samples, channel=channel)
        ]
        return tuple(sorted(found, key=lambda sound: (sound.start, sound.kind)))
