"""Measured values in words."""

import pytest

from audio_features.timeline import Party
from scoring.catalogues.catalogue import load_catalogue
from scoring.catalogues.localization import THIN
from scoring.catalogues.measured_values import measured_text
from scoring.catalogues.rubric_texts import rubric_texts
from scoring.findings import MeasuredValue
from scoring.rubrics.reading import load_rubric


@pytest.mark.parametrize(
    ("name", "unit", "party", "es", "en"),
    [
        ("speech_time", "s", "customer", "Tiempo hablando (cliente): 21,2 s",
         "Time speaking (customer): 21.2 s"),
        ("active_level", "dBov", "agent", "Nivel de voz (agente): 21,2 dBov",
         "Voice level (agent): 21.2 dBov"),
        ("dead_air", "s", None, "Duración del silencio (ambas partes): 21,2 s",
         "Length of the silence (both): 21.2 s"),
        ("hold", "s", "agent", "Duración de la espera: 21,2 s", "Length of the hold: 21.2 s"),
    ],
)  # fmt: skip
def test_a_measure_says_whose_it_is(
    name: str, unit: str, party: Party | None, es: str, en: str
) -> None:
    measure = MeasuredValue(name=name, value=21.2, unit=unit)
    told = (measured_text(measure, load_catalogue(page), party=party) for page in ("es", "en"))
    assert [text.replace(THIN, " ") for text in told] == [es, en]


@pytest.mark.parametrize(
    ("criterion", "party"),
    [
        ("no_interruptions", "agent"),
        ("personal_data_discreet", "agent"),
        ("caller_not_made_to_repeat", "customer"),
        ("no_dead_air", None),
    ],
)
def test_a_count_over_the_call_is_of_whom_the_criterion_looks_at(
    criterion: str, party: Party | None
) -> None:
    assert rubric_texts(load_rubric(), "es").criterion(criterion).party == party
