import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audio_features.call_metadata import CallMetadata
from audio_features.heard_call import HeardCall, Role, Roles
from audio_features.hearing import EngineInfo
from audio_features.recording import Recording
from audio_features.timeline import Event, Measure, Turn, Word
from scoring.findings import (
    AdviceResult,
    CallerStyle,
    Evidence,
    Finding,
    MeasuredValue,
    Note,
    Opinion,
    Phase,
    RubricIdentity,
    Scorecard,
    ScoredCall,
    SectionScore,
    percentage,
)
from scoring.reporting.call_document import (
    CallDocumentError,
    Provenance,
    from_document,
    provenance_of,
    to_document,
    write_json,
)
from scoring.undertakings import Commitment, Complaint, Deadline, Quotation, Refusal

PROVENANCE = Provenance(escucha="0.1.0", processed_at=datetime(2025, 11, 3, 9, 0, tzinfo=UTC))

names = st.text(min_size=1, max_size=8)
ids = st.text("abcñ-_09", min_size=1, max_size=8)
seconds = st.integers(0, 7_200_000).map(lambda ms: ms / 1000)
shares = st.integers(0, 10_000).map(lambda n: n / 10_000)
numbers = st.integers(-10_000_000, 10_000_000).map(lambda n: n / 10_000)
parties = st.sampled_from(["agent", "customer", "other"])
maybe_party = st.one_of(st.none(), parties)
attributes = st.dictionaries(
    names, st.one_of(st.none(), st.booleans(), st.integers(-9, 9), numbers, names), max_size=3
)


def several(strategy):
    return st.lists(strategy, max_size=3).map(tuple)


words = st.builds(Word, word=names, start=seconds, end=seconds, confidence=shares)
turns = st.builds(
    Turn,
    party=parties,
    start=seconds,
    end=seconds,
    text=names,
    confidence=shares,
    words=several(words),
)
events = st.builds(
    Event,
    kind=st.sampled_from(["ring", "hold", "transfer", "interruption", "sigh", "dead_air"]),
    party=maybe_party,
    start=seconds,
    end=seconds,
    confidence=shares,
    attributes=attributes,
)
measures = st.builds(
    Measure, name=names, party=maybe_party, value=numbers, unit=names, start=seconds, end=seconds
)
evidence = st.builds(
    Evidence,
    start=seconds,
    end=seconds,
    party=maybe_party,
    quote=st.none() | names,
    measure=st.none()
    | st.builds(MeasuredValue, name=names, value=numbers, unit=names, threshold=names),
)
verdicts = st.sampled_from(["met", "not_met", "not_applicable", "unsure"])
opinions = st.builds(
    Opinion,
    verdict=verdicts,
    reason=names,
    evidence=several(evidence),
    model=names,
    prompt_version=names,
    question_sha256=names,
    own_verdict=verdicts,
    own_confidence=shares,
    own_reason=names,
)
findings = st.builds(
    Finding,
    criterion=names,
    verdict=verdicts,
    points=shares,
    possible=shares,
    confidence=shares,
    reason=names,
    evidence=several(evidence),
    opinion=st.none() | opinions,
)
notes = st.builds(
    Note,
    kind=st.sampled_from(["second_judge_slow", "second_judge_unusable"]),
    criteria=several(names),
    detail=names,
)
moments = st.datetimes(
    min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC)
)
quotations = st.builds(Quotation, start=seconds, end=seconds, party=parties, quote=names)
commitments = st.builds(
    Commitment,
    party=parties,
    what=names,
    deadline=st.none()
    | st.builds(
        Deadline,
        words=names,
        vague=st.booleans(),
        due_from=st.none() | moments,
        due_by=st.none() | moments,
    ),
    evidence=quotations,
    confidence=shares,
)
refusals = st.builds(
    Refusal,
    evidence=quotations,
    confidence=shares,
    reason=st.none() | quotations,
    alternative=st.none() | quotations,
    answer=st.sampled_from(["accepted", "pushed_back", "unclear"]),
    answer_evidence=st.none() | quotations,
    held_calmly=st.none() | st.booleans(),
)
complaints = st.none() | st.builds(
    Complaint,
    kind=st.sampled_from(["report", "formal_claim", "none", "unsure"]),
    confidence=shares,
    evidence=several(quotations),
)
roles = st.none() | st.builds(
    Role, channel=st.none() | st.integers(0, 1), speaker=names, confidence=shares, why=names
)
engines = st.builds(
    EngineInfo,
    task=st.sampled_from(["transcription", "sounds"]),
    name=names,
    version=names,
    options=attributes,
)


@st.composite
def scorecards(draw):
    points, possible = draw(shares), draw(shares)
    return Scorecard(
        points=points,
        possible=possible,
        score=None if possible == 0 else round(percentage(points, possible), 2),
        critical_failures=draw(several(names)),
        sections=draw(several(st.builds(SectionScore, id=names, points=shares, possible=shares))),
        band=draw(st.none() | names),
        passed=draw(st.none() | st.booleans()),
        rubric=draw(st.builds(RubricIdentity, id=names, version=names, sha256=names)),
    )


styles = st.builds(
    CallerStyle,
    style=ids,
    confidence=shares,
    evidence=several(evidence),
    advice=several(
        st.builds(
            AdviceResult,
            advice=ids,
            kind=st.sampled_from(["do", "dont"]),
            state=st.sampled_from(["kept", "missed", "not_checked"]),
            criteria=several(names),
        )
    ),
)
metadata = st.builds(
    CallMetadata,
    call_id=st.none() | ids,
    agent_id=st.none() | ids,
    started_at=st.none()
    | st.datetimes(
        min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC)
    ),
    rings=st.none() | st.integers(0, 9),
)
calls = st.builds(
    ScoredCall,
    heard=st.builds(
        HeardCall,
        call_id=ids,
        recording=st.builds(
            Recording,
            path=names,
            sha256=names,
            seconds=seconds,
            sample_rate_hz=st.just(8000),
            channels=st.integers(1, 2),
            codec=names,
        ),
        metadata=metadata,
        language=st.sampled_from(["es", "en"]),
        country=names,
        roles=st.builds(Roles, agent=roles, customer=roles),
        turns=several(turns),
        events=several(events),
        measures=several(measures),
        engines=several(engines).map(lambda found: tuple(sorted(found, key=lambda e: e.task))),
    ),
    phases=several(
        st.builds(Phase, name=st.sampled_from(["opening", "farewell"]), start=seconds, end=seconds)
    ),
    findings=several(findings),
    scorecard=scorecards(),
    commitments=several(commitments),
    refusals=several(refusals),
    complaint=complaints,
    caller_styles=several(styles),
    notes=several(notes),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(calls)
def test_a_call_comes_back_from_its_document_through_real_json(scored: ScoredCall) -> None:
    document = to_document(scored, provenance=PROVENANCE)
    read = from_document(json.loads(json.dumps(document, allow_nan=False)))
    assert read == scored
    assert to_document(read, provenance=PROVENANCE) == document


def test_keys_stand_in_the_published_order(scored: ScoredCall) -> None:
    document = to_document(scored, provenance=PROVENANCE)
    published = ["schema", "call_id", "recording", "metadata", "roles", "turns", "events",
                 "measures", "phases", "findings", "scorecard", "commitments", "refusals",
                 "complaint", "moments_of_truth", "caller_styles", "notes",
                 "provenance"]  # fmt: skip
    assert [key for key in document if key not in {"language", "country"}] == published
    assert document["schema"] == "escucha.call/1"
    assert list(document["recording"]) == [
        "path", "sha256", "seconds", "sample_rate_hz", "channels", "codec"
    ]  # fmt: skip
    assert list(document["scorecard"])[:6] == [
        "score", "points", "possible", "critical_failures", "sections", "rubric"
    ]  # fmt: skip


def test_a_document_without_commitments_is_read_as_one_that_nobody_looked_through(scored) -> None:
    document = to_document(scored, provenance=PROVENANCE)
    for key in ("commitments", "refusals", "complaint"):
        del document[key]
    read = from_document(document)
    assert (read.commitments, read.refusals, read.complaint) == ((), (), None)


def test_a_document_from_before_caller_styles_is_read(scored: ScoredCall) -> None:
    document = to_document(scored, provenance=PROVENANCE)
    for added in ("caller_styles", "moments_of_truth", "notes"):
        del document[added]
    read = from_document(document)
    assert (read.caller_styles, read.notes) == ((), ())
    assert read.findings == scored.findings


def test_evidence_leaves_absent_keys_out(scored: ScoredCall) -> None:
    for finding in to_document(scored, provenance=PROVENANCE)["findings"]:
        for entry in finding["evidence"]:
            assert None not in {entry.get("quote", ""), str(entry.get("measure", ""))}


def test_unknown_metadata_is_kept_and_unknown_keys_of_a_document_do_no_harm(scored) -> None:
    document = to_document(scored, provenance=PROVENANCE)
    document["metadata"]["campaign"] = {"name": "otoño"}
    document["added_later"] = 1
    read = from_document(document)
    again = to_document(read, provenance=PROVENANCE)
    assert again["metadata"]["campaign"] == {"name": "otoño"}
    assert provenance_of(document) == PROVENANCE


def test_a_party_never_heard_is_null(scored: ScoredCall) -> None:
    alone = replace(scored, heard=replace(scored.heard, roles=Roles(agent=None, customer=None)))
    assert to_document(alone, provenance=PROVENANCE)["roles"] == {"agent": None, "customer": None}


def test_a_wrong_document_is_refused_by_field(scored: ScoredCall) -> None:
    document = to_document(scored, provenance=PROVENANCE)
    document["turns"][0]["party"] = "robot"
    with pytest.raises(CallDocumentError, match=r"turns\.0\.party"):
        from_document(document)
    with pytest.raises(CallDocumentError, match="schema"):
        from_document({**document, "schema": "escucha.call/2"})


def test_times_are_rounded_to_the_millisecond(scored: ScoredCall) -> None:
    turn = replace(scored.heard.turns[0], start=0.123456789)
    heard = replace(scored.heard, turns=(turn,))
    document = to_document(replace(scored, heard=heard), provenance=PROVENANCE)
    assert document["turns"][0]["start"] == 0.123


def test_writing_replaces_the_file_whole_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "llamada.json"
    write_json(path, {"a": 1})
    with pytest.raises(ValueError, match="JSON compliant"):
        write_json(path, {"a": float("nan")})
    write_json(path, {"a": "ñ"})
    assert json.loads(path.read_text(encoding="utf-8")) == {"a": "ñ"}
    assert [entry.name for entry in tmp_path.iterdir()] == ["llamada.json"]
