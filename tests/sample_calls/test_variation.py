from collections import Counter
from itertools import product
from typing import Any

import pytest

from sample_calls.builder.conditions import CONDITIONS
from sample_calls.builder.script import CallScript
from sample_calls.builder.tones import RINGBACK
from sample_calls.builder.variation import VariedCall, varied_call, varied_calls

RINGING = {"country": "ES", "rings": 2}
TOLD = {"rings": 2, "holds": [], "country": "ES", "agent_id": "h-1", "agent_name": "Eva"}
SILENT_HOLD = {
    "kind": "silence",
    "seconds": 40,
    "announced": False,
    "consented": False,
    "reason_given": False,
    "duration_given": False,
    "return_courtesy": False,
}


def scripted(call_id: str, **changes: Any) -> CallScript:
    given = {
        "call_id": call_id,
        "story": "For a test.",
        "language": "es",
        "country": "ES",
        "seed": 5,
        "format": {"codec": "pcm_s16", "layout": "mono"},
        "ringback": RINGING,
        "voices": {
            "agent": {"blend": {"ef_dora": 0.6, "if_sara": 0.4}, "lang": "es"},
            "customer": {"blend": {"em_alex": 1}, "lang": "es"},
        },
        "steps": [{"agent": "Buenos días."}, {"customer": "Hola."}],
        "sidecar": {"given": TOLD, "from_truth": ["ring_seconds", "agent_channel"]},
        "expected": {
            "met": ["greeted", "volume_in_range", "answered_within_three_rings", "steady_tone"],
            "notes": {"volume_in_range": "as it should be", "greeted": "good day"},
        },
        **changes,
    }
    return CallScript.model_validate(given)


SCRIPTS = [scripted(name) for name in ("uno", "dos", "tres", "cuatro", "cinco")]
PAIRS = len(SCRIPTS) * len(CONDITIONS)


def drawn(count: int, *, seed: int = 7) -> list[VariedCall]:
    return list(varied_calls(SCRIPTS, seed=seed, count=count))


def over(condition: str, script: CallScript) -> VariedCall:
    """The first call of a set made from `script` alone that has the condition."""
    calls = varied_calls([script], seed=7, count=len(CONDITIONS))
    return next(call for call in calls if call.condition.name == condition)


def test_the_same_seed_draws_the_same_calls_and_another_one_others() -> None:
    assert drawn(20) == drawn(20)
    assert drawn(20) != drawn(20, seed=8)


def test_a_call_is_the_same_however_many_are_drawn() -> None:
    assert drawn(30)[:4] == drawn(4)


def test_the_order_in_which_scripts_are_found_changes_nothing() -> None:
    assert list(varied_calls(SCRIPTS[::-1], seed=7, count=10)) == drawn(10)


def test_another_attempt_changes_nothing_but_the_voices() -> None:
    first, second = (varied_call(SCRIPTS, seed=7, number=3, attempt=k) for k in (0, 1))

    assert first.script.voices != second.script.voices
    assert first.script.model_copy(update={"voices": second.script.voices}) == second.script


def test_every_script_meets_every_condition_once() -> None:
    pairs = Counter((call.base_script, call.condition.name) for call in drawn(PAIRS))

    assert set(pairs) == set(product([s.call_id for s in SCRIPTS], CONDITIONS))
    assert set(pairs.values()) == {1}


@pytest.mark.parametrize("count", [3, 13, 26])
def test_pairs_are_met_once_also_where_scripts_and_conditions_share_a_divisor(count: int) -> None:
    scripts = [scripted(f"call{k:02d}") for k in range(count)]

    calls = varied_calls(scripts, seed=1, count=count * len(CONDITIONS))
    pairs = {(call.base_script, call.condition.name) for call in calls}
    assert len(pairs) == count * len(CONDITIONS)


@pytest.mark.parametrize("count", [5, 10, 25])
def test_scripts_are_used_equally_and_conditions_nearly(count: int) -> None:
    calls = drawn(count)

    assert set(Counter(call.base_script for call in calls).values()) == {count // 5}
    conditions = Counter(call.condition.name for call in calls)
    assert max(conditions.values()) - min(conditions.values()) <= 1


def test_the_call_id_tells_seed_number_script_and_condition() -> None:
    for number, call in enumerate(drawn(20), start=1):
        wanted = f"v7-{number:03d}-{call.base_script}-{call.condition.name}"
        assert call.script.call_id == wanted


def test_a_call_goes_over_the_line_of_its_condition() -> None:
    for call in drawn(PAIRS):
        assert call.script.line == call.condition.line
        assert call.script.format.codec in call.condition.codecs


def test_gsm_is_never_stereo_and_crosstalk_never_mono() -> None:
    layouts = {(call.condition.name, call.script.format.layout) for call in drawn(10 * PAIRS)}

    assert ("gsm", "stereo") not in layouts
    assert ("crosstalk", "mono") not in layouts
    assert len(layouts) == 2 * len(CONDITIONS) - 2


def test_about_half_of_the_calls_are_mono_and_agents_sit_on_either_channel() -> None:
    channels = Counter(call.script.format.agent_channel for call in drawn(10 * PAIRS))

    assert 0.4 < channels[None] / channels.total() < 0.6
    assert channels[0] == pytest.approx(channels[1], rel=0.3)


def test_ringing_is_drawn_from_all_cadences_or_left_out() -> None:
    rings = [call.script.ringback for call in drawn(10 * PAIRS)]
    heard = [ring for ring in rings if ring is not None]

    assert {ring.country for ring in heard} == set(RINGBACK)
    assert {ring.rings for ring in heard} == {1, 2, 3, 4, 5, 6}
    assert {ring.answer for ring in heard} == {"in_gap", "in_burst"}
    assert 0.1 < 1 - len(heard) / len(rings) < 0.3


def test_a_call_without_ringing_gets_none() -> None:
    calls = varied_calls([scripted("mudo", ringback=None)], seed=7, count=40)

    assert {call.script.ringback for call in calls} == {None}


def test_nothing_beside_the_recording_tells_what_is_to_be_heard() -> None:
    for call in drawn(PAIRS):
        assert call.script.sidecar.given == {"agent_id": "h-1", "agent_name": "Eva"}
        assert call.script.sidecar.from_truth == ()


@pytest.mark.parametrize("name", CONDITIONS)
def test_what_a_condition_changes_is_left_open(name: str) -> None:
    changed, call = CONDITIONS[name].left_open, over(name, SCRIPTS[0])

    expected = call.script.expected
    assert set(expected.left_open) == set(changed)
    assert not set(expected.verdicts()) & set(changed)
    assert "greeted" in expected.met
    assert expected.notes["greeted"] == "good day"
    assert ("volume_in_range" in expected.met) == (name not in ("low-level", "clipping"))
    assert {expected.notes[criterion] for criterion in changed} <= {f"left open: {name} line"}


def test_how_often_it_rang_is_not_expected_but_settled_from_the_call() -> None:
    assert all(
        "answered_within_three_rings" not in call.script.expected.verdicts() for call in drawn(30)
    )


def test_a_silent_hold_that_only_telephony_data_knew_is_left_open() -> None:
    steps = [{"agent": "Buenos días."}, {"hold": SILENT_HOLD}, {"agent": "Sigo."}]
    expected = {"not_met": ["hold_length_reasonable"]}
    script = scripted("espera", steps=steps, expected=expected)

    varied = over("pcm", script).script.expected
    assert {"hold_announced", "hold_length_reasonable", "no_dead_air"} <= set(varied.left_open)
    assert varied.verdicts() == {}


def test_a_hold_that_was_announced_keeps_its_verdicts() -> None:
    steps = [{"agent": "Espere."}, {"hold": {**SILENT_HOLD, "announced": True}}, {"agent": "Ya."}]

    assert over("pcm", scripted("espera", steps=steps)).script.expected.left_open == ()
