"""Opening: rings, greeting, introduction, offer of help, the caller's name."""

from dataclasses import replace
from typing import Any

import pytest
from protocol_calls import GOOD_DAY, RUBRIC, judged

from scoring.call_context import call_context
from scoring.findings import Finding
from scoring.language.intents import IntentMatch


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
    assert "ni los datos de la llamada ni la grabación" in finding.reason


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


def test_a_company_without_capitals_counts_before_the_name_that_is_signed(
    call: Any, names: Any, used: Any
) -> None:
    heard = call().agent("Good afternoon, Trappian sweeps, Ilye speaking.")
    turn = heard.turns[0]
    signed = replace(used(turn, 4, "Ilye"), start=turn.words[4].start)
    assert (
        judged("agent_identified", heard.context(names=names(agent_name=(signed,)))).verdict
        == "met"
    )
    assert judged("agent_identified", heard.context(names=names())).verdict == "not_met"


@pytest.mark.parametrize(
    ("opening", "verdict"),
    [
        ("Luz del Norte,", "met"),
        ("Movistar,", "met"),
        ("Nuevo Banco,", "met"),
        ("Ahora Seguros,", "met"),
        ("Ahora mismo,", "not_met"),
        ("Gracias Laura,", "not_met"),
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


def test_a_short_call_earns_the_name_used_but_is_not_blamed_for_its_lack(
    call: Any, names: Any, used: Any
) -> None:
    heard = call().agent(GOOD_DAY).customer("Soy Ana Vidal").agent("Mire, señora Vidal")
    heard.agent("Adiós, señora Vidal")
    given = (used(heard.turns[1], 1, "Ana Vidal"),)
    said = tuple(used(heard.turns[index], index, "Vidal") for index in (2, 3))
    named, never = (
        judged("caller_name_used", heard.context(names=names(given=given, used=uses)))
        for uses in (said, ())
    )
    assert named.verdict == "met"
    assert never.verdict == "unsure"


def test_an_agent_who_opens_with_why_they_call_has_nothing_to_ask_for(call: Any) -> None:
    opening = call().customer("Diga").agent("Buenos días, soy Ana, le llamo para recordarle algo")
    calling = {"places_call": [1]}
    assert judged("help_offered", opening.context(calling)).verdict == "not_applicable"
    assert judged("help_offered", opening.context()).verdict == "not_met"
    inbound = call(metadata={"direction": "inbound"}).agent("Hola, le llamo para ayudarle hoy")
    assert judged("help_offered", inbound.context({"places_call": [0]})).verdict == "not_met"


def test_name_asked_for_but_not_given_is_not_applicable(call: Any, names: Any, used: Any) -> None:
    heard = named_call(call)
    context = heard.context(names=names(asked=(used(heard.turns[2], 2, ""),)))
    assert judged("caller_name_used", context).verdict == "not_applicable"


def test_name_never_asked_for_is_not_met(call: Any, names: Any) -> None:
    finding = judged("caller_name_used", named_call(call).context(names=names()))
    assert finding.verdict == "not_met"
    assert finding.reason == "No preguntó el nombre del cliente."


@pytest.mark.parametrize(
    ("opening", "verdict"),
    [
        ("Luz del norte buenos días le atiende Marta Salas en que puedo ayudarle", "met"),
        ("Casa hogar buenas tardes, mi nombre es Carolina Mejía", "met"),
        ("ConectaMás, ¿qué tal? Te habla Luis Ramírez de soporte", "met"),
        ("Hola, buenas, luz del plata, habla Romina", "met"),
        ("Hotel Mirador de la Bahía, buenas tardes, soy Iker Salcedo", "met"),
        ("hola tienda brújula te habla camila cómo estás", "met"),
        ("gas austral hola habla yasna", "met"),
        ("Arrendamientos El Poblado, buenas, con Jhon Fredy, cuénteme", "met"),
        ("Hola buenas tardes, Tienda Lapacho te habla Camila", "met"),
        ("TiendaLapacho, buenas, te habla Camila", "met"),
        ("Buenas tardes, soy Matías Bravo del Taller Lircay. Mire, dígame", "met"),
        ("Buenas tardes, soy Matías Bravo. Del taller me avisaron", "not_met"),
        ("Hola, Camilo, te habla Wilmer", "not_met"),
        ("Sí, banco turpial, buenas, soy Inés", "met"),
        ("Buenas tardes, la Riveraña siniestros, dígame, soy Inés", "met"),
        ("Buenas tardes, soy Inés, el banco no abre hoy", "not_met"),
        ("hola cómo está le habla camila", "not_met"),
        ("hola maría fernanda te habla camila", "not_met"),
        ("Hola, cómo está, habla Romina", "not_met"),
        ("Hola, muy bien gracias, habla Romina", "not_met"),
        ("Hola, espero que esté bien, le saluda Ana", "not_met"),
        ("Hola, soy Ana, ¿ha llamado usted al técnico?", "not_met"),
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
