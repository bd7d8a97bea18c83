"""The catalogue names every measure of the product, and nothing else becomes one."""

import pytest

from audio_features.measures.catalog import MEASURES, measure
from audio_features.timeline import Measure, Span

UNITS = {"count", "s", "dBov", "dB", "LUFS", "wpm", "syll/s", "Hz", "st", "ratio"}


def test_the_unit_comes_from_the_catalogue():
    assert measure("speech_rate", value=171, party="agent", span=Span(0, 60)) == Measure(
        name="speech_rate", party="agent", value=171.0, unit="wpm", start=0, end=60
    )


def test_an_unknown_name_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match="'volume' is not a measure; known are active_level"):
        measure("volume", value=1, party=None, span=Span(0, 1))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_nonsense_is_no_value(value):
    with pytest.raises(ValueError, match="leave the measure out"):
        measure("loudness", value=value, party="agent", span=Span(0, 1))


@pytest.mark.parametrize("definition", MEASURES.values(), ids=lambda d: d.name)
def test_every_definition_is_complete(definition):
    assert definition.unit in UNITS
    assert definition.low < definition.high
    assert len(definition.meaning) > 10
    assert definition.source


def test_names_the_product_promises_are_there():
    assert {"rings", "active_level", "speech_rate", "pitch_spread", "hold_time"} <= set(MEASURES)
    assert len(MEASURES) == 31
