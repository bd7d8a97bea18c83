"""Dead air: nobody speaks, and nothing else goes on either."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from audio_features.events.spoken_context import ContextOptions, words_before
from audio_features.hearing import Sound
from audio_features.lexicons.matching import load_lexicon
from audio_features.timeline import Event, Span, Turn, Word, merge_spans, subtract_spans


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadAirOptions:
    """Thresholds of silence and of what counts as sound."""

    mild_s: float = 3.0  # s (AWS, MiiTel)
    clear_s: float = 5.0  # s (Google)
    severe_s: float = 10.0  # s (call-ai-metrics)
    speech_min_s: float = 0.2  # s, shorter sounds that nobody transcribed are noises (ours)
    wordless_s: float = (
        1.0  # s of "speech" before a first or after a last word that are kept (ours)
    )
    context: ContextOptions = field(
        default_factory=lambda: ContextOptions(before_s=8.0, last_words=20)
    )


def dead_air_events(
    turns: Sequence[Turn],
    *,
    speech: Sequence[Span],
    sounds: Iterable[Sound],
    holds: Iterable[Event],
    language: str,
    answered_s: float,
    options: DeadAirOptions | None = None,
) -> tuple[Event, ...]:
    """``dead_air`` events between the answer and the last word, longer than the mild threshold.

    `speech` is when any party speaks (no crosstalk, no bystanders); `sounds` are searched for
    tones, which are no silence.

    Attributes: ``severity`` (mild, clear, severe), ``explained`` (the agent said just before what
    the pause is for; None where his words can't be told) and ``seconds``.
    """
    chosen = options or DeadAirOptions()
    voice = voiced_spans(turns, speech, chosen)
    if not voice:
        return ()
    # Music that is no hold plays in somebody's room while nobody speaks.
    other = [s.span for s in sounds if s.kind not in ("speech", "sigh", "music")]
    taken = [*voice, *other, *(h.span for h in holds)]
    start, end = min(answered_s, voice[-1].end), voice[-1].end
    gaps = subtract_spans([Span(start, end)], taken)
    lexicon = load_lexicon("hold_words", language)
    return tuple(
        Event(
            kind="dead_air",
            party=None,
            start=round(gap.start, 3),
            end=round(gap.end, 3),
            confidence=0.9,
            attributes={
                "severity": severity(gap.seconds, chosen),
                "explained": words_before(
                    turns, gap.start, party="agent", options=chosen.context
                ).has(lexicon["busy_explained"]),
                "seconds": round(gap.seconds, 3),
            },
        )
        for gap in gaps
        if gap.seconds > chosen.mild_s
    )


def severity(seconds: float, options: DeadAirOptions) -> str:
    """``mild``, ``clear`` or ``severe``."""
    if seconds > options.severe_s:
        return "severe"
    return "clear" if seconds > options.clear_s else "mild"


def voiced_spans(
    turns: Iterable[Turn], speech: Sequence[Span], options: DeadAirOptions
) -> tuple[Span, ...]:
    """When somebody speaks.

    Detected `speech` decides where there is any, as word ends may be stretched over a pause; a word
    it missed counts by its start. Without it, the turns do.
    """
    detected = [span for span in speech if span.seconds >= options.speech_min_s]
    spoken = list(turns)
    words = [w for t in spoken for w in t.words]
    if not detected:
        return merge_spans([w.span for w in words] + [t.span for t in spoken if not t.words])
    starts = [Span(w.start, min(w.end, w.start + 0.5)) for w in words]
    trimmed = [_beside_words(span, words, options) for span in detected]
    return merge_spans([*trimmed, *starts, *(t.span for t in spoken if not t.words)])


def _beside_words(span: Span, words: Sequence[Word], options: DeadAirOptions) -> Span:
    """`span` without the seconds before its first word and after its last: noise, not speech.

    Speech in which no word was understood stays whole.
    """
    inside = [word for word in words if span.start <= word.start < span.end]
    if not inside:
        return span
    first = min(word.start for word in inside)
    last = max(min(word.end, word.start + 0.5) for word in inside)
    start, end = span.start, span.end
    return Span(
        max(start, first - options.wordless_s) if first - start > options.wordless_s else start,
        min(end, last + options.wordless_s) if end - last > options.wordless_s else end,
    )
