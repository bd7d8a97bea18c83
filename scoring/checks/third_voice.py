"""Whether anyone else talks while the agent serves the caller."""

from audio_features.timeline import Turn
from scoring.checks.evidence import count_evidence, turn_evidence
from scoring.checks.reliability import role_confidence, role_problem, word_count
from scoring.checks.result import CheckContext, CheckResult, not_applicable, unsure
from scoring.checks.schema_conduct import NoThirdVoiceCheck
from scoring.checks.windows import find_all


def check_no_third_voice(check: NoThirdVoiceCheck, context: CheckContext) -> CheckResult:
    """Unsure where another voice is heard: whose it is, and to whom it talks, a person tells.

    What is heard before the agent's first word, on a hold, or once the call is handed over is no
    side conversation: recorded announcements, music with words, whoever takes the call over.
    Where each party has a channel of its own, voices beside the agent are not told apart, so not
    hearing any proves nothing there: not applicable.
    """
    if problem := role_problem(context, "agent"):
        return unsure(problem)
    agent = context.turns_of("agent")
    if not agent:
        return unsure("no_agent")
    voices = [
        turn
        for turn in context.turns_of("other")
        if word_count([turn]) >= check.min_words
        and turn.start > agent[0].start
        and turn.start < _handed_over(check, context)
        and not _on_hold(turn, context)
    ]
    proof = count_evidence("other_voices", len(voices), span=context.speech_span, threshold="<= 0")
    if voices:
        return unsure(
            "third_voice", evidence=tuple(turn_evidence(turn) for turn in voices), confidence=0.5
        )
    if _apart(context):
        return not_applicable(confidence=check.absence_confidence)
    return CheckResult(
        verdict="met",
        credit=1.0,
        confidence=role_confidence(context, "agent") * check.absence_confidence,
        evidence=(proof,),
        fields={"count": 0},
    ).tagged(check.tag)


def _apart(context: CheckContext) -> bool:
    """Whether each party has a channel of its own."""
    agent, customer = context.call.roles.agent, context.call.roles.customer
    channels = {role.channel for role in (agent, customer) if role is not None}
    return len(channels - {None}) == 2


def _handed_over(check: NoThirdVoiceCheck, context: CheckContext) -> float:
    announced = find_all(
        context, check.announced_by, party="agent", min_score=check.announced_score
    )
    moments = [match.start for match in announced]
    moments += [event.start for event in context.call.events if event.kind == "transfer"]
    return min(moments, default=float("inf"))


def _on_hold(turn: Turn, context: CheckContext) -> bool:
    return any(
        event.kind == "hold" and event.span.overlap_s(turn.span) > 0
        for event in context.call.events
    )
