"""How far what was heard can be trusted: who speaks, and whether the words are right."""

from collections.abc import Sequence

from audio_features.timeline import Measure, Party, Turn
from scoring.checks.result import CheckContext
from scoring.rubrics.schema import Reliability

#: Fewer words ("hello? is anybody there?") are no half of a conversation; our choice.
_LEAST_CONVERSATION = 40
#: Causes for not judging, as the texts catalogue names them.
NO_PARTY = {"agent": "no_agent", "customer": "no_customer", "other": "no_other"}


def role_confidence(context: CheckContext, party: Party | None) -> float:
    """How sure it is who the party is, 0 to 1; 0 where that party has no voice on the call."""
    roles = context.call.roles
    if party == "agent":
        return roles.agent.confidence if roles.agent else 0.0
    if party == "customer":
        return roles.customer.confidence if roles.customer else 0.0
    return 1.0


def role_problem(context: CheckContext, party: Party | None) -> str | None:
    """Why nothing can be said of `party`: no such voice, or unclear which one it is."""
    if party is None or party == "other":
        return None
    role = context.call.roles.agent if party == "agent" else context.call.roles.customer
    if role is None:
        return NO_PARTY[party]
    if role.confidence < context.reliability.min_role_confidence:
        return "roles_unclear"
    other = context.call.roles.customer if party == "agent" else context.call.roles.agent
    if other is not None:
        return None
    if context.call.recording.channels == 1:
        # One voice on one channel: whoever else spoke was taken for this one.
        return "one_voice"
    # On two, both may be on the same one, or the other was not recorded.
    return "one_side" if one_side_heard(context) else None


def one_side_heard(context: CheckContext) -> bool:
    """Whether one party talks as in a conversation of which nothing else is heard."""
    roles = context.call.roles
    lone = roles.customer is None or roles.agent is None
    heard = [turn for turn in context.call.turns if turn.party != "other"]  # a tape is nobody
    return lone and word_count(heard) >= _LEAST_CONVERSATION


def word_confidence(turns: Sequence[Turn]) -> float:
    """Mean confidence of the words of `turns`, or of the turns by length where they have none."""
    words = [word.confidence for turn in turns for word in turn.words]
    if words:
        return sum(words) / len(words)
    seconds = sum(turn.span.seconds for turn in turns)
    if seconds <= 0:
        return 0.0
    return sum(turn.confidence * turn.span.seconds for turn in turns) / seconds


def word_count(turns: Sequence[Turn]) -> int:
    """Words transcribed in `turns`."""
    return sum(len(turn.words) or len(turn.text.split()) for turn in turns)


def poorly_transcribed(turns: Sequence[Turn], reliability: Reliability) -> bool:
    """Whether `turns` prove nothing by what they lack: doubtful words, or too few for the time."""
    if word_confidence(turns) < reliability.min_word_confidence:
        return True
    seconds = sum(turn.span.seconds for turn in turns)
    return word_count(turns) < reliability.min_words_per_s * seconds


def legible(turns: Sequence[Turn], reliability: Reliability) -> float:
    """What doubtful words leave of the confidence in something found among them, 0 to 1."""
    confidence = word_confidence(turns)
    return 1.0 if confidence >= reliability.min_word_confidence else confidence


def whole_call_measure(context: CheckContext, name: str, party: Party | None) -> Measure | None:
    """The measure over the longest stretch of the call, which is that of the whole call."""
    fitting = [m for m in context.call.measures if m.name == name and m.party == party]
    return max(fitting, key=lambda m: m.end - m.start, default=None)


def speech_seconds(context: CheckContext, party: Party) -> float:
    """How long `party` speaks: measured, else the sum of its turns."""
    measured = whole_call_measure(context, "speech_time", party)
    if measured is not None:
        return measured.value
    return sum(turn.span.seconds for turn in context.turns_of(party))
