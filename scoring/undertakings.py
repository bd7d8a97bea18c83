"""What was undertaken, refused and complained of on a call: value types only."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from audio_features.timeline import Party

#: How the caller took a refusal; ``unclear`` where neither can be heard.
RefusalAnswer = Literal["accepted", "pushed_back", "unclear"]

#: What the caller came with, from the gravest down. ``complaint`` is dissatisfaction (queja),
#: ``formal_claim`` asks for redress or has a claim put on record (reclamación), ``report``
#: announces or makes a charge before an authority (denuncia).
ComplaintKind = Literal[
    "report", "formal_claim", "complaint", "suggestion", "query", "none", "unsure"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """Words as they were transcribed, with when they were said (seconds) and by whom."""

    start: float
    end: float
    party: Party
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """Until when something was promised.

    `words` are those that were said. `due_from` to `due_by` is the range they mean on the
    calendar, in the time zone of the call's start; both are None where the call's start is not
    known or the words can be read in more ways than one. `vague` words ("ahorita", "as soon as
    possible") put no limit that anyone could be held to, so they are no deadline at all.
    """

    words: str
    vague: bool = False
    due_from: datetime | None = None
    due_by: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """What `party` undertook: `what` is the clause as said, without hesitations.

    `deadline` is None where nothing at all was said about when. `confidence` is 0 to 1.
    """

    party: Party
    what: str
    deadline: Deadline | None
    evidence: Quotation
    confidence: float

    @property
    def has_deadline(self) -> bool:
        """Whether words were said that the party can be held to, dated or not."""
        return self.deadline is not None and not self.deadline.vague


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentCommitment:
    """A commitment of an agent with the call it was made on.

    `started_at` is in the time zone that came with the call; the moments of the deadline may be in
    another.
    """

    call_id: str
    agent_id: str | None
    started_at: datetime | None
    commitment: Commitment


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One "no" of the agent, with what came with it and how it was taken.

    `reason` and `alternative` are None where none was heard. `held_calmly` is None unless the
    caller pushed back and the voice and words of the answer could be judged. `confidence`, 0 to 1,
    is that of the refusal itself.
    """

    evidence: Quotation
    confidence: float
    reason: Quotation | None = None
    alternative: Quotation | None = None
    answer: RefusalAnswer = "unclear"
    answer_evidence: Quotation | None = None
    held_calmly: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """The kind of complaint a call was, with the words that show it; `confidence` 0 to 1.

    ``none`` says that enough was heard of the caller and nothing of it was of any kind;
    ``unsure`` that it takes a person to tell; its confidence is 0.
    """

    kind: ComplaintKind
    confidence: float
    evidence: tuple[Quotation, ...] = ()
