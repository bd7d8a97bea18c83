"""A second judge end to end: a real server beside real commands, from call to page and back."""

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from judge_server import JudgeServer, judge_server
from sqlalchemy import func, select
from typer.testing import Result

from audio_features.heard_call import HeardCall, Role, Roles
from audio_features.timeline import Turn
from flows import analyze_call as flow_module
from flows import judge_endpoint, workplace
from models import store
from models.database import reading
from models.tables import OpinionRow, ScorecardRow
from scoring.findings import Finding
from scoring.rubrics.reading import BUNDLED, load_rubric

Escucha = Callable[..., Result]
Record = Callable[..., Path]

IRONY = "no_sarcasm"
KEY = "sk-very-secret"
SAID = (
    ("agent", "Buenos días, le atiende Ana, del departamento de facturación."),
    ("customer", "Hola, tengo un problema con la factura, llevo tres semanas esperando."),
    ("agent", "Ya, el sistema la ha tomado con usted."),
    ("customer", "Muchas gracias."),
    ("agent", "Gracias a usted por llamar, que tenga un buen día."),
)
LINES = [{"line": 3, "quote": "el sistema la ha tomado con usted"}]
REASON = "Se burla de quien llama."


def answered(verdict: str = "not_met", **changes: Any) -> str:
    return json.dumps({"verdict": verdict, "lines": LINES, "reason": REASON, **changes})


@pytest.fixture
def server() -> Iterator[JudgeServer]:
    with judge_server(lambda _: answered()) as running:
        yield running


@pytest.fixture
def switched_on(server: JudgeServer, monkeypatch: pytest.MonkeyPatch) -> JudgeServer:
    monkeypatch.setenv("ESCUCHA_JUDGE_URL", server.url)
    monkeypatch.setenv("ESCUCHA_JUDGE_MODEL", "casa-7b")
    monkeypatch.setenv("ESCUCHA_JUDGE_KEY", KEY)
    monkeypatch.setenv("ESCUCHA_JUDGE_TIMEOUT_S", "5")
    return server


@pytest.fixture(autouse=True)
def ironic(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is recorded, this is what was said."""
    interpret = flow_module.interpret
    roles = [Role(channel=n, speaker=f"channel_{n}", confidence=1.0, why="test") for n in (0, 1)]
    turns = tuple(
        Turn(party=party, start=4.0 * at, end=4.0 * at + 3.0, text=text, confidence=0.95)
        for at, (party, text) in enumerate(SAID)
    )

    def interpreted(*arguments: Any, **known: Any) -> HeardCall:
        heard = interpret(*arguments, **known)
        both = Roles(agent=roles[0], customer=roles[1])
        return replace(heard, turns=turns, roles=both, events=(), measures=())

    monkeypatch.setattr(flow_module, "interpret", interpreted)


@pytest.fixture
def rubric(place: Path) -> Path:
    """The product's, but surer of irony: what it says of this call is `unsure`."""
    return edited(place / "unsure.yaml")


def edited(path: Path, **changes: str) -> Path:
    text = resources.files("scoring").joinpath(BUNDLED).read_text("utf-8")
    changes = {
        "id: protocol\n": "id: edited\n",
        f'version: "{load_rubric().version}"': f'version: "{path.stem}"',
        "  - id: no_sarcasm\n": "  - id: no_sarcasm\n    min_confidence: 0.49\n",
        "min_role_confidence: 0.6": "min_role_confidence: 0.99",
        **changes,
    }
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    path.write_text(text)
    return path


def analyze(escucha: Escucha, recording: Record, rubric: Path) -> Result:
    recording("calls/a.wav")
    result = escucha("analyze", "calls", "--out", "out", "--rubric", rubric)
    assert result.exit_code == 0, result.output
    return result


def stored_finding(criterion: str = IRONY) -> Finding:
    with reading(workplace.database()) as session:
        scored = store.load_scored_call(session, call_id="a")
    assert scored is not None
    return next(one for one in scored.findings if one.criterion == criterion)


def written_finding(place: Path, criterion: str = IRONY) -> dict[str, Any]:
    document = json.loads((place / "out/a.json").read_text())
    return next(one for one in document["findings"] if one["criterion"] == criterion)


def count(table: type) -> int:
    with reading(workplace.database()) as session:
        return session.execute(select(func.count()).select_from(table)).scalar_one()


def test_off_by_default_nobody_is_asked(
    escucha: Escucha, recording: Record, rubric: Path, server: JudgeServer, place: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def nobody(**settings: Any) -> None:
        raise AssertionError("somebody is asked")

    monkeypatch.setattr(judge_endpoint, "JudgeEndpoint", nobody)
    analyze(escucha, recording, rubric)
    escucha("rescore", "--rubric", rubric)

    assert server.asked == []
    assert stored_finding().verdict == "unsure"
    assert "opinion" not in written_finding(place)
    assert "modelo de lenguaje" not in (place / "out/a.html").read_text()
    assert count(OpinionRow) == 0


def test_it_is_asked_only_of_marked_criteria_in_doubt_and_its_opinion_is_used_and_shown(
    escucha: Escucha, recording: Record, rubric: Path, switched_on: JudgeServer, place: Path
) -> None:
    analyze(escucha, recording, rubric)

    assert switched_on.criteria(load_rubric(rubric)) == [IRONY]
    finding = stored_finding()
    assert (finding.verdict, finding.confidence) == ("not_met", 0.5)
    assert [piece.quote for piece in finding.evidence] == ["el sistema la ha tomado con usted"]
    opinion = written_finding(place)["opinion"]
    assert (opinion["verdict"], opinion["model"], opinion["prompt_version"]) == (
        "not_met", "casa-7b", "1",
    )  # fmt: skip
    assert opinion["own_verdict"] == "unsure"
    page = (place / "out/a.html").read_text()
    for said in ("Opinión de un modelo de lenguaje", REASON, "casa-7b"):
        assert said in page


def test_it_turns_no_verdict_of_our_own_round_and_is_not_asked_of_sure_ones(
    escucha: Escucha, recording: Record, place: Path, switched_on: JudgeServer
) -> None:
    bundled = place / "bundled.yaml"
    bundled.write_text(resources.files("scoring").joinpath(BUNDLED).read_text("utf-8"))
    analyze(escucha, recording, bundled)

    finding = stored_finding()
    assert finding.opinion is not None
    assert (finding.opinion.own_verdict, finding.verdict) == ("met", "unsure")
    assert "lo decide una persona" in (place / "out/a.html").read_text()

    sure = edited(place / "sure.yaml", **{"ask_below: 0.5": "ask_below: 0.1"})
    text = sure.read_text().replace("    min_confidence: 0.49\n", "")
    sure.write_text(text)
    before = len(switched_on.asked)
    assert escucha("rescore", "--rubric", sure).exit_code == 0
    assert (stored_finding().verdict, stored_finding().opinion) == ("met", None)
    assert len(switched_on.asked) == before


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        ({"answer": lambda _: "Yo diría que sí."}, "second judge unusable (not JSON)"),
        ({"answer": lambda _: answered("quizá")}, "unusable (verdict: none of the four)"),
        ({"answer": lambda _: answered(lines=[])}, "unusable (not_met without a line)"),
        (
            {"answer": lambda _: answered(lines=[{"line": 3, "quote": "es usted tonta"}])},
            "unusable (line 3 does not say what it quotes)",
        ),
        ({"status": 500}, "second judge failed (HTTP 500)"),
        ({"raw": b'{"error": "no such model"}'}, "second judge failed (no chat completion)"),
        ({"waits_s": 1.5}, "second judge slow (0.4 s)"),
    ],
)
def test_no_usable_answer_fails_no_call_and_is_told(
    escucha: Escucha, recording: Record, rubric: Path, switched_on: JudgeServer, place: Path,
    trouble: dict[str, Any], told: str, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("ESCUCHA_JUDGE_TIMEOUT_S", "0.4" if "waits_s" in trouble else "5")
    for name, value in trouble.items():
        setattr(switched_on, name, value)
    result = analyze(escucha, recording, rubric)

    assert told in result.stderr
    assert "left as they were: no_sarcasm" in result.stderr
    finding = stored_finding()
    assert (finding.verdict, finding.opinion) == ("unsure", None)
    (note,) = json.loads((place / "out/a.json").read_text())["notes"]
    assert note["criteria"] == [IRONY]
    assert "queda como estaba: Sin ironía ni sarcasmo." in (place / "out/a.html").read_text()


def test_nobody_at_the_address_fails_no_call(
    escucha: Escucha, recording: Record, rubric: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ESCUCHA_JUDGE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("ESCUCHA_JUDGE_MODEL", "casa-7b")
    result = analyze(escucha, recording, rubric)

    assert "second judge unreachable (ConnectError)" in result.stderr
    assert stored_finding().verdict == "unsure"


def test_rescoring_asks_nothing_that_was_answered_and_asks_anew_what_is_another_question(
    escucha: Escucha, recording: Record, rubric: Path, switched_on: JudgeServer, place: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    analyze(escucha, recording, rubric)
    opinion = stored_finding().opinion
    again = escucha("rescore", "--rubric", rubric)
    assert "0 new scorecards" in again.stdout

    dearer = edited(place / "dearer.yaml", **{"points: 4\n    sources: [S0, S2]": "points: 5"})
    assert "1 new scorecard," in escucha("rescore", "--rubric", dearer).stdout
    assert stored_finding().opinion == opinion
    assert len(switched_on.asked) == 1

    reworded = edited(place / "reworded.yaml", **{"la ironía se oye como burla": "suena a burla"})
    assert escucha("rescore", "--rubric", reworded).exit_code == 0
    assert len(switched_on.asked) == 2

    monkeypatch.setenv("ESCUCHA_JUDGE_MODEL", "casa-70b")
    assert escucha("rescore", "--rubric", reworded).exit_code == 0
    assert len(switched_on.asked) == 3
    found = stored_finding().opinion
    assert found is not None
    assert found.model == "casa-70b"


def test_without_a_url_what_the_model_said_is_used_and_nobody_is_asked(
    escucha: Escucha, recording: Record, rubric: Path, switched_on: JudgeServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    analyze(escucha, recording, rubric)
    monkeypatch.delenv("ESCUCHA_JUDGE_URL")
    assert "0 new scorecards" in escucha("rescore", "--rubric", rubric).stdout
    assert stored_finding().opinion is not None

    monkeypatch.delenv("ESCUCHA_JUDGE_MODEL")
    assert "1 new scorecard," in escucha("rescore", "--rubric", rubric).stdout
    assert stored_finding().opinion is None
    assert len(switched_on.asked) == 1


def test_comparing_rubrics_counts_what_was_said_and_asks_nobody(
    escucha: Escucha, recording: Record, rubric: Path, switched_on: JudgeServer, place: Path
) -> None:
    analyze(escucha, recording, rubric)
    same = escucha("rubric", "diff", rubric, "--json", place / "diff.json")

    assert same.exit_code == 0, same.output
    assert '"not_met"' not in (place / "diff.json").read_text()
    reworded = edited(place / "reworded.yaml", **{"la ironía se oye como burla": "suena a burla"})
    assert escucha("rubric", "diff", reworded).exit_code == 0
    assert len(switched_on.asked) == 1


def test_the_key_is_in_no_output_no_log_no_report_and_no_file(
    escucha: Escucha, recording: Record, rubric: Path, switched_on: JudgeServer, place: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    result = analyze(escucha, recording, rubric)
    doctor = escucha("doctor")
    switched_on.status = 500
    reworded = edited(place / "reworded.yaml", **{"la ironía se oye como burla": "suena a burla"})
    failed = escucha("--debug", "rescore", "--rubric", reworded)

    assert "HTTP 500" in failed.output
    assert switched_on.headers[0]["Authorization"] == f"Bearer {KEY}"
    for text in (result.output, doctor.output, failed.output, caplog.text):
        assert KEY not in text
    files = [path for path in place.rglob("*") if path.is_file()]
    assert any(path.suffix == ".db" for path in files)
    assert [path for path in files if KEY.encode() in path.read_bytes()] == []


def test_forgetting_a_call_forgets_what_was_said_of_it(
    escucha: Escucha, recording: Record, rubric: Path, switched_on: JudgeServer, place: Path
) -> None:
    analyze(escucha, recording, rubric)
    assert count(OpinionRow) == 1

    assert escucha("forget", "a", "--out", "out").exit_code == 0

    assert (count(OpinionRow), count(ScorecardRow)) == (0, 0)
    database = place / "escucha_data/escucha.db"
    assert REASON.encode() not in database.read_bytes()


def test_doctor_says_whether_it_is_on_and_answers(
    escucha: Escucha, server: JudgeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told() -> str:
        workplace.forget()
        return " ".join(escucha("doctor").stdout.replace("│", " ").split())

    assert "off: no words of any call are sent" in told()

    monkeypatch.setenv("ESCUCHA_JUDGE_URL", server.url)
    monkeypatch.setenv("ESCUCHA_JUDGE_MODEL", "casa-7b")
    server.answer = lambda _: answered("met", lines=[{"line": 1, "quote": "this is Ana"}])
    assert "on: words of calls are sent to casa-7b at http" in told()
    assert "plain http" not in told()
    monkeypatch.setenv("ESCUCHA_JUDGE_URL", server.url.replace("127.0.0.1", "0.0.0.0"))
    assert "plain http to another machine" in told()
    monkeypatch.setenv("ESCUCHA_JUDGE_URL", server.url)

    server.answer = lambda _: "Sure! Here is the JSON you asked for"
    assert "answers, but not as asked (not JSON)" in told()
    server.status = 401
    assert "failed (HTTP 401)" in told()
    assert "judge_key" in told()
