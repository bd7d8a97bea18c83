"""Stored calls judged again with one number of the rubric moved, and held against people.

The criterion itself is changed and the judge asked again, so that what is tried is what a rubric
with that number would say.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Engine

from audio_features.heard_call import HeardCall
from audio_features.languages import primary_language
from flows.progress import watcher
from models import store
from models.database import reading
from scoring.call_context import call_context
from scoring.findings import Verdict
from scoring.judge import judge_criterion
from scoring.rubrics.schema import Criterion, Rubric
from scoring.rubrics.thresholds import Threshold, thresholds, with_threshold


@dataclass(slots=True, kw_only=True)
class Trial:
    """One number, the values tried (rising), and by call whether each agrees with people."""

    criterion: str
    threshold: Threshold
    values: tuple[float, ...]
    changed: tuple[Criterion, ...]
    agrees: list[tuple[bool, ...]] = field(default_factory=list)

    @property
    def now(self) -> int:
        """Which of `values` the rubric has."""
        return self.values.index(self.threshold.value)


@dataclass(slots=True, kw_only=True)
class Trials:
    """Every number of the criteria that people reviewed often enough."""

    rubric: Rubric
    trials: tuple[Trial, ...]

    def judge(self, heard: HeardCall, people: Mapping[str, Verdict]) -> None:
        """Try every value on one call; `people` are their verdicts by criterion."""
        wanted = [trial for trial in self.trials if trial.criterion in people]
        if not wanted:
            return
        context = call_context(heard, self.rubric)
        language = primary_language(heard.language)
        for trial in wanted:
            if trial.threshold.language in (None, language):
                verdicts = (judge_criterion(c, context, self.rubric) for c in trial.changed)
                trial.agrees.append(
                    tuple(one.verdict == people[trial.criterion] for one in verdicts)
                )


def run_trials(
    database: Engine,
    rubric: Rubric,
    criteria: Collection[str],
    people: Mapping[str, Mapping[str, Verdict]],
) -> tuple[Trial, ...]:
    """Try every number of `criteria` on the stored calls; `people` are by call and criterion."""
    trials = plan_trials(rubric, criteria)
    bearing = [call_id for call_id, said in people.items() if not said.keys().isdisjoint(criteria)]
    watcher().planned(len(bearing))
    for call_id in bearing:
        watcher().started(call_id)
        with reading(database) as session:
            stored = store.stored_hearings(session, call_ids=[call_id])
        for heard in stored:
            trials.judge(heard, people[call_id])
    return trials.trials


def plan_trials(rubric: Rubric, criteria: Collection[str]) -> Trials:
    """What can be tried of `criteria`; those that the rubric does not have are passed over."""
    return Trials(
        rubric=rubric,
        trials=tuple(
            _trial(criterion, threshold)
            for criterion in rubric.criteria
            if criterion.id in criteria
            for threshold in thresholds(criterion, rubric)
        ),
    )


def _trial(criterion: Criterion, threshold: Threshold) -> Trial:
    tried = {
        value: with_threshold(criterion, threshold.path, value) for value in threshold.alternatives
    }
    possible = {value: changed for value, changed in tried.items() if changed is not None}
    # As the rubric has it, word for word: what it says now is what others are compared with.
    possible[threshold.value] = criterion
    values = tuple(sorted(possible))
    return Trial(
        criterion=criterion.id,
        threshold=threshold,
        values=values,
        changed=tuple(possible[value] for value in values),
    )
