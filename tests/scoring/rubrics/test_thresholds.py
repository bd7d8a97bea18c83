import yaml

from scoring.rubrics.reading import load_rubric
from scoring.rubrics.thresholds import path_text, snippet, thresholds, with_threshold

RUBRIC = load_rubric()


def by_path(criterion):
    found = thresholds(RUBRIC.criterion(criterion), RUBRIC)
    return {path_text(criterion, one.path): one for one in found}


def test_ranges_by_language_concern_calls_in_it_alone():
    found = by_path("pace_in_range")
    fastest = found["criteria.pace_in_range.check.checks[0].by_language.es.at_most"]
    assert (fastest.value, fastest.language) == (200, "es")
    assert {100, 180, 200, 400} <= set(fastest.alternatives)
    assert found["criteria.pace_in_range.min_confidence"].value == 0.25
    assert found["criteria.pace_in_range.min_confidence"].language is None


def test_levels_move_decibel_by_decibel_and_whole_numbers_stay_whole():
    quietest = by_path("volume_in_range")[
        "criteria.volume_in_range.check.absolute_dbov.at_least"
    ].alternatives
    assert quietest == tuple(range(-48, -23))
    rings = by_path("answered_within_three_rings")[
        "criteria.answered_within_three_rings.check.at_most_rings"
    ].alternatives
    assert rings == tuple(range(1, 11))


def test_only_the_first_grade_parts_met_from_not_met():
    graded = [path for path in by_path("no_interruptions") if "grades" in path]
    assert graded == ["criteria.no_interruptions.check.grades[0].at_most"]


def test_when_a_criterion_applies_can_be_moved_too():
    assert "criteria.acknowledgements_given.applies_when.at_least" in by_path(
        "acknowledgements_given"
    )


def test_every_threshold_can_be_set_and_leaves_the_rest_as_it_is():
    for criterion in RUBRIC.criteria:
        for one in thresholds(criterion, RUBRIC):
            assert list(one.alternatives) == sorted(set(one.alternatives))
            assert one.value in one.alternatives
            same = with_threshold(criterion, one.path, one.value)
            if one.path != ("min_confidence",):
                assert same == criterion, one.path


def test_a_value_that_a_rubric_may_not_have_is_none():
    criterion = RUBRIC.criterion("no_interruptions")
    path = ("check", "grades", 0, "at_most")
    assert with_threshold(criterion, path, 1.5) is not None
    assert with_threshold(criterion, path, 2.0) is None, "the next grade begins there"


def test_the_snippet_is_yaml_with_the_value_at_its_path():
    path = ("check", "checks", 0, "by_language", "es", "at_most")
    text = snippet("pace_in_range", path, value=180.0)
    (criterion,) = yaml.safe_load(text)["criteria"]
    assert criterion["id"] == "pace_in_range"
    assert criterion["check"]["checks"][0]["by_language"]["es"]["at_most"] == 180
    assert text.endswith("at_most: 180\n")
    assert "#" not in text, "a comment would be English on a Spanish page"
