"""Verdicts with their evidence, and what they add up to."""

from dataclasses import dataclass, field, fields
from typing import Annotated, Literal

from pydantic import Field

from audio_features.heard_call import HeardCall
from audio_features.timeline import Party
from scoring.undertakings import Commitment, Complaint, Refusal

#: What was counted or measured over more than this share of the call belongs to it as a whole;
#: what is given by its length, such as a hold, is a moment unless it takes nearly all (our choice).
_WHOLE_SHARE = 0.5
_WHOLE_EVENT_SHARE = 0.9

#: A verdict less sure than this is worth a person's look, though it counts (our choice; see
#: `min_confidence` in the protocol: those between 0.25 and 0.4 are few and mostly right).
_WORTH_A_LOOK = 0.4

Verdict = Literal["met", "not_met", "not_applicable", "unsure"]

PhaseName = Literal[
    "opening", "identification", "listening", "solving", "waiting", "transfer", "farewell"
]

#: How a stretch of the service cycle went for the caller; see `scoring.moments_of_truth`.
MomentMark = Literal["good", "bad", "critical"]

AdviceKind = Literal["do", "dont"]

#: What the findings say of one piece of advice; ``not_checked`` where none judged it.
AdviceState = Literal["kept", "missed", "not_checked"]

#: Why a second judge did not help: nobody there, too slow, an error instead of an answer, or an
#: answer that cannot be used.
NoteKind = Literal[
    "second_judge_unreachable",
    "second_judge_slow",
    "second_judge_failed",
    "second_judge_unusable",
]

#: Names of the measured value of a moment where words were expected, and said no times: there, or
#: there at the latest. Its quote is what was said instead.
NOT_SAID_HERE = "said_here"
NOT_SAID_BY_HERE = "said_by_here"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredValue:
    """A number a verdict rests on, beside the threshold it was held against.

    `threshold` is text, because it may be a range or a direction: ``"<= 3"``, ``"150-200"``. It
    is None where the value was held against nothing, as that of a moment to listen to.
    """

    name: str
    value: float
    unit: str
    threshold: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A moment to listen to, with the words said or the value measured there."""

    start: float
    end: float
    party: Party | None
    quote: str | None = None
    measure: MeasuredValue | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What a language model says of one criterion: a second judge's opinion, never a fact.

    `evidence` quotes the lines it rests on, `question_sha256` names what was asked, of which
    model. What our own check said stays in `own_…`, whatever became of the finding.
    """

    verdict: Verdict
    reason: str
    evidence: tuple[Evidence, ...]
    model: str
    prompt_version: str
    question_sha256: str
    own_verdict: Verdict
    own_confidence: float
    own_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The verdict on one criterion.

    `points` earned of `possible`; both are 0 where the verdict is ``unsure``, which leaves the
    score, or ``not_applicable``, unless the rubric gives its points all the same. `reason` is in
    the call's language. `opinion` is a language model's, where one was asked. `credit` is the share
    of the points earned, whatever they are; None where it was not kept, and no part of what the
    finding says.
    """

    criterion: str
    verdict: Verdict
    points: float
    possible: float
    confidence: float
    reason: str
    evidence: tuple[Evidence, ...] = ()
    opinion: Opinion | None = None
    credit: Annotated[float | None, Field(exclude=True)] = field(default=None, compare=False)

    @property
    def by_opinion(self) -> bool:
        """Whether the verdict is a language model's, as our own check came to none."""
        said = self.opinion
        return said is not None and said.verdict == self.verdict != said.own_verdict

    @property
    def worth_a_look(self) -> bool:
        """Whether the verdict counts, and yet is so little sure that a person should look at it."""
        counts = self.verdict in ("met", "not_met") and self.possible > 0
        return counts and self.confidence < _WORTH_A_LOOK


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something to know of how the call was judged: a second judge that gave no usable answer.

    `criteria` are those it was asked about; their findings stay as they were.
    """

    kind: NoteKind
    criteria: tuple[str, ...]
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """One stretch of the service cycle."""

    name: PhaseName
    start: float
    end: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentOfTruth:
    """One stretch of the service cycle with what the findings make of it.

    `criteria` are those that made the mark: what was met where it is ``good``, else what was not.
    """

    phase: PhaseName
    start: float
    end: float
    mark: MomentMark
    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceResult:
    """One thing to do, or not to do, with a caller style, and whether it was kept to.

    `criteria` are those whose verdicts decided; empty where it was ``not_checked``.
    """

    advice: str
    kind: AdviceKind
    state: AdviceState
    criteria: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerStyle:
    """A way in which the caller spoke on this call: never what kind of person the caller is.

    `style` is an id of `scoring/caller_styles/caller_styles.yaml`; `confidence` is 0 to 1.
    """

    style: str
    confidence: float
    evidence: tuple[Evidence, ...]
    advice: tuple[AdviceResult, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionScore:
    """Points of one section of the rubric; `score` is None where nothing could be judged."""

    id: str
    points: float
    possible: float

    @property
    def score(self) -> float | None:
        """Percentage, derived from points."""
        return percentage(self.points, self.possible)


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricIdentity:
    """Which rubric judged: two rubrics with one hash are the same rubric."""

    id: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """Points of one call. `critical_failures` are ids of critical criteria that were not met.

    `band` is the id of the rubric's band the `score` falls in; `passed` is whether it reaches the
    pass mark without a critical failure. All three are None where too little could be judged to
    speak for the call; `points` are then what little there was.
    """

    points: float
    possible: float
    score: float | None
    critical_failures: tuple[str, ...]
    sections: tuple[SectionScore, ...]
    rubric: RubricIdentity
    band: str | None = None
    passed: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptWords:
    """What was found in the words of a call, as `scoring.kept_words` writes and reads it.

    `intents_sha256` is the fingerprint of the intents that were looked for.
    """

    intents_sha256: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a rubric says of one call.

    `complaint` is None where nobody looked for one: in calls judged before there was such a thing.
    `words` are what the judgement read, not what it says: to be kept, so as not to read it again.
    """

    phases: tuple[Phase, ...]
    findings: tuple[Finding, ...]
    scorecard: Scorecard
    commitments: tuple[Commitment, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    complaint: Complaint | None = None
    caller_styles: tuple[CallerStyle, ...] = ()
    notes: tuple[Note, ...] = ()
    words: KeptWords | None = field(default=None, compare=False, repr=False)

    def of_call(self, heard: HeardCall) -> "ScoredCall":
        """It with the call that it is of."""
        names = (one.name for one in fields(Judgement))
        return ScoredCall(heard=heard, **{name: getattr(self, name) for name in names})


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredCall(Judgement):
    """One call, heard and judged."""

    heard: HeardCall


def is_whole_call(evidence: Evidence, seconds: float) -> bool:
    """Whether `evidence` is about the call of `seconds` as a whole, and no moment to listen to."""
    if evidence.quote or evidence.measure is None:
        return False
    share = _WHOLE_EVENT_SHARE if evidence.measure.unit == "s" else _WHOLE_SHARE
    return evidence.end - evidence.start > share * seconds


def percentage(points: float, possible: float) -> float | None:
    """Points as a percentage of those possible, or None where none were possible."""
    return 100.0 * points / possible if possible > 0 else None
