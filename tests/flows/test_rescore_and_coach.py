import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col
from typer.testing import Result

from flows import workplace
from flows.stored_judging import JudgedCall, StoredCallJudge
from models import store
from models.database import reading, writing
from models.tables import CoachingRecord, RubricVersion, ScorecardRow
from scoring.judge import judge_call
from scoring.rubrics.reading import BUNDLED

Escucha = Callable[..., Result]
Record = Callable[..., Path]


@pytest.fixture
def analysed(escucha: Escucha, recording: Record, place: Path) -> Path:
    """Two calls of two agents, analysed, their audio gone."""
    for number, (name, agent) in enumerate((("a", "ana"), ("b", "luis"))):
        recording(f"calls/{name}.wav", pitch_hz=120.0 + 10 * number)
        beside = {
            "agent_id": agent,
            "team": "ventas",
            "started_at": f"2026-03-0{number + 1}T10:00Z",
        }
        (place / f"calls/{name}.json").write_text(json.dumps(beside))
    assert escucha("analyze", "calls", "--out", "escucha_reports").exit_code == 0
    for path in (place / "calls").iterdir():
        path.unlink()
    return place


def cards() -> list[tuple[bool, str]]:
    query = (
        select(col(ScorecardRow.is_current), col(RubricVersion.version))
        .join(RubricVersion, col(ScorecardRow.rubric_pk) == col(RubricVersion.id))
        .order_by(col(ScorecardRow.id))
    )
    with reading(workplace.database()) as session:
        return [(current, version) for current, version in session.execute(query)]


def next_version(place: Path) -> Path:
    """The product's rubric with another version number."""
    text = resources.files("scoring").joinpath(BUNDLED).read_text("utf-8")
    lines = [
        'version: "next"' if line.startswith("version:") else line for line in text.splitlines()
    ]
    path = place / "next.yaml"
    path.write_text("\n".join(lines) + "\n")
    return path


def test_rescoring_needs_no_audio_and_keeps_earlier_scorecards(
    analysed: Path, escucha: Escucha
) -> None:
    before = cards()
    same = escucha("rescore")
    assert same.exit_code == 0, same.output
    assert "2 calls" in same.stdout
    assert "0 new scorecards" in same.stdout
    assert cards() == before

    other = escucha("rescore", "--rubric", next_version(analysed), "--since", "2026-03-02")

    assert other.exit_code == 0, other.output
    assert "1 call judged by" in other.stdout
    version = before[0][1]
    assert cards() == [(True, version), (False, version), (True, "next")]
    with reading(workplace.database()) as session:
        texts = session.execute(select(col(RubricVersion.yaml_text))).scalars().all()
    assert any('version: "next"' in text for text in texts)


def test_a_call_heard_anew_while_it_is_scored_again_is_judged_by_what_is_heard_now(
    analysed: Path, escucha: Escucha, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[JudgedCall] = []
    judge = StoredCallJudge.judge

    def judge_while_it_is_analysed(
        self: StoredCallJudge, call_ids: Sequence[str], *, announce: Callable[[str], None]
    ) -> Iterator[JudgedCall]:
        for call in judge(self, call_ids, announce=announce):
            if call.call_id == "a":
                judged.append(call)
            if len(judged) == 1:
                with reading(workplace.database()) as session:
                    (heard,) = store.stored_hearings(session, call_ids=["a"])
                anew = judge_call(replace(heard, turns=()), workplace.rubrics(None).default)
                with writing(workplace.database()) as session:
                    store.save_scored_call(
                        session, scored=anew, rubric_yaml="id: p", fingerprint="f"
                    )
            yield call

    monkeypatch.setattr(StoredCallJudge, "judge", judge_while_it_is_analysed)
    result = escucha("rescore", "--rubric", next_version(analysed))

    assert "2 calls judged" in result.stdout
    assert len(judged) == 2
    assert judged[0].by_each != judged[1].by_each
    with reading(workplace.database()) as session:
        current = store.load_scored_call(session, call_id="a")
    assert current is not None
    assert current.heard.turns == ()
    assert current.scorecard.rubric.version == "next"
    wanted = judge_call(current.heard, workplace.rubrics(str(analysed / "next.yaml")).default)
    assert current.findings == wanted.findings


def test_the_text_kept_is_that_of_the_rubric_that_judged(place: Path) -> None:
    path = next_version(place)
    judged_by = workplace.rubrics(str(path))

    path.write_text("edited since\n")

    assert workplace.rubrics(str(path)) is judged_by
    assert 'version: "next"' in judged_by.yaml_text(judged_by.default.identity)


def test_each_agent_gets_a_report_and_it_is_kept(analysed: Path, escucha: Escucha) -> None:
    for _ in range(2):
        result = escucha("coach")
        assert result.exit_code == 0, result.output

    folder = analysed / "escucha_reports/coaching"
    assert sorted(path.name for path in folder.iterdir()) == [
        "ana.html",
        "ana.json",
        "luis.html",
        "luis.json",
        "team",
    ]
    assert json.loads((folder / "ana.json").read_text())["agent_id"] == "ana"
    with reading(workplace.database()) as session:
        kept = session.execute(select(col(CoachingRecord.agent_id))).scalars().all()
    assert sorted(kept) == ["ana", "luis"]


def test_one_agent_can_be_chosen(analysed: Path, escucha: Escucha) -> None:
    assert escucha("coach", "--agent", "ana", "--out", "only").exit_code == 0
    assert sorted(path.name for path in (analysed / "only").iterdir()) == ["ana.html", "ana.json"]

    nobody = escucha("coach", "--agent", "eva", "--out", "only")
    assert nobody.exit_code == 2
    assert "--agent eva: no call of such an agent is stored" in nobody.stderr


def test_links_lead_to_pages_that_are_there(analysed: Path, escucha: Escucha) -> None:
    reports = analysed / "escucha_reports"
    for out, prefix in (("escucha_reports/coaching", "../"), ("escucha_reports", "")):
        assert escucha("coach", "--out", out).exit_code == 0
        found = links(analysed / out / "ana.html")
        assert found
        assert all(link.startswith(f"{prefix}a.html") for link in found)
        assert all((analysed / out / link.split("#")[0]).is_file() for link in found)

    (reports / "a.html").unlink()
    assert escucha("coach").exit_code == 0
    assert links(reports / "coaching/ana.html") == []
    assert escucha("coach", "--out", "elsewhere").exit_code == 0
    assert links(analysed / "elsewhere/luis.html") == []


def test_the_team_has_a_page_that_links_to_its_agents_and_calls(
    analysed: Path, escucha: Escucha
) -> None:
    for out in ("escucha_reports/coaching", "escucha_reports"):
        coached = escucha("coach", "--out", out)
        assert coached.exit_code == 0, coached.output
        assert "For the supervisor: " in coached.stdout
        folder = analysed / out / "team"
        assert sorted(path.name for path in folder.iterdir()) == ["index.html", "team.json"]
        found = links(folder / "index.html")
        assert {"../ana.html", "../luis.html"} <= set(found)
        assert all((folder / link.split("#")[0]).is_file() for link in found)
    document = json.loads((folder / "team.json").read_text())
    assert [team["team_name"] for team in document["teams"]] == ["ventas"]


def test_what_a_person_has_decided_waits_no_longer_for_the_supervisor(
    analysed: Path, escucha: Escucha
) -> None:
    def waiting() -> dict[str, int]:
        assert escucha("coach").exit_code == 0
        document = json.loads(
            (analysed / "escucha_reports/coaching/team/team.json").read_text("utf-8")
        )
        return document["teams"][0]["this_week"]["undecided"]

    before = waiting()
    call = json.loads((analysed / "escucha_reports/a.json").read_text("utf-8"))
    unsure = next(one for one in call["findings"] if one["verdict"] == "unsure")
    (analysed / "said.csv").write_text(
        f"call_id,criterion,verdict,analyst\na,{unsure['criterion']},met,Eva\n"
    )
    imported = escucha("corrections", "import", "said.csv")
    assert imported.exit_code == 0, imported.output
    assert waiting()["findings"] == before["findings"] - 1


def test_an_agent_may_be_called_team(escucha: Escucha, recording: Record, place: Path) -> None:
    recording("calls/a.wav", pitch_hz=120.0)
    (place / "calls/a.json").write_text(json.dumps({"agent_id": "team"}))
    assert escucha("analyze", "calls").exit_code == 0
    assert escucha("coach").exit_code == 0
    folder = place / "escucha_reports/coaching"
    assert sorted(path.name for path in folder.iterdir()) == ["team", "team.html", "team.json"]
    assert json.loads((folder / "team.json").read_text())["schema"] == "escucha.coaching/1"
    assert json.loads((folder / "team/team.json").read_text())["schema"] == "escucha.team/1"


def links(page: Path) -> list[str]:
    return re.findall(r'<a[^>]* href="([^"#][^"]*)"', page.read_text("utf-8"))


def test_calls_of_earlier_rubrics_are_left_out_and_said(analysed: Path, escucha: Escucha) -> None:
    rubric = next_version(analysed)
    assert escucha("rescore", "--rubric", rubric, "--since", "2026-03-02").exit_code == 0

    result = escucha("coach")

    assert result.exit_code == 0, result.output
    assert "1 call was judged by another rubric than the latest and left out" in result.stderr
    assert "`escucha rescore` brings them along" in result.stderr
    folder = analysed / "escucha_reports/coaching"
    assert sorted(path.name for path in folder.glob("*.html")) == ["luis.html"]

    assert escucha("rescore", "--rubric", rubric).exit_code == 0
    (line,) = escucha("coach").stderr.splitlines()
    assert "left out" not in line
    assert (folder / "ana.html").exists()


def test_who_tried_a_rubric_out_is_told_that_it_still_counts(
    analysed: Path, escucha: Escucha
) -> None:
    assert escucha("coach").stderr == ""
    assert escucha("rescore", "--rubric", next_version(analysed)).exit_code == 0
    (line,) = escucha("coach").stderr.splitlines()
    assert line.startswith("warning: the calls were last judged by protocol ")
    assert line.endswith("`escucha rescore` judges them by that one")
    assert escucha("rescore").exit_code == 0
    assert escucha("coach").stderr == ""


def test_calls_of_nobody_are_counted(analysed: Path, escucha: Escucha, recording: Record) -> None:
    recording("more/c.wav", pitch_hz=150.0)
    assert escucha("analyze", "more", "--out", "escucha_reports").exit_code == 0

    result = escucha("coach")

    assert result.exit_code == 0
    assert result.stderr.strip().startswith("warning: no agent_id is known of ")


def test_two_names_under_one_agent_id_are_named(
    escucha: Escucha, recording: Record, place: Path
) -> None:
    for name, said in (("a", "Ana Ruiz"), ("b", "Rubén Cano"), ("c", "ana ruiz")):
        recording(f"calls/{name}.wav", pitch_hz=120.0 + ord(name))
        data = {"agent_id": "ag-1", "agent_name": said}
        (place / f"calls/{name}.json").write_text(json.dumps(data))
    assert escucha("analyze", "calls").exit_code == 0

    told = escucha("coach").stderr

    assert "ag-1: its calls name" in told
    assert "Rubén Cano" in told


def test_nothing_stored_is_said_kindly(escucha: Escucha) -> None:
    rescored = escucha("rescore")
    assert rescored.exit_code == 0
    assert "No stored calls" in rescored.stdout


def test_an_empty_database_has_nobody_to_coach_and_may_be_the_wrong_one(escucha: Escucha) -> None:
    coached = escucha("coach")
    assert coached.exit_code == 2
    (line,) = coached.stderr.splitlines()
    assert line.startswith("error: no stored calls, so there is nobody to coach")
    assert "`escucha analyze`" in line
    assert "ESCUCHA_DATA_DIR" in line


def test_a_period_without_calls_is_no_error(analysed: Path, escucha: Escucha) -> None:
    coached = escucha("coach", "--since", "2026-04-01")
    assert coached.exit_code == 0
    assert "No stored calls since 2026-04-01" in coached.stdout


def test_coaching_tells_where_its_reports_are(analysed: Path, escucha: Escucha) -> None:
    coached = escucha("coach", "--out", "a/rather/long/path/for/the/coaching/reports/of/all")
    assert (analysed / "a/rather/long").exists()
    assert "ana.html" in coached.stdout
    link = coached.stdout.split("file://")[1].strip()
    assert Path(link) == analysed / "a/rather/long/path/for/the/coaching/reports/of/all/ana.html"
