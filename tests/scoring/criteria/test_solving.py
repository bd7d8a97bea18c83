"""Solving: empathy, apology, solution, refusals, the first account, the golden hour."""

from typing import Any

import pytest
from protocol_calls import GOOD_DAY, LONG, RUBRIC, STORY, judged, long_call

from audio_features.timeline import Span
from scoring.call_context import call_context


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


def told(call: Any) -> Any:
    return call().agent(GOOD_DAY).customer(STORY)


def test_caller_who_is_not_cut_off_was_let_finish(call: Any) -> None:
    heard = told(call).agent("Ya veo").customer("Y además huele a gas").agent("Le mando a alguien")
    finding = judged(
        "caller_let_finish", heard.context({"problem_statement": [1], "solution": [4]})
    )
    assert finding.verdict == "met"
    assert [item.quote for item in finding.evidence] == [STORY, "Y además huele a gas"]


def test_agent_who_cuts_in_on_the_first_account_did_not_let_finish(call: Any) -> None:
    heard = told(call)
    heard.event("interruption", party="agent", start=heard.now - 0.5, seconds=0.5)
    heard.agent("Eso no es cosa nuestra señora")
    finding = judged("caller_let_finish", heard.context({"problem_statement": [1]}))
    assert finding.verdict == "not_met"
    assert "Cortó" in finding.reason


def test_interruption_by_the_caller_or_once_it_is_solved_is_no_fault(call: Any) -> None:
    heard = told(call)
    heard.event("interruption", party="customer", start=heard.now - 0.5, seconds=0.5)
    heard.agent("Vamos a ver qué le pasa a la línea").customer("Muy bien " * 5)
    heard.event("interruption", party="agent", start=heard.now - 0.5, seconds=0.5)
    solved = {"problem_statement": [1], "solution": [2]}
    assert judged("caller_let_finish", heard.context(solved)).verdict == "met"
    # What the caller adds before anything is solved is told as well.
    context = heard.context({"problem_statement": [1]})
    assert judged("caller_let_finish", context).verdict == "not_met"


def test_interruption_long_after_the_account_is_no_fault(call: Any) -> None:
    heard = told(call)
    heard.agent("Dígame su número de cliente por favor").customer("Cuatro cinco seis " * 40)
    heard.event("interruption", party="agent", start=heard.now - 0.5, seconds=0.5)
    context = heard.context({"problem_statement": [1]})
    assert judged("caller_let_finish", context).verdict == "met"


def test_doubtful_interruption_of_the_account_is_left_to_a_person(call: Any) -> None:
    heard = told(call)
    heard.event("interruption", party="agent", start=heard.now - 0.5, seconds=0.5, confidence=0.3)
    heard.agent("Eso no es cosa nuestra señora")
    context = heard.context({"problem_statement": [1]})
    assert judged("caller_let_finish", context).verdict == "unsure"


def test_solution_while_the_matter_is_told_is_too_early(call: Any) -> None:
    heard = told(call)
    heard.now -= 4.0
    heard.agent("Le reinicio la línea ahora", gap=0.0)
    said = {"solution": [2], "problem_statement": [1]}
    finding = judged("caller_let_finish", heard.context(said))
    assert finding.verdict == "not_met"
    assert "Empezó a resolver" in finding.reason


def test_what_is_said_before_the_account_or_in_few_words_solves_nothing(call: Any) -> None:
    heard = call().agent("Le reinicio la línea ahora mismo").customer(STORY)
    heard.now -= 4.0
    heard.agent("Lo miro", gap=0.0)
    said = {"solution": [0, 2], "problem_statement": [1]}
    assert judged("caller_let_finish", heard.context(said)).verdict == "met"


def test_long_turn_is_no_account_where_the_matter_is_told_later(call: Any) -> None:
    heard = call().agent(GOOD_DAY).customer("Pues mire que le llamo desde el pueblo de mi madre")
    heard.agent("Le reinicio la línea si quiere").customer(STORY)
    context = heard.context({"solution": [2], "problem_statement": [3]})
    finding = judged("caller_let_finish", context)
    assert [item.quote for item in finding.evidence] == [STORY]


def test_the_story_that_is_told_once_asked_for_is_shown_as_well(call: Any) -> None:
    heard = call().agent(GOOD_DAY).customer("Se me fue la luz").agent("Cuénteme qué ha pasado")
    heard.customer(STORY).agent("Le mando un técnico ahora mismo").customer(LONG)
    said = {"problem_statement": [1], "solution": [4]}
    finding = judged("caller_let_finish", heard.context(said))
    assert [item.quote for item in finding.evidence] == ["Se me fue la luz", STORY]


def test_what_is_told_once_it_is_being_solved_is_no_part_of_the_story(call: Any) -> None:
    heard = call().agent(GOOD_DAY).customer("Se me fue la luz").agent("Le mando un técnico ya")
    said = {"problem_statement": [1], "solution": [2]}
    finding = judged("caller_let_finish", heard.customer(STORY).context(said))
    assert [item.quote for item in finding.evidence] == ["Se me fue la luz"]


def test_account_that_cannot_be_read_is_left_to_a_person(call: Any) -> None:
    heard = call(word_confidence=0.2).agent(GOOD_DAY).customer(STORY).agent(LONG)
    context = heard.context({"problem_statement": [1]})
    assert judged("caller_let_finish", context).verdict == "unsure"


@pytest.mark.parametrize("direction", ["inbound", "outbound"])
def test_whoever_placed_the_call_the_customer_may_tell_all_of_it(call: Any, direction: str) -> None:
    heard = call(metadata={"direction": direction}).agent(GOOD_DAY).customer(STORY)
    context = heard.context({"problem_statement": [1]})
    assert judged("caller_let_finish", context).verdict == "met"


@pytest.mark.parametrize(
    ("direction", "verdict"), [("inbound", "met"), ("outbound", "not_applicable")]
)
def test_who_is_called_up_and_only_says_so_has_no_account(
    call: Any, direction: str, verdict: str
) -> None:
    heard = call(metadata={"direction": direction}).agent("¿Hablo con la señora Ruiz?")
    heard.customer("Ahora mismo estoy conduciendo y no puedo hablar, llámeme más tarde.")
    context = heard.context({"request": [1]})
    assert judged("caller_let_finish", context).verdict == verdict


def test_who_says_why_they_call_called_up_whatever_telephony_keeps(call: Any) -> None:
    heard = call().agent("Buenos días, le llamo de Luz Norte, ¿hablo con la señora Ruiz?")
    heard.customer("Ahora mismo estoy conduciendo y no puedo hablar, llámeme más tarde.")
    context = call_context(heard.heard(), RUBRIC)
    assert judged("caller_let_finish", context).verdict == "not_applicable"


def test_caller_who_tells_nothing_has_no_account(call: Any) -> None:
    heard = call().agent(GOOD_DAY).customer("Sí sí")
    assert judged("caller_let_finish", heard.context()).verdict == "not_applicable"


def refused(call: Any) -> Any:
    return call().customer(STORY).agent("Eso no se puede").customer(LONG).agent(LONG)


def test_reason_long_after_a_refusal_does_not_go_with_it(call: Any) -> None:
    near = call().agent("Eso no se puede").agent("porque pasó el plazo")
    assert (
        judged("denial_reasoned", near.context({"refusal": [0], "refusal_reason": [1]})).verdict
        == "met"
    )
    far = refused(call).customer(LONG).agent("porque pasó el plazo").agent(LONG)
    context = far.context({"refusal": [1], "refusal_reason": [5]})
    assert judged("denial_reasoned", context).verdict == "not_met"


def test_each_bare_refusal_takes_its_share_of_the_points(call: Any) -> None:
    heard = refused(call).customer(LONG).agent("Tampoco").agent("porque no hay").agent(LONG)
    context = heard.context({"refusal": [1, 5], "refusal_reason": [6]})
    finding = judged("denial_reasoned", context)
    assert (finding.verdict, finding.points) == ("not_met", 1.0)


def test_reason_once_given_holds_for_what_is_refused_later(call: Any) -> None:
    heard = call().customer(STORY).agent("Eso no se puede").agent("porque pasó el plazo")
    heard.customer(LONG).customer(LONG).agent("Le digo que no se puede").agent(LONG)
    context = heard.context({"refusal": [1, 5], "refusal_reason": [2]})
    assert judged("denial_reasoned", context).verdict == "met"


def test_reason_holds_for_a_while_only(call: Any) -> None:
    heard = call().customer(STORY).agent("Eso no se puede").agent("porque pasó el plazo")
    for _ in range(20):
        heard.customer(LONG).agent(LONG)
    heard.agent("La maleta tampoco se la podemos pagar").customer(LONG)
    assert heard.turns[-2].start - heard.turns[2].end > 90
    context = heard.context({"refusal": [1, 43], "refusal_reason": [2]})
    assert judged("denial_reasoned", context).verdict == "not_met"


def test_one_doubtful_remark_is_no_straying_talk(call: Any) -> None:
    heard = call().agent(GOOD_DAY).customer("El sábado es la boda de mi hija").agent(LONG)
    remark = heard.context({"off_topic": {1: 0.6}, "asks_data": [2]})
    assert judged("kept_on_topic", remark).verdict == "not_applicable"


def test_refusal_with_what_may_be_a_reason_is_left_to_a_person(call: Any) -> None:
    context = refused(call).context({"refusal": [1], "refusal_reason": {1: 0.32}})
    assert judged("denial_reasoned", context).verdict == "unsure"


def test_alternative_counts_only_from_the_refusal_on_and_soon(call: Any) -> None:
    heard = call().customer(STORY).agent("Le doy un vale.").agent("Eso no se puede")
    said = {"alternative": [1], "refusal": [2]}
    assert judged("alternatives_offered", heard.context(said)).verdict == "not_met"
    heard.customer("Ya").agent("Pues").customer("Ya").agent("Le presto uno")
    said = {"alternative": [6], "refusal": [2]}
    assert judged("alternatives_offered", heard.context(said)).verdict == "met"
    heard.customer("Ya").agent("Le doy un vale")
    said = {"alternative": [8], "refusal": [2]}
    assert judged("alternatives_offered", heard.context(said)).verdict == "not_met"


def test_first_alternative_is_shown_before_the_likeliest(call: Any) -> None:
    heard = call().customer(STORY).agent("Eso no se puede")
    heard.customer("Vaya por Dios hombre").agent("Lo que sí puedo es prestarle uno")
    heard.customer("Pues no me convence nada").agent("Se lo dejo en medio precio")
    said = {"refusal": [1], "alternative": {3: 0.6, 5: 0.9}}
    finding = judged("alternatives_offered", heard.context(said))
    assert [item.quote for item in finding.evidence] == [
        "Eso no se puede",
        "Lo que sí puedo es prestarle uno",
        "Se lo dejo en medio precio",
    ]
    assert "medio precio" in finding.reason


def test_words_that_lead_back_are_shown_right_after_those_that_stray(call: Any) -> None:
    heard = call().agent(GOOD_DAY).customer("Mi nieto hizo ayer la comunión")
    heard.agent("Qué bien y volviendo a su línea").agent("¿Me da el número?")
    said = {"off_topic": [1], "back_on_topic": {2: 0.6}, "asks_data": {3: 0.95}}
    finding = judged("kept_on_topic", heard.context(said))
    assert [item.quote for item in finding.evidence] == [turn.text for turn in heard.turns[1:]]


def test_one_alternative_is_shown_once(call: Any) -> None:
    heard = call().customer(STORY).agent("Eso no se puede").customer("Vaya por Dios hombre")
    heard.agent("Lo que sí puedo es prestarle uno")
    said = {"refusal": [1], "alternative": {3: 0.9}, "solution": {3: 0.6}}
    finding = judged("alternatives_offered", heard.context(said))
    assert len(finding.evidence) == 2


def test_doubtful_refusal_is_no_flat_one_if_a_reason_goes_with_it(call: Any) -> None:
    context = refused(call).context({"refusal": {1: 0.32}, "refusal_reason": [1]})
    assert judged("no_flat_refusal", context).verdict == "met"
    assert (
        judged("no_flat_refusal", refused(call).context({"refusal": {1: 0.32}})).verdict == "unsure"
    )


def test_refusal_held_to_in_an_even_voice_is_calm(call: Any) -> None:
    heard = call()
    for _ in range(5):
        for party, words in (("customer", STORY), ("agent", GOOD_DAY)):
            heard.say(party, words)
            start = heard.turns[-1].start
            for second in range(3):
                span = Span(start + second, start + second + 1.0)
                heard.measure("level", -26.0, party=party, span=span)
    said = {"refusal": [3], "refusal_not_accepted": [4]}
    assert judged("denial_held_calmly", heard.context(said)).verdict == "met"
    assert judged("denial_held_calmly", heard.context(said | {"arguing": [5]})).verdict == "not_met"
    before = {"refusal": [3], "refusal_not_accepted": [0]}
    assert judged("denial_held_calmly", heard.context(before)).verdict == "not_applicable"


@pytest.mark.parametrize(
    ("opened", "started", "verdict", "says"),
    [
        (None, "2026-10-13T12:47:00-06:00", "not_applicable", "No consta"),
        ("2026-10-13T12:00:00-06:00", "2026-10-13T12:47:00-06:00", "met", "47 minutos"),
        ("2026-10-13T10:00:00-06:00", "2026-10-13T12:47:00-06:00", "not_met", "167 minutos"),
        ("2026-10-13T18:00:00Z", "2026-10-13T12:47:00-06:00", "met", "47 minutos"),
        ("2026-10-13T12:47:05-06:00", "2026-10-13T12:47:00-06:00", "met", "misma llamada"),
        ("2026-10-13T11:46:40-06:00", "2026-10-13T12:47:00-06:00", "met", "60 minutos"),
        ("2026-10-13T14:00:00-06:00", "2026-10-13T12:47:00-06:00", "not_applicable", "después"),
        ("2026-10-13T12:00:00-06:00", None, "unsure", "cuándo fue esta llamada"),
    ],
)
def test_complaint_is_answered_within_the_golden_hour(
    call: Any, opened: str | None, started: str | None, verdict: str, says: str
) -> None:
    moments = {"complaint_opened_at": opened, "started_at": started}
    heard = call(metadata={k: v for k, v in moments.items() if v}).agent(GOOD_DAY).customer(STORY)
    finding = judged("complaint_answered_promptly", heard.context())
    assert finding.verdict == verdict
    assert says in finding.reason


@pytest.mark.parametrize(
    ("said", "verdict", "reason"),
    [
        ({}, "not_applicable", "No hubo ninguna queja."),
        (
            {"problem_statement": [0]},
            "not_applicable",
            "No quedó claro si hubo una queja, así que no se valora.",
        ),
        ({"complaint": [0]}, "not_met", "Hubo una queja y no preguntó qué solución se esperaba."),
        (
            {"complaint": [0], "ordinary_matter": [0], "problem_statement": [0]},
            "not_met",
            "Se oyó un descontento que pudo ser una queja, y no preguntó qué solución se esperaba.",
        ),
    ],
)
def test_what_the_reason_says_of_a_complaint_is_what_the_call_says_of_it(
    call: Any, said: dict[str, Any], verdict: str, reason: str
) -> None:
    heard = call().customer(STORY).agent(LONG).customer(LONG).agent(LONG)
    finding = judged("caller_view_asked", heard.context(said))
    assert (finding.verdict, finding.reason) == (verdict, reason)


def test_consent_to_a_hold_is_not_the_callers_view(call: Any) -> None:
    heard = call().customer(STORY).agent("Le pongo en espera").agent("Le parece bien").agent(LONG)
    said = {"complaint": [0], "caller_view_asked": [2]}
    assert judged("caller_view_asked", heard.context(said)).verdict == "met"
    said = {**said, "hold_announcement": [1]}
    assert judged("caller_view_asked", heard.context(said)).verdict == "not_met"


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        ("Pues mire que vino el técnico ayer y resulta que me", "not_met"),
        ("Pues mire que vino el técnico ayer y no lo arregló", "met"),
        ("Pues mire que vino el técnico ayer y bueno pues", "met"),
    ],
)
def test_a_story_that_breaks_off_in_mid_sentence_as_the_agent_comes_in_was_cut_off(
    call: Any, told: str, verdict: str
) -> None:
    heard = call().agent(GOOD_DAY).customer(told).agent("Eso va a ser la cisterna seguro")
    finding = judged("caller_let_finish", heard.context({"problem_statement": [1]}))
    assert finding.verdict == verdict
    waited = call().agent(GOOD_DAY).customer(told)
    waited.agent("Eso va a ser la cisterna seguro", gap=2.0)
    finding = judged("caller_let_finish", waited.context({"problem_statement": [1]}))
    assert finding.verdict == "met"


def test_a_caller_who_is_told_to_go_on_and_does_was_not_cut_off(call: Any) -> None:
    heard = call().agent(GOOD_DAY).customer("Mire es que ayer se me fue la luz en casa y")
    heard.agent("Sí dígame la escucho").customer("llamé y me dijeron que ya venían a verlo ayer")
    heard.agent(LONG)
    finding = judged("caller_let_finish", heard.context({"problem_statement": [1]}))
    assert finding.verdict == "met"


@pytest.mark.parametrize(
    ("language", "text", "is_said"),
    [
        ("es", "Eso no es lo que me prometieron.", True),
        ("es", "Quiero hablar con otra persona.", True),
        ("es", "Pero si ya avisé a tiempo.", True),
        ("es", "Bueno, qué le vamos a hacer.", False),
        ("es", "Ah, vale, entonces el viernes.", False),
        ("en", "That's not what I was promised.", True),
        ("en", "Then I want to speak to somebody else.", True),
        ("en", "Oh well, never mind.", False),
        ("en", "Ah okay, Friday then.", False),
    ],
)
def test_who_insists_after_a_refusal_is_told_from_who_accepts_it(
    call: Any, language: str, text: str, is_said: bool
) -> None:
    refused = {
        "es": ("Quiero que me lo devuelvan.", "Lo siento, pero no se lo puedo devolver."),
        "en": ("I want a refund for it.", "I'm sorry, but I can't refund that."),
    }[language]
    heard = call(language=language).customer(refused[0]).agent(refused[1]).customer(text)
    context = call_context(heard.heard(), RUBRIC)
    assert context.finder is not None
    found = context.finder.find("refusal_not_accepted", party="customer")
    assert any(m.turn_index == 2 and m.score >= 0.5 for m in found) == is_said
