"""What a second judge is asked, what of its answers is taken, and what they may change."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from audio_features.timeline import Turn, Word
from scoring.findings import (
    AdviceResult,
    CallerStyle,
    Evidence,
    Finding,
    MeasuredValue,
    ScoredCall,
)
from scoring.judge import judge_call
from scoring.rubrics.reading import load_rubric
from scoring.rubrics.schema import Rubric
from scoring.second_judge.answers import Answer, UnusableAnswerError, read_answer
from scoring.second_judge.opinions import MOST_CHARACTERS, NoAnswerError, with_opinions
from scoring.second_judge.questions import Question, prompt_version, questions
from scoring.second_judge.refusal_rows import agreeing_refusals
from scoring.undertakings import Quotation, Refusal

SHIPPED = load_rubric()
MODEL = "casa-7b"
IRONY = "no_sarcasm"


def marked(*criteria: str, **rules: float) -> Rubric:
    """The shipped protocol with these criteria marked and no others."""
    return SHIPPED.model_copy(
        update={
            "criteria": tuple(
                one.model_copy(update={"second_judge": one.id in criteria})
                for one in SHIPPED.criteria
            ),
            "second_judge": SHIPPED.second_judge.model_copy(update=rules),
        }
    )


RUBRIC = marked(IRONY)


def example(call: Any, **options: Any) -> ScoredCall:
    """A call on which nobody found irony, which proves little."""
    heard = call(**options).agent("Buenos días, le atiende Laura, de facturación.")
    heard.customer("Hola, llevo tres semanas esperando el recibo y no llega nunca.")
    heard.agent("Claro, porque con usted el correo trabaja siempre de maravilla, faltaría más.")
    heard.customer("Pues no sé qué decirle, la verdad.")
    return judge_call(heard.agent("Le mando ahora mismo otra copia, un momento.").heard(), RUBRIC)


def with_finding(scored: ScoredCall, criterion: str, **changes: Any) -> ScoredCall:
    return replace(
        scored,
        findings=tuple(
            replace(one, **changes) if one.criterion == criterion else one
            for one in scored.findings
        ),
    )


def unsure_of(scored: ScoredCall, criterion: str = IRONY, **changes: Any) -> ScoredCall:
    doubt = {"verdict": "unsure", "points": 0.0, "possible": 0.0, "confidence": 0.3, "evidence": ()}
    return with_finding(scored, criterion, **{**doubt, **changes})


def found(scored: ScoredCall, criterion: str = IRONY) -> Finding:
    return next(one for one in scored.findings if one.criterion == criterion)


def said(verdict: object = "not_met", **changes: Any) -> str:
    lines = [{"line": 3, "quote": "trabaja siempre de maravilla"}]
    answer = {"verdict": verdict, "lines": lines, "reason": "Se burla del correo.", **changes}
    return json.dumps(answer, ensure_ascii=False)


def seconded(
    scored: ScoredCall,
    answer: str | Exception | Callable[[Question], str],
    *,
    rubric: Rubric = RUBRIC,
    known: Mapping[str, Answer] | None = None,
) -> ScoredCall:
    def ask(question: Question) -> str:
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, str) else answer(question)

    return with_opinions(scored, rubric, model=MODEL, known=known or {}, ask=ask)


def test_the_question_holds_criterion_and_numbered_lines_with_party_and_time(call: Any) -> None:
    (question,) = questions(unsure_of(example(call)), RUBRIC, model=MODEL)

    assert question.criterion == IRONY
    assert "[3] 0:08 agente: Claro, porque con usted el correo" in question.user
    assert RUBRIC.criterion(IRONY).label.text("es") in question.user
    assert RUBRIC.criterion(IRONY).why.text("es") in question.user
    assert '"reason": "una sola frase, en español"' in question.system


def test_an_english_call_is_asked_about_in_english(call: Any) -> None:
    heard = call(language="en").agent("Good morning, this is Laura from billing, how can I help?")
    scored = unsure_of(judge_call(heard.customer("My bill is wrong.").heard(), RUBRIC))

    (question,) = questions(scored, RUBRIC, model=MODEL)

    assert "[1] 0:00 agent: Good morning" in question.user
    assert "in English" in question.system


def test_what_is_asked_has_another_name_when_words_criterion_or_model_change(call: Any) -> None:
    scored = unsure_of(example(call))
    reworded = RUBRIC.criterion(IRONY).model_copy(update={"why": RUBRIC.criterion("greeted").why})
    other = RUBRIC.model_copy(
        update={"criteria": tuple(reworded if c.id == IRONY else c for c in RUBRIC.criteria)}
    )
    turns = (*scored.heard.turns[:-1], replace(scored.heard.turns[-1], text="Adiós, buenas."))
    shorter = replace(scored, heard=replace(scored.heard, turns=turns))

    asked = [
        next(questions(a_call, rubric, model=model)).sha256
        for a_call, rubric, model in (
            (scored, RUBRIC, MODEL),
            (scored, RUBRIC, MODEL),
            (scored, RUBRIC, "other"),
            (scored, other, MODEL),
            (shorter, RUBRIC, MODEL),
        )
    ]

    assert asked[0] == asked[1]
    assert len(set(asked)) == 4


def test_only_doubtful_findings_of_marked_criteria_are_asked_about(call: Any) -> None:
    scored = example(call)
    rubric = marked(IRONY, "no_disrespect", "no_deflection")
    scored = with_finding(scored, IRONY, verdict="met", confidence=0.49)
    scored = with_finding(scored, "no_disrespect", verdict="not_met", confidence=0.5)
    scored = unsure_of(unsure_of(scored, "no_deflection"), "no_arguing")

    asked = [question.criterion for question in questions(scored, rubric, model=MODEL)]

    assert asked == [IRONY, "no_deflection"]


def test_nothing_is_asked_where_a_number_decided(call: Any) -> None:
    rise = MeasuredValue(name="level_rise", value=6.5, unit="dB", threshold="< 6")
    loud = Evidence(start=1.0, end=2.0, party="agent", measure=rise)
    scored = unsure_of(example(call), "denial_held_calmly", evidence=(loud,))

    assert list(questions(scored, marked("denial_held_calmly"), model=MODEL)) == []


@pytest.mark.parametrize(
    "options", [{"agent_role": 0.4}, {"word_confidence": 0.3}, {"language": "pt"}]
)
def test_nothing_is_asked_where_the_words_are_no_ground_to_judge_by(
    call: Any, options: dict[str, Any]
) -> None:
    assert list(questions(unsure_of(example(call, **options)), RUBRIC, model=MODEL)) == []


def test_an_opinion_makes_a_verdict_of_unsure_no_surer_than_the_rubric_lets_it(call: Any) -> None:
    scored = seconded(unsure_of(example(call), reason="No se sabe."), said())

    finding = found(scored)
    assert (finding.verdict, finding.points, finding.possible) == ("not_met", 0.0, 2.0)
    assert 0 < finding.confidence <= RUBRIC.second_judge.most_confidence
    assert finding.reason == "Opinión de un modelo de lenguaje: Se burla del correo."
    (moment,) = finding.evidence
    assert (moment.party, moment.quote) == ("agent", "trabaja siempre de maravilla,")
    assert moment.start > scored.heard.turns[2].start
    opinion = finding.opinion
    assert opinion is not None
    assert (opinion.model, opinion.prompt_version) == (MODEL, prompt_version())
    assert (opinion.own_verdict, opinion.own_reason) == ("unsure", "No se sabe.")
    assert scored.notes == ()


@pytest.mark.parametrize(("verdict", "possible"), [("met", 2.0), ("not_applicable", 0.0)])
def test_the_score_follows(call: Any, verdict: str, possible: float) -> None:
    before = unsure_of(example(call))
    after = seconded(before, said(verdict))

    assert found(after).verdict == verdict
    assert after.scorecard.possible == pytest.approx(
        seconded(before, said("unsure")).scorecard.possible + possible
    )


def test_a_fault_costs_what_the_check_says_it_costs(call: Any) -> None:
    rubric = marked("no_deflection")
    scored = seconded(unsure_of(example(call), "no_deflection"), said(), rubric=rubric)

    assert found(scored, "no_deflection").points == 1.5  # credit_after: [0.5]
    assert found(scored, "no_deflection").credit == 0.5


def test_an_opinion_of_unsure_or_of_the_same_changes_nothing_but_is_kept(call: Any) -> None:
    for before, answer in (
        (unsure_of(example(call)), said("unsure", lines=[])),
        (with_finding(example(call), IRONY, verdict="met", confidence=0.4), said("met")),
    ):
        finding = found(seconded(before, answer))
        assert finding.opinion is not None
        assert replace(finding, opinion=None) == found(before)


def test_an_opinion_never_turns_a_verdict_round(call: Any) -> None:
    words = Evidence(start=1.0, end=2.0, party="agent", quote="Claro")
    weak = {"verdict": "not_met", "confidence": 0.45, "evidence": (words,), "points": 0.5}
    scored = seconded(with_finding(example(call), IRONY, **weak), said("met"))

    finding = found(scored)
    assert (finding.verdict, finding.points, finding.possible) == ("unsure", 0.0, 0.0)
    assert finding.evidence == (words,)
    assert "segunda opinión" in finding.reason

    sure = with_finding(example(call), IRONY, **{**weak, "confidence": 0.5})
    assert seconded(sure, AssertionError("asked")) == sure


def test_a_confidence_below_what_a_verdict_needs_leaves_it_unsure(call: Any) -> None:
    rubric = marked(IRONY, most_confidence=0.2)
    finding = found(seconded(unsure_of(example(call)), said(), rubric=rubric))

    assert finding.verdict == "unsure"
    assert finding.opinion is not None


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("Creo que sí hay ironía.", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ('["met"]', "answer: "),
        (said("maybe"), "verdict: none of the four"),
        (said(["maybe"]), "verdict: none of the four"),
        (said(confidence=0.9), "a field that was not asked for"),
        (said(lines=[]), "not_met without a line"),
        (said("met", lines=[]), "met without a line"),
        (said(lines=[{"line": 99, "quote": "de maravilla"}]), "no line 99"),
        (said(lines=[{"line": 0, "quote": "de maravilla"}]), "no line 0"),
        (said(lines=[{"line": 2, "quote": "de maravilla"}]), "line 2 does not say"),
        (said(lines=[{"line": 3, "quote": "…"}]), "line 3 does not say"),
        (said(lines=["3"]), "lines.0: "),
        (said(reason=" "), "no reason"),
        (said(reason="x" * 301), "reason: "),
        (said(reason="no\x00"), "characters"),
        (said(reason="Ironía").replace("Iron", "\\ud800"), "reason: "),
    ],
)
def test_an_answer_that_cannot_be_checked_is_ignored_and_said_so(
    call: Any, answer: str, why: str
) -> None:
    before = unsure_of(example(call))
    after = seconded(before, answer)

    assert after.findings == before.findings
    (note,) = after.notes
    assert (note.kind, note.criteria) == ("second_judge_unusable", (IRONY,))
    assert why in note.detail
    assert "maybe" not in note.detail


def test_no_answer_leaves_everything_as_it_was_with_one_note_for_all(call: Any) -> None:
    before = unsure_of(unsure_of(example(call)), "no_deflection")
    error = NoAnswerError("second_judge_slow", "no answer in 60 s")
    after = seconded(before, error, rubric=marked(IRONY, "no_deflection"))

    assert replace(after, notes=()) == before
    assert [(n.kind, n.criteria) for n in after.notes] == [
        ("second_judge_slow", (IRONY, "no_deflection"))
    ]


def test_what_was_answered_before_is_not_asked_again(call: Any) -> None:
    before = unsure_of(example(call))
    (question,) = questions(before, RUBRIC, model=MODEL)
    answer = read_answer(said(), before.heard.turns)

    again = seconded(before, AssertionError("asked"), known={question.sha256: answer})

    assert again == seconded(before, said())
    silent = with_opinions(before, RUBRIC, model=MODEL, known={}, ask=None)
    assert silent == before


def test_a_code_block_around_the_answer_is_taken_off() -> None:
    word = Word(word="Hola", start=0.2, end=0.5, confidence=0.9)
    turn = Turn(party="agent", start=0.0, end=1.0, text="Hola", confidence=0.9, words=(word,))
    answer = said("met", lines=[{"line": 1, "quote": "¡hola!"}])

    for text in (answer, f"```json\n{answer}\n```", f"```\n{answer}```\n"):
        assert read_answer(text, [turn]).evidence == (
            Evidence(start=0.2, end=0.5, party="agent", quote="Hola"),
        )
    with pytest.raises(UnusableAnswerError, match="not JSON"):
        read_answer(f"Claro:\n{answer}", [turn])


def test_advice_for_the_caller_style_follows_the_verdict(call: Any) -> None:
    unchecked = AdviceResult(advice="irony", kind="dont", state="not_checked")
    style = CallerStyle(style="angry", confidence=0.8, evidence=(), advice=(unchecked,))
    before = replace(unsure_of(example(call)), caller_styles=(style,))

    (after,) = seconded(before, said()).caller_styles

    (irony,) = [one for one in after.advice if one.advice == "irony"]
    assert (irony.state, irony.criteria) == ("missed", (IRONY,))


def test_what_a_server_refused_is_not_asked_again_of_the_same_call(call: Any) -> None:
    before = unsure_of(unsure_of(example(call)), "no_deflection")
    asked = []

    def ask(question: Question) -> str:
        asked.append(question.criterion)
        raise NoAnswerError("second_judge_failed", "HTTP 400", whole_call=True)

    after = seconded(before, ask, rubric=marked(IRONY, "no_deflection"))

    assert len(asked) == 1
    (note,) = after.notes
    assert (note.detail, set(note.criteria)) == ("HTTP 400", {IRONY, "no_deflection"})


def test_a_call_too_long_to_be_read_is_not_asked_about_and_said_so(call: Any) -> None:
    before = unsure_of(example(call))
    long = replace(before.heard.turns[0], text="hola " * (MOST_CHARACTERS // 5))
    before = replace(before, heard=replace(before.heard, turns=(long, *before.heard.turns[1:])))

    after = seconded(before, AssertionError("asked"))

    assert after.findings == before.findings
    (note,) = after.notes
    assert note.detail == "not asked: more than 60000 characters"


def quotation(start: float) -> Quotation:
    return Quotation(start=start, end=start + 1, party="agent", quote=f"words at {start:g}")


@pytest.mark.parametrize(
    ("criterion", "verdict", "at", "shown"),
    [
        ("denial_held_calmly", "met", 12.0, (True, None)),
        ("denial_held_calmly", "not_met", 12.0, (False, None)),
        ("denial_held_calmly", "unsure", 12.0, (None, None)),
        ("denial_reasoned", "met", 32.0, (2.0, 32.0)),
        ("denial_reasoned", "not_met", 0.5, (None, None)),
        ("denial_reasoned", "unsure", 0.5, (None, None)),
        ("denial_reasoned", "not_applicable", 0.5, ()),
        ("alternatives_offered", "met", 32.0, (2.0, 32.0)),
        ("alternatives_offered", "not_met", 30.5, (2.0, None)),
        ("alternatives_offered", "unsure", 30.5, (None, None)),
    ],
)
def test_the_rows_on_refusals_say_what_the_new_verdict_says(
    call: Any, criterion: str, verdict: str, at: float, shown: tuple[object, ...]
) -> None:
    came = {"reason": quotation(2), "alternative": quotation(2), "answer": "pushed_back"}
    rows = (
        Refusal(evidence=quotation(0), confidence=0.8, **came),
        Refusal(evidence=quotation(30), confidence=0.8, held_calmly=None),
    )
    own = "met" if verdict == "unsure" else "unsure"
    before = with_finding(example(call), criterion, verdict=own)
    words = Evidence(start=at, end=at + 1, party="agent", quote=f"words at {at:g}")
    after = with_finding(before, criterion, verdict=verdict, evidence=(words,))

    new = agreeing_refusals(rows, before.findings, after.findings)

    if criterion == "denial_held_calmly":
        assert tuple(row.held_calmly for row in new) == shown
    else:
        said = [row.reason if criterion == "denial_reasoned" else row.alternative for row in new]
        assert tuple(None if one is None else one.start for one in said) == shown
    assert agreeing_refusals(rows, before.findings, before.findings) == rows
