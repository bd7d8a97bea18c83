"""A call judged as a whole, with the real language understanding."""

from dataclasses import replace
from typing import Any

import pytest

from scoring.checks.registry import run_check
from scoring.findings import percentage
from scoring.judge import judge_call, judge_criterion
from scoring.rubrics.reading import load_rubric

RUBRIC = load_rubric()


def polite_call(call: Any) -> Any:
    heard = call(metadata={"rings": 2}).measure("rings", 2)
    heard.agent("Buenos días, le atiende Laura, de facturación. ¿En qué puedo ayudarle?")
    heard.customer("Hola, buenos días. Es que me han cobrado dos veces la misma factura.")
    heard.agent("Entiendo que esté molesto, lo siento mucho. Ahora mismo anulo el segundo cargo.")
    heard.customer("Ah, pues muy bien, se lo agradezco mucho.")
    heard.agent("¿Hay algo más en lo que pueda ayudarle?").customer("No, nada más, gracias.")
    return heard.agent("Gracias por llamar. Que tenga un buen día.").customer("Adiós.")


def verdicts(scored: Any) -> dict[str, str]:
    return {finding.criterion: finding.verdict for finding in scored.findings}


def test_polite_call_earns_its_opening_and_farewell(call: Any) -> None:
    scored = judge_call(polite_call(call).heard(), RUBRIC)
    found = verdicts(scored)
    for criterion in (
        "answered_within_three_rings",
        "greeted",
        "help_offered",
        "further_help_offered",
        "courteous_farewell",
        "empathy_shown",
    ):
        assert found[criterion] == "met", criterion
    assert found["hold_announced"] == "not_applicable"
    assert [finding.criterion for finding in scored.findings] == [c.id for c in RUBRIC.criteria]


def test_curt_call_scores_less_than_a_polite_one(call: Any) -> None:
    curt = call(metadata={"rings": 6}).measure("rings", 6).agent("Sí, dime.")
    curt.customer("Hola, buenos días. Es que me han cobrado dos veces la misma factura.")
    curt.agent("Eso no es problema mío, mira el contrato y ya está, ahí lo pone bien claro.")
    bad, good = (judge_call(c.heard(), RUBRIC) for c in (curt, polite_call(call)))
    assert bad.scorecard.score is not None
    assert good.scorecard.score is not None
    assert bad.scorecard.score < good.scorecard.score
    assert verdicts(bad)["answered_within_three_rings"] == "not_met"
    assert verdicts(bad)["greeted"] == "not_met"


def test_judging_again_gives_the_same(call: Any) -> None:
    heard = polite_call(call).heard()
    assert judge_call(heard, RUBRIC) == judge_call(heard, load_rubric())


def test_score_is_derived_from_points(call: Any) -> None:
    card = judge_call(polite_call(call).heard(), RUBRIC).scorecard
    assert card.score == pytest.approx(percentage(card.points, card.possible))


def test_language_that_is_not_known_leaves_words_unsure(call: Any) -> None:
    heard = replace(polite_call(call).heard(), language="fr")
    found = verdicts(judge_call(heard, RUBRIC))
    assert found["greeted"] == "unsure"
    assert found["answered_within_three_rings"] == "met"


def test_reasons_follow_the_language_of_the_call(call: Any) -> None:
    heard = call(language="en", country="GB", metadata={"rings": 2}).measure("rings", 2)
    scored = judge_call(heard.agent("Good morning, how can I help you?").heard(), RUBRIC)
    assert scored.findings[0].reason == "Answered after 2 rings; the limit is 3."


def test_swapped_roles_are_not_judged(call: Any) -> None:
    scored = judge_call(polite_call(lambda **k: call(agent_role=0.4, **k)).heard(), RUBRIC)
    found = verdicts(scored)
    assert {found[c] for c in ("greeted", "no_arguing", "solution_offered")} == {"unsure"}


def test_empty_recording_has_no_score(call: Any) -> None:
    scored = judge_call(call(agent_role=None, customer_role=None).heard(), RUBRIC)
    assert set(verdicts(scored).values()) <= {"unsure", "not_applicable"}
    assert scored.scorecard.score is None
    assert scored.phases == ()


def test_every_piece_of_evidence_has_words_or_a_number(call: Any) -> None:
    heard = polite_call(call).event("hold", seconds=20.0, announced=True).agent("Ya está")
    heard.event("transfer", explained=False).event("dead_air", seconds=7.0)
    for finding in judge_call(heard.heard(), RUBRIC).findings:
        for item in finding.evidence:
            assert item.quote or item.measure, finding
            assert item.start <= item.end


def test_near_wordings_are_left_to_a_person_rather_than_held_against_the_agent(call: Any) -> None:
    criterion = RUBRIC.criterion("solution_offered")
    heard = call().agent("Lo vamos mirando entonces").customer("Bien gracias").agent("De acuerdo")
    for score, verdict in ((0.6, "met"), (0.32, "unsure")):
        finding = judge_criterion(criterion, heard.context({"solution": {0: score}}), RUBRIC)
        assert finding.verdict == verdict
    assert "Lo vamos mirando entonces" in finding.reason
    assert judge_criterion(criterion, heard.context(), RUBRIC).verdict == "not_met"


@pytest.mark.parametrize(
    ("score", "verdict"), [(0.95, "not_met"), (0.7, "not_met"), (0.45, "unsure"), (0.3, "met")]
)
def test_a_fault_takes_more_than_a_weak_likeness(call: Any, score: float, verdict: str) -> None:
    heard = call().agent("Bueno eso depende de cada caso " * 5)
    context = heard.context({"arguing": {0: score}})
    assert judge_criterion(RUBRIC.criterion("no_arguing"), context, RUBRIC).verdict == verdict


def test_finding_nothing_is_never_sure_proof_that_nothing_was_said(call: Any) -> None:
    heard = call(agent_role=1.0, word_confidence=1.0)
    for turn in range(6):
        heard.agent(f"La factura del mes pasado tiene el número {turn}").customer("Ajá correcto")
    for finding in judge_call(heard.heard(), RUBRIC).findings:
        rests_on_words = not any(e.measure and e.measure.name == "rings" for e in finding.evidence)
        if finding.verdict == "not_met" and rests_on_words:
            assert finding.confidence <= 0.65, finding.criterion


@pytest.mark.parametrize(
    ("agent_role", "customer_role", "verdict"),
    [(0.95, 0.95, "not_applicable"), (0.95, 0.61, "unsure")],
)
def test_weak_sign_that_nothing_called_for_it_leaves_it_to_a_person(
    call: Any, agent_role: float, customer_role: float, verdict: str
) -> None:
    heard = call(agent_role=agent_role, customer_role=customer_role, word_confidence=0.55)
    heard.agent("Buenos días, le atiende Laura, de facturación. ¿En qué puedo ayudarle?")
    heard.customer("Quería saber a qué hora abren la oficina el sábado por la mañana.")
    heard.agent("El sábado la oficina abre a las nueve y cierra a las dos de la tarde.")
    context = heard.context()
    criterion = RUBRIC.criterion("apology_given")
    finding = judge_criterion(criterion, context, RUBRIC)
    assert (finding.verdict, finding.possible) == (verdict, 0.0)


def test_done_where_it_may_not_have_been_called_for_counts_only_unasked(call: Any) -> None:
    heard = call(customer_role=0.61, word_confidence=0.55)
    heard.agent("Buenos días, le atiende Laura, de facturación. ¿En qué puedo ayudarle?")
    heard.customer("Quería saber a qué hora abren la oficina el sábado por la mañana.")
    heard.agent("Lo siento mucho, el sábado la oficina no abre en todo el día.")
    context = heard.context({"apology": [2]})
    criterion = RUBRIC.criterion("apology_given")
    asked = criterion.model_copy(update={"counts_unasked": False})
    assert judge_criterion(criterion, context, RUBRIC).verdict == "met"
    assert judge_criterion(asked, context, RUBRIC).verdict == "unsure"


def test_done_is_no_surer_than_that_it_was_called_for(call: Any) -> None:
    heard = call(customer_role=0.75, word_confidence=0.75)
    heard.agent("Buenos días, le atiende Laura, de facturación. ¿En qué puedo ayudarle?")
    heard.customer("Estoy muy molesta, llevo tres meses reclamando y nadie me hace caso.")
    heard.agent("Lamento mucho lo ocurrido, tiene usted toda la razón.")
    context = heard.context({"complaint": [1], "apology": [2]})
    criterion = RUBRIC.criterion("apology_given").model_copy(update={"counts_unasked": False})
    assert criterion.applies_when is not None
    condition = run_check(criterion.applies_when, context)
    done = run_check(criterion.check, context)
    assert condition.verdict == done.verdict == "met"
    assert condition.confidence < done.confidence
    assert judge_criterion(criterion, context, RUBRIC).confidence == round(condition.confidence, 4)
