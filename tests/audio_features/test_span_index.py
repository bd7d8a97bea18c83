from hypothesis import given
from hypothesis import strategies as st

from audio_features.span_index import SpanIndex
from audio_features.timeline import Span

tenths = st.integers(min_value=0, max_value=300)
some_span = st.tuples(tenths, tenths).map(lambda pair: Span(min(pair) / 10, max(pair) / 10))


def test_spans_that_only_touch_are_not_found():
    index = SpanIndex([Span(0, 1), Span(1, 2), Span(2, 3)])
    assert index.sharing(Span(1, 2)) == (1,)


def test_a_long_span_that_began_before_many_others_is_found():
    index = SpanIndex([Span(5, 6), Span(0, 100), Span(50, 51), Span(7, 8)])
    assert index.spans_sharing(Span(50.2, 50.4)) == (Span(0, 100), Span(50, 51))


def test_an_index_of_nothing_finds_nothing():
    assert SpanIndex([]).sharing(Span(0, 1)) == ()


@given(st.lists(some_span, max_size=30), some_span)
def test_it_finds_what_comparing_with_each_one_finds(spans, wanted):
    expected = tuple(at for at, span in enumerate(spans) if span.overlap_s(wanted) > 0)
    assert SpanIndex(spans).sharing(wanted) == expected
