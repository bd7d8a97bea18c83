"""What a rubric would change, over stored calls, and nothing is stored."""

import json
import re
from collections.abc import Callable, Sequence
from importlib import resources
from pathlib import Path

import pytest
import yaml
from sqlalchemy import func, select
from stored_calls import heard_call
from typer.testing import Result

from audio_features.call_metadata import CallMetadata
from audio_features.heard_call import HeardCall
from audio_features.timeline import Turn
from flows import judging, workplace
from models import store
from models.database import reading, writing
from models.tables import RubricVersion, ScorecardRow
from scoring.judge import judge_call
from scoring.rubrics.reading import BUNDLED, load_rubric, rubric_text

Escucha = Callable[..., Result]

VERSION = load_rubric().version
GREETED = "Buenos días, le atiende Ana, del departamento de facturación."
ABRUPT = "Dígame qué le pasa con la factura y qué número de contrato tiene."


def stored(place: Path, *calls: HeardCall) -> None:
    del place
    rubric = load_rubric()
    with writing(workplace.database()) as session:
        for heard in calls:
            store.save_scored_call(
                session,
                scored=judge_call(heard, rubric),
                rubric_yaml=rubric_text(None),
                fingerprint=heard.call_id,
            )


def spoken(call_id: str, first: str, **about: object) -> HeardCall:
    said = (
        ("agent", first),
        ("customer", "Hola, tengo un problema con la factura de este mes."),
        ("agent", "Entiendo, lamento la molestia. Ahora mismo lo reviso con usted."),
        ("customer", "Muchas gracias."),
        ("agent", "Gracias a usted por llamar, que tenga un buen día."),
    )
    turns = tuple(
        Turn(party=party, start=4.0 * at, end=4.0 * at + 3.0, text=text, confidence=0.95)
        for at, (party, text) in enumerate(said)
    )
    metadata = CallMetadata.model_validate(
        {"agent_id": "ana", "started_at": "2026-03-01T09:30:00Z", **about}
    )
    return heard_call(call_id, turns=turns, events=(), measures=(), metadata=metadata)


def edited(place: Path, name: str, *changes: tuple[str, str]) -> Path:
    text = resources.files("scoring").joinpath(BUNDLED).read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = place / name
    path.write_text(text)
    return path


def without(place: Path, criterion: str) -> Path:
    data = yaml.safe_load(rubric_text(None))
    data["criteria"] = [one for one in data["criteria"] if one["id"] != criterion]
    data["version"] = f"without {criterion}"
    path = place / f"without_{criterion}.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True))
    return path


def rows() -> list[int]:
    with reading(workplace.database()) as session:
        return [
            session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (ScorecardRow, RubricVersion)
        ]


@pytest.fixture
def two_calls(place: Path) -> Path:
    stored(place, spoken("kind", GREETED), spoken("curt", ABRUPT, agent_id="luis"))
    return place


def test_a_diff_names_changes_verdicts_and_calls_and_stores_nothing(
    two_calls: Path, escucha: Escucha
) -> None:
    before = rows()
    new = edited(
        two_calls,
        "new.yaml",
        (f'version: "{VERSION}"', 'version: "2"'),
        ("intents: [greeting]", "intents: [farewell]"),
        ("pass_mark: 75", "pass_mark: 99"),
    )

    result = escucha("rubric", "diff", new, "--json", "diff.json")

    assert result.exit_code == 0, result.output
    assert rows() == before
    said = result.stdout
    assert f"protocol {VERSION} → protocol 2:" in said
    assert "  rules rubric: pass_mark: 75 → 99" in said
    assert "  rechecked greeted: check.intents: -greeting, +farewell" in said
    assert "met → not_met: 1" in said
    assert "Nothing was stored" in said
    document = json.loads((two_calls / "diff.json").read_text())
    assert document["schema"] == "escucha.rubric_diff/2"
    assert document["calls"] == 2
    assert document["verdicts"] == [
        {"criterion": "greeted", "from": "met", "to": "not_met", "calls": 1}
    ]
    (moved,) = document["moved"]
    assert moved["call_id"] == "kind"
    assert moved["new"] < moved["old"]
    (pooled,) = document["pooled"]
    assert (pooled["from"], pooled["to"]) == ("protocol", "protocol")
    assert pooled["new"]["points"] == pooled["old"]["points"] - 2
    assert pooled["new"]["possible"] == pooled["old"]["possible"]


def test_what_a_diff_announces_is_what_rescoring_does(two_calls: Path, escucha: Escucha) -> None:
    new = without(two_calls, "greeted")
    assert escucha("rubric", "diff", "current", new, "--json", "diff.json").exit_code == 0
    announced = json.loads((two_calls / "diff.json").read_text())
    assert {entry["to"] for entry in announced["verdicts"]} == {None}

    assert escucha("rescore", "--rubric", new).exit_code == 0

    with reading(workplace.database()) as session:
        now = {
            call.heard.call_id: call.scorecard.score for call in store.load_scored_calls(session)
        }
    assert announced["moved"]
    assert all(now[moved["call_id"]] == moved["new"] for moved in announced["moved"])
    again = escucha("rubric", "diff", new)
    assert "the rubrics are the same" in again.stdout
    assert "2 calls: no verdict changes" in again.stdout


def test_two_rubrics_are_compared_whatever_judged_last(two_calls: Path, escucha: Escucha) -> None:
    old, new = without(two_calls, "greeted"), without(two_calls, "help_offered")
    result = escucha("rubric", "diff", old, new, "--agent", "luis")
    assert result.exit_code == 0, result.output
    assert "  removed help_offered:" in result.stdout
    assert "  added greeted: 2 points" in result.stdout
    assert "– → not_met: 1" in result.stdout
    assert "1 call, 1 with another score" in result.stdout


@pytest.mark.parametrize("command", ["check", "diff"])
def test_one_changed_under_its_version_is_told_before_it_is_refused(
    two_calls: Path, escucha: Escucha, command: str
) -> None:
    kept = without(two_calls, "greeted")
    assert escucha("rescore", "--rubric", kept).exit_code == 0
    data = yaml.safe_load(kept.read_text("utf-8"))
    data["criteria"][0]["points"] += 1
    changed = two_calls / "changed.yaml"
    changed.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")

    result = escucha("rubric", command, changed)

    assert result.exit_code == 0, result.output
    assert "says other things than it did when it judged stored calls" in result.stderr
    assert "to switch it on" not in result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("none.yaml",), "none.yaml: cannot be read"),
        (("new.yaml", "new.yaml", "new.yaml"), "3 rubrics: compare two"),
        (("new.yaml", "--since", "ayer"), "--since ayer: is not a date"),
        (("new.yaml", "--agent", "eva"), "--agent eva: has no stored calls in this period"),
        (("new.yaml", "--json", "new.yaml/a.json"), "--json new.yaml: cannot be written to"),
    ],
)
def test_wrong_usage_is_one_line(
    two_calls: Path, escucha: Escucha, arguments: Sequence[str], said: str
) -> None:
    edited(two_calls, "new.yaml")
    result = escucha("rubric", "diff", *arguments)
    assert result.exit_code == 2, result.output
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_nothing_stored_still_compares_the_files(place: Path, escucha: Escucha) -> None:
    old, new = (
        edited(place, "old.yaml"),
        edited(place, "new.yaml", ("pass_mark: 75", "pass_mark: 8"), (VERSION, "2")),
    )
    result = escucha("rubric", "diff", old, new)
    assert result.exit_code == 0, result.output
    assert "pass_mark: 75 → 8" in result.stdout
    assert "No stored calls" in result.stdout


def set_of_two(place: Path) -> Path:
    edited(place, "claims.yaml", ("id: protocol", "id: claims"), ("points: 2", "points: 7"))
    path = place / "set.yaml"
    path.write_text(
        "rubrics:\n  - {path: claims.yaml, when: {queue: [Quejas]}}\n  - {path: bundled}\n"
    )
    return path


def test_rescoring_by_a_set_takes_the_rubric_of_each_call_and_coaching_keeps_them_apart(
    place: Path, escucha: Escucha, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored(
        place,
        *(spoken(name, GREETED) for name in ("a", "b")),
        spoken("complaint", GREETED, queue="quejas"),
        spoken("other", GREETED, queue="QUEJAS", agent_id="luis"),
    )
    monkeypatch.setenv("ESCUCHA_RUBRIC", str(set_of_two(place)))

    announced = escucha("rubric", "diff", place / "set.yaml")
    assert f"protocol {VERSION} → claims {VERSION}:" in announced.stdout
    assert "4 calls, 2 with another score" in announced.stdout
    assert re.search(
        r"pooled: protocol → claims [\d.]+ → [\d.]+, protocol ([\d.]+) → \1\n", announced.stdout
    )
    rescored = escucha("rescore")
    assert (
        f"4 calls judged by claims {VERSION}, protocol {VERSION}: 2 new scorecards"
        in rescored.stdout
    )
    assert re.search(
        r"pooled score [\d.]+ by claims \(2 calls\), [\d.]+ by protocol \(2 calls\)",
        rescored.stdout,
    )
    with reading(workplace.database()) as session:
        by = {
            call.heard.call_id: call.scorecard.rubric.id
            for call in store.load_scored_calls(session)
        }
        texts = set(session.execute(select(RubricVersion.yaml_text)).scalars())
    assert by == {"a": "protocol", "b": "protocol", "complaint": "claims", "other": "claims"}
    assert (place / "claims.yaml").read_text() in texts

    coached = escucha("coach")
    assert coached.exit_code == 0, coached.output
    (line,) = coached.stderr.splitlines()
    assert "ana: calls that other rubrics judge" in line
    assert line.endswith("1 by claims")
    reports = place / "escucha_reports/coaching"
    counted = {
        path.stem: json.loads(path.read_text())["agent"]["calls"] for path in reports.glob("*.json")
    }
    assert counted == {"ana": 2, "luis": 1}


def test_many_processes_judge_exactly_as_one(
    place: Path, escucha: Escucha, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "FEWEST_CALLS", 1)
    monkeypatch.setattr(judging, "_cores", lambda: 2)
    calls = [spoken(f"c{at}", (GREETED, ABRUPT)[at % 2]) for at in range(4)]
    stored(place, *calls)

    result = escucha("rescore")

    assert result.exit_code == 0, result.output
    # Equal to the judgements that were stored, down to the last bit of their content's hash.
    assert f"4 calls judged by protocol {VERSION}: 0 new scorecards" in result.stdout
