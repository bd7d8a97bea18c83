"""Figures come from added counts, by layout and by condition of the line."""

from dataclasses import replace

import pytest

from audio_features.timeline import Event
from flows.benchmark import cells
from flows.benchmark.accuracy import AccuracyCounts, call_accuracy
from flows.benchmark.accuracy_document import accuracy_document
from flows.benchmark.bootstrap import ratio_interval
from flows.benchmark.columns import NO_CONDITION, accuracy_columns, condition_columns
from flows.benchmark.figure_definitions import FIGURES
from flows.benchmark.figures import Quotient, figures_of
from flows.benchmark.pooling import Detections, Ratio, WordErrors
from flows.benchmark.table import (
    accuracy_rows,
    calibration_rows,
    condition_rows,
    criterion_rows,
)
from flows.benchmark.voices import VoiceCase


def figures(*calls):
    return figures_of(calls, FIGURES)


@pytest.fixture
def faulty(truth, perfect, swap, make_finding):
    """The known call with faults of every kind."""
    heard = swap(perfect.heard)
    sighs = tuple(
        Event(kind="sigh", party="agent", start=s, end=s + 1, confidence=0.9, attributes={})
        for s in (1.0, 5.0)
    )
    bad = replace(
        perfect,
        heard=replace(heard, events=(*heard.events[2:], *sighs), turns=heard.turns[:-1]),
        findings=(make_finding("greeted", "not_met"),),
    )
    return call_accuracy(replace(truth, call_id="faulty"), bad)


def test_sigh_false_alarms_are_told_for_ten_minutes_of_the_agents_speech():
    counts = AccuracyCounts(
        events={"sigh/agent": Detections(found=1, made_up=2, missed=1)}, agent_speech_s=1200.0
    )
    told = figures(counts)

    assert told["sigh_false_alarms"].value == 1.0
    assert told["sigh_false_alarms"].cases == "2 in 20.0 min"
    assert told["sigh_agent_recall"].value == 0.5


def test_only_the_agents_speech_is_the_time_of_his_sighs(truth, perfect):
    counts = call_accuracy(truth, perfect).counts

    assert counts.agent_speech_s == pytest.approx(0.5 * (5 + 4))


def test_median_and_ninetieth_percentile_of_level_errors_are_over_all_parties():
    cases = tuple(
        VoiceCase(call_id="known", party="agent", want=-20.0, got=-20.0 - error)
        for error in (0.0, 1.0, 2.0, 3.0, 4.0)
    )
    told = figures(AccuracyCounts(levels=cases[:2]), AccuracyCounts(levels=cases[2:]))

    assert told["level_error"].value == 2.0
    assert told["level_error_90"].value == 4.0
    assert told["level_error"].cases == "n 5"
    assert told["level_error"].interval is not None


def test_a_measure_without_a_case_is_a_dash_and_zero():
    assert cells.figure(figures(AccuracyCounts())["level_error"]) == "– (0)"


def test_every_quotient_of_pooled_counts_is_that_of_added_ratios(truth, perfect, faulty):
    calls = [call_accuracy(truth, perfect).counts, faulty.counts]
    pooled = sum(calls, AccuracyCounts())
    quotients = 0
    for definition in FIGURES:
        estimates = [definition.of(call) for call in calls]
        ratios = [e.ratio for e in estimates if isinstance(e, Quotient)]
        if ratios:
            quotients += 1
            told = figures_of(calls, [definition])[definition.id]
            added = sum(ratios, Ratio()).value
            assert definition.of(pooled).value == told.value == pytest.approx(added)
            assert told.interval == ratio_interval(ratios)
    assert quotients > 20


def test_swapped_roles_and_words_are_shares_of_what_is_wrong(faulty):
    told = figures(faulty.counts)

    assert (told["roles_wrong"].value, told["words_wrong_party"].value) == (1.0, 1.0)
    assert cells.figure(told["roles_wrong"]) == "100.0 % (1/1)"


def test_ids_of_figures_are_told_apart():
    assert len({figure.id for figure in FIGURES}) == len(FIGURES)


def test_table_and_document_have_every_layout_even_where_there_is_no_call(make_run):
    run = make_run()
    rows = {row[0]: row[1:] for row in accuracy_rows(accuracy_columns(run.calls))}
    document = accuracy_document(run)

    assert rows["rings exact"] == ("– (0)", "100.0 % (1/1)", "100.0 % (1/1)")
    assert rows["hold"][2] == "1.00 1.00 1.00\nn 1 +0 −0"
    assert rows["active level: median error"] == ("– (0)",) * 3
    assert document["pooled"]["mono"]["verdicts"]["agreement"] == {
        "right": 2,
        "total": 2,
        "rate": 1.0,
    }
    assert document["figures"]["mono"]["rings_exact"]["value"] == 1.0
    assert document["figures"]["stereo"]["rings_exact"]["value"] is None


def test_two_calls_are_shown_with_an_interval(make_run, faulty):
    (one,) = make_run().calls
    rows = {row[0]: row[1:] for row in accuracy_rows(accuracy_columns((one, faulty)))}

    assert rows["verdicts agree"][1] == "66.7 % (2/3)\n[0.0–100.0 %]"
    assert rows["hold"][1].endswith("[1.00–1.00]")


def test_criteria_have_their_kappa_and_what_became_of_them(faulty, make_run):
    (one,) = make_run().calls
    rows = criterion_rows(accuracy_columns((one, faulty))["all"].counts.verdicts)

    assert rows[0] == ("greeted", "50.0 % (1/2)", "0.00", "met→not_met 1")
    assert rows[1] == ("hold_announced", "100.0 % (1/1)", "–", "–")


def test_confidences_are_shown_by_bin(make_run):
    rows = calibration_rows(accuracy_columns(make_run().calls)["all"].counts.verdicts)

    assert rows[0] == ("< 0.5", "0", "–", "–")
    assert rows[-1] == ("0.9–1.0", "2", "90.0 %", "100.0 %")


def test_conditions_of_the_line_are_counted_apart(truth, perfect):
    one = call_accuracy(replace(truth, condition="gsm"), perfect)
    noisy = replace(one, counts=replace(one.counts, words=WordErrors(right=1, deleted=1)))
    calls = (one, replace(noisy, condition="noise"), call_accuracy(truth, perfect), one)
    head, rows = condition_rows(condition_columns(calls))

    assert head[:3] == ("condition", "calls", "WER, numbers in words")
    assert [row[:2] for row in rows] == [("gsm", "2"), ("noise", "1"), (NO_CONDITION, "1")]
    assert rows[1][2] == "50.0 % (1/2)"


def test_without_a_condition_there_is_no_table_of_them(make_run):
    assert condition_columns(make_run().calls) == {}
