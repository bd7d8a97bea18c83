"""Several rubrics: which judges a call, and what is refused."""

from pathlib import Path
from typing import Any

import pytest

from audio_features.errors import ConfigurationError
from scoring.rubrics.reading import rubric_text
from scoring.rubrics.sets import check_rubrics, load_rubrics

RUBRIC = """\
id: {id}
version: "1"
label: {{es: "Prueba"}}
pass_mark: 50
bands:
  - {{id: all, from_score: 0, label: {{es: "Todo"}}}}
sections:
  - {{id: voice, label: {{es: "Voz"}}}}
criteria:
  - id: volume_in_range
    section: voice
    label: {{es: "Volumen"}}
    why: {{es: "Porque sí se oye"}}
    tip: {{es: "Hable claro"}}
    points: 2
    check: {{kind: measure, name: loudness, party: agent, at_least: -30}}
"""
SET = """\
rubrics:
  - path: claims.yaml
    when: {queue: [Reclamaciones, quejas], direction: [inbound]}
  - path: mexico.yaml
    when: {country: [MX, CO]}
  - path: english.yaml
    when: {language: [en]}
  - path: rest.yaml
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("claims", "mexico", "english", "rest"):
        (tmp_path / f"{name}.yaml").write_text(RUBRIC.format(id=name))
    return tmp_path


def written(folder: Path, text: str) -> Path:
    path = folder / "set.yaml"
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("about", "judged_by"),
    [
        ({"metadata": {"queue": " RECLAMACIONES ", "direction": "inbound"}}, "claims"),
        # The first that fits: a complaint from Mexico is a complaint.
        (
            {"country": "MX", "metadata": {"queue": "quejas", "direction": "inbound"}},
            "claims",
        ),
        ({"metadata": {"queue": "quejas", "direction": "outbound"}}, "rest"),
        # Nobody knows the direction: the condition on it does not hold.
        ({"metadata": {"queue": "quejas"}}, "rest"),
        ({"country": "CO"}, "mexico"),
        ({"language": "en-GB"}, "english"),
        ({"country": "MX", "language": "en"}, "mexico"),
        ({}, "rest"),
    ],
)
def test_the_first_rubric_whose_conditions_hold_judges_and_else_the_default(
    folder: Path, call: Any, about: dict[str, Any], judged_by: str
) -> None:
    rubrics = load_rubrics(written(folder, SET))
    heard = call(**about).heard()
    chosen = rubrics.rubric_for(heard)
    assert chosen.id == judged_by
    assert rubrics.yaml_text(chosen.identity) == (folder / f"{judged_by}.yaml").read_text()
    assert [rubric.id for rubric in rubrics.rubrics] == ["claims", "mexico", "english", "rest"]


def test_a_single_rubric_is_a_set_of_one(folder: Path, call: Any) -> None:
    rubrics = load_rubrics(folder / "mexico.yaml")
    assert rubrics.rubric_for(call().heard()).id == "mexico"
    assert load_rubrics().default.id == "protocol"


def test_the_products_own_rubric_is_called_bundled(folder: Path) -> None:
    text = "rubrics:\n  - {path: claims.yaml, when: {queue: [q]}}\n  - path: bundled\n"
    assert load_rubrics(written(folder, text)).default.sha256 == load_rubrics().default.sha256


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "  - path: rest.yaml\n",
            "",
            "set.yaml:6: the last rubric has a 'when', so that calls like no 'when' would have no "
            "rubric; add a last one without it, for example path: bundled",
        ),
        ("    when: {country: [MX, CO]}\n", "", "set.yaml:4: 'mexico.yaml' has no 'when' and"),
        ("{language: [en]}", "{country: [MX, CO]}", "set.yaml:7: says the same as an earlier one"),
        ("{language: [en]}", "{}", "set.yaml:7: when: is empty; give queue, country, language or"),
        ("language: [en]", "langage: [en]", "set.yaml:7: unknown field 'langage', did you mean"),
        ("language: [en]", "language: [fr]", "set.yaml:7: language, entry 1: 'fr' must be 'es' or"),
        ("[MX, CO]", "[Mexico]", "set.yaml:5: country, entry 1: 'Mexico' must match ^[A-Z]{2}$"),
        ("[MX, CO]", "MX", "set.yaml:5: country: 'MX' must be a list"),
        ("english.yaml", "none.yaml", "set.yaml:6: path: "),
        (
            "english.yaml",
            "set.yaml",
            "set.yaml:6: path: set.yaml: is a set of rubrics itself; name",
        ),
    ],
)
def test_a_set_that_leaves_calls_without_rubric_or_means_nothing_is_refused(
    folder: Path, old: str, new: str, said: str
) -> None:
    path = written(folder, SET.replace(old, new))
    (problem,) = check_rubrics(path)
    assert said in problem
    with pytest.raises(ConfigurationError, match=r"set\.yaml"):
        load_rubrics(path)


def test_what_is_wrong_inside_a_rubric_has_its_own_line(folder: Path) -> None:
    wrong = RUBRIC.format(id="mexico").replace("points: 2", "points: -2")
    (folder / "mexico.yaml").write_text(wrong)
    (problem,) = check_rubrics(written(folder, SET))
    assert f"{folder / 'mexico.yaml'}:15: criterion volume_in_range: points: -2 must be" in problem


def test_two_different_rubrics_of_one_id_are_refused(folder: Path) -> None:
    (folder / "english.yaml").write_text(RUBRIC.format(id="mexico").replace("-30", "-31"))
    (problem,) = check_rubrics(written(folder, SET))
    assert "set.yaml:6: 'english.yaml' and 'mexico.yaml' are different rubrics of one id" in problem


def test_one_rubric_may_be_for_several_kinds_of_calls(folder: Path) -> None:
    rubrics = load_rubrics(written(folder, SET.replace("english.yaml", "mexico.yaml")))
    assert [rubric.id for rubric in rubrics.rubrics] == ["claims", "mexico", "rest"]


def test_where_one_rubric_is_needed_a_set_of_several_is_refused(folder: Path) -> None:
    assert load_rubrics(folder / "claims.yaml").only().id == "claims"
    with pytest.raises(ConfigurationError, match="name the file of one with --rubric"):
        load_rubrics(written(folder, SET)).only()


def test_a_changed_copy_of_the_products_rubric_needs_a_name_of_its_own(tmp_path: Path) -> None:
    copy = tmp_path / "my_rubric.yaml"
    text = rubric_text(None)
    copy.write_text(text, encoding="utf-8")
    assert check_rubrics(copy) == ()
    changed = text.replace("points: 3", "points: 4", 1)
    copy.write_text(changed, encoding="utf-8")
    (problem,) = check_rubrics(copy)
    assert "an id or a version of its own" in problem
    copy.write_text(changed.replace("id: protocol", "id: mine", 1), encoding="utf-8")
    assert check_rubrics(copy) == ()
