"""What a rubric says of points that do not apply, and of what a critical failure costs."""

from pathlib import Path

import pytest
from tiny_rubric import HEAD

from scoring.findings import Finding, Scorecard, Verdict
from scoring.rubrics.reading import check_rubric, load_rubric
from scoring.rubrics.schema import Rubric
from scoring.scorecard import add_up, points_for

CHECK = "check: {kind: measure, name: loudness, party: agent, at_least: -30}"


def criterion(name: str, section: str, extra: str = "") -> str:
    texts = ", ".join(f'{field}: {{es: "x"}}' for field in ("label", "why", "tip"))
    return f"  - {{id: {name}, section: {section}, {texts}, points: 2, {CHECK}{extra}}}\n"


def rubric_file(
    folder: Path, *, rules: str = "", voice: str = "", critical: bool = True, extra: str = ""
) -> Path:
    """Three criteria of two points: two about the voice, the first of them critical."""
    path = folder / "rubric.yaml"
    path.write_text(
        f"{HEAD}{rules}sections:\n"
        f'  - {{id: voice, label: {{es: "Voz"}}{voice}}}\n'
        '  - {id: language, label: {es: "Lenguaje"}}\n'
        "criteria:\n"
        + criterion("volume_in_range", "voice", ", critical: true" if critical else "")
        + criterion("pace_in_range", "voice", extra)
        + criterion("no_jargon", "language")
    )
    return path


def card(rubric: Rubric, *verdicts: Verdict) -> Scorecard:
    findings = []
    for asked, verdict in zip(rubric.criteria, verdicts, strict=True):
        credit = 1.0 if verdict == "met" else 0.0
        points, possible = points_for(rubric, asked, verdict=verdict, credit=credit)
        findings.append(
            Finding(
                criterion=asked.id,
                verdict=verdict,
                points=points,
                possible=possible,
                confidence=1.0,
                reason="",
            )
        )
    return add_up(findings, rubric)


@pytest.mark.parametrize(
    ("rules", "extra", "wanted"),
    [
        ("", "", (2.0, 4.0)),
        ("not_applicable: pass\n", "", (4.0, 6.0)),
        ("", ", not_applicable: pass", (4.0, 6.0)),
        ("not_applicable: pass\n", ", not_applicable: removed", (2.0, 4.0)),
    ],
)
def test_points_that_do_not_apply_leave_the_score_or_are_given(
    tmp_path: Path, rules: str, extra: str, wanted: tuple[float, float]
) -> None:
    rubric = load_rubric(rubric_file(tmp_path, rules=rules, extra=extra))
    scored = card(rubric, "not_met", "not_applicable", "met")
    assert (scored.points, scored.possible) == wanted


def test_unsure_leaves_the_score_whatever_is_given_for_what_does_not_apply(tmp_path: Path) -> None:
    rubric = load_rubric(rubric_file(tmp_path, rules="not_applicable: pass\n"))
    scored = card(rubric, "met", "unsure", "met")
    assert (scored.points, scored.possible) == (4.0, 4.0)


@pytest.mark.parametrize(
    ("rules", "voice", "points", "score"),
    [
        ("", "", 4.0, 100 * 4 / 6),
        ("critical_failure: {action: zero}\n", "", 4.0, 0.0),
        ("critical_failure: {action: cap, cap: 30}\n", "", 4.0, 30.0),
        ("critical_failure: {action: zero, scope: section}\n", "", 2.0, 100 * 2 / 6),
        ("critical_failure: {action: cap, cap: 25, scope: section}\n", "", 3.0, 50.0),
        # A ceiling above what was earned takes nothing.
        ("critical_failure: {action: cap, cap: 80, scope: section}\n", "", 4.0, 100 * 4 / 6),
        # The section's own rule stands in place of the rubric's.
        (
            "critical_failure: {action: zero}\n",
            ", critical_failure: {action: zero, scope: section}",
            2.0,
            100 * 2 / 6,
        ),
        ("", ", critical_failure: {action: cap, cap: 10}", 4.0, 10.0),
    ],
)
def test_a_critical_failure_costs_the_section_or_the_whole_what_the_rubric_says(
    tmp_path: Path, rules: str, voice: str, points: float, score: float
) -> None:
    rubric = load_rubric(rubric_file(tmp_path, rules=rules, voice=voice))
    failed = card(rubric, "not_met", "met", "met")
    assert failed.critical_failures == ("volume_in_range",)
    assert failed.passed is False
    assert failed.points == pytest.approx(points)
    assert failed.points == sum(section.points for section in failed.sections)
    assert failed.score == pytest.approx(score)
    assert card(rubric, "met", "met", "met").score == 100.0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"rules": "not_applicable: skip\n"}, "rubric.yaml:7: not_applicable: 'skip' must be"),
        (
            {"rules": "critical_failure: {scope: section}\n"},
            "rubric.yaml:7: action: report changes no points, so scope: section means nothing; "
            "choose cap or zero",
        ),
        (
            {"rules": "critical_failure: {action: zero, scop: section}\n"},
            "rubric.yaml:7: unknown field 'scop', did you mean 'scope'?",
        ),
        (
            {"voice": ", critical_failure: {action: zero}", "critical": False},
            "rubric.yaml:8: section 'voice' has a rule for critical failures, but none of its "
            "criteria is critical; set critical: true on one, or take the rule out",
        ),
        (
            {"extra": ", advisory: true, not_applicable: pass"},
            "rubric.yaml:12: criterion pace_in_range: an advisory criterion is worth no points",
        ),
    ],
)
def test_rules_that_cannot_be_are_refused_with_line_and_mend(
    tmp_path: Path, options: dict[str, object], said: str
) -> None:
    (problem,) = check_rubric(rubric_file(tmp_path, **options))
    assert said in problem


def test_rules_left_at_what_they_were_do_not_make_another_rubric(tmp_path: Path) -> None:
    before = load_rubric(rubric_file(tmp_path)).sha256
    said = "not_applicable: removed\ncritical_failure: {action: report, scope: total}\n"
    assert load_rubric(rubric_file(tmp_path, rules=said)).sha256 == before
    given = load_rubric(rubric_file(tmp_path, rules="not_applicable: pass\n")).sha256
    assert given != before
