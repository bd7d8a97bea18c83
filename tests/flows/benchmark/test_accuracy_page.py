"""The page tells what was measured, with what, how often, and what others publish."""

from dataclasses import replace
from itertools import pairwise

import pytest

from flows.benchmark.accuracy import call_accuracy
from flows.benchmark.accuracy_page import RESULTS, accuracy_page, load_bars, markdown_table


@pytest.fixture
def page(make_run):
    return accuracy_page(make_run())


def test_every_result_stands_with_its_cases_by_layout(page):
    assert "| measure | stereo | mono | bar |" in page
    assert "| rings exact | – (0) | 100.0 % (1/1) | " in page
    assert "| hold: F1 | – (0) | 1.00 (n 1 +0 −0) | " in page
    assert "| dead air > 3 s: F1 | – (0) | 1.00 (n 1 +0 −0) | " in page
    assert "| agent and customer the wrong way round | – (0) | 0.0 % (0/1) | " in page


def test_every_measure_stands_with_precision_recall_and_f1(page):
    assert "| measure | stereo | mono | all |" in page
    assert "| sigh, agent | – – –<br>n 0 +0 −0 | 1.00 1.00 1.00<br>n 1 +0 −0 | " in page


def test_it_tells_what_was_measured_with_what_and_when(page):
    assert "Recordings of `known_calls`: 1, 1 minutes in all" in page
    assert "2026-03-01 with Escucha 0.1.0" in page
    assert "| --- | --- | --- |\n| transcription | scribe | 3.1 |" in page


def test_it_has_calibration_criteria_and_what_others_publish(page):
    assert "| 0.9–1.0 | 2 | 90.0 % | 100.0 % |" in page
    assert "| greeted | 100.0 % (1/1) | – |" in page
    assert "## Beside what comparable systems publish" in page
    assert "CALLHOME 26.7" in page


def test_conditions_are_shown_only_where_calls_name_one(page, truth, perfect, make_run):
    named = accuracy_page(make_run(call_accuracy(replace(truth, condition="gsm"), perfect)))

    assert "## By condition of the line" not in page
    assert "| gsm | 1 | 0.0 % " in named


def test_tables_stand_free_and_no_line_is_doubly_empty(page):
    lines = page.splitlines()
    for before, line in pairwise(lines):
        assert not (before == line == "")
        assert not (line.startswith("|") and before and not before.startswith("|"))
    assert page.endswith("\n")


def test_a_cell_keeps_its_line_breaks_and_bars():
    table = markdown_table(("a", "b"), [("x\ny", "1|2")])

    assert table.splitlines() == ["| a | b |", "| --- | ---: |", "| x<br>y | 1\\|2 |"]


def test_bars_are_of_rows_that_there_are():
    bars = load_bars()

    assert set(bars) <= set(RESULTS)
    assert all(isinstance(text, str) for text in bars.values())
