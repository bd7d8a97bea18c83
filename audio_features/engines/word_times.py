"""Word times made credible: inside speech, no longer than a word lasts, in order.

Whisper's word ends stretch across the pause that follows, which would inflate overlap and hide
silence.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from audio_features.span_index import SpanIndex
from audio_features.timeline import Span, Word, merge_spans


@dataclass(frozen=True, slots=True, kw_only=True)
class WordTimeOptions:
    """Limits on the times of single words."""

    #: Seconds outside speech that a word may reach, as speech edges are uncertain. Ours.
    tolerance_s: float = 0.1
    #: Longest word: this many seconds and so many more per letter (about 4 syll/s, slow). Ours.
    longest_base_s: float = 0.5
    longest_per_letter_s: float = 0.09
    #: Shortest word in seconds. Ours.
    shortest_s: float = 0.04


def settle_words(
    words: Sequence[Word], *, speech: Sequence[Span], options: WordTimeOptions
) -> tuple[Word, ...]:
    """`words` in order of time, clipped to `speech`, to a word's length and to each other.

    A word none of which lies in speech is dropped: nobody spoke there.
    """
    spans = [
        Span(max(0.0, span.start - options.tolerance_s), span.end + options.tolerance_s)
        for span in speech
    ]
    allowed = SpanIndex(merge_spans(spans))
    settled: list[Word] = []
    for word in sorted(words, key=lambda one: (one.start, one.end)):
        clipped = _clip(word, allowed, options)
        if clipped is None:
            continue
        if settled and clipped.start < settled[-1].end:
            settled[-1] = replace(settled[-1], end=max(settled[-1].start, clipped.start))
        settled.append(clipped)
    return tuple(settled)


def _clip(word: Word, allowed: SpanIndex, options: WordTimeOptions) -> Word | None:
    span = Span(word.start, max(word.end, word.start + options.shortest_s))
    home = max(allowed.spans_sharing(span), key=span.overlap_s, default=None)
    if home is None:
        return None
    longest_s = options.longest_base_s + options.longest_per_letter_s * len(word.word)
    start = max(span.start, home.start)
    end = min(span.end, home.end)
    if end - start > longest_s:
        # A word that begins before its span was stretched leftwards, any other to the right.
        stretched_left = span.start < home.start
        start, end = (end - longest_s, end) if stretched_left else (start, start + longest_s)
    return replace(word, start=start, end=end)
