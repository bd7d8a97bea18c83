"""How soon a complaint is answered, by the data beside the recording."""

from audio_features.timeline import Span
from scoring.checks.result import CheckContext, CheckResult, not_applicable, unsure
from scoring.checks.schema_conduct import AnsweredWithinCheck
from scoring.findings import Evidence, MeasuredValue

#: How sure both moments are; our choice: they come from the telephone and the complaints system.
DATA_CONFIDENCE = 0.95


def check_answered_within(check: AnsweredWithinCheck, context: CheckContext) -> CheckResult:
    """Minutes from when the complaint was opened to this call; opened on the call, it is none."""
    opened = context.call.metadata.complaint_opened_at
    started = context.call.metadata.started_at
    if opened is None:
        return not_applicable()
    if started is None:
        return unsure("no_start_time")
    minutes = (started - opened).total_seconds() / 60.0
    if minutes < -context.call.recording.seconds / 60.0:
        return not_applicable("later")
    # What is decided is what the reason says, in whole minutes.
    minutes = max(0, round(minutes))
    measured = MeasuredValue(
        name="complaint_answer_delay",
        value=float(minutes),
        unit="min",
        threshold=f"<= {check.at_most_minutes:g}",
    )
    met = minutes <= check.at_most_minutes
    return CheckResult(
        verdict="met" if met else "not_met",
        credit=1.0 if met else 0.0,
        confidence=DATA_CONFIDENCE,
        evidence=(_beside(context.speech_span, measured),),
        fields={"minutes": minutes, "limit": check.at_most_minutes},
        tag="on_call" if met and minutes == 0 else None,
    ).tagged(check.tag)


def _beside(span: Span, measured: MeasuredValue) -> Evidence:
    """A value of the whole call: no moment of it can be listened to."""
    return Evidence(start=span.start, end=span.end, party=None, measure=measured)
