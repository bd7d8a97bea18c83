from typing import Any

import pytest

from sample_calls.builder.consistency import settled_verdicts
from sample_calls.builder.errors import ScriptError
from sample_calls.builder.render import Rendered
from sample_calls.builder.script import CallScript
from sample_calls.builder.steps import SayStep
from sample_calls.builder.timeline import CallTimeline, lay_out
from sample_calls.builder.truth import call_truth
from sample_calls.builder.word_times import WordTime

WORD_S = 0.3


def scripted(*steps: dict[str, Any], **changes: Any) -> CallScript:
    voice = {"blend": {"ef_dora": 1}, "lang": "es"}
    given = {
        "call_id": "tiny",
        "story": "For a test.",
        "language": "es",
        "country": "ES",
        "seed": 5,
        "format": {"codec": "pcm_s16", "layout": "mono"},
        "voices": {"agent": voice, "customer": voice, "other": voice},
        "steps": list(steps),
        **changes,
    }
    return CallScript.model_validate(given)


def laid_out(script: CallScript) -> CallTimeline:
    """Every word lasts 0.3 s, without pauses."""
    words = {
        index: tuple(
            WordTime(word, k * WORD_S, (k + 1) * WORD_S)
            for k, word in enumerate(step.say.text.split())
        )
        for index, step in enumerate(script.steps)
        if isinstance(step, SayStep)
    }
    return lay_out(script, words)


def truth_of(script: CallScript) -> dict[str, Any]:
    rendered = Rendered(None, 8000, {"agent": -26.0, "customer": -26.0})
    return call_truth(script, laid_out(script), rendered)


def events_of(script: CallScript, kind: str) -> list[dict[str, Any]]:
    return [event for event in truth_of(script)["events"] if event["kind"] == kind]


CUSTOMER = {"customer": "uno dos tres cuatro cinco seis siete ocho", "id": "long"}


def test_turns_follow_each_other_at_usual_gaps() -> None:
    timeline = laid_out(scripted({"agent": "hola buenas"}, {"customer": "sí dígame"}))

    gap = timeline.lines[1].speech_start - timeline.lines[0].end
    assert 0.15 <= gap <= 0.55


def test_a_successful_interruption_silences_the_other() -> None:
    cut_in = {
        "agent": "pero oiga usted un momento",
        "kind": "interruption",
        "over": {"after": "tres"},
        "yields_after_s": 0.5,
    }
    script = scripted(CUSTOMER, cut_in)

    (event,) = events_of(script, "interruption")
    assert event["party"] == "agent"
    assert event["attributes"]["successful"] is True
    assert 0.3 <= event["attributes"]["overlap_s"] <= 0.8
    said = [t["text"] for t in truth_of(script)["turns"] if t["party"] == "customer"]
    assert said == ["uno dos tres cuatro cinco"]


def test_an_interruption_that_fails_lets_the_other_finish() -> None:
    cut_in = {"agent": "oiga usted", "kind": "interruption", "over": {"after": "tres"}}
    script = scripted(CUSTOMER, cut_in)

    (event,) = events_of(script, "interruption")
    assert event["attributes"] == {"successful": False, "overlap_s": pytest.approx(0.6)}


@pytest.mark.parametrize(
    ("overlay", "message"),
    [
        ({"kind": "interruption", "over": {"after": "uno"}}, "held the floor only 0.30 s"),
        ({"kind": "interruption", "over": {"after": "siete"}}, "that is a terminal overlap"),
        ({"kind": "terminal_overlap", "over": {"after": "dos"}}, "at most 0.35 s is terminal"),
        ({"kind": "backchannel", "over": {"after": "dos"}}, "4 words are too long"),
        ({"kind": "turn", "over": {"after": "nueve"}}, "'nueve' is not said"),
        ({"kind": "turn", "over": {"line": "none", "after": "dos"}}, "finds no line none"),
    ],
)
def test_an_overlay_that_is_not_what_it_claims_is_refused(
    overlay: dict[str, Any], message: str
) -> None:
    with pytest.raises(ScriptError, match=message):
        laid_out(scripted(CUSTOMER, {"agent": "ya pero es que", **overlay}))


def test_a_backchannel_is_an_overlap_but_no_interruption() -> None:
    script = scripted(CUSTOMER, {"agent": "ajá", "kind": "backchannel", "over": {"after": "dos"}})

    assert len(events_of(script, "backchannel")) == 1
    assert [e["attributes"]["terminal"] for e in events_of(script, "overlap")] == [False]
    assert events_of(script, "interruption") == []


@pytest.mark.parametrize(
    ("seconds", "severity"), [(2.0, None), (4.0, "mild"), (7.0, "clear"), (11.0, "severe")]
)
def test_dead_air_is_graded_by_its_length(seconds: float, severity: str | None) -> None:
    script = scripted({"agent": "hola"}, {"silence": {"seconds": seconds}}, {"agent": "sigo"})

    graded = [event["attributes"]["severity"] for event in events_of(script, "dead_air")]
    assert graded == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("seconds", "explained", "verdict"),
    [(7.0, False, "not_met"), (7.0, True, None), (11.0, True, "not_met"), (1.0, False, "met")],
)
def test_a_silence_that_was_explained_is_milder(
    seconds: float, explained: bool, verdict: str | None
) -> None:
    silence = {"seconds": seconds, "explained": explained}
    script = scripted({"agent": "hola"}, {"silence": silence}, {"agent": "sigo"})
    assert settled_verdicts(script, truth_of(script)).get("no_dead_air") == verdict


def test_a_hold_is_not_dead_air_and_settles_the_waiting_criteria() -> None:
    told = {"announced": True, "reason_given": True, "return_courtesy": True}
    hold = {"kind": "silence", "seconds": 20, "consented": False, "duration_given": False, **told}
    script = scripted({"agent": "hola"}, {"hold": hold}, {"agent": "gracias"})

    truth = truth_of(script)
    verdicts = settled_verdicts(script, truth)
    assert [e["kind"] for e in truth["events"]] == ["hold"]
    assert verdicts["hold_announced"] == "met"
    assert verdicts["hold_consent"] == verdicts["hold_duration_given"] == "not_met"
    assert verdicts["transfer_explained"] == "not_applicable"


def test_the_wait_of_a_transfer_is_a_hold_judged_by_the_transfer_criteria() -> None:
    move = {"to": "x", "explained": True, "consented": False, "warm": True, "wait": "ring"}
    script = scripted(
        {"agent": "le paso"},
        {"transfer": {**move, "seconds": 8, "ring_country": "AR"}},
        {"other": "hola"},
    )

    truth = truth_of(script)
    verdicts = settled_verdicts(script, truth)
    assert [e["attributes"]["during_transfer"] for e in truth["events"] if e["kind"] == "ring"] == [
        True,
        True,
    ]
    assert verdicts["transfer_consent"] == "not_met"
    assert verdicts["hold_announced"] == "not_applicable"
    assert verdicts["answered_within_three_rings"] == "unsure"


def test_a_verdict_that_the_call_contradicts_is_refused() -> None:
    script = scripted(
        {"agent": "hola"},
        {"sigh": {"party": "agent"}},
        {"customer": "sí"},
        expected={"met": ["no_sighs"]},
    )

    with pytest.raises(ScriptError, match="no_sighs is expected to be met, but"):
        settled_verdicts(script, truth_of(script))


def test_a_fact_that_cannot_be_told_leaves_its_criterion_open() -> None:
    told = {"announced": True, "reason_given": True, "consented": True, "duration_given": True}
    hold = {"kind": "silence", "seconds": 20, "return_courtesy": None, **told}
    script = scripted({"agent": "hola"}, {"hold": hold})

    verdicts = settled_verdicts(script, truth_of(script))
    assert verdicts["hold_consent"] == "met"
    assert "hold_return_courtesy" not in verdicts


def test_speaking_up_in_a_pause_is_no_interruption() -> None:
    script = scripted(
        CUSTOMER, {"agent": "oiga usted", "kind": "interruption", "over": {"after": "tres"}}
    )
    words = [
        WordTime(w, k * 0.3, k * 0.3 + 0.3) for k, w in enumerate(CUSTOMER["customer"].split())
    ]
    paused = [
        w if k < 3 else WordTime(w.word, w.start + 0.4, w.end + 0.4) for k, w in enumerate(words)
    ]

    with pytest.raises(ScriptError, match=r"the other pauses there for 0\.40 s"):
        lay_out(script, {0: paused, 1: [WordTime("oiga", 0, 0.3), WordTime("usted", 0.3, 0.6)]})
