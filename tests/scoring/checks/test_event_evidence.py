"""What an event is shown beside: never a count next to seconds."""

from typing import Any

import pytest

from scoring.judge import judge_criterion
from scoring.reporting.catalogue import load_catalogue
from scoring.reporting.findings_view import build_card
from scoring.reporting.localization import THIN, PageLanguage
from scoring.reporting.rubric_texts import rubric_texts
from scoring.rubric import load_rubric

RUBRIC = load_rubric()


def shown(criterion: str, context: Any, language: PageLanguage) -> list[str]:
    finding = judge_criterion(RUBRIC.criterion(criterion), context, RUBRIC)
    card = build_card(finding, (), rubric_texts(RUBRIC, language), load_catalogue(language))
    moments = [f"{moment.measured} ({moment.expected})" for moment in card.moments]
    return [text.replace(THIN, " ").replace(" ()", "").strip() for text in moments]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("es", ["Habla encima durante: 0,9 s", "Interrupciones: 1 (esperado: ≤ 0)"]),
        ("en", ["Speaks over for: 0.9 s", "Interruptions: 1 (expected: ≤ 0)"]),
    ],
)
def test_interruptions_found_stand_beside_those_allowed(
    call: Any, language: PageLanguage, expected: list[str]
) -> None:
    heard = call().agent("Buenos días le atiende Laura de facturación en qué puedo ayudarle")
    heard.event("interruption", party="agent", seconds=0.9, successful=True)
    assert shown("no_interruptions", heard.context(), language) == expected


@pytest.mark.parametrize(("seconds", "tier"), [(3.4, "< 3"), (8.2, "< 5"), (12.0, "< 10")])
def test_silence_stands_beside_the_length_it_exceeds(call: Any, seconds: float, tier: str) -> None:
    heard = call().agent("Un momento").event("dead_air", seconds=seconds).agent("Ya está")
    texts = shown("no_dead_air", heard.context(), "es")
    length = f"{seconds:g}".replace(".", ",")
    assert f"Duración del silencio: {length} s (esperado: {tier} s)" in texts
    # Their severity is a sum of weights, so their number has no limit of its own.
    assert "Silencios: 1" in texts


def test_hold_stands_beside_its_limit_in_seconds(call: Any) -> None:
    heard = call().agent("Espere").event("hold", seconds=75.0).agent("Gracias por esperar")
    assert shown("hold_length_reasonable", heard.context(), "en") == [
        "Length of the hold: 75 s (expected: ≤ 60 s)"
    ]


def test_backchannels_are_not_held_against_a_number_of_seconds(call: Any) -> None:
    heard = call().customer("Le cuento lo que pasó").agent("Dígame usted", gap=0.5)
    heard.measure("longest_monologue", 20.0, party="customer")
    heard.event("backchannel", party="agent", seconds=0.4)
    texts = shown("acknowledgements_given", heard.context(), "es")
    assert texts
    assert not any("esperado" in text for text in texts)
