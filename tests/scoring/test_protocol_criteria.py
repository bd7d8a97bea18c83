"""Every criterion of the bundled protocol, on small calls with a known answer."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from audio_features.timeline import Span
from scoring.findings import Finding
from scoring.judge import call_context, judge_criterion
from scoring.language.intents import IntentMatch
from scoring.rubric import load_rubric

RUBRIC = load_rubric()
GOOD_DAY = "Buenos días le atiende Laura de facturación en qué puedo ayudarle"


def judged(criterion: str, context: Any) -> Finding:
    return judge_criterion(RUBRIC.criterion(criterion), context, RUBRIC)


# ------------------------------------------------------------------ answer


@pytest.mark.parametrize(
    ("rings", "verdict"), [(0, "met"), (1, "met"), (3, "met"), (4, "not_met"), (9, "not_met")]
)
def test_rings_from_telephony_decide(call: Any, rings: int, verdict: str) -> None:
    heard = call(metadata={"rings": rings}).measure("rings", rings).agent(GOOD_DAY)
    finding = judged("answered_within_three_rings", heard.context())
    assert finding.verdict == verdict
    assert finding.evidence[0].measure is not None
    assert finding.evidence[0].measure.threshold == "<= 3"
    assert str(rings) in finding.reason


def test_no_ring_data_is_unsure_and_says_so(call: Any) -> None:
    finding = judged("answered_within_three_rings", call().agent(GOOD_DAY).context())
    assert (finding.verdict, finding.possible) == ("unsure", 0.0)
    assert "ni la centralita ni la grabación" in finding.reason


def test_outbound_call_has_nothing_to_answer(call: Any) -> None:
    heard = call(metadata={"direction": "outbound", "rings": 6}).measure("rings", 6)
    assert judged("answered_within_three_rings", heard.context()).verdict == "not_applicable"


def ringing(call: Any, bursts: list[tuple[float, float]], **metadata: Any) -> Any:
    heard = call(metadata=metadata)
    for start, seconds in bursts:
        heard.event("ring", start=start, seconds=seconds, confidence=0.95)
    heard.now = max(start + seconds for start, seconds in bursts) + 1.0
    return heard.event("answer", seconds=0.0).agent(GOOD_DAY)


def test_rings_heard_count_where_telephony_is_silent(call: Any) -> None:
    heard = ringing(call, [(0.5, 1.5), (5.0, 1.5), (9.5, 1.5), (14.0, 1.5)]).measure("rings", 4)
    assert judged("answered_within_three_rings", heard.context()).verdict == "not_met"


def test_first_ring_cut_by_the_start_of_the_recording_is_unsure(call: Any) -> None:
    heard = ringing(call, [(0.0, 0.6), (3.6, 1.5)]).measure("rings", 2)
    assert judged("answered_within_three_rings", heard.context()).verdict == "unsure"


def test_ringing_already_under_way_is_unsure_unless_too_long_anyway(call: Any) -> None:
    for rings, verdict in ((2, "unsure"), (5, "not_met")):
        heard = call().measure("rings", rings)
        for index in range(rings):
            heard.event("ring", start=0.2 + 4.5 * index, seconds=1.5)
        heard.now = 4.5 * rings
        heard.event("answer", seconds=0.0, starts_mid_ring=True, source="audio").agent(GOOD_DAY)
        assert judged("answered_within_three_rings", heard.context()).verdict == verdict


def test_rings_of_a_later_transfer_do_not_count(call: Any) -> None:
    heard = ringing(call, [(0.5, 1.5), (5.0, 1.5)]).measure("rings", 2)
    heard.event("ring", answer_ring=False).event("ring").agent("Pagos dígame")
    finding = judged("answered_within_three_rings", heard.context())
    assert finding.verdict == "met"
    assert len(finding.evidence) == 1


def test_telephony_beats_what_is_heard_and_both_are_shown(call: Any) -> None:
    heard = ringing(call, [(0.5, 1.5)], rings=5).measure("rings", 5)
    finding = judged("answered_within_three_rings", heard.context())
    assert finding.verdict == "not_met"
    shown = {e.measure.name: e.measure.value for e in finding.evidence if e.measure}
    assert shown == {"rings": 5, "rings_heard": 1}
    assert finding.confidence == pytest.approx(0.7)


# ------------------------------------------------------------------ opening


def test_greeting_in_the_first_turn_is_quoted(call: Any) -> None:
    finding = judged("greeted", call().agent(GOOD_DAY).context({"greeting": [0]}))
    assert (finding.verdict, finding.points) == ("met", 2.0)
    assert finding.evidence[0].quote == GOOD_DAY
    assert GOOD_DAY in finding.reason


def test_greeting_cut_off_into_a_second_turn_still_opens_the_call(call: Any) -> None:
    heard = call().agent("Luz del Norte").agent("buenos días", gap=0.6)
    assert judged("greeted", heard.context({"greeting": [1]})).verdict == "met"


def test_late_greeting_does_not_open_the_call(call: Any) -> None:
    heard = call().agent("Sí dígame qué quiere").customer("Hola " * 10).agent("Buenos días")
    finding = judged("greeted", heard.context({"greeting": [2]}))
    assert finding.verdict == "not_met"
    assert finding.evidence[0].quote == "Sí dígame qué quiere"


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ({"word_confidence": 0.3}, "transcribir"),
        ({"agent_role": 0.5}, "qué voz"),
        ({"agent_role": None}, "agente"),
    ],
)
def test_absence_is_unsure_where_hearing_is_poor(
    call: Any, changes: dict[str, Any], cause: str
) -> None:
    finding = judged("greeted", call(**changes).agent("Sí dígame qué quiere usted").context())
    assert finding.verdict == "unsure"
    assert cause in finding.reason


def test_absence_is_unsure_where_words_were_missed(call: Any) -> None:
    heard = call().agent("Sí dígame qué quiere usted")
    heard.turns[0] = replace(heard.turns[0], end=heard.turns[0].start + 9.0)
    assert judged("greeted", heard.context()).verdict == "unsure"


def introduced(call: Any, names: Any, used: Any, *, name: bool, company: bool) -> Finding:
    heard = call().agent(GOOD_DAY).customer("Hola quería una cosa").agent("Claro")
    turn = heard.turns[0]
    found = names(
        agent_name=(used(turn, 0, "Laura"),) if name else (),
        agent_company=(used(turn, 0, "facturación"),) if company else (),
    )
    return judged("agent_identified", heard.context(names=found))


@pytest.mark.parametrize(
    ("name", "company", "verdict", "points", "word"),
    [
        (True, True, "met", 3.0, "de dónde atiende"),
        (True, False, "not_met", 1.5, "pero no la empresa"),
        (False, True, "not_met", 1.5, "pero no su propio nombre"),
        (False, False, "not_met", 0.0, "ni su nombre"),
    ],
)
def test_name_and_company_earn_half_each(
    call: Any,
    names: Any,
    used: Any,
    name: bool,
    company: bool,
    verdict: str,
    points: float,
    word: str,
) -> None:
    finding = introduced(call, names, used, name=name, company=company)
    assert (finding.verdict, finding.points, finding.possible) == (verdict, points, 3.0)
    assert word in finding.reason


@pytest.mark.parametrize(
    ("opening", "verdict"),
    [
        ("Luz del Norte,", "met"),
        ("Movistar,", "met"),
        ("Sí,", "not_met"),
        ("Laura,", "not_met"),
        ("bueno pues", "not_met"),
        ("", "not_met"),
    ],
)
def test_company_before_the_greeting_counts(
    call: Any, names: Any, used: Any, opening: str, verdict: str
) -> None:
    heard = call().agent(f"{opening} buenos días le atiende Laura Ruiz")
    turn, at = heard.turns[0], len(opening.split())
    context = heard.context(names=names(agent_name=(used(turn, 0, "Laura Ruiz"),)))
    greeting = IntentMatch(
        intent="greeting",
        turn_index=0,
        party="agent",
        start=turn.words[at].start,
        end=turn.words[at + 1].end,
        quote="buenos días",
        score=0.95,
        how="words",
    )
    context.finder.found["greeting"] = (greeting,)
    finding = judged("agent_identified", context)
    assert finding.verdict == verdict
    assert finding.points == (3.0 if verdict == "met" else 1.5)


def test_help_is_not_expected_of_whoever_places_the_call(call: Any) -> None:
    heard = call(metadata={"direction": "outbound"}).agent("Buenos días soy Laura de la compañía")
    assert judged("help_offered", heard.context()).verdict == "not_applicable"


def named_call(call: Any) -> Any:
    heard = (
        call().agent(GOOD_DAY).customer("Hola me llamo Ana Vidal").agent("Encantada señora Vidal")
    )
    for _ in range(3):
        heard.customer("Pues eso").agent("De acuerdo lo miro ahora mismo")
    return heard.customer("Muy bien").agent("Gracias por llamar señora Vidal")


@pytest.mark.parametrize(
    ("turns", "verdict", "points"),
    [
        ((2, 10), "met", 3.0),
        ((6, 10), "met", 3.0),
        ((2,), "not_met", 1.5),
        ((10,), "not_met", 1.5),
        ((), "not_met", 0.0),
    ],
)
def test_name_is_wanted_on_the_call_and_in_the_farewell(
    call: Any, names: Any, used: Any, turns: tuple[int, ...], verdict: str, points: float
) -> None:
    heard = named_call(call)
    found = names(
        caller_name="Ana Vidal",
        given=(used(heard.turns[1], 1, "Ana Vidal"),),
        used=tuple(used(heard.turns[index], index, "Vidal") for index in turns),
    )
    finding = judged("caller_name_used", heard.context(names=found))
    assert (finding.verdict, finding.points) == (verdict, points)
    assert finding.evidence


def test_name_asked_for_but_not_given_is_not_applicable(call: Any, names: Any, used: Any) -> None:
    heard = named_call(call)
    context = heard.context(names=names(asked=(used(heard.turns[2], 2, ""),)))
    assert judged("caller_name_used", context).verdict == "not_applicable"


def test_name_never_asked_for_is_not_met(call: Any, names: Any) -> None:
    finding = judged("caller_name_used", named_call(call).context(names=names()))
    assert finding.verdict == "not_met"
    assert finding.reason == "No preguntó el nombre de quien llamaba."


# ------------------------------------------------------------------ listening


@pytest.mark.parametrize(
    ("successful", "verdict", "points"),
    [
        ([], "met", 4.0),
        ([False], "not_met", 2.0),
        ([False, False], "not_met", 2.0),
        ([True], "not_met", 2.0),
        ([True, False], "not_met", 1.0),
        ([True, True, True], "not_met", 0.0),
    ],
)
def test_successful_interruptions_weigh_double(
    call: Any, successful: list[bool], verdict: str, points: float
) -> None:
    heard = call().agent(GOOD_DAY).customer("Es que mire usted lo que pasa")
    for won in successful:
        heard.event("interruption", party="agent", successful=won, overlap_s=0.6)
    finding = judged("no_interruptions", heard.context())
    assert (finding.verdict, finding.points) == (verdict, points)


def test_interruptions_by_the_customer_are_not_the_agents(call: Any) -> None:
    heard = call().agent(GOOD_DAY).event("interruption", party="customer", successful=True)
    assert judged("no_interruptions", heard.context()).verdict == "met"


def test_doubtful_interruption_alone_is_unsure(call: Any) -> None:
    heard = call().agent(GOOD_DAY).event("interruption", party="agent", confidence=0.3)
    assert judged("no_interruptions", heard.context()).verdict == "unsure"


# ------------------------------------------------------------------ voice


@pytest.mark.parametrize(
    ("agent", "relative", "verdict"),
    [
        (-26, 0, "met"),
        (-26, 15, "met"),  # a faint caller does not make a loud agent
        (-42, -16, "not_met"),
        (-12, 14, "not_met"),
        (-42, -1, "met"),  # both are faint: the line
        (-42, None, "unsure"),  # nobody to compare with
        (-36.3, -16, "unsure"),  # too near the edge
        (-34, -14, "unsure"),
    ],
)
def test_volume_is_judged_against_norm_and_other_party(
    call: Any, agent: float, relative: float | None, verdict: str
) -> None:
    heard = call().agent(GOOD_DAY).measure("active_level", agent, party="agent")
    heard.measure("speech_time", 30, party="agent")
    if relative is not None:
        heard.measure("relative_level", relative, party="agent")
    finding = judged("volume_in_range", heard.context())
    assert finding.verdict == verdict
    assert finding.evidence[0].measure is not None


@pytest.mark.parametrize(
    ("wpm", "syllables", "seconds", "verdict"),
    [
        (165, 6.0, 60, "met"),
        (260, 9.0, 60, "not_met"),
        (80, 3.5, 60, "not_met"),
        (230, 7.0, 60, "met"),  # one measure alone does not convict
        (203, 7.8, 60, "unsure"),
        (260, 9.0, 6, "unsure"),
    ],
)
def test_pace_is_off_only_where_both_rates_say_so(
    call: Any, wpm: float, syllables: float, seconds: float, verdict: str
) -> None:
    heard = call().agent(GOOD_DAY).measure("speech_rate", wpm, party="agent")
    heard.measure("articulation_rate", syllables, party="agent")
    heard.measure("speech_time", seconds, party="agent")
    assert judged("pace_in_range", heard.context()).verdict == verdict


def test_pace_is_judged_over_the_whole_call_not_a_window(call: Any) -> None:
    heard = call().agent(GOOD_DAY).measure("speech_time", 60, party="agent")
    for name, whole, part in (("speech_rate", 165, 300), ("articulation_rate", 6.0, 10.0)):
        heard.measure(name, part, party="agent", span=Span(0.0, 30.0))
        heard.measure(name, whole, party="agent")
    assert judged("pace_in_range", heard.context()).verdict == "met"


def test_sighs_are_shown_but_cost_nothing(call: Any) -> None:
    heard = call().agent(GOOD_DAY * 3).event("sigh", party="agent", confidence=0.9)
    finding = judged("no_sighs", heard.context())
    assert (finding.verdict, finding.points, finding.possible) == ("not_met", 0.0, 0.0)


@pytest.mark.parametrize(
    ("spread", "pitch_drift", "level_drift", "verdict", "word"),
    [
        (3.0, 0.0, 0.0, "met", "estable"),
        (0.8, 0.0, 0.0, "not_met", "plana"),
        (3.0, 5.0, 9.0, "not_met", "subiendo"),
        (3.0, 5.0, 0.0, "met", "estable"),
        (1.4, 0.0, 0.0, "unsure", "límite"),
    ],
)
def test_tone_is_neither_flat_nor_rising(
    call: Any, spread: float, pitch_drift: float, level_drift: float, verdict: str, word: str
) -> None:
    heard = call().agent(GOOD_DAY).measure("speech_time", 60, party="agent")
    heard.measure("pitch_spread", spread, party="agent")
    heard.measure("pitch_drift", pitch_drift, party="agent")
    heard.measure("level_drift", level_drift, party="agent")
    finding = judged("steady_tone", heard.context())
    assert finding.verdict == verdict
    assert word in finding.reason


def tense(call: Any, *, customer: list[float], agent: list[float]) -> Any:
    """Turns that take turns, each at the level given (dBov), measured in windows of 1 s."""
    heard = call()
    for mine, theirs in zip(agent, customer, strict=True):
        for party, level in (("customer", theirs), ("agent", mine)):
            heard.say(party, "Esto es lo que pasa con la línea")
            start = heard.turns[-1].start
            for second, wobble in enumerate((-4.0, 3.0)):
                span = Span(start + second, start + second + 1.0)
                heard.measure("level", level + wobble, party=party, span=span)
    return heard


QUIET = [-26.0, -26.5, -25.5, -26.0, -26.0]
SHOUT = [-26.0, -26.0, -15.0, -26.0, -26.0]
LOUDER = [-26.0, -26.0, -22.0, -26.0, -26.0]


@pytest.mark.parametrize(
    ("customer", "agent", "said", "verdict"),
    [
        (QUIET, QUIET, {}, "not_applicable"),
        (QUIET, SHOUT, {}, "not_applicable"),
        (SHOUT, QUIET, {}, "met"),
        (SHOUT, SHOUT, {}, "not_met"),
        (SHOUT, [-26.0, -26.0, -19.8, -26.0, -26.0], {}, "unsure"),
        (QUIET, QUIET, {"insult": [4]}, "met"),
        (QUIET, QUIET, {"insult": [4], "arguing": [5]}, "not_met"),
        (QUIET, QUIET, {"insult": [4], "arguing": [1]}, "met"),  # before, not in answer
        (LOUDER, QUIET, {}, "not_applicable"),
        (QUIET, QUIET, {"anger": [4]}, "met"),
        (SHOUT[:2], QUIET[:2], {"insult": [0]}, "unsure"),  # too short for a baseline
    ],
)
def test_calm_is_judged_only_in_answer_to_anger(
    call: Any, customer: list[float], agent: list[float], said: dict[str, list[int]], verdict: str
) -> None:
    context = tense(call, customer=customer, agent=agent).context(said)
    assert judged("calm_under_pressure", context).verdict == verdict


# ------------------------------------------------------------------ language

FAULTS = {
    "no_minimising": "minimising",
    "no_arguing": "arguing",
    "formal_address": "informal_address",
    "no_blame_shifting": "blame_shifting",
    "no_deflection": "deflection",
}


def long_call(call: Any, **changes: Any) -> Any:
    heard = call(**changes).agent(GOOD_DAY).customer("Hola tengo un problema con la línea")
    return heard.agent("Ahora mismo lo compruebo y le digo qué ha pasado con su línea desde ayer")


@pytest.mark.parametrize(("criterion", "intent"), FAULTS.items())
def test_language_fault_by_the_agent_is_quoted(call: Any, criterion: str, intent: str) -> None:
    heard = long_call(call)
    found = judged(criterion, heard.context({intent: [2]}))
    clean = judged(criterion, heard.context({intent: [1]}))  # the customer may say it
    assert (found.verdict, clean.verdict) == ("not_met", "met")
    assert found.evidence[0].quote == heard.turns[2].text
    assert found.points < clean.points


def test_further_faults_cost_more(call: Any) -> None:
    heard = long_call(call)
    once = judged("no_arguing", heard.context({"arguing": [2]}))
    twice = judged("no_arguing", heard.context({"arguing": [0, 2]}))
    assert 0 == twice.points < once.points


def test_doubtful_fault_is_not_held_against_anyone(call: Any) -> None:
    finding = judged("no_arguing", long_call(call).context({"arguing": {2: 0.3}}))
    assert finding.verdict == "met"


def test_formal_address_is_for_spanish_only(call: Any) -> None:
    heard = long_call(call, language="en", country="GB")
    assert judged("formal_address", heard.context()).verdict == "not_applicable"


def test_formal_address_can_be_waived_by_country(call: Any) -> None:
    criterion = RUBRIC.criterion("formal_address").model_copy(update={"except_countries": ("AR",)})
    context = long_call(call, country="AR").context({"informal_address": [2]})
    assert judge_criterion(criterion, context, RUBRIC).verdict == "not_applicable"


# ------------------------------------------------------------------ waiting and transfer

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


def listened(call: Any, *, monologue: float | None) -> Any:
    heard = call().agent(GOOD_DAY).customer("Pues mire usted lo que me pasa con la línea")
    if monologue is not None:
        heard.measure("longest_monologue", monologue, party="customer")
    return heard.agent("Ahora mismo lo compruebo")


def test_signs_of_listening_are_wanted_where_the_caller_talks_long(call: Any) -> None:
    for monologue, said, verdict in [
        (20, {}, "not_met"),
        (20, {"acknowledgement": [2]}, "met"),
        (5, {}, "not_applicable"),
        (12.2, {}, "unsure"),
        (None, {}, "unsure"),
    ]:
        context = listened(call, monologue=monologue).context(said)
        assert judged("acknowledgements_given", context).verdict == verdict
    heard = listened(call, monologue=20).event("backchannel", party="agent", start=5.0)
    assert judged("acknowledgements_given", heard.context()).verdict == "met"


def test_what_the_caller_had_to_say_again_is_quoted(call: Any) -> None:
    heard = (
        call().agent(GOOD_DAY).customer("Tengo un problema con la línea desde ayer por la tarde")
    )
    heard.agent("Qué le pasa").customer("Como ya le dije no me funciona la línea")
    again = judged("caller_not_made_to_repeat", heard.context({"said_before": [3]}))
    assert (again.verdict, again.evidence[0].party) == ("not_met", "customer")
    assert judged("caller_not_made_to_repeat", heard.context()).verdict == "met"


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ({}, "not_applicable"),
        ({"problem_statement": [1]}, "not_met"),
        ({"complaint": [1]}, "not_met"),
        ({"complaint": [1], "apology": [2]}, "met"),
    ],
)
def test_apology_is_wanted_after_a_problem_or_complaint(
    call: Any, said: dict[str, list[int]], verdict: str
) -> None:
    assert judged("apology_given", long_call(call).context(said)).verdict == verdict


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


def test_call_without_waits_cannot_be_lost_in_one(call: Any) -> None:
    assert judged("call_not_dropped", call().agent(GOOD_DAY).context()).verdict == "not_applicable"


def test_recording_that_ends_at_a_reported_transfer_is_unsure(call: Any) -> None:
    heard = call(metadata={"transfers": [{"at": 5.0}]}).agent(GOOD_DAY).event("transfer")
    assert judged("call_not_dropped", heard.context()).verdict == "unsure"


# ------------------------------------------------------------------ solving and farewell


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ({}, "not_applicable"),
        ({"problem_statement": [1]}, "not_met"),
        ({"problem_statement": [1], "empathy": [2]}, "met"),
        ({"problem_statement": [1], "empathy": [0]}, "not_met"),  # before anything was told
        ({"complaint": [1], "apology": [2]}, "met"),
        ({"empathy": [2]}, "met"),  # done unasked is done
    ],
)
def test_empathy_is_wanted_after_a_problem(
    call: Any, said: dict[str, list[int]], verdict: str
) -> None:
    assert judged("empathy_shown", long_call(call).context(said)).verdict == verdict


def test_solution_by_its_words(call: Any) -> None:
    heard = long_call(call)
    assert judged("solution_offered", heard.context({"solution": [2]})).verdict == "met"
    assert judged("solution_offered", heard.context()).verdict == "not_met"


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ({}, "not_applicable"),
        ({"commitment_agent": [2]}, "not_met"),
        ({"commitment_agent": [2], "commitment_recap": [2]}, "met"),
    ],
)
def test_commitments_are_recapped_where_there_are_any(
    call: Any, said: dict[str, list[int]], verdict: str
) -> None:
    assert judged("commitments_recapped", long_call(call).context(said)).verdict == verdict


@pytest.mark.parametrize(
    ("said", "verdict", "points"),
    [
        ({"farewell": [2], "thanks": [2]}, "met", 3.0),
        ({"wish": [2]}, "met", 3.0),
        ({"farewell": [2]}, "not_met", 2.0),
        ({"thanks": [2]}, "not_met", 1.0),
        ({}, "not_met", 0.0),
    ],
)
def test_farewell_with_thanks(
    call: Any, said: dict[str, list[int]], verdict: str, points: float
) -> None:
    finding = judged("courteous_farewell", long_call(call).context(said))
    assert (finding.verdict, finding.points) == (verdict, pytest.approx(points))


@pytest.mark.parametrize(
    ("criterion", "intent"),
    [("further_help_offered", "further_help_offer"), ("follow_up_agreed", "follow_up")],
)
def test_closing_phrases(call: Any, criterion: str, intent: str) -> None:
    heard = long_call(call)
    assert judged(criterion, heard.context({intent: [2]})).verdict == "met"
    assert judged(criterion, heard.context()).verdict == "not_met"


# ------------------------------------------------------------------ all of them

CASES: list[Callable[[Any], Any]] = [
    lambda call: call(),
    lambda call: call().agent("Sí"),
    lambda call: call(customer_role=None).agent(GOOD_DAY),
    lambda call: call(agent_role=None).customer("Hola oiga hay alguien"),
    lambda call: long_call(call, language="en"),
]


@pytest.mark.parametrize("make", CASES)
@pytest.mark.parametrize("criterion", [criterion.id for criterion in RUBRIC.criteria])
def test_every_verdict_has_a_finished_reason(
    call: Any, criterion: str, make: Callable[[Any], Any]
) -> None:
    finding = judged(criterion, make(call).context())
    assert finding.reason.strip()
    assert "{" not in finding.reason
    assert 0.0 <= finding.confidence <= 1.0
    if finding.verdict in ("met", "not_met"):
        assert finding.evidence


# ------------------------------------------------------------------ what nobody can be sure of


def test_one_voice_on_one_channel_leaves_words_to_a_person(call: Any) -> None:
    heard = call(customer_role=None).agent(GOOD_DAY)
    context = heard.context({"greeting": [0]})
    assert judged("greeted", context).verdict == "met"
    mono = replace(context.call, recording=replace(context.call.recording, channels=1))
    finding = judged("greeted", replace(context, call=mono))
    assert finding.verdict == "unsure"
    assert "una sola voz" in finding.reason


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


@pytest.mark.parametrize(
    ("opening", "verdict"),
    [
        ("Luz del norte buenos días le atiende Marta Salas en que puedo ayudarle", "met"),
        ("Casa hogar buenas tardes, mi nombre es Carolina Mejía", "met"),
        ("ConectaMás, ¿qué tal? Te habla Luis Ramírez de soporte", "met"),
        ("Muy buenos días, le atiende Marta Salas", "not_met"),
    ],
)
def test_company_is_known_by_its_place_even_without_commas(
    call: Any, opening: str, verdict: str
) -> None:
    heard = call().agent(opening).customer("Hola buenas").agent("Dígame su número por favor")
    context = call_context(heard.heard(), RUBRIC)
    assert judged("greeted", context).verdict == "met"
    assert judged("agent_identified", context).verdict == verdict
