"""A scored call with the opinions of a second judge: what it may change, and what it may not."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from scoring.caller_styles.inference import with_advice
from scoring.checks.reliability import role_confidence
from scoring.checks.result import CheckContext, CheckResult, unsure
from scoring.checks.schema import Check, NeverSaysCheck
from scoring.findings import Finding, Note, NoteKind, Opinion, ScoredCall
from scoring.reasons import reason_text
from scoring.rubrics.schema import Criterion, Rubric
from scoring.scorecard import add_up, points_for
from scoring.second_judge.answers import Answer, UnusableAnswerError, read_answer
from scoring.second_judge.questions import Question, prompt_version, questions
from scoring.second_judge.refusal_rows import agreeing_refusals

#: Puts a question to a language model and hands back what it wrote; raises `NoAnswerError`.
Ask = Callable[[Question], str]


#: Characters of transcript and question beyond which nobody is asked. Our choice: about an hour of
#: talk, and with some 15 000 tokens what small models still read.
MOST_CHARACTERS = 60_000


class NoAnswerError(Exception):
    """The second judge did not answer; the message says what happened, in a few words.

    With `whole_call` nothing more need be asked about the same call.
    """

    def __init__(self, kind: NoteKind, detail: str, *, whole_call: bool = False) -> None:
        super().__init__(detail)
        self.kind = kind
        self.whole_call = whole_call


def with_opinions(
    scored: ScoredCall,
    rubric: Rubric,
    *,
    model: str,
    known: Mapping[str, Answer],
    ask: Ask | None,
) -> ScoredCall:
    """`scored` with what `model` says of the findings that are in doubt.

    `known` are earlier answers by what was asked: those are not asked again. With `ask` None
    nobody is asked. Whatever gives no usable answer leaves its finding as it was, with a note;
    so does a call of more than `MOST_CHARACTERS`, and what is left once `whole_call` was refused.
    """
    answers: dict[str, tuple[Question, Answer]] = {}
    missed: dict[tuple[NoteKind, str], list[str]] = {}
    refused: NoAnswerError | None = None
    for question in questions(scored, rubric, model=model):
        answer = known.get(question.sha256)
        try:
            if answer is None and ask is not None:
                if refused is not None:
                    raise refused
                answer = read_answer(_asked(question, ask), scored.heard.turns)
        except NoAnswerError as error:
            refused = error if error.whole_call else refused
            missed.setdefault((error.kind, str(error)), []).append(question.criterion)
        except UnusableAnswerError as error:
            reason: tuple[NoteKind, str] = ("second_judge_unusable", str(error))
            missed.setdefault(reason, []).append(question.criterion)
        else:
            if answer is not None:
                answers[question.criterion] = (question, answer)
    notes = tuple(
        Note(kind=kind, criteria=tuple(criteria), detail=detail)
        for (kind, detail), criteria in missed.items()
    )
    if not answers:
        return replace(scored, notes=(*scored.notes, *notes))
    findings = tuple(
        _seconded(one, *answers[one.criterion], scored, rubric, model)
        if one.criterion in answers
        else one
        for one in scored.findings
    )
    return replace(
        scored,
        findings=findings,
        scorecard=add_up(findings, rubric),
        caller_styles=with_advice(scored.caller_styles, findings),
        refusals=agreeing_refusals(scored.refusals, scored.findings, findings),
        notes=(*scored.notes, *notes),
    )


def _asked(question: Question, ask: Ask) -> str:
    """What the model writes."""
    if len(question.user) > MOST_CHARACTERS:
        detail = f"not asked: more than {MOST_CHARACTERS} characters"
        raise NoAnswerError("second_judge_unreachable", detail, whole_call=True)
    return ask(question)


def _seconded(
    finding: Finding,
    question: Question,
    answer: Answer,
    scored: ScoredCall,
    rubric: Rubric,
    model: str,
) -> Finding:
    opinion = Opinion(
        verdict=answer.verdict,
        reason=answer.reason,
        evidence=answer.evidence,
        model=model,
        prompt_version=prompt_version(),
        question_sha256=question.sha256,
        own_verdict=finding.verdict,
        own_confidence=finding.confidence,
        own_reason=finding.reason,
    )
    criterion = rubric.criterion(finding.criterion)
    result = _result(finding, answer, criterion, scored, rubric)
    if result is None:
        return replace(finding, opinion=opinion)
    points, possible = points_for(rubric, criterion, verdict=result.verdict, credit=result.credit)
    return replace(
        finding,
        verdict=result.verdict,
        points=points,
        possible=possible,
        credit=result.credit,
        confidence=round(result.confidence, 4),
        reason=reason_text(criterion, result, language=rubric.language_for(scored.heard.language)),
        evidence=result.evidence,
        opinion=opinion,
    )


def _result(
    finding: Finding, answer: Answer, criterion: Criterion, scored: ScoredCall, rubric: Rubric
) -> CheckResult | None:
    """What the opinion makes of our own verdict; None where that stays as it is.

    Of an `unsure` it makes a verdict. One that we were not sure of it never turns round: where
    the two say different things, a person decides.
    """
    if answer.verdict in ("unsure", finding.verdict):
        return None
    if finding.verdict != "unsure":
        return unsure("judges_disagree", evidence=finding.evidence, confidence=finding.confidence)
    confidence = rubric.second_judge.most_confidence * _agent_known(scored, rubric)
    if confidence < rubric.least_confidence(criterion, failed=answer.verdict == "not_met"):
        return None
    return CheckResult(
        verdict=answer.verdict,
        credit=1.0 if answer.verdict == "met" else _credit(criterion.check, answer),
        confidence=confidence,
        evidence=answer.evidence,
        fields={"reason": answer.reason},
        tag="opinion",
    )


def _agent_known(scored: ScoredCall, rubric: Rubric) -> float:
    """How sure it is who the agent is, 0 to 1."""
    context = CheckContext(
        call=scored.heard, reliability=rubric.reliability, finder=None, names=None
    )
    return role_confidence(context, "agent")


def _credit(check: Check, answer: Answer) -> float:
    """What the check leaves after so many faults: they cost the same, whoever found them."""
    times = sum(one.party == "agent" for one in answer.evidence)
    left = check.credit_after if isinstance(check, NeverSaysCheck) else ()
    return left[times - 1] if 0 < times <= len(left) else 0.0
