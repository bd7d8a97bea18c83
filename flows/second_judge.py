"""Second opinions on scored calls: what was said before, else what the endpoint says now."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Engine

from flows import workplace
from flows.interruption import stop_if_told
from flows.settings import load_settings
from flows.stored_judging import JudgedCall
from models import store
from models.database import reading
from models.opinion_rows import opinions_of_calls
from scoring.findings import Opinion, ScoredCall
from scoring.rubrics.sets import RubricSet
from scoring.second_judge.answers import Answer
from scoring.second_judge.opinions import Ask, with_opinions
from scoring.second_judge.questions import Question


def with_second_judge(
    calls: Sequence[ScoredCall], rubrics: RubricSet, *, ask: bool = True
) -> list[ScoredCall]:
    """`calls`, judged by `rubrics`, with the opinions of the model that the settings name.

    Off, which is the default, they are handed back as they are. Without a URL, or `ask`, nobody
    is asked: what the model said before is used again.
    """
    model = load_settings().judge_model
    by_hash = {rubric.sha256: rubric for rubric in rubrics.rubrics}
    marked = {
        sha256 for sha256, one in by_hash.items() if any(c.second_judge for c in one.criteria)
    }
    asked = [call for call in calls if call.scorecard.rubric.sha256 in marked]
    if model is None or not asked:
        return list(calls)
    judge = _stoppable(workplace.judge_endpoint()) if ask else None
    with reading(workplace.database()) as session:
        ids = [call.heard.call_id for call in asked]
        said = opinions_of_calls(session, call_ids=ids, model=model)
    return [
        with_opinions(
            call,
            by_hash[call.scorecard.rubric.sha256],
            model=model,
            known=_answers(said.get(call.heard.call_id, ())),
            ask=judge,
        )
        if call.scorecard.rubric.sha256 in marked
        else call
        for call in calls
    ]


def second_judge_is_on() -> bool:
    """Whether the settings name a model whose opinion counts, new or of before."""
    return load_settings().judge_model is not None


def seconded(
    engine: Engine,
    judged: Sequence[JudgedCall],
    judged_by: Sequence[RubricSet],
    *,
    ask: bool = True,
) -> list[JudgedCall]:
    """Stored calls judged by each of `judged_by`, with the model's opinions where it is on.

    Calls that were deleted meanwhile are left out.
    """
    if not second_judge_is_on():
        return list(judged)
    with reading(engine) as session:
        hearings = store.stored_hearings(session, call_ids=[one.call_id for one in judged])
    heard = {one.call_id: one for one in hearings}
    there = [one for one in judged if one.call_id in heard]
    columns = [
        with_second_judge(
            [one.by_each[at].of_call(heard[one.call_id]) for one in there], rubrics, ask=ask
        )
        for at, rubrics in enumerate(judged_by)
    ]
    return [
        replace(one, by_each=tuple(column[at] for column in columns))
        for at, one in enumerate(there)
    ]


def _answers(opinions: Sequence[Opinion]) -> Mapping[str, Answer]:
    return {
        one.question_sha256: Answer(verdict=one.verdict, reason=one.reason, evidence=one.evidence)
        for one in opinions
    }


def _stoppable(judge: Ask | None) -> Ask | None:
    """`judge`, but not once whoever runs this wants to stop."""
    if judge is None:
        return None

    def ask(question: Question) -> str:
        stop_if_told()
        return judge(question)

    return ask
