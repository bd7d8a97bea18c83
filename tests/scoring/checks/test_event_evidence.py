"""What an event is shown beside: never a count next to seconds."""

from dataclasses import replace
from typing import Any

import pytest

from scoring.catalogues.catalogue import load_catalogue
from scoring.catalogues.localization import THIN, PageLanguage
from scoring.catalogues.rubric_texts import rubric_texts
from scoring.judge import judge_criterion
from scoring.reporting.call_document_rows import finding_row
from scoring.reporting.findings_view import build_card
from scoring.rubrics.reading import load_rubric

RUBRIC = load_rubric()


def shown(criterion: str, context: Any, language: PageLanguage) -> list[str]:
    finding = judge_criterion(RUBRIC.criterion(criterion), context, RUBRIC)
    card = build_card(
        finding,
        (),
        rubric_texts(RUBRIC, language),
        load_catalogue(language),
        seconds=context.call.recording.seconds,
    )
    moments = [f"{moment.measured} ({moment.expected})" for moment in card.moments]
    return [text.replace(THIN, " ").replace(" ()", "").strip() for text in moments]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "es",
            [
                "Tiempo que habla encima (agente): 0,9 s",
                "Interrupciones (agente): 1 (esperado: ninguna)",
            ],
        ),
        (
            "en",
            [
                "Time speaking over the other (agent): 0.9 s",
                "Interruptions (agent): 1 (expected: none)",
            ],
        ),
    ],
)
def test_interruptions_found_stand_beside_those_allowed(
    call: Any, language: PageLanguage, expected: list[str]
) -> None:
    heard = call().agent("Buenos días le atiende Laura de facturación en qué puedo ayudarle")
    heard.event("interruption", party="agent", seconds=0.9, successful=True)
    assert shown("no_interruptions", heard.context(), language) == expected


@pytest.mark.parametrize(
    ("seconds", "tier"), [(3.4, "menos de 3"), (8.2, "menos de 5"), (12.0, "menos de 10")]
)
def test_silence_stands_beside_the_length_it_exceeds(call: Any, seconds: float, tier: str) -> None:
    heard = call().agent("Un momento").event("dead_air", seconds=seconds).agent("Ya está")
    texts = shown("no_dead_air", heard.context(), "es")
    length = f"{seconds:g}".replace(".", ",")
    assert f"Duración del silencio (ambas partes): {length} s (esperado: {tier} s)" in texts
    # Their severity is a sum of weights, so their number has no limit of its own.
    assert "Silencios (ambas partes): 1" in texts


def test_hold_stands_beside_its_limit_in_seconds(call: Any) -> None:
    heard = call().agent("Espere").event("hold", seconds=75.0).agent("Gracias por esperar")
    assert shown("hold_length_reasonable", heard.context(), "en") == [
        "Length of the hold: 75 s (expected: at most 60 s)"
    ]


def test_backchannels_are_not_held_against_a_number_of_seconds(call: Any) -> None:
    heard = call().customer("Le cuento lo que pasó").agent("Dígame usted", gap=0.5)
    heard.measure("longest_monologue", 20.0, party="customer")
    heard.event("backchannel", party="agent", seconds=0.4)
    texts = shown("acknowledgements_given", heard.context(), "es")
    assert texts
    assert not any("esperado" in text for text in texts)


@pytest.mark.parametrize(
    ("language", "rings", "unit", "text"),
    [
        ("es", 1, "rings", "Tonos hasta atender: 1 tono (esperado: como máximo 3 tonos)"),
        ("es", 3, "rings", "Tonos hasta atender: 3 tonos (esperado: como máximo 3 tonos)"),
        ("en", 1, "rings", "Rings before the answer: 1 ring (expected: at most 3 rings)"),
        ("es", 1, "count", "Tonos hasta atender: 1 (esperado: como máximo 3)"),
    ],
)
def test_rings_are_named_in_the_language_of_the_page(
    call: Any, language: PageLanguage, rings: int, unit: str, text: str
) -> None:
    heard = call(metadata={"rings": rings}).measure("rings", rings).agent("Buenos días")
    heard.measures = [replace(measure, unit=unit) for measure in heard.measures]
    assert shown("answered_within_three_rings", heard.context(), language) == [text]


def test_reason_of_one_ring_is_singular(call: Any) -> None:
    reasons = []
    for rings in (1, 2):
        heard = call(metadata={"rings": rings}).measure("rings", rings).agent("Buenos días")
        criterion = RUBRIC.criterion("answered_within_three_rings")
        reasons.append(judge_criterion(criterion, heard.context(), RUBRIC).reason)
    assert reasons == [
        "Se contestó tras 1 tono; el máximo es 3.",
        "Se contestó tras 2 tonos; el máximo es 3.",
    ]


def test_value_held_against_nothing_has_no_threshold_on_page_or_in_json(call: Any) -> None:
    heard = call().measure("answer_delay", 9.0).agent("Buenos días")
    finding = judge_criterion(
        RUBRIC.criterion("answered_within_three_rings"), heard.context(), RUBRIC
    )
    assert finding.evidence[0].measure is not None
    assert finding.evidence[0].measure.threshold is None
    row: Any = finding_row(finding)
    assert "threshold" not in row["evidence"][0]["measure"]
    assert shown("answered_within_three_rings", heard.context(), "es") == ["Demora en atender: 9 s"]
