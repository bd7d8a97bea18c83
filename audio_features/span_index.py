"""Which of many spans share time with a given one, without looking at all of them.

A call of two hours has thousands of words and thousands of spans: comparing each with each takes
minutes.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate

from audio_features.timeline import Span


class SpanIndex:
    """Look-up in `spans`, which may overlap and come in any order."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._spans = tuple(spans)
        self._order = sorted(range(len(spans)), key=lambda at: spans[at].start)
        self._starts = [spans[at].start for at in self._order]
        self._ends_so_far = list(accumulate((spans[at].end for at in self._order), max))

    def sharing(self, span: Span) -> tuple[int, ...]:
        """Positions, rising, of the spans that share more than 0 s with `span`."""
        first = bisect_right(self._ends_so_far, span.start)
        last = bisect_left(self._starts, span.end)
        near = self._order[first:last]
        return tuple(sorted(at for at in near if self._spans[at].overlap_s(span) > 0.0))

    def spans_sharing(self, span: Span) -> tuple[Span, ...]:
        """Those spans, in the order they were given in."""
        return tuple(self._spans[at] for at in self.sharing(span))
