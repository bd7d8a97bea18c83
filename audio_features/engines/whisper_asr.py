"""Speech to words with faster-whisper, decoding nothing but the given spans of speech."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from functools import cached_property
from importlib.metadata import version
from threading import Lock
from typing import Any

from audio_features.engines.base import ENGINE_RATE_HZ, FloatArray
from audio_features.engines.speech_packing import PackingOptions, Window, pack_speech
from audio_features.engines.word_times import WordTimeOptions, settle_words
from audio_features.hearing import EngineInfo, Transcript
from audio_features.span_index import SpanIndex
from audio_features.timeline import Span, Word, merge_spans, subtract_spans


@dataclass(frozen=True, slots=True, kw_only=True)
class WhisperOptions:
    """Decoding, and what counts as invented text."""

    beam_size: int = 5
    #: Windows decoded at a time on a CPU, one thread each: most of a decoding runs on one thread.
    cpu_threads: int = 2
    #: Tried in turn while a window looks like a loop or a guess. Above 0 words are drawn by chance:
    #: one noisy call got 109 words of a channel once and 130 the next time. Without, as many words
    #: are right (9.8 % wrong, 12 scripted calls, 1 906 words), and the same call is heard the same.
    temperatures: tuple[float, ...] = (0.0,)
    #: Text compressing better than this is a loop (Whisper's own value).
    compression_ratio_threshold: float = 2.4
    #: Mean log probability below which a window is tried again (Whisper's own value).
    log_prob_threshold: float = -1.0
    #: Probability of "no speech" above which a doubtful window is left out (Whisper's own value).
    no_speech_threshold: float = 0.6
    #: Mean word probability below which a segment is taken for invented. Ours, measured.
    min_segment_confidence: float = 0.25
    #: Seconds at a window's end that are not decoded again once text reaches so far. Ours.
    ignored_rest_s: float = 0.8
    #: Speech longer than this without a word, in seconds, is decoded a second time. Ours.
    longest_wordless_s: float = 0.9
    #: Seconds by which word times run early: median of starts and of ends over twelve sample calls.
    early_s: float = 0.1
    #: Languages told apart when the call's language is not given.
    languages: tuple[str, ...] = ("es", "en")
    #: Seconds of the longest speech that language detection listens to.
    detection_s: float = 29.0
    packing: PackingOptions = field(default_factory=PackingOptions)
    word_times: WordTimeOptions = field(default_factory=WordTimeOptions)


class WhisperTranscriber:
    """A Whisper model in CTranslate2 form, int8 on a CPU.

    Parameters
    ----------
    model : str or function that gives one
        Folder of the model, or a hub name where the hub may be asked (`local_only` False). Loaded
        on first use.
    name : str
        What results call it.
    """

    def __init__(
        self,
        model: str | Callable[[], str],
        *,
        name: str,
        device: str = "cpu",
        local_only: bool = True,
        options: WhisperOptions | None = None,
    ) -> None:
        self._options = options or WhisperOptions()
        self._source = model
        self._name = name
        self._device = device
        self._local_only = local_only
        self._loading = Lock()

    @property
    def model(self) -> Any:
        """The loaded ``faster_whisper.WhisperModel``; threads that ask at once get the same."""
        with self._loading:
            return self._loaded_model

    @cached_property
    def _loaded_model(self) -> Any:
        from faster_whisper import WhisperModel  # noqa: PLC0415 - heavy: only where it is used

        source = self._source if isinstance(self._source, str) else self._source()
        return WhisperModel(
            source,
            device=self._device,
            compute_type="int8" if self._device == "cpu" else "int8_float16",
            cpu_threads=1,
            num_workers=self._options.cpu_threads,
            local_files_only=self._local_only,
        )

    @property
    def info(self) -> EngineInfo:
        """Name, version and options."""
        return transcriber_info(self._name, self._options)

    def transcribe(
        self,
        samples: FloatArray,
        *,
        channel: int,
        speech: Sequence[Span],
        language: str | None,
        vocabulary: Sequence[str] = (),
    ) -> Transcript:
        """Transcribe `samples` (shape (n,), 16 kHz), only where `speech` says someone speaks."""
        confidence = 1.0
        if language is None:
            language, confidence = self.detect_language(samples, speech=speech)
        words = self._decode_speech(speech, samples, language, vocabulary)
        # Whisper sometimes ends a window early: what got no words is decoded once more.
        left = self._without_words(speech, words)
        if left:
            again = self._decode_speech(left, samples, language, vocabulary)
            wanted = SpanIndex(left)
            words += [word for word in again if wanted.sharing(word.span)]
        return Transcript(
            channel=channel,
            language=language,
            language_confidence=confidence,
            words=settle_words(words, speech=speech, options=self._options.word_times),
        )

    def detect_language(self, samples: FloatArray, *, speech: Sequence[Span]) -> tuple[str, float]:
        """Language of the longest speech among the supported ones, and its share of belief.

        Returns the first supported language with confidence 0 where nobody speaks.
        """
        longest = sorted(merge_spans(speech), key=lambda span: -span.seconds)
        chosen: list[Span] = []
        for span in longest:
            if sum(one.seconds for one in chosen) < self._options.detection_s:
                chosen.append(span)
        windows = pack_speech(
            chosen, total_s=len(samples) / ENGINE_RATE_HZ, options=self._options.packing
        )
        if not windows:
            return self._options.languages[0], 0.0
        _, _, shares = self.model.detect_language(windows[0].samples(samples))
        found = {code: share for code, share in shares if code in self._options.languages}
        best = max(found, key=lambda code: found[code])
        return best, float(found[best] / sum(found.values()))

    def _decode_speech(
        self,
        speech: Sequence[Span],
        samples: FloatArray,
        language: str,
        vocabulary: Sequence[str],
    ) -> list[Word]:
        windows = pack_speech(
            speech, total_s=len(samples) / ENGINE_RATE_HZ, options=self._options.packing
        )
        model = self.model

        def decode(window: Window) -> list[Word]:
            return self._decode(model, window, samples, language, vocabulary)

        with ThreadPoolExecutor(self._options.cpu_threads) as pool:
            return [word for words in pool.map(decode, windows) for word in words]

    def _without_words(self, speech: Sequence[Span], words: Sequence[Word]) -> tuple[Span, ...]:
        """Stretches of `speech` long enough for words that have none."""
        spoken = merge_spans(
            (word.span for word in words), max_gap_s=self._options.longest_wordless_s
        )
        holes = subtract_spans(speech, spoken)
        return tuple(hole for hole in holes if hole.seconds >= self._options.longest_wordless_s)

    def _decode(
        self,
        model: Any,
        window: Window,
        samples: FloatArray,
        language: str,
        vocabulary: Sequence[str],
    ) -> list[Word]:
        options = self._options
        segments, _ = model.transcribe(
            window.samples(samples),
            language=language,
            beam_size=options.beam_size,
            temperature=list(options.temperatures),
            compression_ratio_threshold=options.compression_ratio_threshold,
            log_prob_threshold=options.log_prob_threshold,
            no_speech_threshold=options.no_speech_threshold,
            condition_on_previous_text=False,
            # No prompt: one that invites fillers makes Whisper end windows early (8.8 % of words
            # wrong without, 9.7 % with it, six sample calls, 927 words).
            hotwords=", ".join(vocabulary) or None,
            word_timestamps=True,
        )
        words: list[Word] = []
        for segment in segments:
            if not self._is_invented(segment):
                words += _words_of(segment, window, early_s=options.early_s)
            # Asking for another segment would encode the window's silent rest once more.
            if window.seconds - segment.end < options.ignored_rest_s:
                break
        return words

    def _is_invented(self, segment: Any) -> bool:
        """Tell whether a segment bears the marks of text that nobody said."""
        words = segment.words or ()
        if not words:
            return True
        mean = sum(word.probability for word in words) / len(words)
        loops = segment.compression_ratio > self._options.compression_ratio_threshold
        silent = (
            segment.no_speech_prob > self._options.no_speech_threshold
            and segment.avg_logprob < self._options.log_prob_threshold
        )
        return bool(loops or silent or mean < self._options.min_segment_confidence)


def _words_of(segment: Any, window: Window, *, early_s: float) -> list[Word]:
    words = []
    for word in segment.words or ():
        text = word.word.strip()
        if text:
            start = word.start + early_s
            span = window.to_recording(Span(start, max(start, word.end + early_s)))
            confidence = min(1.0, max(0.0, float(word.probability)))
            words.append(Word(word=text, start=span.start, end=span.end, confidence=confidence))
    return words


def transcriber_info(name: str, options: WhisperOptions) -> EngineInfo:
    """What the transcriber is, without loading it."""
    flat = asdict(options)
    packing, times = flat.pop("packing"), flat.pop("word_times")
    plain = {key: str(value) if isinstance(value, tuple) else value for key, value in flat.items()}
    return EngineInfo(
        task="transcription",
        name=name,
        version=f"faster-whisper {version('faster-whisper')}",
        options={**plain, **packing, **times},
    )
