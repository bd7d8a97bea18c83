"""A stored judgement under another rubric: what the change does not touch is taken over.

A verdict depends on the call, the criterion's check and texts, what the rubric says of doubt and
the intents it adds. Points, sections, critical failures and bands are reckoned anew from verdicts.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace

from audio_features.languages import primary_language
from scoring.caller_styles.inference import with_advice
from scoring.checks.result import CheckContext
from scoring.findings import Finding, Judgement
from scoring.judge import judge_criterion
from scoring.refusals import DECIDED_BY, find_refusals
from scoring.rubrics.schema import Criterion, Rubric
from scoring.scorecard import add_up, points_for

#: Fields of a criterion that no verdict, evidence or reason hangs on; any other, also one that is
#: still to come, does.
_BESIDE_THE_VERDICT = frozenset(
    {
        "section",
        "label",
        "why",
        "tip",
        "tips",
        "points",
        "critical",
        "advisory",
        "sources",
        "not_applicable",
        "second_judge",
    }
)
#: Fields of `Reliability` that are no reason to judge anew: two are looked at criterion by
#: criterion, the last when adding up.
_LOOKED_AT_APART = {"min_confidence", "min_critical_confidence", "min_judged_share"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reuse:
    """The criteria that one rubric takes over from judgements by another, and those it judges anew.

    Commitments, phases, the kind of complaint and caller styles are always taken over.
    """

    kept: frozenset[str]
    anew: frozenset[str]
    refusals_anew: bool

    @property
    def hears(self) -> bool:
        """Whether the call itself is needed."""
        return bool(self.anew) or self.refusals_anew

    def fits(self, judgement: Judgement) -> bool:
        """Whether all is known that points are reckoned from: not so in judgements of before."""
        told = {one.criterion for one in judgement.findings if one.credit is not None}
        return self.kept <= told


def reuse(old: Rubric, new: Rubric, *, language: str) -> Reuse | None:
    """What `new` can take over from judgements by `old` of calls in `language`; None for nothing.

    Both judgements are by one version of the program, of the call as it is heard today.
    """
    depends = [
        (one.language_for(language), added_intents(one, language), _doubts(one))
        for one in (old, new)
    ]
    if depends[0] != depends[1]:
        return None
    known = {criterion.id: criterion for criterion in old.criteria}
    anew = frozenset(
        criterion.id
        for criterion in new.criteria
        if criterion.id not in known or not _alike(old, known[criterion.id], new, criterion)
    )
    refusing = [
        {one.id: one.check for one in rubric.criteria if one.id in DECIDED_BY}
        for rubric in (old, new)
    ]
    return Reuse(
        kept=frozenset(criterion.id for criterion in new.criteria) - anew,
        anew=anew,
        refusals_anew=refusing[0] != refusing[1] or not anew.isdisjoint(DECIDED_BY),
    )


def judge_again(
    judgement: Judgement, taken: Reuse, new: Rubric, context: Callable[[], CheckContext]
) -> Judgement:
    """What `scoring.judge.judge_call` says by `new` of the call that `judgement` is of.

    `taken` is what the rubric of `judgement` allows to take over; `context` is asked for only
    where the call itself is needed.
    """
    stored = {finding.criterion: finding for finding in judgement.findings}
    findings = tuple(
        judge_criterion(criterion, context(), new)
        if criterion.id in taken.anew
        else _with_points(stored[criterion.id], criterion, new)
        for criterion in new.criteria
    )
    refusals = judgement.refusals
    if taken.refusals_anew:
        refusals = find_refusals(context(), new, findings)
    return replace(
        judgement,
        findings=findings,
        scorecard=add_up(findings, new),
        refusals=refusals,
        caller_styles=with_advice(judgement.caller_styles, findings),
        notes=(),  # of a second judge, who has no say in what is taken over
        words=None,
    )


def _with_points(finding: Finding, criterion: Criterion, rubric: Rubric) -> Finding:
    credit = finding.credit or 0.0
    points, possible = points_for(rubric, criterion, verdict=finding.verdict, credit=credit)
    return replace(finding, points=points, possible=possible)


def _alike(old: Rubric, was: Criterion, new: Rubric, now: Criterion) -> bool:
    """Whether both come to the same verdict, for the same reason in the same words."""
    for failed in (False, True):
        if old.least_confidence(was, failed=failed) != new.least_confidence(now, failed=failed):
            return False
    fields = Criterion.model_fields.keys() - _BESIDE_THE_VERDICT - {"min_confidence"}
    return all(getattr(was, name) == getattr(now, name) for name in fields)


def added_intents(rubric: Rubric, language: str) -> str:
    """What the rubric adds to the intents of `language`, in its order: that of what is read."""
    primary = primary_language(language)
    added = [intents for key, intents in rubric.intents.items() if key == primary]
    return json.dumps(added, default=str)


def _doubts(rubric: Rubric) -> dict[str, float]:
    return rubric.reliability.model_dump(exclude=_LOOKED_AT_APART)
