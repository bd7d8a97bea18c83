"""Listening: interruptions, signs of listening, repeating, understanding."""

from typing import Any

import pytest
from protocol_calls import GOOD_DAY, RUBRIC, STORY, judged

from scoring.call_context import call_context


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
        (7.2, {}, "unsure"),
        (None, {}, "unsure"),
    ]:
        context = listened(call, monologue=monologue).context(said)
        assert judged("acknowledgements_given", context).verdict == verdict
    heard = listened(call, monologue=20).event("backchannel", party="agent", start=5.0)
    assert judged("acknowledgements_given", heard.context()).verdict == "met"


def test_a_yes_that_begins_an_answer_is_no_sign_of_listening(call: Any) -> None:
    heard = listened(call, monologue=20).agent("Sí, claro, eso lo cobramos siempre así")
    context = heard.context({"acknowledgement": [3]})
    assert judged("acknowledgements_given", context).verdict == "not_met"


def test_hearing_no_interruption_proves_less_where_both_share_a_channel(call: Any) -> None:
    apart, together = call().agent(GOOD_DAY), call().agent(GOOD_DAY)
    together.agent_channel = None
    sure, less = (judged("no_interruptions", one.context()) for one in (apart, together))
    assert sure.verdict == less.verdict == "met"
    assert sure.confidence > less.confidence


def test_what_the_caller_had_to_say_again_is_quoted(call: Any) -> None:
    heard = (
        call().agent(GOOD_DAY).customer("Tengo un problema con la línea desde ayer por la tarde")
    )
    heard.agent("Qué le pasa").customer("Como ya le dije no me funciona la línea")
    again = judged("caller_not_made_to_repeat", heard.context({"said_before": [3]}))
    assert (again.verdict, again.evidence[0].party) == ("not_met", "customer")
    assert judged("caller_not_made_to_repeat", heard.context()).verdict == "met"


def test_summing_up_after_acting_is_no_check(call: Any) -> None:
    heard = call().agent(GOOD_DAY).customer(STORY).agent("Es la luz verdad").agent("Se la arreglo")
    heard.agent("Era la luz verdad").measure("speech_time", 12.0, party="customer")
    asked = heard.context({"understanding_check": [2], "solution": [3]})
    assert judged("understanding_confirmed", asked).verdict == "met"
    late = heard.context({"understanding_check": [4], "solution": [3]})
    assert judged("understanding_confirmed", late).verdict == "not_met"


def test_very_short_call_needs_no_summing_up(call: Any) -> None:
    heard = call().agent(GOOD_DAY).customer("A qué hora abren").agent("Abrimos a las nueve")
    heard.measure("speech_time", 2.0, party="customer")
    assert judged("understanding_confirmed", heard.context()).verdict == "not_applicable"


@pytest.mark.parametrize(
    ("text", "language", "verdict"),
    [
        ("Permítame terminar, por favor, le decía que está firmado.", "es", "not_met"),
        ("Es que no me deja hablar, señorita.", "es", "not_met"),
        ("No me interrumpa, hágame el favor.", "es", "not_met"),
        ("Déjeme terminar de anotar el número.", "es", "met"),
        ("Todavía no he terminado de pagar la lavadora.", "es", "met"),
        ("No me corten la luz, por favor.", "es", "met"),
        ("Espere, que no he terminado.", "es", "not_met"),
        ("Se me interrumpe la conexión cada cinco minutos.", "es", "met"),
        ("Es que la página no me deja terminar, me da un error.", "es", "met"),
        ("Perdone, el ruido de la calle no me deja hablar.", "es", "met"),
        ("No, todavía no he terminado.", "es", "met"),
        ("Let me finish. There is no house there.", "en", "not_met"),
        ("You keep cutting me off every month even though I pay.", "en", "met"),
        ("No, I haven't finished.", "en", "met"),
        ("Can I finish my contract early please?", "en", "met"),
        ("You keep interrupting me.", "en", "not_met"),
        ("Let me finish writing that down.", "en", "met"),
        ("I haven't finished my payments yet.", "en", "met"),
    ],
)
def test_on_one_channel_who_asks_to_be_let_finish_was_interrupted(
    call: Any, text: str, language: str, verdict: str
) -> None:
    good_day = GOOD_DAY if language == "es" else "Good morning, how can I help you?"
    heard = call(language=language).agent(good_day).customer(text)
    heard.agent_channel = None
    assert judged("no_interruptions", call_context(heard.heard(), RUBRIC)).verdict == verdict


def test_who_asks_to_be_let_finish_long_after_the_agent_spoke_means_somebody_else(
    call: Any,
) -> None:
    heard = call().agent(GOOD_DAY).customer("Déjeme terminar, por favor.", gap=8.0)
    heard.agent_channel = None
    assert judged("no_interruptions", call_context(heard.heard(), RUBRIC)).verdict == "met"


def test_on_two_channels_what_is_heard_decides(call: Any) -> None:
    heard = call().agent(GOOD_DAY).customer("Permítame terminar, por favor.")
    assert judged("no_interruptions", call_context(heard.heard(), RUBRIC)).verdict == "met"
