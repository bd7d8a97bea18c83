"""From samples to all that the engines hear: sounds, words, speakers. The expensive half."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from audio_features.channels import channel_layout, mixdown
from audio_features.crosstalk import remove_crosstalk
from audio_features.decoding import resample
from audio_features.engines.base import (
    ENGINE_RATE_HZ,
    SPEECH_PAD_S,
    FloatArray,
    SighClassifier,
    SoundDetector,
)
from audio_features.engines.registry import Engines
from audio_features.events.sighs import sigh_candidates, speech_of_words, without_echoes
from audio_features.events.tones import find_tones
from audio_features.hearing import EngineInfo, Hearing, Sound, SpeakerSpan, Transcript
from audio_features.party_words.agent_likelihood import agent_log_odds_of_pieces
from audio_features.recording import Audio
from audio_features.sustained_sounds import sustained_sounds
from audio_features.timeline import Span, merge_spans, subtract_spans
from audio_features.word_edges import settle_edges


@dataclass(frozen=True, slots=True, kw_only=True)
class ListeningOptions:
    """What counts as speech worth transcribing."""

    #: s, music at least this long is a piece, not a jingle under a voice (our choice, as for holds)
    long_music_s: float = 5.0
    #: probability of speech that a stretch inside such music must have to be somebody talking
    speech_over_music: float = 0.6
    #: s, what the sound detectors add on either side of speech; whoever compares two voices in time
    #: must take it off again
    speech_pad_s: float = SPEECH_PAD_S
    #: s, what is left of "speech" beside a tone is speech only if longer: detectors take the edges
    #: of a tone for a voice (our choice; a greeting lasts longer)
    shortest_beside_tone_s: float = 0.5


def hear(
    audio: Audio,
    *,
    engines: Engines,
    language: str | None = None,
    vocabulary: Sequence[str] = (),
    options: ListeningOptions | None = None,
) -> Hearing:
    """Everything the engines hear in `audio`.

    `language` is an ISO 639-1 code, or None to let the engine tell; `vocabulary` are names and
    product words to expect. Nothing here depends on who is agent and who customer.
    """
    options = options or ListeningOptions()
    layout = channel_layout(audio)
    signals = list(audio.samples) if layout == "stereo" else [mixdown(audio)]
    at_engine_rate = [
        resample(signal, from_hz=audio.sample_rate_hz, to_hz=ENGINE_RATE_HZ) for signal in signals
    ]
    with ThreadPoolExecutor() as pool:
        heard = pool.map(
            lambda channel: _sounds(
                signals[channel],
                at_engine_rate[channel],
                sample_rate_hz=audio.sample_rate_hz,
                channel=channel,
                detector=engines.sound_detector,
            ),
            range(len(signals)),
        )
        sounds = [sound for channel_sounds in heard for sound in channel_sounds]
    speech = [speech_spans(sounds, channel=c, options=options) for c in range(len(signals))]
    if layout == "stereo":
        speech = list(remove_crosstalk(at_engine_rate, speech, sample_rate_hz=ENGINE_RATE_HZ))
    with ThreadPoolExecutor() as pool:  # words are needed only once voices have been embedded
        transcribing = pool.submit(
            _transcribe, at_engine_rate, speech, engines, language, vocabulary
        )
        if layout == "stereo":
            speakers = _channel_speakers(speech, pad_s=options.speech_pad_s)
        else:
            speakers = engines.diarizer.diarize(
                at_engine_rate[0],
                speech=speech[0],
                agent_log_odds=lambda pieces_s: _told_by_words(transcribing.result(), pieces_s),
            )
        transcripts = transcribing.result()
    if engines.sigh_classifier is not None:
        # Before words are stretched to where the voice dies away: a breath beside one is no part.
        sounds += _sighs(at_engine_rate, transcripts, sounds, engines.sigh_classifier)
    return Hearing(
        layout=layout,
        sounds=tuple(sorted(sounds, key=lambda sound: (sound.start, sound.channel, sound.kind))),
        transcripts=tuple(_settled(each, at_engine_rate) for each in transcripts),
        speakers=tuple(sorted(speakers, key=lambda span: (span.start, span.speaker))),
        engines=_infos(engines, diarized=layout != "stereo"),
    )


def _sounds(
    signal: FloatArray,
    resampled: FloatArray,
    *,
    sample_rate_hz: int,
    channel: int,
    detector: SoundDetector,
) -> list[Sound]:
    """All that is heard on one channel but words; `resampled` is `signal` at the engines' rate."""
    known = [
        *find_tones(signal, sample_rate_hz=sample_rate_hz, channel=channel),
        *detector.detect(resampled, channel=channel),
    ]
    sustained = sustained_sounds(
        signal,
        sample_rate_hz=sample_rate_hz,
        channel=channel,
        known=[sound.span for sound in known],
    )
    return [*known, *sustained]


def speech_spans(
    sounds: Sequence[Sound], *, channel: int, options: ListeningOptions
) -> tuple[Span, ...]:
    """Where somebody talks on `channel`: detected speech, less tones and sung or played music."""
    own = [sound for sound in sounds if sound.channel == channel]
    tones = [s.span for s in own if s.kind not in ("speech", "music")]
    music = [s.span for s in own if s.kind == "music" and s.span.seconds >= options.long_music_s]
    clear = [
        s.span for s in own if s.kind == "speech" and s.confidence >= options.speech_over_music
    ]
    doubtful = [
        s.span for s in own if s.kind == "speech" and s.confidence < options.speech_over_music
    ]
    talking = merge_spans([*clear, *subtract_spans(doubtful, music)])
    return tuple(
        piece
        for span in talking
        for piece in subtract_spans([span], tones)
        if piece == span or piece.seconds > options.shortest_beside_tone_s
    )


def _transcribe(
    signals: Sequence[FloatArray],
    speech: Sequence[tuple[Span, ...]],
    engines: Engines,
    language: str | None,
    vocabulary: Sequence[str],
) -> tuple[Transcript, ...]:
    """One transcript a channel, all in one language: that of the channel that is surest."""
    if language is None:
        guesses = [
            engines.transcriber.detect_language(signal, speech=spans)
            for signal, spans in zip(signals, speech, strict=True)
            if spans
        ]
        language = max(guesses, key=lambda guess: guess[1])[0] if guesses else None

    def transcribe(channel: int) -> Transcript:
        return engines.transcriber.transcribe(
            signals[channel],
            channel=channel,
            speech=speech[channel],
            language=language,
            vocabulary=vocabulary,
        )

    with ThreadPoolExecutor() as pool:
        return tuple(pool.map(transcribe, range(len(signals))))


def _told_by_words(
    transcripts: Sequence[Transcript], pieces_s: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Log-odds that each piece of the one channel is the agent's, by what is said in it."""
    (transcript,) = transcripts
    return agent_log_odds_of_pieces(transcript.words, pieces_s, language=transcript.language)


def _settled(transcript: Transcript, signals: Sequence[FloatArray]) -> Transcript:
    words = settle_edges(
        transcript.words, signals[transcript.channel], sample_rate_hz=ENGINE_RATE_HZ
    )
    return replace(transcript, words=words)


def _channel_speakers(
    speech: Sequence[tuple[Span, ...]], *, pad_s: float
) -> tuple[SpeakerSpan, ...]:
    """In true stereo the channel is the speaker, without doubt."""
    return tuple(
        SpeakerSpan(
            speaker=f"channel_{channel}",
            start=span.start + pad_s,
            end=span.end - pad_s,
            confidence=1.0,
        )
        for channel, spans in enumerate(speech)
        for span in spans
        if span.seconds > 2 * pad_s
    )


def _sighs(
    signals: Sequence[FloatArray],
    transcripts: Sequence[Transcript],
    sounds: Sequence[Sound],
    classifier: SighClassifier,
) -> list[Sound]:
    """Breath-like sounds outside words, tones and music, with the classifier's belief.

    Speech is what was transcribed, not what was detected: the detector takes sighs for speech.
    """
    sighs: list[Sound] = []
    for channel, (signal, transcript) in enumerate(zip(signals, transcripts, strict=True)):
        spans = sigh_candidates(
            signal,
            sample_rate_hz=ENGINE_RATE_HZ,
            speech=speech_of_words(transcript.words),
            other_sounds=[s.span for s in sounds if s.channel == channel and s.kind != "speech"],
        )
        for other in (one for number, one in enumerate(signals) if number != channel):
            spans = without_echoes(spans, own=signal, other=other, sample_rate_hz=ENGINE_RATE_HZ)
        sighs += [
            Sound(kind="sigh", channel=channel, start=span.start, end=span.end, confidence=belief)
            for span, belief in zip(spans, classifier.confidence(signal, spans), strict=True)
        ]
    return sighs


def _infos(engines: Engines, *, diarized: bool) -> tuple[EngineInfo, ...]:
    used = [engines.sound_detector.info, engines.transcriber.info]
    if diarized:
        used.append(engines.diarizer.info)
    if engines.sigh_classifier is not None:
        used.append(engines.sigh_classifier.info)
    return tuple(used)
