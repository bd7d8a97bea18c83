from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, update
from stored_calls import count, heard_call, save, scored_call

from models.columns import utc_now
from models.corrections import (
    GivenCorrection,
    RefusedCorrectionError,
    UnknownFindingError,
    add_correction,
    list_corrections,
    newest_corrections,
)
from models.database import reading, writing
from models.tables import CorrectionRow, ScorecardRow

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def given(verdict: str = "not_met", **fields: object) -> GivenCorrection:
    said = {"call_id": "c1", "criterion": "greeted", "analyst": "rosa", **fields}
    return GivenCorrection(verdict=verdict, **said)


def add(database: Engine, *corrections: GivenCorrection) -> list[bool]:
    with writing(database) as session:
        return [add_correction(session, one) for one in corrections]


def judged_at(database: Engine, moment: datetime) -> None:
    """Say that every scorecard there is was made then."""
    with writing(database) as session:
        session.execute(update(ScorecardRow).values(created_at=moment))


def test_a_correction_is_kept_with_what_the_machine_said_when_it_was_made(
    database: Engine,
) -> None:
    save(database, scored_call(verdict="met"))
    judged_at(database, NOON)
    save(database, scored_call(verdict="not_met", rubric_sha="r2"))

    add(
        database,
        given(made_at=NOON + timedelta(hours=1), comment="Saludó otra persona", start=0.1, end=1.3),
        given(analyst="luis"),
        given(analyst="eva", made_at=NOON - timedelta(days=1)),
    )

    with reading(database) as session:
        before, then, now = list_corrections(session, call_id="c1")
    assert (then.verdict, then.machine_verdict, then.rubric.sha256) == ("not_met", "met", "r1")
    assert (then.machine_confidence, then.start, then.end) == (0.9, 0.1, 1.3)
    assert (then.comment, then.made_at) == ("Saludó otra persona", NOON + timedelta(hours=1))
    assert not then.confirms
    assert (now.machine_verdict, now.rubric.sha256, now.confirms) == ("not_met", "r2", True)
    assert before.rubric.sha256 == "r1", "the first judgement, where none was before"


def test_the_newest_of_each_analyst_counts_and_earlier_ones_stay(database: Engine) -> None:
    save(database, scored_call())
    later = NOON + timedelta(days=1)
    add(
        database,
        given("unsure", made_at=later),
        given("not_met", made_at=NOON),
        given("met", analyst="luis", made_at=NOON),
    )

    with reading(database) as session:
        assert len(list_corrections(session)) == 3
        newest = [(one.analyst, one.verdict) for one in newest_corrections(session)]
        assert newest == [
            ("luis", "met"),
            ("rosa", "unsure"),
        ]
        recent = newest_corrections(session, since=later)
        assert [one.analyst for one in recent] == ["rosa"]
        assert newest_corrections(session, call_id="other") == ()


def test_corrections_survive_analysis_and_judgement_anew(database: Engine) -> None:
    save(database, scored_call())
    add(database, given())

    save(database, scored_call(heard_call(turns=()), verdict="not_met"), fingerprint="f2")

    with reading(database) as session:
        (kept,) = list_corrections(session)
    assert (kept.machine_verdict, kept.verdict) == ("met", "not_met")


def test_saying_the_same_again_adds_nothing(database: Engine) -> None:
    save(database, scored_call())
    timed = given(made_at=NOON)

    assert add(database, timed, timed, replace(timed, made_at=None)) == [True, False, False]
    assert add(database, given("met"), given("met")) == [True, False]
    assert add(database, replace(timed, made_at=NOON + timedelta(days=1))) == [True]
    assert count(database, CorrectionRow) == 3


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"verdict": "Met"}, "verdict 'Met' is none; it may be met, not_met"),
        ({"analyst": " "}, "analyst is empty"),
        ({"made_at": utc_now() + timedelta(days=1)}, "is yet to come"),
        ({"start": 3.0}, "needs both start and end"),
        ({"start": 3.0, "end": 2.0}, "the moment from 3 to 2 s cannot be"),
        ({"start": 99.0, "end": 100.0}, "end 100 is after the end of the call"),
        ({"made_at": NOON}, "rosa has already said 'met' of it at the same moment"),
    ],
)
def test_what_cannot_be_is_refused_and_named(
    database: Engine, wrong: dict[str, object], said: str
) -> None:
    save(database, scored_call())
    add(database, given("met", made_at=NOON))

    with pytest.raises(RefusedCorrectionError, match=said):
        add(database, replace(given(), **wrong))
    assert count(database, CorrectionRow) == 1


def test_only_verdicts_that_were_given_can_be_corrected(database: Engine) -> None:
    save(database, scored_call())

    with pytest.raises(UnknownFindingError, match="call 'c2' is not stored"):
        add(database, given(call_id="c2"))
    with pytest.raises(UnknownFindingError, match="no verdict on criterion 'greted'") as caught:
        add(database, given(criterion="greted"))
    assert set(caught.value.known) == {"greeted", "no_sighs"}


def test_who_takes_a_word_back_and_gives_it_again_has_said_something_new(
    database: Engine,
) -> None:
    save(database, scored_call())

    said = [add(database, given(verdict)) for verdict in ("met", "not_met", "met", "met")]

    assert said == [[True], [True], [True], [False]]
    with reading(database) as session:
        assert [one.verdict for one in newest_corrections(session)] == ["met"]


def test_another_analyst_between_changes_nothing(database: Engine) -> None:
    save(database, scored_call())
    said = add(database, given("met"), given("not_met", analyst="luis"), given("met"))
    assert said == [True, True, False]


def test_capitals_and_outer_spaces_make_nobody_else(database: Engine) -> None:
    save(database, scored_call())
    first = given("met", analyst="Rosa", made_at=NOON)

    assert add(database, first, replace(first, analyst=" rosa ")) == [True, False]
    with pytest.raises(RefusedCorrectionError, match="ROSA has already said 'met'"):
        add(database, given("not_met", analyst="ROSA", made_at=NOON))
    add(database, given("not_met", analyst="rosa ", made_at=NOON + timedelta(days=1)))

    with reading(database) as session:
        (newest,) = newest_corrections(session)
    assert (newest.analyst, newest.verdict) == ("Rosa", "not_met")
