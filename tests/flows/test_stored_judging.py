"""Judging stored calls again says what judging them from scratch says, whatever was changed."""

import copy
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from example_calls import heard_example, read_examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select, update
from sqlmodel import col

from audio_features.heard_call import HeardCall
from flows import workplace
from flows.source_hashes import judging_hash
from flows.stored_judging import StoredCallJudge
from models import rescoring, store
from models.database import reading, writing
from models.erasure import erase_call
from models.judgement_rows import content_hash
from models.tables import FindingRow, KeptWordsRow, RubricVersion, ScorecardRow
from scoring.findings import Judgement, ScoredCall
from scoring.judge import judge_call
from scoring.language import intents as intents_module
from scoring.rubrics.reading import parse_rubric, rubric_text
from scoring.rubrics.sets import RubricChoice, RubricSet

TEXT = rubric_text(None)
DATA: dict[str, Any] = yaml.safe_load(TEXT)
EXAMPLES = Path("tests/scoring/examples/tuning")
#: Criteria with conversations of their own below.
HELD = (
    "denial_reasoned",
    "denial_held_calmly",
    "no_jargon",
    "empathy_shown",
    "hold_announced",
    "caller_name_used",
)
Change = Callable[[dict[str, Any]], None]


def asked(data: dict[str, Any], criterion: str) -> dict[str, Any]:
    return next(one for one in data["criteria"] if one["id"] == criterion)


def weights(data: dict[str, Any]) -> None:
    for at, criterion in enumerate(data["criteria"]):
        criterion["points"] = 1 + at % 4


def sections_and_critical(data: dict[str, Any]) -> None:
    data["sections"][1]["weight"] = 3
    asked(data, "no_jargon")["critical"] = True
    data["critical_failure"] = {"action": "cap", "scope": "section", "cap": 10}
    data["not_applicable"] = "pass"


def bands(data: dict[str, Any]) -> None:
    data["pass_mark"] = 33
    data["reliability"] = {**data.get("reliability", {}), "min_judged_share": 0.9}


def threshold(data: dict[str, Any]) -> None:
    asked(data, "no_interruptions")["min_confidence"] = 0.99


def shared_threshold(data: dict[str, Any]) -> None:
    data["reliability"] = {**data.get("reliability", {}), "min_confidence": 0.9}


def critical_threshold(data: dict[str, Any]) -> None:
    data["reliability"] = {**data.get("reliability", {}), "min_critical_confidence": 0.99}


def doubts(data: dict[str, Any]) -> None:
    data["reliability"] = {**data.get("reliability", {}), "min_role_confidence": 0.96}


def check(data: dict[str, Any]) -> None:
    asked(data, "greeted")["check"] = {"kind": "says", "party": "agent", "intents": ["farewell"]}


def check_of_refusals(data: dict[str, Any]) -> None:
    asked(data, "denial_reasoned")["check"]["after_s"] = 0.1


def calm_is_no_refusal(data: dict[str, Any]) -> None:
    asked(data, "denial_held_calmly")["min_confidence"] = 0.99


def reasons(data: dict[str, Any]) -> None:
    asked(data, "greeted")["reasons"] = {"met": {"es": "Bien.", "en": "Fine."}}


def applies(data: dict[str, Any]) -> None:
    asked(data, "greeted")["except_countries"] = ["ES"]
    asked(data, "courteous_farewell")["languages"] = ["en"]


def without(data: dict[str, Any]) -> None:
    data["criteria"] = [one for one in data["criteria"] if one["id"] != "denial_reasoned"]


def with_another(data: dict[str, Any]) -> None:
    data["criteria"].insert(3, {**asked(data, "greeted"), "id": "x_greeted_too"})


def intents(data: dict[str, Any]) -> None:
    data["intents"] = {"es": {"greeting": {"patterns": ["digame"]}}}


def another_language(data: dict[str, Any]) -> None:
    data["intents"] = {"en": {"greeting": {"patterns": ["how can i help"]}}}


CHANGES: tuple[Change, ...] = (
    weights, sections_and_critical, bands, threshold, shared_threshold, critical_threshold, doubts,
    check, check_of_refusals, calm_is_no_refusal, reasons, applies, without, with_another, intents,
    another_language,
)  # fmt: skip


@cache
def rubrics(*changes: Change) -> RubricSet:
    data = copy.deepcopy(DATA)
    # As sure as some changes want verdicts to be, no second judge ever is.
    for criterion in data["criteria"]:
        criterion.pop("second_judge", None)
    data["version"] = "+".join(("changed", *(change.__name__ for change in changes)))
    for change in changes:
        change(data)
    text = yaml.safe_dump(data, allow_unicode=True)
    return RubricSet(choices=(RubricChoice(rubric=parse_rubric(text, name="x"), yaml_text=text),))


@pytest.fixture(scope="module")
def calls() -> tuple[HeardCall, ...]:
    """Conversations in both languages, one of them in a language that nobody knows."""
    chosen: dict[tuple[str, str], HeardCall] = {}
    for example in read_examples(EXAMPLES):
        key = (example.criterion, example.language)
        if example.criterion in HELD and key not in chosen:
            chosen[key] = replace(heard_example(example), call_id="-".join(key))
    first = next(iter(chosen.values()))
    unknown = replace(first, call_id="unknown language", language="eu")
    return (*chosen.values(), unknown)


@pytest.fixture
def database(place: Path, calls: tuple[HeardCall, ...]) -> Engine:
    engine = workplace.database()
    bundled = workplace.rubrics(None)
    with writing(engine) as session:
        for heard in calls:
            keep(session, judge_call(heard, bundled.default))
    return engine


def keep(session: Any, scored: ScoredCall) -> None:
    store.save_scored_call(
        session, scored=scored, rubric_yaml=TEXT, fingerprint="f", judged_with=judging_hash()
    )


def judged_again(engine: Engine, by: RubricSet) -> dict[str, Judgement]:
    with reading(engine) as session:
        ids = store.call_ids(session)
    judge = StoredCallJudge(engine, [by], stored=False)
    return {call.call_id: call.by_each[0] for call in judge.judge(ids)}


def stored(engine: Engine, judged: dict[str, Judgement], by: RubricSet) -> int:
    with writing(engine) as session:
        return rescoring.save_judgements(
            session,
            judged,
            rubric_yaml={by.default.identity: by.choices[0].yaml_text},
            judged_with=judging_hash(),
        )


def assert_equal(judged: dict[str, Judgement], calls: tuple[HeardCall, ...], by: RubricSet) -> None:
    assert len(judged) == len(calls)
    for heard in calls:
        fresh, again = judge_call(heard, by.default), judged[heard.call_id]
        assert again.of_call(heard) == fresh
        assert content_hash(again) == content_hash(fresh)
        assert [one.credit for one in again.findings] == [one.credit for one in fresh.findings]


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_rubric_says_what_it_says_from_scratch(
    database: Engine, calls: tuple[HeardCall, ...], change: Change
) -> None:
    by = rubrics(change)
    assert_equal(judged_again(database, by), calls, by)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(edits=st.lists(st.sets(st.sampled_from(CHANGES), max_size=3), min_size=2, max_size=3))
def test_one_change_after_the_other_says_what_the_last_says_from_scratch(
    database: Engine, calls: tuple[HeardCall, ...], edits: list[set[Change]]
) -> None:
    for changes in edits:
        ordered = sorted(changes, key=CHANGES.index)
        by = rubrics(*ordered)
        judged = judged_again(database, by)
        stored(database, judged, by)
    assert_equal(judged, calls, by)


def test_a_call_heard_with_other_data_is_judged_by_what_it_is_now(
    database: Engine, calls: tuple[HeardCall, ...]
) -> None:
    told = [
        replace(
            heard,
            metadata=heard.metadata.model_copy(
                update={"direction": "outbound", "customer_name": "Marta Ruiz"}
            ),
        )
        for heard in calls
    ]
    with writing(database) as session:
        for heard in told:
            keep(session, judge_call(heard, workplace.rubrics(None).default))

    assert_equal(judged_again(database, rubrics(weights)), tuple(told), rubrics(weights))
    assert_equal(judged_again(database, rubrics(check)), tuple(told), rubrics(check))


@pytest.mark.parametrize(
    ("change", "hears", "reads"),
    [(weights, False, False), (bands, False, False), (check, True, False), (intents, True, True)],
)
def test_no_more_is_heard_and_read_than_the_change_needs(
    database: Engine,
    monkeypatch: pytest.MonkeyPatch,
    change: Change,
    hears: bool,
    reads: bool,
) -> None:
    heard, read = [], []
    hearings, statements = store.stored_hearings, intents_module.read_call
    monkeypatch.setattr(
        store,
        "stored_hearings",
        lambda session, call_ids: heard.extend(call_ids) or hearings(session, call_ids=call_ids),
    )
    monkeypatch.setattr(
        intents_module, "read_call", lambda *a, **k: read.append(1) or statements(*a, **k)
    )

    judged_again(database, rubrics(change))

    assert (bool(heard), bool(read)) == (hears, reads)


def test_what_another_program_judged_is_judged_from_scratch_and_then_its_own(
    database: Engine, calls: tuple[HeardCall, ...]
) -> None:
    bundled = workplace.rubrics(None)
    with writing(database) as session:
        session.execute(update(ScorecardRow).values(judged_with="of before"))
        session.execute(update(KeptWordsRow).values(judged_with="of before", content="no JSON"))
        session.execute(update(FindingRow).values(credit=None, points=77.0))

    judged = judged_again(database, bundled)
    assert_equal(judged, calls, bundled)

    assert stored(database, judged, bundled) == 0  # they say what their content's hash says
    with reading(database) as session:
        programs = set(session.execute(select(col(ScorecardRow.judged_with))).scalars())
        credits_kept = session.execute(
            select(func.count()).where(col(FindingRow.credit).is_not(None))
        ).scalar_one()
        words = set(session.execute(select(col(KeptWordsRow.judged_with))).scalars())
    assert (programs, words) == ({judging_hash()}, {judging_hash()})
    assert credits_kept == len(calls) * len(bundled.default.criteria)


def test_a_rubric_whose_text_is_not_what_judged_gives_nothing_to_take_over(
    database: Engine, calls: tuple[HeardCall, ...]
) -> None:
    with writing(database) as session:
        session.execute(
            update(RubricVersion).values(yaml_text=TEXT.replace("points: 2", "points: 9"))
        )

    assert_equal(judged_again(database, rubrics(check)), calls, rubrics(check))


def test_what_was_found_in_the_words_goes_with_the_call(database: Engine) -> None:
    with reading(database) as session:
        ids = store.call_ids(session)
        kept = session.execute(select(col(KeptWordsRow.content))).scalars().all()
    assert len(kept) == len(ids) - 1  # nothing is read in a language that nobody knows

    with writing(database) as session:
        for call_id in ids:
            erase_call(session, call_id=call_id)

    with reading(database) as session:
        assert session.execute(select(KeptWordsRow)).all() == []
