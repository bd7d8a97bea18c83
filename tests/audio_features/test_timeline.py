from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_features.timeline import Span, intersect_spans, merge_spans, subtract_spans

hundredths = st.integers(min_value=0, max_value=2_000)
spans = st.lists(
    st.tuples(hundredths, hundredths).map(lambda pair: Span(min(pair) / 100, max(pair) / 100)),
    max_size=12,
)


def covered_hundredths(some):
    return {i for span in some for i in range(round(span.start * 100), round(span.end * 100))}


def test_a_span_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValueError, match=r"start=2\.0, end=1\.0"):
        Span(2.0, 1.0)


def test_spans_that_only_touch_share_no_time():
    assert Span(0, 1).overlap_s(Span(1, 2)) == 0.0


def test_spans_closer_than_the_gap_are_joined():
    assert merge_spans([Span(3, 4), Span(0, 1), Span(1.4, 2)], max_gap_s=0.5) == (
        Span(0, 2),
        Span(3, 4),
    )


@given(spans, spans)
def test_subtracting_and_intersecting_split_time_exactly(some, others):
    left, shared = subtract_spans(some, others), intersect_spans(some, others)
    assert covered_hundredths(left) == covered_hundredths(some) - covered_hundredths(others)
    assert covered_hundredths(shared) == covered_hundredths(some) & covered_hundredths(others)


@given(spans)
def test_merged_spans_are_sorted_apart_and_cover_the_same_time(some):
    merged = merge_spans(some)
    assert covered_hundredths(merged) == covered_hundredths(some)
    assert all(a.end < b.start for a, b in pairwise(merged))


@given(spans, spans)
def test_cutting_all_holes_at_once_leaves_what_cutting_one_by_one_leaves(some, holes):
    one_by_one = merge_spans(some)
    for hole in merge_spans(holes):
        one_by_one = subtract_spans(one_by_one, [hole])
    assert subtract_spans(some, holes) == one_by_one


def test_thousands_of_holes_in_thousands_of_spans_are_cut_out_in_no_time():
    talk = [Span(10.0 * n, 10.0 * n + 8) for n in range(20_000)]
    pauses = [Span(10.0 * n + 3, 10.0 * n + 4) for n in range(20_000)]
    left = subtract_spans(talk, pauses)
    assert len(left) == 40_000
    assert left[-2:] == (Span(199_990.0, 199_993.0), Span(199_994.0, 199_998.0))
