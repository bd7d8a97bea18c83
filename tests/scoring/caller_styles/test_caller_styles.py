"""Which caller styles are stated on calls whose styles are plain, and how advice was kept."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from protocol_calls import RUBRIC

from audio_features.timeline import Span
from scoring.call_context import call_context
from scoring.caller_styles.cues import load_cues
from scoring.caller_styles.inference import find_caller_styles, strength
from scoring.caller_styles.style_schema import MeasuredSign, SaidSign, load_style_book
from scoring.findings import CallerStyle, Finding
from scoring.judge import judge_call
from scoring.language.compiled import compile_library
from scoring.language.intent_library import load_intents

KNOWN = yaml.safe_load((Path(__file__).parent / "known_calls.yaml").read_text("utf-8"))
BOOK = load_style_book()


def written(call: Any, entry: dict[str, Any]) -> Any:
    country = {"es": "ES", "en": "US"}[entry["language"]]
    heard = call(language=entry["language"], country=country)
    for line in entry["lines"]:
        who, text = line.split(": ", 1)
        heard.say({"A": "agent", "C": "customer"}[who], text)
    for name, value in entry.get("measures", {}).items():
        heard.measure(name, value, party="customer", span=Span(0.0, heard.now))
    return heard


def styles_of(heard: Any, findings: tuple[Finding, ...] = ()) -> tuple[CallerStyle, ...]:
    return find_caller_styles(call_context(heard.heard(), RUBRIC), findings)


def finding(criterion: str, verdict: Any) -> Finding:
    return Finding(
        criterion=criterion, verdict=verdict, points=0, possible=0, confidence=1, reason=""
    )


@pytest.mark.parametrize("entry", KNOWN, ids=[entry["name"] for entry in KNOWN])
def test_the_styles_of_a_plain_call_are_stated_and_no_others(call: Any, entry: Any) -> None:
    found = {style.style for style in styles_of(written(call, entry))}
    expected = set(entry["styles"])
    assert expected <= found <= expected | set(entry.get("allowed", []))


def test_every_style_is_heard_on_some_known_spanish_call() -> None:
    heard = {style for entry in KNOWN if entry["language"] == "es" for style in entry["styles"]}
    assert heard == set(BOOK.by_id())


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_sign_names_intents_and_cues_that_exist(language: str) -> None:
    intents, cues = load_intents(language).intents, load_cues(language).intents
    said = [s for style in BOOK.styles for s in style.signs if isinstance(s, SaidSign)]
    named = {cue for sign in said for cue in sign.cues}
    assert not [i for sign in said for i in sign.intents if i not in intents]
    assert named == set(cues)
    assert set(compile_library(load_cues(language)).patterns) == set(cues)


SHARES = st.floats(0, 1)


@given(weights=st.lists(SHARES, min_size=1, max_size=4), scores=st.lists(SHARES), another=SHARES)
def test_another_sign_never_makes_a_style_less_likely(
    weights: list[float], scores: list[float], another: float
) -> None:
    before = strength(scores, weights=weights)
    assert before <= strength([*scores, another], weights=weights) <= max(weights) + 1e-6


def test_a_doubtful_third_sign_leaves_two_sure_ones_as_they_were() -> None:
    assert strength([0.9, 0.9], weights=[0.5, 0.8, 0.9]) == 0.72
    assert strength([0.9, 0.6, 0.9], weights=[0.5, 0.8, 0.9]) == 0.72
    assert strength([0.9, 0.85, 0.9], weights=[0.5, 0.8, 0.9]) == 0.765


def test_irony_and_disdain_are_advised_against_apart(call: Any) -> None:
    entry = next(e for e in KNOWN if e["styles"] == ["angry"])
    findings = (finding("no_sarcasm", "met"), finding("no_disrespect", "not_met"))
    (style,) = styles_of(written(call, entry), findings)
    states = {advice.advice: advice.state for advice in style.advice}
    assert (states["irony"], states["disdain"]) == ("kept", "missed")


def test_no_single_measured_number_states_a_style() -> None:
    signs = [s for style in BOOK.styles for s in style.signs if isinstance(s, MeasuredSign)]
    assert signs
    assert max(sign.weight for sign in signs) < BOOK.thresholds.stated_from


def test_raised_voice_and_talking_over_are_anger_without_angry_words(call: Any) -> None:
    heard = call()
    for text, level in (("bueno " * 6, -30.0), ("pues " * 6, -30.0), ("oiga " * 6, -20.0)):
        heard.agent("Dígame por favor qué le ha pasado con el envío").customer(text)
        turn = heard.turns[-1]
        heard.measure("level", level, party="customer", span=Span(turn.start, turn.end))
    for start in (2.0, 6.0, 10.0):
        heard.event("interruption", party="customer", start=start, seconds=0.8, confidence=1.0)
    (style,) = styles_of(heard)
    assert style.style == "angry"
    rise = next(e for e in style.evidence if e.measure and e.measure.name == "level_rise")
    assert rise.measure is not None
    assert (rise.measure.value, rise.measure.threshold) == (10.0, ">= 6")
    assert (rise.start, rise.end) == (heard.turns[-1].start, heard.turns[-1].end)


def test_nothing_is_stated_where_it_is_unclear_who_called(call: Any) -> None:
    entry = next(e for e in KNOWN if e["styles"] == ["angry"])
    doubtful = written(call, entry)
    doubtful.customer_role = 0.3
    assert styles_of(doubtful) == ()


def test_nothing_is_stated_of_words_in_a_language_the_product_does_not_know(call: Any) -> None:
    heard = call(language="de").agent("Guten Tag").customer("Das ist eine Schande " * 5)
    assert styles_of(heard) == ()


@pytest.mark.parametrize(
    ("verdicts", "state", "criteria"),
    [
        ({"caller_let_finish": "met", "no_interruptions": "met"}, "kept", 2),
        ({"caller_let_finish": "met", "no_interruptions": "not_met"}, "missed", 1),
        ({"caller_let_finish": "unsure", "no_interruptions": "not_applicable"}, "not_checked", 0),
        ({}, "not_checked", 0),
    ],
)
def test_advice_is_kept_or_missed_as_the_findings_say(
    call: Any, verdicts: dict[str, str], state: str, criteria: int
) -> None:
    entry = next(e for e in KNOWN if e["styles"] == ["angry"])
    findings = tuple(finding(criterion, verdict) for criterion, verdict in verdicts.items())
    (style,) = styles_of(written(call, entry), findings)
    patience = next(advice for advice in style.advice if advice.advice == "listen_patiently")
    assert (patience.state, len(patience.criteria)) == (state, criteria)


def test_judging_a_call_states_its_styles(call: Any) -> None:
    entry = next(e for e in KNOWN if e["styles"] == ["offensive"])
    scored = judge_call(written(call, entry).heard(), RUBRIC)
    assert "offensive" in {style.style for style in scored.caller_styles}


SAID = [
    line.split(": ", 1) for entry in KNOWN if entry["language"] == "es" for line in entry["lines"]
]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_evidence_lies_within_the_call_and_confidence_between_threshold_and_one(
    call: Any, data: st.DataObject
) -> None:
    heard = call()
    for who, text in data.draw(st.lists(st.sampled_from(SAID), max_size=14)):
        heard.say("agent" if who == "A" else "customer", text)
        if data.draw(st.booleans()):
            heard.event("interruption", party="customer", seconds=0.5)
    heard.measure(
        "talk_share", data.draw(st.floats(0, 1)), party="customer", span=Span(0.0, heard.now)
    )
    seconds = heard.heard().recording.seconds
    for style in styles_of(heard):
        assert BOOK.thresholds.stated_from <= style.confidence <= 1
        assert style.evidence
        assert all(0 <= piece.start <= piece.end <= seconds for piece in style.evidence)
        assert all(piece.quote or piece.measure for piece in style.evidence)
