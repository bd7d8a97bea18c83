"""How long each stage takes for a second of audio, and what it needs."""

import os
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from audio_features.decoding import decode, resample
from audio_features.engines.base import ENGINE_RATE_HZ
from audio_features.engines.registry import Engines
from audio_features.interpretation import interpret
from audio_features.listening import hear
from audio_features.timeline import Span
from flows.benchmark.pooling import rate
from flows.recordings import RecordedCall
from scoring.judge import judge_call
from scoring.rubrics.sets import RubricSet

#: Stages in order; those that are indented are parts of the one above.
STAGES = (
    "decode",
    "hear",
    "  sounds",
    "  transcribe",
    "  detect language",
    "  diarize",
    "  sighs",
    "interpret",
    "judge",
)

#: s of the first call that engines listen to before the clock runs: they load their models then
_WARM_UP_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """Seconds by the clock and of processor time (all cores together)."""

    wall_s: float = 0.0
    cpu_s: float = 0.0

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(wall_s=self.wall_s + other.wall_s, cpu_s=self.cpu_s + other.cpu_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSpeed:
    """What one call took, by stage."""

    call_id: str
    layout: str
    audio_s: float
    spent: dict[str, Spent]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeedRun:
    """What all calls took; the machine besides. `load` is its load average before the run."""

    calls: tuple[CallSpeed, ...]
    loading: Spent
    peak_memory_mib: float
    cores: int
    load: float


@dataclass
class StopWatch:
    """Adds up what each stage takes."""

    spent: dict[str, Spent] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what is inside for stage `name`."""
        wall_s, cpu_s = time.perf_counter(), time.process_time()
        try:
            yield
        finally:
            took = Spent(wall_s=time.perf_counter() - wall_s, cpu_s=time.process_time() - cpu_s)
            self.spent[name] = self.spent.get(name, Spent()) + took


class _Timed:
    """An engine whose methods are timed, each under the name of a stage."""

    def __init__(self, engine: Any, watch: StopWatch, **stages: str) -> None:
        self._engine, self._watch, self._stages = engine, watch, stages

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._engine, name)
        stage = self._stages.get(name)
        if stage is None:
            return attribute

        def timed(*arguments: Any, **options: Any) -> Any:
            with self._watch.stage(stage):
                return attribute(*arguments, **options)

        return timed


def measure_speed(
    calls: Sequence[RecordedCall],
    *,
    engines: Engines,
    rubrics: RubricSet,
    country: str,
    language: str | None,
) -> SpeedRun:
    """Analyse `calls` one after the other without cache, database or reports."""
    load = os.getloadavg()[0]
    loading = _warm_up(calls[0], engines)
    measured = tuple(
        _call_speed(call, engines, rubrics, country=country, language=language) for call in calls
    )
    return SpeedRun(
        calls=measured,
        loading=loading,
        peak_memory_mib=_peak_memory_mib(),
        cores=_cores(),
        load=load,
    )


def seconds_per_second(calls: Sequence[CallSpeed], stage: str) -> tuple[float | None, float | None]:
    """Clock and processor seconds that `stage` takes for one second of audio, pooled."""
    audio_s = sum(call.audio_s for call in calls)
    total = sum((call.spent.get(stage, Spent()) for call in calls), Spent())
    return rate(total.wall_s, audio_s), rate(total.cpu_s, audio_s)


def whole(calls: Sequence[CallSpeed]) -> tuple[float | None, float | None]:
    """The same for all stages together."""
    each = [seconds_per_second(calls, s) for s in STAGES if not s.startswith(" ")]
    if any(wall is None for wall, _ in each):
        return None, None
    return sum(wall or 0.0 for wall, _ in each), sum(cpu or 0.0 for _, cpu in each)


def _call_speed(
    call: RecordedCall, engines: Engines, rubrics: RubricSet, *, country: str, language: str | None
) -> CallSpeed:
    watch = StopWatch()
    with watch.stage("decode"):
        recording, audio = decode(Path(call.path))
    with watch.stage("hear"):
        hearing = hear(
            audio,
            engines=_timed(engines, watch),
            language=call.metadata.language or language,
            vocabulary=call.metadata.vocabulary or (),
        )
    with watch.stage("interpret"):
        heard = interpret(
            audio,
            recording=recording,
            hearing=hearing,
            metadata=call.metadata,
            call_id=call.call_id,
            default_country=country,
            default_language=language,
        )
    with watch.stage("judge"):
        judge_call(heard, rubrics.rubric_for(heard))
    layout = "stereo" if hearing.layout == "stereo" else "mono"
    return CallSpeed(
        call_id=call.call_id, layout=layout, audio_s=audio.seconds, spent=dict(watch.spent)
    )


def _timed(engines: Engines, watch: StopWatch) -> Engines:
    sighs: Any = engines.sigh_classifier
    transcriber: Any = _Timed(
        engines.transcriber, watch, transcribe="  transcribe", detect_language="  detect language"
    )
    diarizer: Any = _Timed(engines.diarizer, watch, diarize="  diarize")
    sounds: Any = _Timed(engines.sound_detector, watch, detect="  sounds")
    return Engines(
        transcriber=transcriber,
        diarizer=diarizer,
        sound_detector=sounds,
        sigh_classifier=sighs and _Timed(sighs, watch, confidence="  sighs"),
    )


def _warm_up(call: RecordedCall, engines: Engines) -> Spent:
    """Let every engine load its model on a little of the first call."""
    _, audio = decode(Path(call.path))
    some = audio.samples[0][: int(_WARM_UP_S * audio.sample_rate_hz)]
    samples = resample(some, from_hz=audio.sample_rate_hz, to_hz=ENGINE_RATE_HZ)
    speech = [Span(0.0, len(samples) / ENGINE_RATE_HZ)]
    watch = StopWatch()
    with watch.stage("load"):
        engines.sound_detector.detect(samples, channel=0)
        engines.transcriber.transcribe(samples, channel=0, speech=speech, language=None)
        engines.diarizer.diarize(samples, speech=speech)
        if engines.sigh_classifier is not None:
            engines.sigh_classifier.confidence(samples, speech)
    return watch.spent["load"]


def _peak_memory_mib() -> float:
    """Most memory that this process ever held (resident set)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


def _cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
