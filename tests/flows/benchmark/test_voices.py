"""Level and pace are held against those of the truth, for each party of whom both are known."""

from dataclasses import replace

import pytest

from audio_features.measures.catalog import measure
from audio_features.timeline import Span
from flows.benchmark.accuracy import call_accuracy
from flows.benchmark.voices import level_cases, level_errors_db, pace_cases, pace_errors

CALL = Span(0.0, 42.0)


def heard_with(heard, *measures):
    return replace(
        heard,
        measures=tuple(
            measure(name, party=party, value=value, span=span)
            for name, party, value, span in measures
        ),
    )


def test_the_level_of_each_party_is_held_against_the_true_one(truth, perfect):
    known = replace(truth, levels_dbov={"agent": -20.0, "customer": -30.0, "other": -25.0})
    heard = heard_with(
        perfect.heard,
        ("active_level", "agent", -21.5, CALL),
        ("active_level", "customer", -29.0, CALL),
    )

    assert level_errors_db(level_cases(known, heard)) == (1.5, 1.0)


def test_the_pace_of_the_whole_call_counts_and_its_error_is_a_share(truth, perfect):
    known = replace(truth, pace_wpm={"agent": 200.0})
    heard = heard_with(
        perfect.heard,
        ("speech_rate", "agent", 180.0, CALL),
        ("speech_rate", "agent", 90.0, Span(0.0, 15.0)),
    )

    assert pace_errors(pace_cases(known, heard)) == pytest.approx((0.1,))


def test_a_voice_that_was_not_measured_is_kept_and_has_no_error(truth, perfect):
    (case,) = level_cases(replace(truth, levels_dbov={"agent": -20.0}), perfect.heard)

    assert case.got is None
    assert level_errors_db((case,)) == ()


def test_a_truth_that_tells_nothing_of_voices_has_no_case(truth, perfect):
    counts = call_accuracy(truth, perfect).counts

    assert counts.levels == counts.paces == ()
