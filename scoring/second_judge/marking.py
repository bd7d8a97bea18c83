"""Which criteria of a rubric a second judge may be asked about."""

from collections.abc import Iterator

from scoring.rubrics.schema import Criterion, Rubric, walk_checks
from scoring.rubrics.scoring_rules import SecondJudgeRules
from scoring.yaml_source import Loc, Problem

#: Checks that count events or hold numbers against limits: no opinion overrides what was measured.
#: `calm` and `no_third_voice` hear voices too: what those left open, no reading of words settles.
MEASURED_KINDS = frozenset(
    {
        "measure",
        "event_count",
        "event_present",
        "event_attribute",
        "event_length",
        "not_dropped",
        "answer",
        "volume",
        "first_account",
        "answered_within",
        "calm",
        "no_third_voice",
    }
)


def second_judge_problems(criterion: Criterion, rubric: Rubric, loc: Loc) -> Iterator[Problem]:
    """What is wrong with marking `criterion`."""
    if not criterion.second_judge:
        return
    checks = [one for one in (criterion.check, criterion.applies_when) if one is not None]
    kinds = {part.kind for check in checks for part in walk_checks(check)}
    measured = sorted(kinds & MEASURED_KINDS)
    if measured:
        yield Problem(
            (*loc, "second_judge"),
            f"second_judge: what {' and '.join(measured)} checks is measured, and no opinion "
            "overrides what was measured; take second_judge out",
        )
    # Its opinion may be that a critical criterion failed: what must be surest of all.
    least = rubric.least_confidence(criterion, failed=True)
    most = rubric.second_judge.most_confidence
    # How sure it is who the agent is weighs too: `min_role_confidence` at the least.
    roles = rubric.reliability.min_role_confidence
    if round(most * roles, 9) < least:
        yield Problem(
            (*loc, "second_judge"),
            f"second_judge: most_confidence {most:g} times min_role_confidence {roles:g} is below "
            f"the {least:g} that a verdict needs here, so that not every opinion asked for could "
            "count; raise one of the two or lower min_confidence or min_critical_confidence",
        )


def idle_second_judge(rubric: Rubric) -> Iterator[Problem]:
    """Rules for a second judge whom no criterion asks."""
    marked = any(criterion.second_judge for criterion in rubric.criteria)
    if rubric.second_judge != SecondJudgeRules() and not marked:
        yield Problem(
            ("second_judge",),
            "second_judge: no criterion is marked, so nobody is asked; set second_judge: true on "
            "one, or take the rules out",
        )
