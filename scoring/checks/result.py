"""What a check is given and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from audio_features.heard_call import HeardCall
from audio_features.timeline import Party, Span, Turn
from scoring.findings import Evidence, Phase, Verdict
from scoring.language.intents import IntentFinder
from scoring.language.names import CallNames
from scoring.rubrics.schema import Reliability

#: What a reason template may be filled with; numbers are written the way of the language.
FieldValue = str | int | float


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """Answer of one check.

    `credit` is the share of the points earned, 0 to 1, and 1 where `met`. `confidence` is 0 to 1.
    `tag` picks the wording of the reason; `fields` fill it. For ``unsure`` the tag is the cause.
    """

    verdict: Verdict
    credit: float = 0.0
    confidence: float = 1.0
    evidence: tuple[Evidence, ...] = ()
    fields: Mapping[str, FieldValue] = field(default_factory=dict)
    tag: str | None = None

    def tagged(self, tag: str | None) -> "CheckResult":
        """The same result under the rubric's own `tag`; where unsure, the cause stays."""
        return self if tag is None or self.verdict == "unsure" else replace(self, tag=tag)


@dataclass(frozen=True, kw_only=True)
class CheckContext:
    """One call, ready to be judged.

    `finder`, `names` and `cues`, which finds the signs of caller styles, are None where the product
    does not know the call's language. `called_for` are the words that make the criterion apply,
    where any do.
    """

    call: HeardCall
    reliability: Reliability
    finder: IntentFinder | None
    names: CallNames | None
    phases: tuple[Phase, ...] = ()
    called_for: Evidence | None = None
    cues: IntentFinder | None = None

    def turns_of(self, party: Party) -> tuple[Turn, ...]:
        """The party's turns in order of time."""
        return self._turns.get(party, ())

    @cached_property
    def _turns(self) -> Mapping[Party, tuple[Turn, ...]]:
        """Every check asks for them: sorted out once for all of them."""
        turns = self.call.turns
        return {
            party: tuple(turn for turn in turns if turn.party == party)
            for party in {turn.party for turn in turns}
        }

    @cached_property
    def speech_span(self) -> Span:
        """From the first to the last word of anyone; the whole recording where nobody speaks."""
        turns = self.call.turns
        if not turns:
            return Span(0.0, self.call.recording.seconds)
        return Span(min(t.start for t in turns), max(t.end for t in turns))


def unsure(
    cause: str,
    *,
    evidence: tuple[Evidence, ...] = (),
    confidence: float = 0.0,
    fields: Mapping[str, FieldValue] | None = None,
) -> CheckResult:
    """No verdict, for this cause."""
    return CheckResult(
        verdict="unsure",
        confidence=confidence,
        evidence=evidence,
        fields=fields or {},
        tag=cause,
    )


def not_applicable(tag: str | None = None, *, confidence: float = 1.0) -> CheckResult:
    """Nothing of the kind on this call."""
    return CheckResult(verdict="not_applicable", tag=tag, confidence=confidence)
