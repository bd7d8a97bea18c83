"""Sidecars: all fields optional, unknown ones kept, wrong ones refused in a clear line."""

import json
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_features.call_metadata import (
    CallMetadata,
    HoldRecord,
    TransferRecord,
    combine,
    load_sidecar,
)
from audio_features.errors import MetadataError

COMPLETE = {
    "call_id": "1700000000.12",
    "agent_id": "a7",
    "agent_name": "Núria Peña",
    "team": "Norte",
    "queue": "averías",
    "customer_id": "c1",
    "customer_name": "Iñaki",
    "started_at": "2026-03-01T09:30:00Z",
    "direction": "inbound",
    "language": "es",
    "country": "MX",
    "agent_channel": 0,
    "rings": 2,
    "ring_seconds": 9,
    "holds": [{"start": 12, "end": 40.5, "reason": "consulta"}],
    "transfers": [{"at": 95.0, "to": "facturación", "kind": "attended"}],
    "csat": 4.5,
    "nps": 9,
    "retained": True,
    "complaint_opened_at": "2026-03-01T08:30:00+01:00",
    "vocabulary": ["Fibra 600"],
    "crm_ticket": {"id": 7},
}


def sidecar(tmp_path, content):
    """A recording's path with `content` (value or raw text) as its sidecar."""
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    (tmp_path / "call.json").write_text(text, encoding="utf-8")
    return tmp_path / "call.wav"


def refusal(tmp_path, content):
    with pytest.raises(MetadataError) as caught:
        load_sidecar(sidecar(tmp_path, content))
    message = str(caught.value)
    assert "call.json" in message
    assert "\n" not in message
    return message


@pytest.mark.parametrize(
    ("zone", "utc_hour"), [("America/Bogota", 14), ("Europe/Madrid", 8), ("UTC", 9)]
)
def test_a_time_without_zone_is_local_time_of_this_machine(tmp_path, monkeypatch, zone, utc_hour):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        said = {"started_at": "2026-03-01T09:30:00", "complaint_opened_at": "2026-03-01T09:30:00"}
        metadata = load_sidecar(sidecar(tmp_path, said))
    finally:
        monkeypatch.undo()
        time.tzset()
    wanted = datetime(2026, 3, 1, utc_hour, 30, tzinfo=UTC)
    assert metadata.started_at == metadata.complaint_opened_at == wanted
    assert metadata.started_at.isoformat().startswith("2026-03-01T09:30:00")


def test_a_time_that_no_clock_here_can_show_is_refused(tmp_path):
    with pytest.raises(MetadataError, match="started_at"):
        load_sidecar(sidecar(tmp_path, {"started_at": "0001-01-01T00:00:00"}))


def test_no_sidecar_means_nothing_is_known(tmp_path):
    assert load_sidecar(tmp_path / "call.wav") == CallMetadata()


def test_every_field_is_read_and_unknown_ones_are_kept(tmp_path):
    metadata = load_sidecar(sidecar(tmp_path, COMPLETE))
    assert metadata.agent_name == "Núria Peña"
    assert metadata.started_at == datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    assert metadata.holds is not None
    assert (metadata.holds[0].start, metadata.holds[0].end) == (12.0, 40.5)
    assert metadata.holds[0].model_extra == {"reason": "consulta"}
    assert metadata.transfers == (TransferRecord(at=95.0, to="facturación", kind="attended"),)
    assert metadata.vocabulary == ("Fibra 600",)
    assert metadata.model_extra == {"crm_ticket": {"id": 7}}


def test_a_byte_order_mark_does_no_harm(tmp_path):
    assert load_sidecar(sidecar(tmp_path, '\ufeff{"rings": 2}')).rings == 2


def test_null_is_absent(tmp_path):
    assert load_sidecar(sidecar(tmp_path, {"rings": None})).rings is None


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("rings", "3", 'rings is "3"; it may be a whole number, 0 or more'),
        ("rings", -1, "rings is -1;"),
        ("rings", 2.5, "rings is 2.5;"),
        ("rings", True, "rings is true;"),
        ("ring_seconds", "9", 'ring_seconds is "9";'),
        ("ring_seconds", -0.5, "ring_seconds is -0.5;"),
        ("agent_channel", 2, "agent_channel is 2; it may be 0 (left) or 1 (right)"),
        ("agent_channel", "0", 'agent_channel is "0";'),
        ("agent_channel", True, "agent_channel is true;"),
        ("agent_name", 5, "agent_name is 5; it may be text"),
        ("agent_id", 42, "agent_id is 42; it may be text"),
        ("agent_name", ["Ana"], 'agent_name is ["Ana"];'),
        ("direction", "entrante", 'direction is "entrante"; it may be inbound or outbound'),
        ("started_at", "ayer", 'started_at is "ayer"; it may be a date and time in ISO 8601'),
        ("started_at", 1700000000, "started_at is 1700000000;"),
        ("language", "español latino", "language is"),
        ("country", "España", 'country is "España"; it may be a two-letter country code'),
        ("country", "UK", "(GB, not UK)"),
        ("retained", "sí", 'retained is "sí"; it may be true or false'),
        ("retained", 1, "retained is 1;"),
        ("nps", 11, "nps is 11; it may be a whole number from 0 to 10"),
        ("csat", "alto", 'csat is "alto";'),
        ("holds", {"start": 1, "end": 2}, "holds is {"),
        ("holds", [{"start": 1}], "holds[0].end is null;"),
        ("holds", [{"start": 1, "end": "2"}], 'holds[0].end is "2";'),
        ("holds", [{"start": 5, "end": 2}], 'holds[0] is {"start":5,"end":2}; it may be a list'),
        ("holds", [{"start": -1, "end": 2}], "holds[0].start is -1;"),
        ("transfers", [{"to": "x"}], "transfers[0].at is null;"),
        ("vocabulary", "Fibra", 'vocabulary is "Fibra";'),
        ("call_id", "../../etc/passwd", "call_id is"),
        ("call_id", "", 'call_id is ""; it may be text usable as a file name'),
    ],
)
def test_a_wrong_value_is_named_with_what_it_may_be(tmp_path, field, value, expected):
    assert expected in refusal(tmp_path, {field: value})


def test_all_wrong_fields_are_in_one_line(tmp_path):
    message = refusal(tmp_path, {"rings": "3", "nps": 50, "agent_name": "Ana"})
    assert "rings is" in message
    assert "nps is" in message
    assert "agent_name" not in message


@pytest.mark.parametrize("text", ['{"rings": 3', "", "rings: 3", '{"rings": NaN}'])
def test_malformed_json_is_refused(tmp_path, text):
    assert "is not valid JSON" in refusal(tmp_path, text)


@pytest.mark.parametrize("content", [[{"rings": 3}], 3, "null"])
def test_a_sidecar_is_one_object(tmp_path, content):
    assert "must be one object" in refusal(tmp_path, content)


def test_text_in_another_encoding_is_refused(tmp_path):
    (tmp_path / "call.json").write_bytes('{"agent_name": "Núria"}'.encode("cp1252"))
    with pytest.raises(MetadataError, match="not UTF-8"):
        load_sidecar(tmp_path / "call.wav")


def test_a_result_written_beside_the_recording_is_no_sidecar(tmp_path):
    result = {"schema": "escucha.call/1", "call_id": "call", "metadata": {}}
    assert load_sidecar(sidecar(tmp_path, result)) == CallMetadata()


def test_the_sidecar_wins_over_the_manifest_and_both_add_up():
    both = combine(
        CallMetadata.model_validate({"rings": 2, "agent_name": None, "site": "Vigo"}),
        CallMetadata.model_validate({"rings": 5, "agent_name": "Ana", "nps": 9, "desk": "4"}),
    )
    assert (both.rings, both.agent_name, both.nps) == (2, "Ana", 9)
    assert both.model_extra == {"site": "Vigo", "desk": "4"}
    assert CallMetadata.model_validate_json(both.model_dump_json()) == both


@given(st.builds(CallMetadata, rings=st.none() | st.integers(0, 9), team=st.none() | st.text()))
def test_combining_with_nothing_changes_nothing(metadata):
    assert combine(metadata, None) == metadata
    assert combine(CallMetadata(), metadata).model_dump() == metadata.model_dump()


def test_records_keep_their_types():
    assert HoldRecord(start=1, end=2).end == 2.0
