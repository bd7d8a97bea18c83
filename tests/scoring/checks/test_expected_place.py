"""Where something was left out, the evidence points at the place where it was expected."""

from dataclasses import replace
from typing import Any

import pytest

from scoring.catalogues.catalogue import load_catalogue
from scoring.catalogues.localization import THIN, PageLanguage
from scoring.catalogues.rubric_texts import rubric_texts
from scoring.checks.missing_words import missing_place
from scoring.checks.schema_parts import Window
from scoring.findings import Evidence, Finding, Phase
from scoring.judge import judge_criterion
from scoring.reporting.findings_view import build_card
from scoring.rubrics.reading import load_rubric

RUBRIC = load_rubric()


def judged(criterion: str, context: Any) -> Finding:
    return judge_criterion(RUBRIC.criterion(criterion), context, RUBRIC)


def places(finding: Finding) -> list[Evidence]:
    return [e for e in finding.evidence if e.measure and e.measure.name.startswith("said_")]


def talk(call: Any) -> Any:
    heard = call().agent("Buenos días le atiende Laura de facturación en qué puedo ayudarle")
    heard.customer("Quería saber cuándo me llega el recibo de este mes por favor")
    heard.agent("El recibo llega el día cinco de cada mes").customer("Muy bien")
    return heard.agent("Pues eso es todo").customer("De acuerdo").agent("Ya está")


def test_a_missing_farewell_is_expected_once_in_the_last_turn_of_the_agent(call: Any) -> None:
    heard = talk(call)
    finding = judged("courteous_farewell", heard.context())
    assert finding.verdict == "not_met"
    assert [e.quote for e in places(finding)] == ["Ya está"]
    assert places(finding)[-1].end == heard.turns[-1].end
    assert "al final dijo: «Ya está»." in finding.reason


def test_a_missing_greeting_is_expected_in_the_first_turn(call: Any) -> None:
    heard = call().agent("Dígame").customer("Quería saber cuándo me llega el recibo")
    heard.agent("El recibo llega el día cinco de cada mes y no antes")
    finding = judged("greeted", heard.context())
    assert places(finding)[0].quote == "Dígame"
    assert finding.reason == "No saludó al descolgar; empezó así: «Dígame»."


def test_missing_empathy_is_expected_right_after_the_complaint(call: Any) -> None:
    heard = talk(call)
    at = len(heard.turns)
    heard.customer("Esto es una vergüenza estoy muy enfadado").agent("Qué número de contrato tiene")
    heard.customer("El cuatro").agent("Bien")
    context = heard.context({"anger": [at], "complaint": [at]})
    place = places(judged("apology_given", context))[0]
    assert place.start >= heard.turns[at].end
    assert place.quote == "Qué número de contrato tiene"


def test_the_place_is_never_before_the_words_that_called_for_it(call: Any) -> None:
    heard = talk(call)
    at = len(heard.turns)
    heard.customer("Es que no me llegó").agent("Espere que lo miro ahora")
    heard.customer("Esto es una vergüenza estoy muy enfadado con ustedes")
    cut_in = heard.turns[-1].end - 0.5
    heard.now = cut_in
    heard.agent("Qué número de contrato tiene", gap=0.0).customer("El cuatro").agent("Bien")
    # The surest complaint is what is shown; a weaker one came before.
    context = heard.context({"problem_statement": {at: 0.55}, "anger": {at + 2: 0.95}})
    for criterion in ("apology_given", "empathy_shown", "caller_view_asked"):
        finding = judged(criterion, context)
        assert finding.verdict == "not_met"
        trigger = finding.evidence[0]
        (place,) = places(finding)
        assert trigger.quote == heard.turns[at + 2].text
        assert place.start == trigger.end > cut_in
        assert place.quote == "Qué número de contrato tiene"


def test_where_nobody_answers_the_place_is_what_follows(call: Any) -> None:
    heard = talk(call).customer("Esto es una vergüenza estoy muy enfadado")
    heard.seconds = heard.now + 4.0
    finding = judged("apology_given", heard.context({"anger": [len(heard.turns) - 1]}))
    (place,) = places(finding)
    assert (place.start, place.end) == (heard.now, heard.seconds)
    assert (place.party, place.quote) == ("agent", None)


def test_an_answer_is_expected_inside_the_window_only(call: Any) -> None:
    heard = talk(call)
    asked = heard.turns[1]
    called_for = Evidence(start=asked.start, end=asked.end, party="customer", quote=asked.text)
    context = replace(heard.context(), called_for=called_for)
    (place,) = missing_place(party="agent", window=Window(last_turns=2), context=context)
    assert place.quote == "Pues eso es todo"


def test_a_recap_is_expected_at_the_end_and_not_right_after_the_promise(call: Any) -> None:
    heard = talk(call)
    at = len(heard.turns)
    heard.agent("Le llamo el jueves").customer("Muy bien").agent("Pues que tenga buen día")
    finding = judged("commitments_recapped", heard.context({"commitment_agent": [at]}))
    (place,) = places(finding)
    assert finding.evidence[0].quote == "Le llamo el jueves"
    assert place.quote == "Pues que tenga buen día"


def test_a_view_never_asked_for_is_missed_last_where_something_was_proposed(call: Any) -> None:
    heard = talk(call)
    at = len(heard.turns)
    heard.customer("Esto es una vergüenza estoy muy enfadado").agent("Qué número de contrato tiene")
    heard.customer("El cuatro").agent("Le abono diez euros").customer("Pues vaya")
    heard.agent("Y le mando otra factura").customer("Bueno").agent("Adiós muy buenas")
    proposed = {"complaint": [at], "solution": [at + 3, at + 5]}
    finding = judged("caller_view_asked", heard.context(proposed))
    assert finding.verdict == "not_met"
    assert [e.quote for e in places(finding)] == [
        "Qué número de contrato tiene",
        "Y le mando otra factura",
    ]


def test_a_recap_missing_from_the_last_words_is_expected_after_the_promise(call: Any) -> None:
    heard = talk(call).agent("Le llamo el jueves")
    heard.seconds = heard.now + 3.0
    finding = judged(
        "commitments_recapped", heard.context({"commitment_agent": [len(heard.turns) - 1]})
    )
    (place,) = places(finding)
    assert place.start == finding.evidence[0].end == heard.turns[-1].end


def test_missing_understanding_is_expected_from_the_answer_to_the_account_on(call: Any) -> None:
    heard = call().agent("Buenos días dígame en qué le puedo ayudar")
    heard.customer("Me ha llegado un recibo que no es mío y quiero que lo anulen")
    heard.agent("Deme el número de contrato").customer("El cuatro cinco nueve")
    heard.agent("Ya está anulado").customer("Gracias").agent("Adiós buenas tardes")
    heard.measure("speech_time", 12.0, party="customer")
    told = Phase(name="listening", start=heard.turns[1].start, end=heard.turns[2].start)
    finding = judged("understanding_confirmed", heard.context(phases=[told]))
    assert finding.verdict == "not_met"
    quotes = [place.quote for place in places(finding)]
    assert quotes == ["Deme el número de contrato", "Ya está anulado"]


def test_a_call_lost_on_hold_is_played_from_the_end_of_the_wait(call: Any) -> None:
    heard = talk(call).agent("Un momento").event("hold", seconds=30.0)
    heard.seconds = heard.now + 3.0
    finding = judged("call_not_dropped", heard.context())
    assert finding.verdict == "not_met"
    (lost,) = finding.evidence
    assert (lost.start, lost.end) == (heard.now - 2.0, heard.seconds)


def test_of_several_intents_the_first_that_is_surely_said_is_shown(call: Any) -> None:
    heard = talk(call).customer("No me ha llegado").agent("Entiendo que le moleste")
    heard.customer("Ya").agent("Le pedimos disculpas por todo")
    told, understood, sorry = (len(heard.turns) - n for n in (4, 3, 1))
    finding = judged(
        "empathy_shown",
        heard.context(
            {"problem_statement": [told], "empathy": {understood: 0.75}, "apology": {sorry: 0.95}}
        ),
    )
    assert [e.quote for e in finding.evidence] == ["Entiendo que le moleste"]
    assert finding.confidence > 0.9  # as sure as the surest, whatever is shown

    doubtful = judged(
        "empathy_shown",
        heard.context(
            {"problem_statement": [told], "empathy": {understood: 0.6}, "apology": {sorry: 0.95}}
        ),
    )
    assert [e.quote for e in doubtful.evidence] == ["Le pedimos disculpas por todo"]


def test_what_may_be_said_at_any_time_is_expected_by_the_end_at_the_latest(call: Any) -> None:
    finding = judged("solution_offered", talk(call).context())
    assert {e.measure.name for e in places(finding) if e.measure} == {"said_by_here"}
    assert places(finding)[-1].quote == "Ya está"


def on_hold(call: Any, **attributes: Any) -> Any:
    heard = talk(call).agent("Un momento")
    heard.event("hold", seconds=30.0, **attributes)
    return heard.agent("Ya tengo el dato que me pedía").customer("Gracias")


@pytest.mark.parametrize("criterion", ["hold_consent", "hold_duration_given"])
def test_words_missing_before_a_hold_are_expected_in_the_seconds_before(
    call: Any, criterion: str
) -> None:
    heard = on_hold(call, consented=False, duration_given=False)
    place = places(judged(criterion, heard.context()))[0]
    hold = heard.events[0]
    assert place.end == hold.start
    assert hold.start - 10.0 <= place.start < hold.start
    assert place.quote is not None
    assert place.quote.endswith("Un momento")


def test_words_missing_after_a_hold_are_expected_in_the_seconds_after(call: Any) -> None:
    heard = on_hold(call, return_courtesy=False)
    place = places(judged("hold_return_courtesy", heard.context()))[0]
    assert place.start == heard.events[0].end
    assert place.end <= heard.heard().recording.seconds
    assert place.quote == "Ya tengo el dato que me pedía"


def test_a_hold_announced_without_a_reason_says_so(call: Any) -> None:
    heard = on_hold(call, announced=True, reason_given=False)
    assert judged("hold_announced", heard.context()).reason == (
        "Avisó de la espera, pero no dijo por qué."
    )


def test_words_before_a_hold_are_quoted_with_the_consent(call: Any) -> None:
    heard = talk(call).agent("Lo consulto le parece bien").customer("Sí claro")
    heard.event("hold", seconds=30.0, consented=True).agent("Gracias por esperar")
    quotes = [e.quote for e in judged("hold_consent", heard.context()).evidence]
    assert quotes[-3:] == ["Lo consulto le parece bien", "Sí claro", None]


def test_missing_signs_of_listening_point_at_the_longest_turn_of_the_caller(call: Any) -> None:
    story = "Le cuento lo que pasó ayer " * 8
    heard = call().agent("Buenos días dígame usted por favor en qué le ayudo")
    heard.customer(story.strip()).agent("El recibo llega el día cinco").customer("Ya")
    heard.measure("longest_monologue", 20.0, party="customer")
    finding = judged("acknowledgements_given", heard.context())
    assert [(e.party, e.start) for e in places(finding)] == [("customer", heard.turns[1].start)]


@pytest.mark.parametrize(
    ("language", "note"), [("es", "Se esperaba aquí."), ("en", "Expected here.")]
)
def test_the_page_says_in_words_that_it_was_expected_there(
    call: Any, language: PageLanguage, note: str
) -> None:
    finding = judged("courteous_farewell", talk(call).context())
    card = build_card(finding, (), rubric_texts(RUBRIC, language), load_catalogue(language))
    assert [moment.note for moment in card.moments] == [note]
    assert not any(moment.measured or moment.expected for moment in card.moments)


def test_words_of_the_very_turn_where_more_was_expected_are_shown_once(call: Any) -> None:
    heard = talk(call).agent("Adiós buenas tardes")
    finding = judged("courteous_farewell", heard.context({"farewell": [len(heard.turns) - 1]}))
    assert [e.quote for e in finding.evidence] == ["Adiós buenas tardes"] * 2
    card = build_card(finding, (), rubric_texts(RUBRIC, "es"), load_catalogue("es"))
    (moment,) = card.moments
    assert (moment.note, moment.quote) == ("Se esperaba aquí.", "«Adiós buenas tardes»")


def test_what_holds_for_the_whole_call_is_said_to(call: Any) -> None:
    heard = talk(call).heard()
    finding = judged("no_interruptions", talk(call).context())
    catalogue = load_catalogue("es")
    texts = rubric_texts(RUBRIC, "es")
    card = build_card(finding, (), texts, catalogue, seconds=heard.recording.seconds)
    (moment,) = card.moments
    assert moment.whole
    assert moment.expected.replace(THIN, " ") == "esperado: ninguna"


def test_an_advisory_hint_is_no_fault_on_the_page(call: Any) -> None:
    heard = talk(call).event("sigh", party="agent", seconds=0.8, confidence=0.9)
    finding = judged("no_sighs", heard.context())
    assert finding.verdict == "not_met"
    card = build_card(finding, (), rubric_texts(RUBRIC, "es"), load_catalogue("es"))
    assert card.shown == "hint"
    assert f"verdict.{card.shown}" in load_catalogue("es")


def test_what_earned_part_of_its_points_was_met_in_part(call: Any) -> None:
    heard = talk(call).event("hold", seconds=9.0, announced=True, reason_given=False)
    finding = judged("hold_announced", heard.context())
    assert finding.verdict == "not_met"
    assert 0 < finding.points < finding.possible
    card = build_card(finding, (), rubric_texts(RUBRIC, "es"), load_catalogue("es"))
    assert card.shown == "partly"
    assert load_catalogue("es").text(f"verdict.{card.shown}") == "En parte"


def test_words_that_the_reason_quotes_are_not_quoted_again(call: Any) -> None:
    heard = talk(call)
    finding = judged("help_offered", heard.context({"help_offer": [0]}))
    card = build_card(finding, (), rubric_texts(RUBRIC, "es"), load_catalogue("es"))
    assert card.moments == ()
    assert card.quoted is not None
    assert card.quoted.start == finding.evidence[0].start


def test_after_a_transfer_the_words_are_those_of_whoever_takes_over(call: Any) -> None:
    heard = talk(call).event("transfer", seconds=8.0, warm=False, explained=True, consented=True)
    heard.say("other", "Seguridad buenas tardes cuénteme").customer("Es por la tarjeta")
    place = places(judged("transfer_warm", heard.context()))[0]
    assert (place.party, place.quote) == ("other", "Seguridad buenas tardes cuénteme")
