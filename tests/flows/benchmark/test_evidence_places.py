"""Evidence is held against the moments that a person would point to."""

import json
from dataclasses import replace

import pytest

from flows.benchmark.accuracy import call_accuracy
from flows.benchmark.accuracy_document import accuracy_document
from flows.benchmark.accuracy_page import accuracy_page
from flows.benchmark.columns import accuracy_columns
from flows.benchmark.comparison import moved_rows, record_of
from flows.benchmark.evidence import evidence_places
from flows.benchmark.pooling import Cases
from flows.benchmark.table import accuracy_rows, evidence_miss_line, evidence_rows
from flows.benchmark.truth import TrueMoment, load_truth
from scoring.findings import Evidence, MeasuredValue


def shown(start, end, *, quote="made up", measure=None):
    return Evidence(start=start, end=end, party="agent", quote=quote, measure=measure)


@pytest.fixture
def greeting(truth):
    """The greeting is right between 10 and 12 s, or from 40 to 41 s."""
    moments = (TrueMoment(start=10.0, end=12.0), TrueMoment(start=40.0, end=41.0))
    return replace(truth, evidence={"greeted": moments})


@pytest.fixture
def showing(perfect):
    """The known result with this evidence of the greeting."""

    def make(*evidence):
        greeted, *others = perfect.findings
        return replace(perfect, findings=(replace(greeted, evidence=evidence), *others))

    return make


@pytest.mark.parametrize(
    ("start", "end", "apart_s", "near"),
    [
        (10.5, 11.5, 0.0, True),  # inside the moment
        (8.0, 20.0, 0.0, True),  # around it
        (11.0, 14.0, 0.0, True),  # shares a part of it
        (14.0, 15.0, 2.0, True),
        (14.1, 15.0, 2.1, False),
        (7.0, 7.9, 2.1, False),
        (36.0, 39.0, 1.0, True),  # near the other moment
    ],
)
def test_evidence_counts_up_to_two_seconds_from_any_moment(
    greeting, showing, start, end, apart_s, near
):
    places = evidence_places(greeting, showing(shown(start, end)))

    (case,) = places.cases
    assert case.distance_s == pytest.approx(apart_s)
    assert places.near == Cases(right=int(near), total=1)


def test_the_nearest_of_several_pieces_counts(greeting, showing):
    (case,) = evidence_places(greeting, showing(shown(25, 26), shown(12.5, 13))).cases

    assert case.distance_s == 0.5


def test_a_long_stretch_around_the_moment_does_not_begin_near_it(greeting, showing):
    places = evidence_places(greeting, showing(shown(4.0, 13.0)))

    assert places.near.right == 1
    assert places.begins_near == Cases(right=0, total=1)
    assert places.cases[0].start_distance_s == 6.0


def test_what_begins_inside_the_moment_begins_near_it(greeting, showing):
    assert evidence_places(greeting, showing(shown(11.9, 19.0))).begins_near.right == 1


def test_showing_nothing_or_the_whole_call_is_a_miss(greeting, showing):
    whole = shown(1, 42, quote=None, measure=MeasuredValue(name="pace", value=1, unit="words/min"))
    for scored in (showing(), showing(whole)):
        places = evidence_places(greeting, scored)

        assert places.near == Cases(right=0, total=1)
        assert places.cases[0].distance_s is None
        assert places.median_s is places.farthest_s is None
        assert evidence_miss_line(places.misses[0]) == (
            "known | greeted | met | moment 10.0–12.0, 40.0–41.0 s | shown – s | – apart"
        )


def test_only_right_verdicts_for_or_against_with_a_known_moment_count(
    greeting, showing, make_finding
):
    scored = showing(shown(10, 11))
    wrong = replace(scored, findings=(make_finding("greeted", "not_met"),))
    unsure = replace(scored, findings=(make_finding("greeted", "unsure"),))
    open_truth = replace(greeting, verdicts={**greeting.verdicts, "greeted": "unsure"})

    assert evidence_places(greeting, wrong).cases == ()
    assert evidence_places(open_truth, unsure).cases == ()
    assert evidence_places(replace(greeting, evidence={}), scored).cases == ()
    assert [case.criterion for case in evidence_places(greeting, scored).cases] == ["greeted"]


@pytest.fixture
def runs(greeting, showing, make_run):
    """The known call with its evidence in place, and with evidence that is elsewhere."""
    near, far = showing(shown(10.0, 11.0)), showing(shown(20.0, 21.0))
    return [make_run(call_accuracy(greeting, scored)) for scored in (near, far)]


def test_it_stands_in_every_table_with_its_cases(runs):
    near, far = (dict(_rows(run)) for run in runs)

    assert near["evidence within 2 s of the moment"] == "100.0 % (1/1)"
    assert far["evidence within 2 s of the moment"] == "0.0 % (0/1)"
    assert far["  begins within 2 s of it"] == "0.0 % (0/1)"
    page = accuracy_page(runs[1])
    assert "| evidence within 2 s of the moment | – (0) | 0.0 % (0/1) | ≥ 95 % |" in page
    assert "| greeted | 0.0 % (0/1) | 0.0 % (0/1) | 8.00 s | 8.00 s |" in page


def _rows(run):
    columns = accuracy_columns(run.calls)
    assert evidence_rows(columns["stereo"].counts.evidence) == []
    return [(name, all_) for name, _, _, all_ in accuracy_rows(columns)]


def test_two_calls_give_an_interval(greeting, showing, make_run):
    calls = [
        replace(call_accuracy(greeting, showing(shown(at, at + 1))), call_id=f"call-{at}")
        for at in (10, 20)
    ]
    figure = accuracy_columns(make_run(*calls).calls)["mono"].figures["evidence_near"]

    assert figure.value == 0.5
    assert figure.interval == (0.0, 1.0)


def test_the_document_has_counts_and_every_case(runs):
    document = accuracy_document(runs[1])

    pooled = document["pooled"]["mono"]["evidence"]
    assert pooled["near"] == {"right": 0, "total": 1, "rate": 0.0}
    assert pooled["criteria"]["greeted"]["farthest_s"] == 8.0
    assert document["calls"][0]["evidence"]["begins_near"]["total"] == 1
    assert document["evidence"] == [
        {
            "call_id": "known",
            "criterion": "greeted",
            "verdict": "met",
            "want": [[10.0, 12.0], [40.0, 41.0]],
            "got": [[20.0, 21.0]],
            "distance_s": 8.0,
            "start_distance_s": 8.0,
        }
    ]


def test_a_comparison_says_that_it_moved_and_reads_older_runs(runs):
    old, new = (accuracy_document(run) for run in runs)
    moved = {row[0]: row[-1] for row in moved_rows(record_of(old), record_of(new))}
    assert moved["evidence within 2 s of the moment"] == "100.0 % → 0.0 % (−100.0)"

    for figures in old["figures"].values():
        del figures["evidence_near"], figures["evidence_begins_near"]
    del old["evidence"]
    assert moved_rows(record_of(old), record_of(new)) == []


def test_a_truth_without_moments_can_still_be_read(tmp_path):
    bare = {
        "call_id": "old",
        "language": "es",
        "layout": "mono",
        "seconds": 3.0,
        "rings": None,
        "turns": [],
        "events": [],
        "verdicts": {"greeted": "met"},
    }
    path = tmp_path / "old.json"
    path.write_text(json.dumps(bare), encoding="utf-8")
    assert load_truth(path).evidence == {}

    told = {**bare, "evidence": {"greeted": [{"start": 1.0, "end": 2.0}]}}
    path.write_text(json.dumps(told), encoding="utf-8")
    assert load_truth(path).evidence == {"greeted": (TrueMoment(start=1.0, end=2.0),)}
