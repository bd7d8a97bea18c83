"""Waiting and transfer: holds, dead air, transfers, lost calls."""

from dataclasses import replace
from typing import Any

import pytest
from protocol_calls import GOOD_DAY, judged

HOLD_CRITERIA = {
    "hold_announced": ("announced", "reason_given"),
    "hold_consent": ("consented",),
    "hold_duration_given": ("duration_given",),
    "hold_return_courtesy": ("return_courtesy",),
}


GOOD_HOLD = {name: True for names in HOLD_CRITERIA.values() for name in names}


def held(call: Any, *holds: dict[str, Any], seconds: float = 30.0) -> Any:
    heard = call().agent(GOOD_DAY)
    for attributes in holds:
        heard.event("hold", seconds=seconds, kind="music", **attributes).agent(
            "Gracias por esperar"
        )
    return heard


@pytest.mark.parametrize(("criterion", "attributes"), HOLD_CRITERIA.items())
def test_hold_criteria_follow_the_attributes(
    call: Any, criterion: str, attributes: tuple[str, ...]
) -> None:
    bad = {**GOOD_HOLD, **dict.fromkeys(attributes, False)}
    unknown = {**GOOD_HOLD, attributes[0]: None}
    for holds, verdict in [
        ((), "not_applicable"),
        ((GOOD_HOLD,), "met"),
        ((bad,), "not_met"),
        ((unknown,), "unsure"),
        ((GOOD_HOLD, unknown), "unsure"),
        ((bad, unknown), "not_met"),
        (({**bad, "during_transfer": True},), "not_applicable"),
    ]:
        assert judged(criterion, held(call, *holds).context()).verdict == verdict, holds


@pytest.mark.parametrize(
    ("criterion", "meant"),
    [
        ("hold_announced", {"hold_announcement": [0]}),
        ("hold_return_courtesy", {"thanks_for_waiting": [2]}),
        ("hold_consent", {"hold_announcement": [0], "consent_yes": [1]}),
    ],
)
def test_what_no_set_phrase_says_of_a_hold_may_be_meant(
    call: Any, criterion: str, meant: dict[str, list[int]]
) -> None:
    silent = {**GOOD_HOLD, "announced": False, "consented": False, "return_courtesy": False}
    heard = call().agent("Si me da permiso la dejo con música").customer("Venga vale")
    heard.event("hold", seconds=30.0, kind="music", **silent).agent("Fue muy amable al aguardar")
    assert judged(criterion, heard.context(meant)).verdict == "met"
    assert judged(criterion, heard.context()).verdict == "not_met"


def test_who_does_not_agree_has_not_agreed_by_a_yes_beside(call: Any) -> None:
    heard = call().agent("Le voy a poner en espera").customer("Sí pero no me deje esperando")
    heard.event("hold", seconds=30.0, kind="music", **{**GOOD_HOLD, "consented": False})
    meant = {"hold_announcement": [0], "consent_yes": [1], "consent_no": [1]}
    assert judged("hold_consent", heard.context(meant)).verdict == "not_met"


def test_what_the_first_agent_knows_is_not_known_to_the_next(call: Any) -> None:
    heard = call().agent("Veo aquí los dos reinicios le paso con soporte")
    heard.event("transfer", seconds=8.0, warm=False, explained=True, consented=True)
    heard.say("other", "Soporte buenas tardes con quién hablo").customer("Otra vez se lo cuento")
    assert judged("transfer_warm", heard.context({"case_known": [0]})).verdict == "not_met"
    assert judged("transfer_warm", heard.context({"case_known": [1]})).verdict == "met"


def test_a_hold_is_not_agreed_to_before_it_is_asked_for(call: Any) -> None:
    heard = call().customer("Venga vale").agent("Si me da permiso la dejo con música")
    heard.event("hold", seconds=30.0, kind="music", **{**GOOD_HOLD, "consented": False})
    meant = {"hold_announcement": [1], "consent_yes": [0]}
    assert judged("hold_consent", heard.context(meant)).verdict == "not_met"


@pytest.mark.parametrize("criterion", [*HOLD_CRITERIA, "transfer_explained"])
@pytest.mark.parametrize("value", [True, False])
def test_hold_and_transfer_wait_for_clear_roles(call: Any, criterion: str, value: bool) -> None:
    unclear = held(call, dict.fromkeys(GOOD_HOLD, value))
    unclear.event("transfer", explained=value).agent_role = 0.5
    finding = judged(criterion, unclear.context())
    assert finding.verdict == "unsure"
    assert "qué voz" in finding.reason


def test_hold_is_no_surer_than_the_roles(call: Any) -> None:
    sure, less = held(call, GOOD_HOLD), held(call, GOOD_HOLD)
    sure.agent_role, less.agent_role = 1.0, 0.7
    confidences = [judged("hold_consent", heard.context()).confidence for heard in (sure, less)]
    assert confidences[1] == pytest.approx(0.7 * confidences[0])


def test_illegible_words_before_a_hold_prove_no_missing_announcement(call: Any) -> None:
    heard = call(word_confidence=0.3).agent(GOOD_DAY)
    heard.event("hold", seconds=30.0, **dict.fromkeys(GOOD_HOLD, False)).agent("Gracias")
    finding = judged("hold_announced", heard.context())
    assert (finding.verdict, finding.possible) == ("unsure", 0.0)


def test_holds_pool_into_partial_credit(call: Any) -> None:
    bad = {**GOOD_HOLD, "consented": False}
    finding = judged("hold_consent", held(call, GOOD_HOLD, GOOD_HOLD, GOOD_HOLD, bad).context())
    assert (finding.verdict, finding.points, finding.possible) == ("not_met", 1.5, 2.0)


@pytest.mark.parametrize(
    ("seconds", "verdict"), [(30.0, "met"), (61.0, "unsure"), (59.0, "unsure"), (90.0, "not_met")]
)
def test_long_hold_without_news_is_not_met(call: Any, seconds: float, verdict: str) -> None:
    context = held(call, GOOD_HOLD, seconds=seconds).context()
    assert judged("hold_length_reasonable", context).verdict == verdict


@pytest.mark.parametrize(
    ("silences", "verdict", "points"),
    [
        ([], "met", 2.0),
        ([3.5], "met", 2.0),
        ([3.5, 4.0, 3.2], "met", 2.0),
        ([7.0], "not_met", 1.0),
        ([12.0], "not_met", 0.5),
        ([12.0, 15.0], "not_met", 0.0),
    ],
)
def test_dead_air_is_graded(call: Any, silences: list[float], verdict: str, points: float) -> None:
    heard = call().agent(GOOD_DAY)
    for seconds in silences:
        heard.event("dead_air", seconds=seconds).agent("Bueno")
    finding = judged("no_dead_air", heard.context())
    assert (finding.verdict, finding.points) == (verdict, points)


def test_explained_silence_is_milder(call: Any) -> None:
    for explained, verdict in ((True, "met"), (False, "not_met"), (None, "unsure")):
        heard = call().agent("Estoy consultando su ficha")
        heard.event("dead_air", seconds=7.0, explained=explained).agent("Ya")
        assert judged("no_dead_air", heard.context()).verdict == verdict


@pytest.mark.parametrize(
    ("silences", "reason"),
    [
        ([], "No hubo silencios largos sin explicar."),
        ([(9.1, True)], "El silencio más largo, de 9,1 s, no resta: quien atiende había dicho qué"),
        ([(3.6, True)], "El silencio más largo, de 3,6 s, no resta: quien atiende había dicho qué"),
        ([(4.0, False)], "El silencio más largo sin explicar fue de 4 s: breve y poco frecuente"),
        ([(4.0, False), (6.0, True)], "El silencio más largo, de 6 s, no resta"),
        ([(7.0, False)], "Hubo silencios sin explicar; el más largo, de 7 s."),
        ([(7.0, False), (9.0, True)], "Hubo silencios sin explicar; el más largo, de 7 s."),
        ([(14.0, True)], "Hubo un silencio de 14 s: se había avisado de qué se iba a hacer, pero"),
    ],
)
def test_the_reason_says_why_a_silence_that_is_shown_counts_or_not(
    call: Any, silences: list[tuple[float, bool]], reason: str
) -> None:
    heard = call().agent("Estoy consultando su ficha")
    for seconds, explained in silences:
        heard.event("dead_air", seconds=seconds, explained=explained).agent("Ya")
    assert judged("no_dead_air", heard.context()).reason.startswith(reason)


@pytest.mark.parametrize(
    ("criterion", "attribute"),
    [
        ("transfer_explained", "explained"),
        ("transfer_consent", "consented"),
        ("transfer_warm", "warm"),
    ],
)
@pytest.mark.parametrize(
    ("value", "verdict"), [(True, "met"), (False, "not_met"), (None, "unsure")]
)
def test_transfer_criteria_follow_the_attributes(
    call: Any, criterion: str, attribute: str, value: bool | None, verdict: str
) -> None:
    heard = call().agent(GOOD_DAY)
    assert judged(criterion, heard.context()).verdict == "not_applicable"
    heard.event("transfer", **{attribute: value})
    assert judged(criterion, heard.context()).verdict == verdict


def test_call_that_ends_on_hold_is_lost(call: Any) -> None:
    heard = call().agent(GOOD_DAY).event("hold", seconds=40.0)
    finding = judged("call_not_dropped", heard.context())
    assert finding.verdict == "not_met"
    assert judged("call_not_dropped", heard.agent("Gracias").context()).verdict == "met"


def test_caller_who_speaks_into_an_empty_line_after_a_hold_was_lost(call: Any) -> None:
    heard = call().agent(GOOD_DAY).customer("Gracias").event("hold", seconds=40.0)
    heard.customer("¿Hola? ¿Hay alguien ahí?")
    finding = judged("call_not_dropped", heard.context({"thanks": [1]}))
    assert finding.verdict == "not_met"
    assert finding.reason.startswith("Tras la espera")
    answered = judged("call_not_dropped", heard.agent("Aquí estoy").context())
    assert answered.verdict == "met"


def test_nobody_is_blamed_for_a_lost_call_while_it_is_unclear_who_was_left_alone(call: Any) -> None:
    heard = call(agent_role=0.5, customer_role=0.5).agent(GOOD_DAY).event("hold", seconds=40.0)
    heard.customer("¿Hola? ¿Hay alguien ahí?")
    assert judged("call_not_dropped", heard.context()).verdict == "unsure"


def test_whoever_begins_as_the_wait_ends_has_answered(call: Any) -> None:
    heard = call().agent(GOOD_DAY).event("hold", seconds=30.0)
    heard.now -= 0.7
    answered = heard.say("other", "Buenas tardes le atiende Marta de seguridad")
    assert judged("call_not_dropped", answered.context()).verdict == "met"


def test_on_one_channel_a_long_talk_after_the_wait_had_two_sides(call: Any) -> None:
    heard = call().agent(GOOD_DAY).event("hold", seconds=30.0).customer("palabra " * 30)
    alone = heard.context()
    voice = replace(alone.call.roles.agent, channel=None)
    shared = replace(alone, call=replace(alone.call, roles=replace(alone.call.roles, agent=voice)))

    assert judged("call_not_dropped", alone).verdict == "not_met"
    assert judged("call_not_dropped", shared).verdict == "met"
    assert judged("call_not_dropped", shared).confidence < 0.7


def test_a_call_is_said_to_be_lost_only_where_that_is_sure_for_it_is_critical(call: Any) -> None:
    heard = call().agent(GOOD_DAY).event("hold", seconds=40.0, confidence=0.45)
    finding = judged("call_not_dropped", heard.context())
    assert (finding.verdict, finding.confidence) == ("unsure", pytest.approx(0.45))
    assert finding.evidence
    assert judged("call_not_dropped", heard.agent("Ya estoy aquí").context()).verdict == "met"


def test_caller_who_takes_leave_after_a_hold_was_not_lost(call: Any) -> None:
    heard = call().agent(GOOD_DAY).event("hold", seconds=40.0).customer("Ya lo vi, adiós")
    assert judged("call_not_dropped", heard.context({"farewell": [1]})).verdict == "met"


def test_call_without_waits_cannot_be_lost_in_one(call: Any) -> None:
    assert judged("call_not_dropped", call().agent(GOOD_DAY).context()).verdict == "not_applicable"


def test_recording_that_ends_at_a_reported_transfer_is_unsure(call: Any) -> None:
    heard = call(metadata={"transfers": [{"at": 5.0}]}).agent(GOOD_DAY).event("transfer")
    assert judged("call_not_dropped", heard.context()).verdict == "unsure"


def test_transfer_announced_but_not_heard_is_unsure(call: Any) -> None:
    heard = call().agent(GOOD_DAY).agent("Le paso con pagos")
    said = {"transfer_announcement": [1]}
    assert judged("transfer_explained", heard.context(said)).verdict == "unsure"
    assert judged("transfer_explained", heard.context()).verdict == "not_applicable"
    none = call(metadata={"transfers": []}).agent(GOOD_DAY).agent("Le paso con pagos")
    finding = judged("transfer_explained", none.context(said))
    assert (finding.verdict, finding.confidence) == ("not_applicable", 1.0)


def test_words_about_an_event_that_sources_disagree_on_are_less_sure(call: Any) -> None:
    sure, doubtful = (
        judged(
            "transfer_explained",
            call()
            .agent(GOOD_DAY)
            .event("transfer", party="agent", explained=True, disagree=disagree)
            .context(),
        )
        for disagree in (False, True)
    )
    assert sure.verdict == doubtful.verdict == "met"
    assert doubtful.confidence < 0.7 < sure.confidence
