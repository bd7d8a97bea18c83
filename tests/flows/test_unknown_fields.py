"""Fields beside recordings that nobody here knows: slips are told, what is others' is not."""

from collections.abc import Mapping

import pytest

from audio_features.call_metadata import CallMetadata
from flows.recordings import RecordedCall
from flows.unknown_fields import misspelt_fields


def told(*fields: Mapping[str, str]) -> str | None:
    return misspelt_fields(
        RecordedCall(path="a.wav", call_id="a", metadata=CallMetadata.model_validate(one))
        for one in fields
    )


def test_a_misspelt_field_is_named_and_one_that_means_something_to_others_is_not() -> None:
    slip = {"agent_nmae": "Ana", "ticket": "T-1"}
    line = told(slip, slip, {"agent_name": "Eva"})
    assert line is not None
    assert line.endswith("left unused: agent_nmae (of 2; did you mean agent_name?)")
    assert told({"ticket": "T-1"}, {}) is None


def test_a_field_beside_the_one_it_may_stand_for_is_somebody_elses() -> None:
    assert told({"idioma": "es", "language": "es"}) is None
    assert told({"agent": "x", "agent_id": "a-1", "agent_name": "Ana"}) is None
    assert told({"agente": "a-1", "agent_name": "Ana"}) is not None


@pytest.mark.parametrize(
    ("field", "meant"),
    [
        ("Agent_Name", "agent_name"),
        ("agentname", "agent_name"),
        ("lang", "language"),
        ("vocabulry", "vocabulary"),
        ("custmer_id", "customer_id"),
        ("agnt_chanel", "agent_channel"),
        ("agent_team", None),
        ("customer_age", None),
        ("customer", "customer_id or customer_name"),
        ("agent", "agent_id or agent_name"),
        ("Idioma", "language"),
        ("cola", "queue"),
        ("País", "country"),
        ("transferred", None),
        ("called", None),
        ("gps", None),
        ("term", None),
        ("cell_id", None),
        ("crm_id", None),
    ],
)
def test_a_field_is_a_slip_where_each_word_of_it_nearly_is(field: str, meant: str | None) -> None:
    line = told({field: "x"})
    assert (line is None) == (meant is None)
    assert line is None or f"did you mean {meant}?" in line
