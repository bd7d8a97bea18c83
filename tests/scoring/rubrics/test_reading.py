"""Reading rubrics: what is wrong is named with line, criterion and mend."""

from pathlib import Path

import pytest
import yaml
from tiny_rubric import TINY_RUBRIC

from audio_features.errors import ConfigurationError
from scoring.rubrics.reading import check_rubric, load_rubric
from scoring.rubrics.schema import PROTOCOL_CRITERIA
from scoring.rubrics.sets import check_rubrics


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(text, "utf-8")
    return path


def test_bundled_protocol_is_sound_and_in_both_languages() -> None:
    rubric = load_rubric()
    assert rubric.identity.id == "protocol"
    assert len(rubric.sha256) == 64
    for criterion in rubric.criteria:
        assert criterion.id in PROTOCOL_CRITERIA
        assert criterion.sources
        for text in (criterion.label, criterion.why, criterion.tip, *criterion.reasons.values()):
            assert text.es
            assert text.en
            assert text.es != text.en


def test_a_good_rubric_has_no_problems(tmp_path: Path) -> None:
    path = written(tmp_path, TINY_RUBRIC)
    assert check_rubric(path) == ()
    assert load_rubric(path).criterion("volume_in_range").label.text("en") == "Volumen"


@pytest.mark.parametrize(
    ("wrong", "right", "line", "said"),
    [
        ("points: -2", "points: 2", 15, "criterion volume_in_range: points: -2 must be 0 or more"),
        ("name: loudnes", "name: loudness", 18, "measure 'loudnes', did you mean 'loudness'?"),
        ("pointz: 2", "points: 2", 15, "unknown field 'pointz', did you mean 'points'?"),
        ("kind: mesure", "kind: measure", 17, "of check 'mesure', did you mean 'measure'?"),
        ("section: vois", "section: voice", 11, "unknown section 'vois', did you mean 'voice'?"),
        ("- id: volume_in_rage", "- id: volume_in_range", 10, "did you mean 'volume_in_range'?"),
        ("{valu}", "{value}", 22, "no field {valu} here, did you mean 'value'?"),
        ("{value", "{value}", 22, "double a brace"),
        ("pass_mark: high", "pass_mark: 50", 4, "pass_mark: 'high' must be a number"),
        ("pass_mark: 101", "pass_mark: 50", 4, "pass_mark: 101 must be 100 or less"),
        ('tip: {es: no}', 'tip: {es: "Hable claro"}', 14, "put it in quotes"),
        ("party: robot", "party: agent", 19, "must be 'agent', 'customer' or 'other'"),
        ("mett: {es", "met: {es", 9, "'mett' must be met, not_met, not_applicable or unsure"),
        ("    points: 2\n    points: 3", "    points: 2", 15, "points: is given twice"),
        ("    why: []", '    why: {es: "Porque sí se oye"}', 13, "why: [] must be a mapping"),
    ],
)  # fmt: skip
def test_each_mistake_is_named_with_line_and_mend(
    tmp_path: Path, wrong: str, right: str, line: int, said: str
) -> None:
    path = written(tmp_path, TINY_RUBRIC.replace(right, wrong, 1))
    problems = check_rubric(path)
    assert len(problems) == 1, problems
    assert said in problems[0]
    place = int(problems[0].removeprefix(f"{path}:").split(":")[0])
    assert abs(place - line) <= 1
    with pytest.raises(ConfigurationError, match=r"mine\.yaml"):
        load_rubric(path)


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        (
            "at_least: -30\n      explained_by: [x]",
            "at_least: -30",
            "field 'explained_by' does not belong to a check of kind 'measure', use one of: "
            "at_least, at_most, by_language, if_missing, kind,",
        ),
        (
            "at_least: -30\n      intents: [x]",
            "at_least: -30",
            "field 'intents' does not belong to a check of kind 'measure', use one of: ",
        ),
        (
            "points: 2\n    pass_mark: 2",
            "points: 2",
            "field 'pass_mark' does not belong to this place",
        ),
        (
            "by_language: {es: {at_leest: 2}}",
            "at_least: -30",
            "unknown field 'at_leest', did you mean 'at_least'?",
        ),
        (
            "kind: all_of\n      checks: [{kind: measure, name: loudness, intents: [a]}]",
            "kind: measure\n      name: loudness\n      party: agent\n      at_least: -30",
            "field 'intents' does not belong to a check of kind 'measure'",
        ),
    ],
)
def test_a_field_of_another_place_is_told_what_may_stand_in_its_own(
    tmp_path: Path, wrong: str, right: str, said: str
) -> None:
    (problem,) = check_rubric(written(tmp_path, TINY_RUBRIC.replace(right, wrong, 1)))
    assert said in problem


@pytest.mark.parametrize(
    ("starts", "said"),
    [
        ((90, 75, 0), None),
        ((0, 75, 90), None),
        ((90, 90, 0), "'b0' and 'b1' both start at 90"),
        ((90, 75, 60), "none starts at 0; let the lowest, 'b2', do so instead of at 60"),
        ((75, 90, 0), "'b1' from 90 stands after 'b0' from 75, while the others go down"),
        ((0, 90, 75, 95), "'b2' from 75 stands after 'b1' from 90, while the others go up"),
    ],
)
def test_bands_that_hardly_say_what_was_meant_are_told_and_judge_on(
    tmp_path: Path, starts: tuple[int, ...], said: str | None
) -> None:
    bands = [f"  - {{id: b{i}, from_score: {at}, label: {{es: b}}}}" for i, at in enumerate(starts)]
    one = '  - {id: all, from_score: 0, label: {es: "Todo"}}'
    path = written(tmp_path, TINY_RUBRIC.replace(one, "\n".join(bands)))
    (tmp_path / "set.yaml").write_text("rubrics: [{path: mine.yaml}]")

    problems = check_rubric(path)

    assert len(problems) == (0 if said is None else 1), problems
    assert said is None or said in problems[0]
    assert check_rubrics(tmp_path / "set.yaml") == check_rubrics(path) == problems
    assert len(load_rubric(path).bands) == len(starts)


def test_all_mistakes_are_listed_at_once(tmp_path: Path) -> None:
    text = TINY_RUBRIC.replace("points: 2", "points: -2").replace("pass_mark: 50", "pass_mark: 500")
    assert len(check_rubric(written(tmp_path, text.replace("version:", "versoin:")))) == 4


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "a rubric is a mapping"), ("[1]", "a rubric is a mapping"), ("a: [", "not valid YAML")],
)
def test_what_is_no_rubric_at_all_is_said_so(tmp_path: Path, text: str, said: str) -> None:
    assert said in check_rubric(written(tmp_path, text))[0]


def test_missing_file_is_a_configuration_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_rubric(tmp_path / "none.yaml")


def test_unknown_intents_and_attributes_are_named(tmp_path: Path) -> None:
    says = "kind: says\n      party: agent\n      intents: [greting]"
    old = "kind: measure\n      name: loudness\n      party: agent\n      at_least: -30"
    text = TINY_RUBRIC.replace(old, says).replace("{value} ({threshold})", "{quote}")
    assert (
        "unknown intent 'greting', did you mean 'greeting'?"
        in check_rubric(written(tmp_path, text))[0]
    )
    held = "kind: event_attribute\n      event: hold\n      attributes: [anounced]"
    text = TINY_RUBRIC.replace(old, held).replace("{value} ({threshold})", "{events}")
    assert "did you mean 'announced'?" in check_rubric(written(tmp_path, text))[0]


def test_own_criteria_and_own_intents_are_allowed(tmp_path: Path) -> None:
    old = "kind: measure\n      name: loudness\n      party: agent\n      at_least: -30"
    says = "kind: says\n      party: agent\n      intents: [club]"
    text = TINY_RUBRIC.replace("volume_in_range", "x_club").replace(old, says)
    text = text.replace("{value} ({threshold})", "{quote}")
    text += "intents:\n  es:\n    club: {meaning: offers the club card, patterns: [tarjeta club]}\n"
    assert check_rubric(written(tmp_path, text)) == ()


def test_hash_follows_content_not_layout(tmp_path: Path) -> None:
    first = load_rubric(written(tmp_path, TINY_RUBRIC)).sha256
    laid_out = yaml.safe_dump(yaml.safe_load(TINY_RUBRIC), allow_unicode=True) + "# a comment\n"
    assert load_rubric(written(tmp_path, laid_out)).sha256 == first
    changed = TINY_RUBRIC.replace("points: 2", "points: 3")
    assert load_rubric(written(tmp_path, changed)).sha256 != first


SAYS = """kind: says
      party: agent
      intents: [greeting]"""
CALM = """kind: calm
      rise_db: 6
      margin_db: 1.5
      provocations: [anger]
      retorts: [insult]
      answer_window_s: 20
      min_score: 0.5"""
MEASURED = "kind: measure\n      name: loudness\n      party: agent\n      at_least: -30"


def test_a_second_judge_is_not_asked_about_what_is_measured(tmp_path: Path) -> None:
    text = TINY_RUBRIC.replace("points: 2", "points: 2\n    second_judge: true")
    nested = text.replace(
        MEASURED,
        "kind: any_of\n      checks:\n"
        "        - { kind: says, party: agent, intents: [greeting] }\n"
        "        - { kind: event_present, event: backchannel }",
    ).replace("{value} ({threshold})", "algo")
    for wrong, kind in ((text, "measure"), (nested, "event_present")):
        (problem,) = check_rubric(written(tmp_path, wrong))
        assert f":16: criterion volume_in_range: second_judge: what {kind} checks is" in problem
        assert problem.endswith("take second_judge out")

    said = text.replace(MEASURED, SAYS).replace("{value} ({threshold})", "{quote}")
    assert check_rubric(written(tmp_path, said)) == ()

    # Voices are measured too, and so is what says whether a criterion applies.
    for check, kind in (
        (CALM, "calm"),
        ("kind: no_third_voice\n      announced_by: [transfer_announcement]", "no_third_voice"),
    ):
        wrong = text.replace(MEASURED, check).replace("{value} ({threshold})", "algo")
        assert any(
            f"second_judge: what {kind} checks is measured" in problem
            for problem in check_rubric(written(tmp_path, wrong))
        )
    applies = said.replace(
        "    check:", "    applies_when: { kind: event_present, event: hold }\n    check:"
    )
    assert any(
        "second_judge: what event_present checks is measured" in problem
        for problem in check_rubric(written(tmp_path, applies))
    )


def test_nothing_of_the_shipped_rubric_that_hears_voices_is_marked() -> None:
    shipped = load_rubric()
    for criterion in ("denial_held_calmly", "no_side_conversation"):
        assert not shipped.criterion(criterion).second_judge


def test_rules_for_a_second_judge_that_can_do_nothing_are_named(tmp_path: Path) -> None:
    said = TINY_RUBRIC.replace(MEASURED, SAYS).replace("{value} ({threshold})", "{quote}")
    rules = "pass_mark: 50\nsecond_judge: { most_confidence: 0.2 }"
    idle = said.replace("pass_mark: 50", rules)
    (problem,) = check_rubric(written(tmp_path, idle))
    assert ":5: second_judge: no criterion is marked" in problem

    useless = idle.replace("points: 2", "points: 2\n    second_judge: true")
    (problem,) = check_rubric(written(tmp_path, useless))
    assert "most_confidence 0.2 times min_role_confidence 0.6 is below the 0.25 that" in problem

    # As sure as a verdict has to be, but not once it is in doubt who the agent is.
    for most, problems in (("0.25", 1), ("0.41", 1), ("0.42", 0)):
        text = useless.replace("most_confidence: 0.2", f"most_confidence: {most}")
        assert len(check_rubric(written(tmp_path, text))) == problems

    (problem,) = check_rubric(written(tmp_path, idle.replace("most_confidence", "most_confident")))
    assert "did you mean 'most_confidence'?" in problem


def test_a_rubric_that_marks_nothing_keeps_its_hash_from_before_there_were_marks(
    tmp_path: Path,
) -> None:
    said = TINY_RUBRIC.replace(MEASURED, SAYS).replace("{value} ({threshold})", "{quote}")
    marked = said.replace("points: 2", "points: 2\n    second_judge: true")
    hashes = [
        load_rubric(written(tmp_path, text)).sha256
        for text in (said, said.replace("points: 2", "points: 2\n    second_judge: false"), marked)
    ]
    assert hashes[0] == "81bf2855651bb982188bc8ff4bad0458394b936dfb276a0583cb9772e3ded020"
    assert hashes[0] == hashes[1] != hashes[2]


HELD = "kind: event_attribute\n      event: hold\n      attributes: [announced]"


@pytest.mark.parametrize(
    ("also", "problem"),
    [
        ("also_said: { announced: [hold_announcement] }", None),
        ("also_said: { announced: [hold_announcment] }", "did you mean 'hold_announcement'?"),
        ("also_agreed: { consented: [hold_announcement] }", "not among the attributes"),
        ("agreement: [consent_yess]", "did you mean 'consent_yes'?"),
    ],
)
def test_what_an_attribute_may_also_rest_on_is_named_rightly(
    tmp_path: Path, also: str, problem: str | None
) -> None:
    text = TINY_RUBRIC.replace(MEASURED, f"{HELD}\n      {also}").replace(
        "{value} ({threshold})", "algo"
    )
    found = check_rubric(written(tmp_path, text))
    assert (problem is None) == (not found)
    assert problem is None or problem in found[0]


def test_a_critical_failure_must_be_sure_whatever_the_criterion_itself_asks(
    tmp_path: Path,
) -> None:
    lax = TINY_RUBRIC.replace("points: 2", "points: 2\n    critical: true\n    min_confidence: 0.1")
    strict = lax.replace(
        "pass_mark: 50", "pass_mark: 50\nreliability: { min_critical_confidence: 0.6 }"
    )
    for text, least in ((lax, 0.1), (strict, 0.6)):
        rubric = load_rubric(written(tmp_path, text))
        criterion = rubric.criterion("volume_in_range")
        assert rubric.least_confidence(criterion) == 0.1
        assert rubric.least_confidence(criterion, failed=True) == least
    hashes = {load_rubric(written(tmp_path, text)).sha256 for text in (lax, strict)}
    assert len(hashes) == 2
