"""Language: faults, address, courtesy, discretion, jargon, other voices."""

from typing import Any

import pytest
from protocol_calls import GOOD_DAY, LONG, RUBRIC, STORY, judged, long_call

from scoring.call_context import call_context
from scoring.checks.schema_conduct import NoThirdVoiceCheck
from scoring.checks.third_voice import check_no_third_voice
from scoring.findings import Finding
from scoring.judge import judge_criterion

FAULTS = {
    "no_minimising": "minimising",
    "no_arguing": "arguing",
    "formal_address": "informal_address",
    "no_blame_shifting": "blame_shifting",
    "no_deflection": "deflection",
}


@pytest.mark.parametrize(("criterion", "intent"), FAULTS.items())
def test_language_fault_by_the_agent_is_quoted(call: Any, criterion: str, intent: str) -> None:
    heard = long_call(call)
    found = judged(criterion, heard.context({intent: [2]}))
    clean = judged(criterion, heard.context({intent: [1]}))  # the customer may say it
    assert (found.verdict, clean.verdict) == ("not_met", "met")
    assert found.evidence[0].quote == heard.turns[2].text
    assert found.points < clean.points


@pytest.mark.parametrize(
    ("criterion", "intent"),
    [("no_disrespect", "treatment_protested"), ("formal_address", "informality_protested")],
)
def test_who_protests_may_have_heard_what_was_not_made_out(
    call: Any, criterion: str, intent: str
) -> None:
    heard = long_call(call)
    protested = judged(criterion, heard.context({intent: [1]}))
    assert protested.verdict == "unsure"
    assert protested.evidence[0].quote == heard.turns[1].text
    assert judged(criterion, heard.context({intent: [2]})).verdict == "met"  # said by the agent


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


def test_one_kind_of_courtesy_earns_half(call: Any) -> None:
    heard = call().agent(GOOD_DAY).agent("Gracias").agent("Muchas gracias")
    finding = judged("courtesy_words", heard.context({"thanks": [1, 2]}))
    assert (finding.verdict, finding.points) == ("not_met", 1.0)
    assert "Gracias" in finding.reason
    assert judged("courtesy_words", heard.context({"thanks": [1], "please": [2]})).verdict == "met"


def test_courtesy_that_may_be_meant_is_left_to_a_person(call: Any) -> None:
    heard = call().agent(GOOD_DAY).agent("Gracias").agent("Si es tan amable")
    context = heard.context({"thanks": [1], "please": {2: 0.49}})
    assert judged("courtesy_words", context).verdict == "unsure"
    context = heard.context({"please": {2: 0.49}})
    assert judged("courtesy_words", context).verdict == "not_met"


def test_what_the_caller_gave_may_be_repeated(call: Any) -> None:
    heard = call().agent(GOOD_DAY).customer("Vivo en la calle Naranjos 48 de Puebla")
    heard.agent("Entonces calle Naranjos 48 en Puebla").agent(LONG)
    context = heard.context({"personal_data_read_out": [2]})
    assert judged("personal_data_discreet", context).verdict == "met"
    heard = call().agent(GOOD_DAY).customer(STORY).agent("Calle Naranjos 48 en Puebla").agent(LONG)
    context = heard.context({"personal_data_read_out": [2]})
    assert judged("personal_data_discreet", context).verdict == "not_met"


def test_account_facts_before_any_check_cost_half(call: Any) -> None:
    heard = call().agent(GOOD_DAY).customer(STORY).agent("Su saldo es de 10 euros").agent(LONG)
    finding = judged("personal_data_discreet", heard.context({"account_fact": [2]}))
    assert (finding.verdict, finding.points) == ("not_met", 1.5)
    checked = heard.context({"account_fact": [2], "identity_check": [0]})
    assert judged("personal_data_discreet", checked).verdict == "met"
    perhaps = heard.context({"account_fact": [2], "identity_check": {0: 0.45}})
    assert judged("personal_data_discreet", perhaps).verdict == "unsure"


def test_fault_found_among_doubtful_words_is_less_sure(call: Any) -> None:
    def told_at(confidence: float) -> Finding:
        heard = call(word_confidence=confidence).agent(GOOD_DAY).customer(STORY)
        heard.agent("Calle Naranjos 48 en Puebla").agent(LONG)
        return judged("personal_data_discreet", heard.context({"personal_data_read_out": [2]}))

    assert told_at(0.3).confidence < 0.5 * told_at(0.9).confidence


def test_fact_after_what_cannot_be_read_is_left_to_a_person(call: Any) -> None:
    heard = call().agent(GOOD_DAY, confidence=0.2).customer(STORY, confidence=0.2)
    heard.agent("Su saldo es 10").agent(LONG)
    finding = judged("personal_data_discreet", heard.context({"account_fact": [2]}))
    assert finding.verdict == "unsure"


def test_other_voice_is_doubt_unless_the_call_is_handed_over_or_held(call: Any) -> None:
    heard = call().agent(GOOD_DAY).customer(STORY).say("other", "Te vienes a comer").agent(LONG)
    assert judged("no_side_conversation", heard.context()).verdict == "unsure"
    assert (
        judged("no_side_conversation", heard.context({"transfer_announcement": [0]})).verdict
        == "met"
    )
    heard.event("hold", start=heard.turns[2].start - 1, seconds=20.0)
    assert judged("no_side_conversation", heard.context()).verdict == "met"


def test_voices_beside_the_agent_are_not_told_apart_in_stereo(call: Any) -> None:
    heard = call().agent(GOOD_DAY).customer(STORY).agent(LONG)
    check = NoThirdVoiceCheck(kind="no_third_voice", announced_by=("transfer_announcement",))
    assert check_no_third_voice(check, heard.context()).verdict == "not_applicable"
    unclear = call(agent_role=0.1).agent(GOOD_DAY).customer(STORY)
    assert check_no_third_voice(check, unclear.context()).verdict == "unsure"


def test_acronym_of_the_centres_own_name_is_known(call: Any, names: Any, used: Any) -> None:
    heard = call().agent("Le atiende Laura de RTU").customer(STORY).agent("RTU le llama")
    heard.agent(LONG)
    own = names(agent_company=(used(heard.turns[0], 0, "RTU"),))
    assert judged("no_jargon", heard.context(names=own)).verdict == "met"


def test_an_acronym_counts_unless_the_caller_the_vocabulary_or_the_agents_own_words_explain_it(
    call: Any,
) -> None:
    def judged_after(first: str, said: str = "Reinicie la ONT por favor", **metadata: Any) -> Any:
        heard = call(metadata=metadata).customer(first).agent(said).agent(LONG)
        return judged("no_jargon", heard.context())

    finding = judged_after("No tengo línea")
    assert (finding.verdict, finding.points) == ("not_met", 1.0)
    assert "ONT" in finding.reason
    assert judged_after("Se apagó la ONT").verdict == "met"
    assert judged_after("No tengo línea", vocabulary=("Caja ONT",)).verdict == "met"
    assert judged_after("No tengo línea", "La ONT, que es la cajita blanca").verdict == "met"
    for named in (
        "Es la tasa anual equivalente, la TAE",
        "Es la tasa anual equivalente, también llamada TAE",
        "Dígame el número de referencia bancaria, es decir, el NRB",
        "We send a one time password, the OTP",
    ):
        assert judged_after("No tengo línea", named).verdict == "met"
    for weak in ("Consulte la factura de su DSL", "Eso es cosa del DSL"):
        assert judged_after("No tengo línea", weak).verdict == "unsure"
    both = "Reinicie la ONT, que es la cajita, y mire el DSLAM"
    assert judged_after("No tengo línea", both).verdict == "not_met"
    assert judged_after("No tengo línea", "Calle Alfonso XIII número cuatro").verdict == "met"
    for capitals in ("La matrícula es ABC dos tres", "Eso es MUY importante", "Vive en Austin TX"):
        assert judged_after("No tengo línea", capitals).verdict == "unsure"
    assert judged_after("No tengo línea", "MMM, reinicie la cajita por favor").verdict == "met"


@pytest.mark.parametrize(
    ("said", "sure", "verdict"),
    [("el DNA", 0.58, "unsure"), ("el DNA", 0.9, "not_met"), ("el ECAC", 0.58, "not_met")],
)
def test_an_acronym_heard_badly_and_one_letter_off_a_known_one_may_be_that_one(
    call: Any, said: str, sure: float, verdict: str
) -> None:
    heard = call().customer("No tengo línea").agent(f"Dígame {said} por favor", confidence=sure)
    assert judged("no_jargon", heard.agent(LONG).context()).verdict == verdict


def test_where_nothing_was_refused_the_reason_says_so(call: Any) -> None:
    finding = judged(
        "no_flat_refusal", call().agent(GOOD_DAY).customer(STORY).agent(LONG).context()
    )
    assert (finding.verdict, finding.reason) == ("met", "No negó nada.")


@pytest.mark.parametrize(
    ("intent", "language", "text", "is_said"),
    [
        ("personal_data_read_out", "es", "Me sale jirón Las Retamas 206, ¿es usted?", True),
        ("personal_data_read_out", "es", "Se la mandaría a Privada Magnolias 112.", True),
        ("personal_data_read_out", "es", "Nuestra oficina está en la calle Mayor 12.", False),
        ("personal_data_read_out", "es", "Le mando un técnico el martes.", False),
        ("personal_data_read_out", "en", "We have you at 220 Grove Road.", True),
        ("personal_data_read_out", "en", "You can drop it at 45 King Street any day.", False),
        ("speaks_aside", "es", "Ahora no, que estoy hablando.", True),
        ("speaks_aside", "es", "El café sin azúcar, porfa.", True),
        ("speaks_aside", "es", "Espere un segundo, que estoy abriendo su ficha.", False),
        ("speaks_aside", "es", "Su bocadillo venía sin queso, ¿verdad?", False),
        ("speaks_aside", "en", "Not now, I'm on a call.", True),
        ("speaks_aside", "en", "Could you turn off the router at the wall?", False),
        ("misunderstanding_blamed", "es", "Usted se ha hecho un lío con los recibos.", True),
        (
            "misunderstanding_blamed",
            "es",
            "Se está confundiendo el sistema con dos cuentas.",
            False,
        ),
        ("misunderstanding_blamed", "es", "No me confunda con mi compañera.", False),
        ("misunderstanding_blamed", "en", "Well, you didn't say that, did you?", True),
        ("misunderstanding_blamed", "en", "Sorry, I misheard you.", False),
        ("disrespect", "es", "No tengo todo el día, señora.", True),
        ("disrespect", "es", "No tenemos todo el día abierto, cerramos a las dos.", False),
        ("disrespect", "en", "Did you even read the letter?", True),
        ("disrespect", "en", "Did you get a chance to read the letter?", False),
        ("self_justification", "es", "Es que nadie me explicó cómo va esto.", True),
        ("self_justification", "es", "Estamos abiertos también en temporada alta.", False),
        ("self_justification", "en", "That's why nobody called you.", True),
        ("self_justification", "en", "We're open today till six.", False),
        ("deflection", "es", "Eso se hace por la app, por teléfono no.", True),
        ("deflection", "es", "Le mando el enlace y lo vemos juntos.", False),
        ("minimising", "es", "Dé gracias que le llegó.", True),
        ("minimising", "es", "Son solo tres datos y terminamos.", False),
        ("overpromise", "es", "Eso delo por cobrado.", True),
        ("overpromise", "es", "Si todo va bien, mañana lo tiene.", False),
        ("arguing", "es", "Pero aquí quien lo sabe soy yo.", True),
        ("arguing", "es", "Y usted lo firma y me lo devuelve.", False),
        ("arguing", "en", "You can say what you like, it was delivered.", True),
        ("arguing", "en", "Let me check, because it shows as delivered.", False),
    ],
)
def test_faults_in_ordinary_words_are_told_from_what_sounds_alike(
    call: Any, intent: str, language: str, text: str, is_said: bool
) -> None:
    opening = (
        ("agent", "Luz del Norte, buenos días, le atiende Marta Salas. ¿En qué puedo ayudarle?"),
        ("customer", "Buenos días. Este mes me han cobrado dos veces la factura."),
    )
    if language == "en":
        opening = (
            ("agent", "Harbor Home, good morning, this is Daniel. How can I help you?"),
            ("customer", "Hi. You people charged me twice for the same lamp."),
        )
    heard = call(language=language)
    for party, said in (*opening, ("agent", text)):
        heard.say(party, said)
    context = call_context(heard.heard(), RUBRIC)
    assert context.finder is not None
    found = [m for m in context.finder.find(intent, party="agent") if m.turn_index == 2]
    assert any(match.score >= 0.4 for match in found) == is_said
