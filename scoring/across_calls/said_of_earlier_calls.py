"""What a caller says of earlier calls: having called before, and promises that were not kept."""

from dataclasses import dataclass, replace

from audio_features.languages import primary_language
from scoring.across_calls.call_times import moment_at
from scoring.across_calls.options import AcrossCallsOptions
from scoring.coaching.report import CallMoment
from scoring.findings import ScoredCall
from scoring.language.intent_library import LANGUAGES, IntentLibrary, load_intents
from scoring.language.intents import IntentFinder, IntentMatch
from scoring.rubrics.schema import Rubric

#: Intents that an analyst may extend like any other.
CALLS_AGAIN = "calls_again"
PROMISE_NOT_KEPT = "promise_not_kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidOfEarlierCalls:
    """Where in a call its caller says so, with the words; None where nothing like it is said."""

    again: CallMoment | None = None
    promise_not_kept: CallMoment | None = None


def said_of_earlier_calls(
    call: ScoredCall, rubric: Rubric, options: AcrossCallsOptions
) -> SaidOfEarlierCalls:
    """Look for it in the caller's words; nothing where it is unclear who the caller is."""
    heard = call.heard
    language, role = primary_language(heard.language), heard.roles.customer
    if language not in LANGUAGES or role is None:
        return SaidOfEarlierCalls()
    if role.confidence < rubric.reliability.min_role_confidence:
        return SaidOfEarlierCalls()
    finder = IntentFinder(
        turns=[turn for turn in heard.turns if turn.party == "customer"],
        language=language,
        metadata=heard.metadata,
        library=_library(language, rubric),
    )
    return SaidOfEarlierCalls(
        again=_surest(call, finder.find(CALLS_AGAIN), options),
        promise_not_kept=_surest(call, finder.find(PROMISE_NOT_KEPT), options),
    )


def _library(language: str, rubric: Rubric) -> IntentLibrary:
    """The two intents alone, as nothing else is asked of so many calls."""
    wanted = (CALLS_AGAIN, PROMISE_NOT_KEPT)
    added = {
        intent: extra
        for key, intents in rubric.intents.items()
        if key == language
        for intent, extra in intents.items()
        if intent in wanted
    }
    whole = load_intents(language, extra=added or None)
    return replace(whole, intents={intent: whole.get(intent) for intent in wanted})


def _surest(
    call: ScoredCall, matches: tuple[IntentMatch, ...], options: AcrossCallsOptions
) -> CallMoment | None:
    sure = [match for match in matches if match.score >= options.least_word_score]
    best = max(sure, key=lambda match: (match.score, -match.start), default=None)
    if best is None:
        return None
    return replace(moment_at(call, start=best.start, end=best.end), quote=best.quote)
