import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.reporting.file_names import safe_file_name


@given(st.text())
def test_every_id_becomes_a_plain_name_inside_its_folder(identifier: str) -> None:
    name = safe_file_name(identifier)
    assert 0 < len(name) <= 100
    assert name.isascii()
    assert not set(name) & set('/\\:*?"<>|\0 ')
    assert not name.startswith((".", "-"))


@given(st.text(), st.text())
def test_two_ids_never_share_a_file(one: str, other: str) -> None:
    assert (one == other) == (safe_file_name(one) == safe_file_name(other))


@pytest.mark.parametrize(
    "identifier", ["../x", "a/b", "María José", "CON", "", ".oculto", "x" * 300]
)
def test_awkward_ids_are_respelt(identifier: str) -> None:
    assert safe_file_name(identifier) != identifier


def test_plain_ids_are_left_alone() -> None:
    assert safe_file_name("2025-11-03_agente.07") == "2025-11-03_agente.07"
