"""Calls, scorecards and batches as they are kept and found again."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, select
from sqlmodel import col
from stored_calls import call_ids, count, heard_call, save, save_again, scored_call

from audio_features.call_metadata import CallMetadata
from audio_features.heard_call import Roles
from models import batches, coaching_records, store
from models.database import reading, writing
from models.tables import (
    Agent,
    Call,
    CallerStyleRow,
    EvidenceRow,
    FindingRow,
    RubricVersion,
    ScorecardRow,
    TurnRow,
)
from scoring.findings import (
    ScoredCall,
)


def test_a_call_comes_back_exactly_as_it_was_saved(database: Engine) -> None:
    scored = scored_call()
    save(database, scored)

    with reading(database) as session:
        loaded = store.load_scored_call(session, call_id="c1")
        (stored,) = store.stored_hearings(session, call_ids=["c1"])

    assert loaded == scored
    assert stored == scored.heard


def test_a_call_without_speech_agent_or_findings_is_kept_too(database: Engine) -> None:
    heard = heard_call(
        metadata=CallMetadata(),
        roles=Roles(agent=None, customer=None),
        turns=(),
        events=(),
        measures=(),
        engines=(),
    )
    scored = replace(scored_call(heard), findings=(), phases=(), caller_styles=())
    scored = replace(scored, commitments=(), refusals=(), complaint=None)
    save(database, scored)

    with reading(database) as session:
        assert store.load_scored_call(session, call_id="c1") == scored


def test_a_judgement_without_the_styles_of_another_is_another(database: Engine) -> None:
    save(database, scored_call(), replace(scored_call(), caller_styles=()))

    assert count(database, ScorecardRow) == 2
    assert count(database, CallerStyleRow) == 2
    with reading(database) as session:
        loaded = store.load_scored_call(session, call_id="c1")
    assert loaded is not None
    assert loaded.caller_styles == ()


def test_unknown_fields_beside_the_recording_are_kept(database: Engine) -> None:
    save(database, scored_call())

    with reading(database) as session:
        (stored,) = store.stored_hearings(session, call_ids=["c1"])

    heard = stored
    assert heard.metadata.model_extra == {"campaign": {"name": "otoño", "wave": 2}}
    assert heard.metadata.holds is not None
    assert heard.metadata.holds[0].model_extra == {"reason": "consulta"}


def test_analysing_again_never_duplicates_anything(database: Engine) -> None:
    save(database, scored_call(), scored_call())

    assert [count(database, t) for t in (Call, Agent, TurnRow, ScorecardRow, FindingRow)] == [
        1,
        1,
        2,
        1,
        2,
    ]
    assert count(database, EvidenceRow) == 2
    assert count(database, RubricVersion) == 1


def test_analysing_again_replaces_what_was_heard(database: Engine) -> None:
    save(database, scored_call())
    again = scored_call(heard_call(turns=(), language="en"))
    save(database, again)

    with reading(database) as session:
        assert store.load_scored_call(session, call_id="c1") == again


def test_earlier_scorecards_stay_and_the_last_one_is_current(database: Engine) -> None:
    save(database, scored_call(), scored_call(verdict="not_met"))
    with writing(database) as session:
        save_again(session, scored_call(rubric_sha="r2"), rubric_yaml="id: protocol\nversion: 2")

    with reading(database) as session:
        cards = session.execute(select(ScorecardRow).order_by(col(ScorecardRow.id))).scalars()
        found = [(card.score, card.is_current) for card in cards]
        current = store.load_scored_call(session, call_id="c1")

    assert found == [(100.0, False), (0.0, False), (100.0, True)]
    assert current is not None
    assert current.scorecard.rubric.sha256 == "r2"
    assert count(database, FindingRow) == 6


def test_scoring_a_call_that_is_not_stored_is_an_error(database: Engine) -> None:
    with pytest.raises(LookupError, match="no stored call 'c1'"), writing(database) as session:
        save_again(session, scored_call(), rubric_yaml="")


def test_a_failed_save_leaves_the_call_as_it_was(database: Engine) -> None:
    before = scored_call()
    save(database, before)
    twice = replace(before.findings[0], verdict="not_met")
    broken = replace(
        scored_call(heard_call(turns=())), findings=(twice, twice), scorecard=before.scorecard
    )

    with pytest.raises(Exception, match=r"(?i)unique"):
        save(database, broken)

    with reading(database) as session:
        assert store.load_scored_call(session, call_id="c1") == before


def test_a_recording_is_known_only_when_heard_the_same_way(database: Engine) -> None:
    save(database, scored_call())

    with reading(database) as session:
        known = [
            store.known_recording(session, sha256=sha, fingerprint=way)
            for sha, way in (("ab" * 32, "f1"), ("ab" * 32, "f2"), ("cd" * 32, "f1"))
        ]

    assert known == ["c1", None, None]


def test_calls_are_found_by_agent_and_date_in_order_of_time(database: Engine) -> None:
    def dated(call_id: str, agent: str, day: str) -> ScoredCall:
        metadata = CallMetadata.model_validate({"agent_id": agent, "started_at": day})
        return scored_call(heard_call(call_id, metadata=metadata))

    save(
        database,
        dated("late", "ana", "2026-03-05T10:00:00Z"),
        dated("other", "luis", "2026-03-04T10:00:00Z"),
        dated("early", "ana", "2026-03-01T23:30:00-05:00"),
        scored_call(heard_call("undated", metadata=CallMetadata())),
    )
    with reading(database) as session:
        ana = store.load_scored_calls(session, agent_id="ana")
        recent = store.load_scored_calls(session, since=datetime(2026, 3, 2, tzinfo=UTC))
        later = store.load_scored_calls(session, since=datetime(2026, 3, 3, tzinfo=UTC))
        heard = store.call_ids(session)
        wanted = store.stored_hearings(session, call_ids=["late", "nobody's", "early"])

    assert call_ids(ana) == ["early", "late"]
    assert call_ids(recent) == ["early", "other", "late", "undated"]
    assert call_ids(later) == ["other", "late", "undated"]
    assert heard == ("early", "other", "late", "undated")
    assert [heard.call_id for heard in wanted] == ["late", "early"]


def test_a_missing_name_does_not_erase_the_known_one(database: Engine) -> None:
    save(database, scored_call())
    save(database, scored_call(heard_call("c2", metadata=CallMetadata(agent_id="ana"))))

    with reading(database) as session:
        agent = session.get(Agent, "ana")

    assert agent is not None
    assert (agent.name, agent.team) == ("Ana Núñez", "ventas")


def test_a_start_without_zone_is_local_time(database: Engine) -> None:
    metadata = CallMetadata.model_validate({"started_at": "2026-03-01T09:30:00"})
    save(database, scored_call(heard_call(metadata=metadata)))

    with reading(database) as session:
        call = store.find_call(session, call_id="c1")

    assert call is not None
    assert call.started_at == datetime(2026, 3, 1, 9, 30).astimezone()


def test_a_batch_remembers_how_each_recording_went(database: Engine) -> None:
    with writing(database) as session:
        batch = batches.start_batch(session, source="inbox")
        batches.record_item(session, batch=batch, path="a.wav", status="done", call_id="a")
        batches.record_item(session, batch=batch, path="b.wav", status="failed", error="empty")
        batches.finish_batch(session, batch=batch, status="finished")

    with reading(database) as session:
        items = [
            (item.path, item.status, item.error)
            for item in batches.batch_items(session, batch=batch)
        ]

    assert items == [("a.wav", "done", None), ("b.wav", "failed", "empty")]


def test_the_report_on_the_latest_period_is_the_one_to_follow_up(database: Engine) -> None:
    save(database, scored_call())
    march, april = datetime(2026, 3, 31, tzinfo=UTC), datetime(2026, 4, 30, tzinfo=UTC)
    # The report on March is made again after the one on April.
    for number, end in ((0, march), (1, april), (2, march)):
        with writing(database) as session:
            coaching_records.save_coaching(
                session,
                agent_id="ana",
                document={"number": number},
                period_start=None,
                period_end=end,
            )

    with reading(database) as session:
        last = coaching_records.latest_coaching(session, agent_id="ana")
        first = coaching_records.latest_coaching(session, agent_id="ana", before=march)
        second = coaching_records.latest_coaching(session, agent_id="ana", before=april)
        nobody = coaching_records.latest_coaching(session, agent_id="luis")

    numbers = [record and record.document["number"] for record in (last, first, second)]
    assert numbers == [2, 2, 1]
    assert nobody is None


def test_the_newest_rubric_is_the_one_that_judged_last(database: Engine) -> None:
    with reading(database) as session:
        assert store.newest_rubrics(session) == {}
    save(database, scored_call(heard_call("c1")), scored_call(heard_call("c2"), rubric_sha="r2"))
    with writing(database) as session:
        save_again(session, scored_call(heard_call("c2"), rubric_sha="r1"), rubric_yaml="id: p")

    with reading(database) as session:
        assert store.newest_rubrics(session) == {"protocol": "r1"}
        assert store.newest_rubrics(session, since=datetime(2030, 1, 1, tzinfo=UTC)) == {}
