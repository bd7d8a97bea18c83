"""Which criteria of a rubric a second judge may be asked about."""

from collections.abc import Iterator

from scoring.rubric_schema import Criterion, Rubric, walk_checks
from scoring.scoring_rules import SecondJudgeRules
from scoring.yaml_source import Loc, Problem

#: Checks that count events or hold numbers against limits: no opinion overrides what was measured.
#: `calm` hears words and voices; where it rests on a voice, nobody is asked (see `questions`).
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
    }
)


def second_judge_problems(criterion: Criterion, rubric: Rubric, loc: Loc) -> Iterator[Problem]:
    """What is wrong with marking `criterion`."""
    if not criterion.second_judge:
        return
    measured = sorted({part.kind for part in walk_checks(criterion.check)} & MEASURED_KINDS)
    if measured:
        yield Problem(
            (*loc, "second_judge"),
            f"second_judge: what {' and '.join(measured)} checks is measured, and no opinion "
            "overrides what was measured; take second_judge out",
        )
    least, most = rubric.least_confidence(criterion), rubric.second_judge.most_confidence
    if most < least:
        yield Problem(
            (*loc, "second_judge"),
            f"second_judge: most_confidence {most:g} is below min_confidence {least:g}, so that no "
            "opinion could count; raise the one or lower the other",
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
