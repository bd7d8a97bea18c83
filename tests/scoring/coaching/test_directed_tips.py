"""A tip that fits the way in which a measure was missed."""

from dataclasses import replace

import pytest

from scoring.catalogues.catalogue import load_catalogue
from scoring.catalogues.directed_tips import directed_tip
from scoring.catalogues.rubric_texts import rubric_texts
from scoring.findings import Evidence, Finding, MeasuredValue
from scoring.reporting.findings_view import build_card
from scoring.rubrics.reading import load_rubric

CATALOGUE = load_catalogue("es")
TEXTS = rubric_texts(load_rubric(), "es")
VOLUME = TEXTS.criterion("volume_in_range")
LOW, HIGH = VOLUME.tips["too_low"], VOLUME.tips["too_high"]


def heard_at(level: float, *, verdict="not_met", threshold: str | None = "-36..-16") -> Finding:
    measured = MeasuredValue(name="active_level", value=level, unit="dBov", threshold=threshold)
    return Finding(
        criterion="volume_in_range", verdict=verdict, points=0, possible=2, confidence=0.9,
        reason="", evidence=(Evidence(start=0, end=60, party="agent", measure=measured),),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("level", "threshold", "tip"),
    [
        (-41.5, "-36..-16", LOW),
        (-9.8, "-36..-16", HIGH),
        (-9.8, "<= -16", HIGH),
        (-41.5, ">= -36", LOW),
        (-9.8, None, VOLUME.tip),
    ],
)
def test_the_tip_for_volume_fits_a_loud_voice_and_a_low_one(
    level: float, threshold: str | None, tip: str
) -> None:
    card = build_card(heard_at(level, threshold=threshold), (), TEXTS, CATALOGUE)
    assert card.texts.tip == tip


@pytest.mark.parametrize(
    ("levels", "tip"),
    [((-40, -40, -9), LOW), ((-9, -9, -40), HIGH), ((-9, -40), LOW), ((), VOLUME.tip)],
)
def test_over_several_calls_the_tip_is_for_what_happens_most(
    levels: tuple[float, ...], tip: str
) -> None:
    met = heard_at(-24, verdict="met")
    assert directed_tip(VOLUME, [met, *map(heard_at, levels)]) == tip


def test_other_criteria_keep_the_tip_of_the_rubric() -> None:
    pace = TEXTS.criterion("pace_in_range")
    assert directed_tip(pace, [heard_at(-9)]) == pace.tip


def test_a_rubric_with_one_tip_of_its_own_keeps_it_whichever_way_was_missed() -> None:
    own = replace(VOLUME, tip="Pregunte si se le oye bien.", tips={})
    assert directed_tip(own, [heard_at(-9)]) == "Pregunte si se le oye bien."
