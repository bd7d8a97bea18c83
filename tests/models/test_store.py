import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from sqlmodel import col

from audio_features.call_metadata import CallMetadata
from audio_features.heard_call import HeardCall, Role, Roles
from audio_features.hearing import EngineInfo
from audio_features.recording import Recording
from audio_features.timeline import Event, Measure, Turn, Word
from models import batches, coaching_records, store
from models.database import open_database, reading, shed_deleted, upgrade_database, writing
from models.erasure import cites, erase_call
from models.tables import (
    Agent,
    Call,
    EvidenceRow,
    FindingRow,
    RubricVersion,
    ScorecardRow,
    TurnRow,
    metadata,
)
from scoring.findings import (
    Evidence,
    Finding,
    MeasuredValue,
    Phase,
    RubricIdentity,
    Scorecard,
    ScoredCall,
    SectionScore,
)

METADATA = CallMetadata.model_validate(
    {
        "agent_id": "ana",
        "agent_name": "Ana Núñez",
        "team": "ventas",
        "started_at": "2026-03-01T09:30:00+01:00",
        "holds": [{"start": 2.0, "end": 3.5, "reason": "consulta"}],
        "campaign": {"name": "otoño", "wave": 2},
    }
)


def heard_call(call_id: str = "c1", **changes: object) -> HeardCall:
    heard = HeardCall(
        call_id=call_id,
        recording=Recording(
            path=f"calls/{call_id}.wav",
            sha256="ab" * 32,
            seconds=12.5,
            sample_rate_hz=8000,
            channels=2,
            codec="pcm_alaw",
        ),
        metadata=METADATA,
        language="es",
        country="ES",
        roles=Roles(
            agent=Role(channel=0, speaker="channel_0", confidence=0.9, why="greets"), customer=None
        ),
        turns=(
            Turn(
                party="agent",
                start=0.1,
                end=1.3,
                text="Buenos días, ¿señor «Muñoz»?",
                confidence=0.93,
                words=(Word(word="Buenos", start=0.1, end=0.4, confidence=0.99),),
            ),
            Turn(party="customer", start=1.5, end=1.7, text="Sí", confidence=0.5),
        ),
        events=(
            Event(
                kind="hold",
                party="customer",
                start=2.0,
                end=3.5,
                confidence=0.8,
                attributes={"kind": "music", "announced": True, "consented": None},
            ),
        ),
        measures=(
            Measure(name="speech_rate", party="agent", value=171.25, unit="wpm", start=0, end=12.5),
        ),
        engines=(EngineInfo(task="asr", name="w", version="1", options={"beam": 5}),),
    )
    return replace(heard, **changes)  # type: ignore[arg-type]


def scored_call(
    heard: HeardCall | None = None, *, verdict: str = "met", rubric_sha: str = "r1"
) -> ScoredCall:
    points = 2.0 if verdict == "met" else 0.0
    evidence = (
        Evidence(start=0.1, end=1.3, party="agent", quote="Buenos días"),
        Evidence(
            start=0.0,
            end=12.5,
            party=None,
            measure=MeasuredValue(name="ring_count", value=2.0, unit="rings", threshold="<= 3"),
        ),
    )
    return ScoredCall(
        heard=heard or heard_call(),
        phases=(Phase(name="opening", start=0.0, end=2.0),),
        findings=(
            Finding(
                criterion="greeted",
                verdict=verdict,  # type: ignore[arg-type]
                points=points,
                possible=2.0,
                confidence=0.9,
                reason="Saluda al empezar.",
                evidence=evidence,
            ),
            Finding(
                criterion="no_sighs",
                verdict="unsure",
                points=0,
                possible=0,
                confidence=0.2,
                reason="No se oye bien.",
            ),
        ),
        scorecard=Scorecard(
            points=points,
            possible=2.0,
            score=50 * points,
            critical_failures=() if points else ("greeted",),
            sections=(SectionScore(id="opening", points=points, possible=2.0),),
            rubric=RubricIdentity(id="protocol", version="1", sha256=rubric_sha),
            band="excellent" if points else "poor",
            passed=bool(points),
        ),
    )


def save(database: Engine, *calls: ScoredCall, fingerprint: str = "f1") -> None:
    for scored in calls:
        with writing(database) as session:
            store.save_scored_call(
                session, scored=scored, rubric_yaml="id: protocol\n", fingerprint=fingerprint
            )


def count(database: Engine, table: type) -> int:
    with reading(database) as session:
        return session.execute(select(func.count()).select_from(table)).scalar_one()


def call_ids(calls: Sequence[ScoredCall]) -> list[str]:
    return [scored.heard.call_id for scored in calls]


def test_a_call_comes_back_exactly_as_it_was_saved(database: Engine) -> None:
    scored = scored_call()
    save(database, scored)

    with reading(database) as session:
        loaded = store.load_scored_call(session, call_id="c1")
        (stored,) = store.stored_hearings(session, call_ids=["c1"])

    assert loaded == scored
    assert stored.heard == scored.heard


def test_a_call_without_speech_agent_or_findings_is_kept_too(database: Engine) -> None:
    heard = heard_call(
        metadata=CallMetadata(),
        roles=Roles(agent=None, customer=None),
        turns=(),
        events=(),
        measures=(),
        engines=(),
    )
    scored = replace(scored_call(heard), findings=(), phases=())
    save(database, scored)

    with reading(database) as session:
        assert store.load_scored_call(session, call_id="c1") == scored


def test_unknown_fields_beside_the_recording_are_kept(database: Engine) -> None:
    save(database, scored_call())

    with reading(database) as session:
        (stored,) = store.stored_hearings(session, call_ids=["c1"])

    heard = stored.heard
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
        store.save_scorecard(
            session, scored=scored_call(rubric_sha="r2"), rubric_yaml="id: protocol\nversion: 2"
        )

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
        store.save_scorecard(session, scored=scored_call(), rubric_yaml="")


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
        agents = [agent.agent_id for agent in store.list_agents(session)]

    assert call_ids(ana) == ["early", "late"]
    assert call_ids(recent) == ["early", "other", "late", "undated"]
    assert call_ids(later) == ["other", "late", "undated"]
    assert heard == ("early", "other", "late", "undated")
    assert [hearing.heard.call_id for hearing in wanted] == ["late", "early"]
    assert agents == ["ana", "luis"]


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
        assert store.newest_rubric(session) is None
    save(database, scored_call(heard_call("c1")), scored_call(heard_call("c2"), rubric_sha="r2"))
    with writing(database) as session:
        store.save_scorecard(
            session, scored=scored_call(heard_call("c2"), rubric_sha="r1"), rubric_yaml="id: p"
        )

    with reading(database) as session:
        assert store.newest_rubric(session) == "r1"
        assert store.newest_rubric(session, since=datetime(2030, 1, 1, tzinfo=UTC)) is None


def beside(work: Callable[[], object]) -> tuple[threading.Thread, list[BaseException]]:
    """Starts `work` in a thread of its own; what goes wrong in it is in the list."""
    errors: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            errors.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread, errors


def judge_again(database: Engine, rubric_sha: str) -> None:
    with writing(database) as session:
        store.save_scorecard(
            session, scored=scored_call(rubric_sha=rubric_sha), rubric_yaml=f"id: {rubric_sha}"
        )


@pytest.mark.parametrize("second", ["rescore", "analyse", "rescore by the same rubric"])
def test_two_who_judge_one_call_at_once_take_turns(database: Engine, second: str) -> None:
    save(database, scored_call())
    work: dict[str, Callable[[], object]] = {
        "rescore": lambda: judge_again(database, "r3"),
        "rescore by the same rubric": lambda: judge_again(database, "r2"),
        "analyse": lambda: save(database, scored_call(verdict="not_met", rubric_sha="r3")),
    }
    with writing(database) as session:
        store.save_scorecard(session, scored=scored_call(rubric_sha="r2"), rubric_yaml="id: r2")
        thread, errors = beside(work[second])
        thread.join(0.3)
        assert thread.is_alive()  # it waits for this transaction
    thread.join(20)

    assert (errors, thread.is_alive()) == ([], False)
    with reading(database) as session:
        cards = session.execute(select(ScorecardRow).order_by(col(ScorecardRow.id))).scalars()
        current = [card.is_current for card in cards]
    assert current == ([False, True] if "same" in second else [False, False, True])


def test_two_who_bring_the_same_new_rubric_to_each_others_calls_both_finish(
    database: Engine,
) -> None:
    calls = [scored_call(heard_call(name), rubric_sha="new") for name in ("c1", "c2")]
    save(database, *(scored_call(call.heard) for call in calls))
    with writing(database) as session:
        store.save_scorecard(session, scored=calls[0], rubric_yaml="id: new")
        thread, errors = beside(lambda: save(database, calls[1]))
        thread.join(0.3)
        store.save_scorecard(session, scored=calls[1], rubric_yaml="id: new")
    thread.join(20)

    assert (errors, thread.is_alive()) == ([], False)
    assert count(database, ScorecardRow) == 4


def test_a_reader_never_sees_one_analysis_with_the_words_of_another(database: Engine) -> None:
    before = scored_call()
    save(database, before)
    with reading(database) as session:
        store.call_ids(session)
        save(database, scored_call(heard_call(turns=(), language="en")))
        assert store.load_scored_call(session, call_id="c1") == before


def test_what_was_heard_anew_since_it_was_read_is_told_apart(database: Engine) -> None:
    save(database, *(scored_call(heard_call(name)) for name in ("same", "anew", "gone")))
    with reading(database) as session:
        hearings = store.stored_hearings(session, call_ids=["same", "anew", "gone"])
    save(database, scored_call(heard_call("anew", turns=())))
    with writing(database) as session:
        gone = store.find_call(session, call_id="gone")
        session.delete(gone)
    with writing(database) as session:
        unchanged, heard_anew = store.lock_unchanged(session, hearings)
        thread, errors = beside(lambda: save(database, scored_call(heard_call("same"))))
        thread.join(0.3)
        assert thread.is_alive()  # what is unchanged stays so until this transaction ends
    thread.join(20)

    assert (unchanged, heard_anew, errors) == ({"same"}, {"anew"}, [])


def rows_by_table(database: Engine) -> dict[str, int]:
    with reading(database) as session:
        return {
            table.name: session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        }


def coach_about(database: Engine, agent_id: str, *call_ids: str) -> None:
    moments = [{"moment": {"call_id": call_id, "quote": "Buenos días"}} for call_id in call_ids]
    with writing(database) as session:
        coaching_records.save_coaching(
            session,
            agent_id=agent_id,
            document={"strengths": moments},
            period_start=None,
            period_end=None,
        )


def test_a_call_is_erased_from_every_table_and_no_other_call(database: Engine) -> None:
    save(database, scored_call(heard_call("other")))
    coach_about(database, "ana", "other")
    with writing(database) as session:
        batch = batches.start_batch(session, source="inbox")
        batches.record_item(session, batch=batch, path="o.wav", status="done", call_id="other")
    before = rows_by_table(database)

    save(database, scored_call(), scored_call(verdict="not_met"))
    coach_about(database, "ana", "other", "c1")
    with writing(database) as session:
        named = {"path": "calls/c1.wav", "status": "done", "call_id": "c1"}
        unnamed = {"path": "calls/c1.wav", "status": "failed", "error": "busy"}
        for item in (named, unnamed):
            batches.record_item(session, batch=batch, **item)  # type: ignore[arg-type]
    with writing(database) as session:
        erased = erase_call(session, call_id="c1")

    assert erased is not None
    assert (erased.path, erased.agent_id, erased.coached) == ("calls/c1.wav", "ana", ("ana",))
    assert erased.rows == {
        "turns": 2,
        "events": 1,
        "measures": 1,
        "scorecards": 2,
        "batch items": 2,
        "coaching reports": 1,
    }
    assert rows_by_table(database) == before


def test_erasing_an_unknown_call_is_told_and_harms_nothing(database: Engine) -> None:
    save(database, scored_call())
    before = rows_by_table(database)
    with writing(database) as session:
        assert erase_call(session, call_id="c2") is None
    assert rows_by_table(database) == before


def test_nothing_that_was_said_stays_in_the_files_of_sqlite(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'calls.db'}"
    upgrade_database(url)
    database = open_database(url)
    save(database, scored_call(), scored_call(heard_call("other", turns=())))
    with writing(database) as session:
        erase_call(session, call_id="c1")
    shed_deleted(database)
    save(database, scored_call(heard_call("third", turns=())))  # its connections still work

    files = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert "¿señor «Muñoz»?".encode() not in files
    assert b"calls/other.wav" in files


@pytest.mark.parametrize(
    ("document", "cited"),
    [
        ({"moment": {"call_id": "c1"}}, True),
        ({"a": [{"b": [{"call_id": "c1"}]}]}, True),
        ({"call_id": "c11", "text": "c1"}, False),
        (None, False),
    ],
)
def test_a_coaching_document_cites_the_calls_it_names(document: object, cited: bool) -> None:
    assert cites(document, "c1") is cited
