import re
from importlib import resources
from string import Formatter

import pytest

from audio_features.measures.catalog import MEASURES
from scoring.catalogues.catalogue import load_catalogue
from scoring.rubrics.schema import PROTOCOL_CRITERIA

NAMES = ("catalogue", "coaching", "corrections", "team")


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_say_the_same_things_with_the_same_places(name: str) -> None:
    es, en = load_catalogue("es", name), load_catalogue("en", name)
    assert set(es.sentences) == set(en.sentences)
    assert set(es.plurals) == set(en.plurals)
    for key in es.sentences:
        assert places(es.sentences[key]) == places(en.sentences[key]), key
    for key in es.plurals:
        assert places(es.plurals[key][1]) == places(en.plurals[key][1]), key


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_measure_and_exercise_has_its_text(language) -> None:
    page, coaching = load_catalogue(language), load_catalogue(language, "coaching")
    assert not [name for name in MEASURES if f"measure.{name}" not in page]
    never = {"no_sighs", "steady_tone", "complaint_answered_promptly"}
    kinds = {
        c: [kind for kind in ("rehearse", "on_calls") if f"exercise.{kind}.{c}" in coaching]
        for c in PROTOCOL_CRITERIA
    }
    assert {c for c, found in kinds.items() if not found} == never
    assert not [c for c, found in kinds.items() if len(found) > 1]


def test_a_plural_chooses_its_sentence_by_number() -> None:
    es = load_catalogue("es")
    assert es.count("inline.rings", 1) == "1 tono de llamada"
    assert es.count("inline.rings", 0) == "0 tonos de llamada"


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


TEXT_ON = [
    *((ink, ground) for ink in ("ink", "soft", "accent") for ground in ("paper", "card")),
    *((kind, f"{kind}-tint") for kind in ("good", "bad", "unsure", "muted", "hold")),
    *((kind, "card") for kind in ("agent", "customer", "other", "good", "bad", "unsure")),
    ("agent", "agent-tint"), ("soft", "muted-tint"), ("soft", "silence-tint"),
    ("ink", "silence-tint"), ("ink", "unsure-tint"), ("ink", "agent-tint"),
    ("ink", "customer-tint"), ("soft", "good-tint"), ("on-accent", "accent"),
]  # fmt: skip


@pytest.mark.parametrize("theme", [0, 1, 2], ids=["light", "dark", "print"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_ON)
def test_text_is_readable_by_wcag_aa(theme: int, ink: str, ground: str) -> None:
    css = (resources.files("scoring.reporting") / "templates/base.css").read_text()
    blocks = re.findall(r":root \{(.*?)\}", css, re.S)
    colours = {
        name: "#" + "".join(c * 2 for c in value) if len(value) == 3 else "#" + value
        for block in (blocks[0], blocks[theme])
        for name, value in re.findall(r"--([a-z-]+): #([0-9a-f]{3,6})\b", block)
    }
    assert contrast(colours[ink], colours[ground]) >= 4.5
