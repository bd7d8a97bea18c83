import csv
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from reviewed_calls import HOLD_LENGTH, say, store_holds
from typer.testing import Result

from flows import workplace
from flows.corrections import csv_file
from flows.corrections.report import corrections_report
from models import store
from models.corrections import list_corrections
from models.database import reading
from scoring.rubrics.reading import load_rubric, rubric_text
from scoring.rubrics.thresholds import with_threshold

Escucha = Callable[..., Result]

HEAD = "call_id,criterion,verdict,comment,analyst,made_at\n"


def stored() -> list[tuple[str, str, str, str]]:
    with reading(workplace.database()) as session:
        return [
            (one.call_id, one.criterion, one.verdict, one.analyst)
            for one in list_corrections(session)
        ]


@pytest.fixture
def calls(place: Path) -> Path:
    """Two stored calls, with holds of 30 and of 90 s."""
    store_holds(workplace.database(), {"short": 30.0, "long": 90.0})
    return place


def test_a_file_is_taken_in_once_however_often_it_is_imported(
    calls: Path, escucha: Escucha
) -> None:
    (calls / "said.csv").write_text(
        HEAD
        + f"short,{HOLD_LENGTH},met,,rosa,2026-03-01T09:30\n"
        + f'long,{HOLD_LENGTH},met,"Avisó, y volvió a los 45 s",rosa,\n'
    )

    first, again = (escucha("corrections", "import", "said.csv") for _ in range(2))

    assert (first.exit_code, again.exit_code) == (0, 0), first.output
    assert "2 corrections stored, 0 were known" in first.stdout
    assert "0 corrections stored, 2 were known" in again.stdout
    assert sorted(stored()) == [
        ("long", HOLD_LENGTH, "met", "rosa"),
        ("short", HOLD_LENGTH, "met", "rosa"),
    ]
    with reading(workplace.database()) as session:
        (one,) = list_corrections(session, call_id="long")
    assert (one.machine_verdict, one.comment) == ("not_met", "Avisó, y volvió a los 45 s")


def test_wrong_rows_are_named_with_their_mend_and_nothing_is_stored(
    calls: Path, escucha: Escucha
) -> None:
    rows = (
        f"short,{HOLD_LENGTH},met,,rosa,",
        f"short,{HOLD_LENGTH},Met,,rosa,",
        "nobody,greeted,met,,rosa,",
        "short,greted,met,,rosa,",
        "short,greeted,met,,,",
        "short,greeted,met,,rosa,yesterday",
        "short,greeted,met,,rosa,2999-01-01",
        f"short,{HOLD_LENGTH},unsure,,rosa,",
    )
    (calls / "said.csv").write_text(HEAD + "\n".join(rows) + "\n")

    result = escucha("corrections", "import", "said.csv")

    assert result.exit_code == 2
    lines = result.stderr.splitlines()
    assert [line.split(": ")[1] for line in lines[:-1]] == [
        f"said.csv, line {n}" for n in range(3, 10)
    ]
    for line, said in zip(
        lines,
        (
            "verdict 'Met' is none, did you mean 'met'?",
            "call 'nobody' is not stored; analyse its recording first",
            "no verdict on criterion 'greted'; did you mean 'greeted'?",
            "analyst is empty; fill it in",
            "made_at 'yesterday' is no moment; write it like 2026-03-01T09:30",
            "is yet to come",
            "rosa has already said 'met' of it at the same moment",
            "nothing was stored; mend these rows",
        ),
        strict=True,
    ):
        assert said in line
    assert stored() == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty; its first line names call_id, criterion"),
        ("call_id,criterion,verdict\n", "has no column analyst; add it"),
        ("call_id,criterion,verdict,analist\n", "unknown column 'analist', did you mean 'analyst'"),
        ("call_id,criterion,verdict,analyst\na,b,met,c,d\n", "line 2: has 5 cells for 4 columns"),
    ],
)
def test_a_file_that_is_no_table_of_corrections_is_refused(
    calls: Path, escucha: Escucha, text: str, said: str
) -> None:
    (calls / "said.csv").write_text(text)
    result = escucha("corrections", "import", "said.csv")
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_spanish_spreadsheet_is_read(calls: Path, escucha: Escucha) -> None:
    text = f"call_id;criterion;verdict;analyst;start;end\nlong;{HOLD_LENGTH};met;Begoña;20.5;110\n"
    (calls / "said.csv").write_text(text, encoding="utf-8-sig")
    assert escucha("corrections", "import", "said.csv").exit_code == 0
    assert stored() == [("long", HOLD_LENGTH, "met", "Begoña")]


def test_what_is_exported_can_be_imported_and_adds_nothing(calls: Path, escucha: Escucha) -> None:
    database = workplace.database()
    say(database, "long", "unsure", comment='Dijo "un momento", luego nada', start=20.0, end=110.0)
    say(database, "long", "met", analyst="luis")

    missing = escucha("corrections", "export", "out/all.csv")
    assert missing.exit_code == 2
    assert missing.stderr == "error: out/all.csv: no folder out; make it, or name another file\n"
    assert not (calls / "out").exists()
    (calls / "out").mkdir()
    for _ in range(2):  # an export may be written over one of before
        assert escucha("corrections", "export", "out/all.csv").exit_code == 0

    with (calls / "out/all.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["verdict"] for row in rows] == ["unsure", "met"]
    assert rows[0]["comment"] == 'Dijo "un momento", luego nada'
    assert (rows[0]["machine_verdict"], rows[0]["rubric_id"]) == ("not_met", "protocol")
    assert (
        "0 corrections stored, 2 were known"
        in escucha("corrections", "import", "out/all.csv").stdout
    )


@pytest.mark.parametrize(
    "content",
    [
        b"call_id,criterion,verdict,analyst\nlong,greeted,met,rosa\n",
        b"name,phone\n",
        b"",
        b"\xff\xfe\x00",
    ],
)
def test_an_export_never_overwrites_a_file_that_is_none(
    calls: Path, escucha: Escucha, content: bytes
) -> None:
    (calls / "all.csv").write_bytes(content)

    result = escucha("corrections", "export", "all.csv")

    assert result.exit_code == 2
    assert result.stderr == (
        "error: all.csv: is there already and no export of corrections; name another file\n"
    )
    assert (calls / "all.csv").read_bytes() == content


def test_an_export_never_overwrites_what_was_typed_into_an_earlier_one(
    calls: Path, escucha: Escucha
) -> None:
    say(workplace.database(), "long", "met", comment="=dicho", analyst="rosa")
    assert escucha("corrections", "export", "all.csv").exit_code == 0
    assert escucha("corrections", "export", "all.csv").exit_code == 0
    with (calls / "all.csv").open("a") as file:
        file.write("long,greeted,not_met,no saludó,ana,,,,,,,\n")
    typed = (calls / "all.csv").read_text()

    result = escucha("corrections", "export", "all.csv")

    assert result.exit_code == 2
    assert result.stderr == (
        "error: all.csv, line 3: is not stored, and would be lost; import the file first, or name "
        "another one\n"
    )
    assert (calls / "all.csv").read_text() == typed

    assert escucha("corrections", "import", "all.csv").exit_code == 0
    assert escucha("corrections", "export", "all.csv").exit_code == 0
    assert "no saludó" in (calls / "all.csv").read_text()


def test_what_is_written_otherwise_than_it_is_stored_is_stored_all_the_same(
    calls: Path, escucha: Escucha
) -> None:
    say(workplace.database(), "long", "met", analyst="Rosa", start=12.5, end=14.0)
    assert escucha("corrections", "export", "all.csv").exit_code == 0
    text = (calls / "all.csv").read_text()
    assert "Rosa" in text
    assert "12.5," in text
    (calls / "all.csv").write_text(text.replace("Rosa", "rosa").replace("12.5,", "12.50,"))

    assert escucha("corrections", "export", "all.csv").exit_code == 0


def test_an_export_that_speaks_of_a_forgotten_call_says_what_to_do(
    calls: Path, escucha: Escucha
) -> None:
    say(workplace.database(), "long", "met", analyst="rosa")
    assert escucha("corrections", "export", "all.csv").exit_code == 0
    assert escucha("forget", "long").exit_code == 0

    result = escucha("corrections", "export", "all.csv")

    assert result.exit_code == 2
    assert "line 2: call 'long' is not stored; where it was forgotten, delete this file" in (
        result.stderr
    )


@pytest.mark.parametrize("comment", ["=1+1", "+34 600", "-", "@sum(a1)", "'=x", "''@", "'sí'"])
def test_no_cell_of_an_export_is_a_formula_and_an_import_reads_what_was_said(
    calls: Path, escucha: Escucha, comment: str
) -> None:
    say(workplace.database(), "long", "met", comment=comment, analyst="=rosa")

    assert escucha("corrections", "export", "all.csv").exit_code == 0

    with (calls / "all.csv").open(newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["analyst"] == "'=rosa"
    assert row["comment"] == (comment if comment == "'sí'" else f"'{comment}")
    again = escucha("corrections", "import", "all.csv")
    assert "0 corrections stored, 1 were known" in again.stdout, again.output


def test_every_call_of_a_file_is_held_before_the_first_row_is_stored(
    calls: Path, escucha: Escucha, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[object] = []
    real = csv_file.add_correction
    monkeypatch.setattr(csv_file, "lock_calls", lambda _, ids: done.append(sorted(ids)))
    monkeypatch.setattr(
        csv_file, "add_correction", lambda *a, **k: done.append("row") or real(*a, **k)
    )
    rows = "".join(f"{name},{HOLD_LENGTH},met,,rosa,\n" for name in ("short", "long"))
    (calls / "said.csv").write_text(HEAD + rows)
    assert escucha("corrections", "import", "said.csv").exit_code == 0
    assert done == [["long", "short"], "row", "row"]


@pytest.fixture
def reviewed(place: Path) -> Path:
    """Thirty calls of which people who allow 92 s of hold say what they hear."""
    lengths = {f"c{n}": float(n) for n in (*range(10, 90, 5), *range(100, 160, 5))}
    store_holds(workplace.database(), lengths)
    for call_id, seconds in lengths.items():
        say(workplace.database(), call_id, "met" if seconds <= 92 else "not_met")
    return place


def test_the_report_tells_figures_differences_and_a_threshold_worth_trying(
    reviewed: Path, escucha: Escucha
) -> None:
    say(workplace.database(), "c70", "not_met", analyst="luis <b>", comment="<script>1</script>")
    (reviewed / "reports").mkdir()
    (reviewed / "reports/c75.html").write_text("a call page")

    result = escucha("corrections", "report", "--out", "reports/corrections")

    assert result.exit_code == 0, result.output
    assert "These figures speak of reviewed verdicts, not of all." in " ".join(
        result.stdout.split()
    )
    assert f"worth trying: criteria.{HOLD_LENGTH}.check.at_most_s: 60 → 93" in result.stdout
    told = json.loads((reviewed / "reports/corrections/corrections.json").read_text())
    own = told["criteria"][HOLD_LENGTH]
    assert own["contested"] == 1
    assert (own["machine_and_people"]["n"], own["machine_and_people"]["right"]) == (27, 22)
    assert {"people": "met", "machine": "not_met", "n": 4} in own["machine_and_people"]["confusion"]
    assert own["among_people"]["n"] == 1
    (suggested,) = told["thresholds"]["suggested"]
    assert (suggested["now"], suggested["value"], suggested["n"]) == (60, 93, 27)
    differences = {one["call_id"]: one for one in told["disagreements"]}
    assert sorted(differences) == ["c60", "c65", "c70", "c75", "c80", "c85"]
    assert differences["c75"]["start"] == 20.0
    assert (differences["c70"]["people"], differences["c75"]["people"]) == (None, "met")

    page = (reviewed / "reports/corrections/corrections.html").read_text()
    assert '<html lang="es">' in page
    assert "no de todos" in page
    assert 'href="../c75.html#t=19,96"' in page
    assert "c80.html" not in page, "no page of that call is there"
    assert "<script>1" not in page
    assert "luis &lt;b&gt;" in page
    assert "at_most_s: 93\n" in page
    assert "# now" not in page


def test_the_page_is_written_in_english_on_demand(calls: Path, escucha: Escucha) -> None:
    say(workplace.database(), "long", "met")
    result = escucha("corrections", "report", "--language", "en", "--out", "there")
    assert result.exit_code == 0, result.output
    page = (calls / "there/corrections.html").read_text()
    assert "People and machine, side by side" in page
    assert "1 verdict reviewed" in page
    assert "Not enough reviews yet (it takes 20)" in page
    assert re.search(r"\{[a-z]+\}", re.sub(r"<style>.*?</style>", "", page, flags=re.S)) is None


def test_a_period_without_reviews_is_said_kindly(calls: Path, escucha: Escucha) -> None:
    say(workplace.database(), "long", "met")
    result = escucha("corrections", "report", "--since", "2999-01-01")
    assert result.exit_code == 0, result.output
    assert "No verdicts of people in this period" in result.stdout
    page = (calls / "escucha_reports/corrections/corrections.html").read_text()
    assert "Todavía no hay revisiones en este periodo" in page


def patient_rubric(place: Path, *, at_most_s: int) -> None:
    """Write the product's rubric with longer holds allowed, as a version of its own."""
    text = rubric_text(None)
    for old, new in (
        ("at_most_s: 60", f"at_most_s: {at_most_s}"),
        (f'version: "{load_rubric().version}"', 'version: "mine"'),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    (place / "mine.yaml").write_text(text)


def test_rescoring_keeps_what_people_were_shown_and_tells_what_is_said_now(
    calls: Path, escucha: Escucha
) -> None:
    say(workplace.database(), "long", "met")
    rubric = load_rubric()
    changed = with_threshold(rubric.criterion(HOLD_LENGTH), ("check", "at_most_s"), 120)
    assert changed is not None
    patient_rubric(calls, at_most_s=120)
    assert escucha("rescore", "--rubric", "mine.yaml").exit_code == 0

    report = corrections_report(workplace.database(), rubric)

    (difference,) = report.disagreements
    assert difference.finding.last.machine_verdict == "not_met"
    assert difference.now == "met"


def test_thresholds_are_tried_on_the_rubric_asked_for_whatever_judged_last(
    reviewed: Path, escucha: Escucha
) -> None:
    patient_rubric(reviewed, at_most_s=93)
    assert escucha("rescore", "--rubric", "mine.yaml").exit_code == 0

    as_shipped = escucha("corrections", "report")
    mine = escucha("corrections", "report", "--rubric", "mine.yaml")

    assert f"{HOLD_LENGTH}.check.at_most_s: 60 → 93" in as_shipped.stdout
    assert "No threshold is worth trying" in mine.stdout


def test_thresholds_are_not_tried_on_calls_of_another_rubric(
    reviewed: Path, escucha: Escucha
) -> None:
    (reviewed / "sales.yaml").write_text(rubric_text(None).replace("id: protocol", "id: sales", 1))
    assert escucha("rescore", "--rubric", "sales.yaml").exit_code == 0

    bundled = escucha("corrections", "report")
    sales = escucha("corrections", "report", "--rubric", "sales.yaml")

    assert "No threshold is worth trying" in bundled.stdout
    assert "28 verdicts of 28 calls" in " ".join(bundled.stdout.split()), "figures stay"
    assert f"{HOLD_LENGTH}.check.at_most_s: 60 → 93" in sales.stdout


def test_a_set_of_rubrics_has_to_be_asked_one_by_one(reviewed: Path, escucha: Escucha) -> None:
    (reviewed / "sales.yaml").write_text(rubric_text(None).replace("id: protocol", "id: sales", 1))
    (reviewed / "set.yaml").write_text(
        "rubrics:\n  - {path: sales.yaml, when: {queue: [ventas]}}\n  - {path: bundled}\n"
    )
    result = escucha("corrections", "report", "--rubric", "set.yaml")
    assert result.exit_code == 2
    assert "name the file of one with --rubric" in " ".join(result.stderr.split())


def test_the_benchmark_holds_stored_verdicts_against_people(
    reviewed: Path, escucha: Escucha
) -> None:
    result = escucha("bench", "accuracy", "--corrections", "--json", "told.json", "--misses")

    assert result.exit_code == 0, result.output
    assert "reviewed findings, not of all" in " ".join(result.stdout.split())
    assert f"c85 | {HOLD_LENGTH} | want met | got not_met" in result.stdout
    told = json.loads((reviewed / "told.json").read_text())
    assert told["figures"]["verdict_agreement"]["value"] == pytest.approx(22 / 28)
    assert told["figures"]["unsure"]["cases"] == "1/28"
    assert told["kappa_interval_95"][0] < told["counts"]["kappa"] < told["kappa_interval_95"][1]
    assert sum(own["n"] for own in told["counts"]["confidence_bins"]) == 27
    assert len(told["verdicts"]) == 28


def test_the_benchmark_tells_what_another_rubric_would_say_and_stores_nothing(
    reviewed: Path, escucha: Escucha
) -> None:
    patient_rubric(reviewed, at_most_s=93)

    options = ("--corrections", "--rubric", "mine.yaml", "--json", "told.json")
    result = escucha("bench", "accuracy", *options)

    assert result.exit_code == 0, result.output
    told = json.loads((reviewed / "told.json").read_text())
    assert told["figures"]["verdict_agreement"]["value"] == 1
    with reading(workplace.database()) as session:
        kept = store.load_scored_call(session, call_id="c85")
    assert kept is not None
    assert next(f.verdict for f in kept.findings if f.criterion == HOLD_LENGTH) == "not_met"


def test_options_of_recordings_do_not_go_with_corrections(calls: Path, escucha: Escucha) -> None:
    for wrong in (("sample_calls",), ("--ear-alone",), ("--markdown", "x.md")):
        result = escucha("bench", "accuracy", "--corrections", *wrong)
        assert result.exit_code == 2
        assert "does not go with --corrections" in result.stderr


def test_without_people_the_benchmark_says_how_to_begin(escucha: Escucha) -> None:
    result = escucha("bench", "accuracy", "--corrections")
    assert result.exit_code == 0
    assert "escucha corrections import" in result.stdout


def test_forgetting_a_call_takes_its_corrections_and_names_the_report(
    calls: Path, escucha: Escucha, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_LOCAL_STORAGE_PATH", str(calls / "results"))
    for call_id in ("long", "short"):
        say(workplace.database(), call_id, "unsure")
    assert escucha("corrections", "report").exit_code == 0

    result = escucha("forget", "long")

    assert result.exit_code == 0, result.output
    assert "1 scorecard, 1 correction\n" in result.stdout
    assert [one[0] for one in stored()] == ["short"]
    assert "corrections.html: names long; make it again with `escucha corrections" in result.stderr
