"""Criteria that hang on order, events and data: apart from the language."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from audio_features.timeline import Span
from scoring.checks.schema import Check
from scoring.checks.schema_conduct import NoThirdVoiceCheck
from scoring.checks.third_voice import check_no_third_voice
from scoring.findings import Finding
from scoring.judge import judge_criterion
from scoring.rubric import load_rubric
from scoring.rubric_problems import meaning_problems

RUBRIC = load_rubric()
GOOD_DAY = "Buenos días le atiende Laura en qué puedo ayudarle"
STORY = "Pues mire que ayer vino el técnico y me dejó la casa sin luz y sin agua"
LONG = "palabra " * 40


def judged(criterion: str, context: Any) -> Finding:
    return judge_criterion(RUBRIC.criterion(criterion), context, RUBRIC)


# ------------------------------------------------------------------ the first account


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


def test_interruption_by_the_caller_or_long_after_is_no_fault(call: Any) -> None:
    heard = told(call)
    heard.event("interruption", party="customer", start=heard.now - 0.5, seconds=0.5)
    heard.agent("Vamos a ver qué le pasa a la línea").customer("Muy bien " * 5)
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


def test_account_that_cannot_be_read_is_left_to_a_person(call: Any) -> None:
    heard = call(word_confidence=0.2).agent(GOOD_DAY).customer(STORY).agent(LONG)
    context = heard.context({"problem_statement": [1]})
    assert judged("caller_let_finish", context).verdict == "unsure"


def test_call_placed_by_the_agent_needs_no_account(call: Any) -> None:
    heard = call(metadata={"direction": "outbound"}).agent(GOOD_DAY).customer(STORY)
    context = heard.context({"problem_statement": [1]})
    assert judged("caller_let_finish", context).verdict == "not_applicable"


def test_caller_who_tells_nothing_has_no_account(call: Any) -> None:
    heard = call().agent(GOOD_DAY).customer("Sí sí")
    assert judged("caller_let_finish", heard.context()).verdict == "not_applicable"


# ------------------------------------------------------------------ refusals


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


def test_refusal_with_what_may_be_a_reason_is_left_to_a_person(call: Any) -> None:
    context = refused(call).context({"refusal": [1], "refusal_reason": {1: 0.45}})
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


def test_doubtful_refusal_is_no_flat_one_if_a_reason_goes_with_it(call: Any) -> None:
    context = refused(call).context({"refusal": {1: 0.45}, "refusal_reason": [1]})
    assert judged("no_flat_refusal", context).verdict == "met"
    assert (
        judged("no_flat_refusal", refused(call).context({"refusal": {1: 0.45}})).verdict == "unsure"
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


# ------------------------------------------------------------------ understanding, view


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


def test_consent_to_a_hold_is_not_the_callers_view(call: Any) -> None:
    heard = call().customer(STORY).agent("Le pongo en espera").agent("Le parece bien").agent(LONG)
    said = {"complaint": [0], "caller_view_asked": [2]}
    assert judged("caller_view_asked", heard.context(said)).verdict == "met"
    said = {**said, "hold_announcement": [1]}
    assert judged("caller_view_asked", heard.context(said)).verdict == "not_met"


# ------------------------------------------------------------------ courtesy, discretion, voices


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


def test_acronym_is_doubt_unless_the_caller_or_the_vocabulary_has_it(call: Any) -> None:
    def heard(first: str, **metadata: Any) -> Any:
        return (
            call(metadata=metadata).customer(first).agent("Reinicie la ONT por favor").agent(LONG)
        )

    finding = judged("no_jargon", heard("No tengo línea").context())
    assert finding.verdict == "unsure"
    assert "ONT" in finding.reason
    finding = judged("no_jargon", heard("No tengo línea").context({"jargon": {1: 0.45}}))
    assert (finding.verdict, finding.points) == ("not_met", 1.0)
    assert judged("no_jargon", heard("Se apagó la ONT").context()).verdict == "met"
    assert (
        judged("no_jargon", heard("No tengo línea", vocabulary=("Caja ONT",)).context()).verdict
        == "met"
    )


# ------------------------------------------------------------------ golden hour


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


# ------------------------------------------------------------------ what a rubric may not ask


@pytest.mark.parametrize(
    ("check", "says"),
    [
        (
            {"kind": "accompanied", "party": "agent", "intents": ["refusal"], "by": ["apology"]},
            "before_s or after_s",
        ),
        (
            {"kind": "says_several", "party": "agent", "groups": [["please"], ["thanks"]]}
            | {"at_least": 3},
            "3 of only 2 groups",
        ),
        ({"kind": "answered_within", "at_most_minutes": 0}, "greater than 0"),
    ],
)
def test_check_that_asks_for_nonsense_is_refused(check: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(Check).validate_python(check)
    assert says in str(refused.value)


def test_unknown_intent_in_a_group_is_named() -> None:
    criterion = RUBRIC.criterion("courtesy_words")
    wrong = criterion.check.model_copy(update={"groups": (("pleese",), ("thanks",))})
    changed = criterion.model_copy(update={"check": wrong})
    problems = list(meaning_problems(RUBRIC.model_copy(update={"criteria": (changed,)})))
    assert [problem.message for problem in problems] == [
        "unknown intent 'pleese', did you mean 'please'?"
    ]
