"""What moved between two runs is told, what did not is not; what does not fit is refused."""

import json
from dataclasses import replace

import pytest

from audio_features.errors import ConfigurationError
from flows.benchmark.accuracy import call_accuracy
from flows.benchmark.accuracy_document import SCHEMA, accuracy_document
from flows.benchmark.comparison import (
    caveats,
    load_record,
    moved_rows,
    record_of,
    refuse_other_calls,
    turned_lines,
    turned_verdicts,
)
from flows.benchmark.pooling import WordErrors


@pytest.fixture
def old_and_new(truth, perfect, make_run, make_finding):
    """Now a word is wrong, one verdict turned right and one wrong."""
    findings = (make_finding("greeted", "unsure"), make_finding("hold_announced", "not_met"))
    then = call_accuracy(truth, replace(perfect, findings=findings))
    findings = (make_finding("greeted", "met"), make_finding("hold_announced", "met"))
    now = call_accuracy(truth, replace(perfect, findings=findings))
    words = WordErrors(right=95, substituted=5)
    now = replace(now, counts=replace(now.counts, words=words))
    return tuple(record_of(accuracy_document(make_run(call))) for call in (then, now))


def test_only_figures_that_moved_are_listed_with_old_new_and_difference(old_and_new):
    rows = {row[0]: row[1:] for row in moved_rows(*old_and_new)}

    assert rows["WER, numbers in words"] == ("=",) + ("0.0 % → 5.0 % (+5.0)",) * 2
    assert rows["unsure"][1] == "50.0 % → 0.0 % (−50.0)"
    assert "rings exact" not in rows
    assert "verdicts agree" not in rows


def test_verdicts_that_turned_are_listed_with_what_is_true(old_and_new):
    assert turned_lines(turned_verdicts(*old_and_new)) == [
        "turned right: 1",
        "known | greeted | unsure → met | true met",
        "turned wrong: 1",
        "known | hold_announced | not_met → met | true not_met",
    ]


def test_a_verdict_that_is_wrong_in_another_way_did_not_turn(old_and_new):
    old, new = old_and_new
    other = tuple(replace(v, want="not_applicable") for v in old.verdicts)

    assert turned_verdicts(replace(old, verdicts=other), replace(old, verdicts=other)) == ()
    (turned,) = turned_lines(turned_verdicts(replace(old, verdicts=other), new))[1:2]
    assert turned.endswith("true met (then not_applicable)")


def test_a_run_compared_with_itself_did_not_move(old_and_new):
    old, _ = old_and_new

    assert moved_rows(old, old) == []
    assert caveats(old, old) == []
    assert turned_verdicts(old, old) == ()


def test_less_than_what_is_shown_is_no_move(old_and_new):
    old, new = old_and_new
    figure = new.figures["mono"]["wer"]
    near = {"mono": {"wer": replace(figure, value=figure.value + 0.0001)}}
    far = {"mono": {"wer": replace(figure, value=figure.value + 0.001)}}

    assert moved_rows(replace(old, figures=near), replace(new, figures=near)) == []
    assert moved_rows(replace(old, figures=near), new) == []
    assert moved_rows(replace(old, figures=far), new) != []


def test_a_number_that_there_was_not_is_no_difference(old_and_new):
    old, new = old_and_new
    figure = new.figures["mono"]["wer"]
    gone = {**old.figures, "mono": {"wer": replace(figure, value=None)}}
    (row,) = [row for row in moved_rows(replace(old, figures=gone), new) if row[0] == figure.name]

    assert row[2] == "– → 5.0 % (–)"


def test_runs_over_other_calls_or_with_other_data_are_not_like_for_like(old_and_new):
    old, new = old_and_new
    other = replace(new, calls=(*new.calls, replace(new.calls[0], call_id="b")), ear_alone=True)

    assert caveats(old, other) == [
        "Other calls were measured then: 0 are not here, 1 are new.",
        "--ear-alone was not given then.",
    ]


def test_a_recording_built_anew_is_told(old_and_new):
    old, new = old_and_new
    (call,) = new.calls
    untold = replace(old, calls=(replace(call, sha256=None),))

    assert caveats(old, replace(new, calls=(replace(call, sha256="f" * 64),))) == [
        f"Other recordings of the same calls were heard then: {call.call_id}."
    ]
    assert caveats(untold, new) == []


def test_another_rubric_is_told(old_and_new):
    old, new = old_and_new
    other = replace(new, rubric=replace(new.rubric, sha256="f" * 64))

    assert caveats(old, other) == [f"Another rubric judged then: version {old.rubric.version}."]


def test_a_figure_that_one_run_lacks_in_a_column_shows_a_dash_there(old_and_new):
    old, new = old_and_new
    shorter = {id_: figure for id_, figure in old.figures["stereo"].items() if id_ != "wer"}
    lacking = replace(old, figures={**old.figures, "stereo": shorter})
    (row,) = (row for row in moved_rows(lacking, new) if row[0].startswith("WER, numbers in"))

    assert row[1 + list(new.figures).index("stereo")] == "–"


def test_what_was_written_can_be_read(make_run, tmp_path):
    path = tmp_path / "old.json"
    document = accuracy_document(make_run())
    path.write_text(json.dumps(document))

    assert load_record(path) == record_of(document)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("no JSON", "is no JSON; name a file that --json wrote"),
        ("[]", f"is no benchmark, not {SCHEMA}, and cannot be compared; measure anew with --json"),
        ('{"schema": "escucha.bench.accuracy/1"}', f"is escucha.bench.accuracy/1, not {SCHEMA}"),
        (json.dumps({"schema": SCHEMA}), "Field required; measure anew with --json"),
        (None, r"cannot be read \(No such file or directory\)"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_on_one_line(tmp_path, text, told):
    path = tmp_path / "old.json"
    if text is not None:
        path.write_text(text)

    with pytest.raises(ConfigurationError, match=told) as refused:
        load_record(path)
    assert str(refused.value).startswith(f"{path}: ")
    assert "\n" not in str(refused.value)


def test_a_run_over_none_of_these_calls_is_refused(old_and_new, tmp_path):
    old, _ = old_and_new
    refuse_other_calls(tmp_path / "old.json", old, ["known", "b"])

    with pytest.raises(ConfigurationError, match=r"old\.json: has none of these calls"):
        refuse_other_calls(tmp_path / "old.json", old, ["b"])
