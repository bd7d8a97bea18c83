from dataclasses import dataclass

import numpy as np

from audio_features.engines.combined_sounds import CombinedSounds
from audio_features.hearing import EngineInfo, Sound


@dataclass(frozen=True)
class Hears:
    """A detector that hears one second of `kind` from `start` on."""

    kind: str
    start: float

    @property
    def info(self):
        return EngineInfo(task="sounds", name=self.kind, version="1", options={"start": self.start})

    def detect(self, samples, *, channel):
        assert len(samples) > 0
        end = self.start + 1.0
        return (Sound(kind=self.kind, channel=channel, start=self.start, end=end, confidence=1.0),)


def test_what_any_detector_hears_is_heard_in_order_of_time():
    both = CombinedSounds([Hears("music", 5.0), Hears("speech", 2.0)])
    heard = both.detect(np.zeros(16_000, dtype=np.float32), channel=1)
    assert [(sound.kind, sound.channel) for sound in heard] == [("speech", 1), ("music", 1)]


def test_the_options_of_every_detector_are_part_of_the_identity():
    info = CombinedSounds([Hears("music", 5.0), Hears("speech", 2.0)]).info
    assert info.name == "music + speech"
    assert info.options == {"music.start": 5.0, "speech.start": 2.0}
