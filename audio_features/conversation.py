"""Who is who on a call and what they said, up to where somebody else takes over."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from audio_features.call_metadata import CallMetadata
from audio_features.hearing import Hearing
from audio_features.roles import RoleAssignment, assign_roles
from audio_features.timeline import Event, Party, Span, Turn, Word, merge_spans
from audio_features.turns import build_turns
from audio_features.word_attribution import attribute_words

MEASURED_PARTIES: tuple[Party, ...] = ("agent", "customer")

#: Event times are rounded to milliseconds.
_ROUNDING_S = 0.001


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """Who is who, and what they said.

    Whoever takes over from the agent is somebody else (``other``), from `handed_over_s` on.
    """

    assignment: RoleAssignment
    turns: tuple[Turn, ...]
    handed_over_s: float = math.inf

    def party(self, speaker: str, at_s: float) -> Party:
        """Who speaks with this voice, or on this channel, at `at_s`."""
        party = self.assignment.parties.get(speaker, "other")
        return "other" if party == "agent" and at_s >= self.handed_over_s else party


def read_conversation(
    hearing: Hearing,
    metadata: CallMetadata,
    language: str,
    *,
    transfers_s: Sequence[float] = (),
    recorded: Sequence[Span] = (),
) -> Conversation:
    """Roles and turns; words inside `recorded` (announcements while on hold) are nobody's."""
    spoken = _words_by_speaker(hearing)
    assignment = assign_roles(
        spoken,
        metadata=metadata,
        layout=hearing.layout,
        language=language,
        transfers_s=transfers_s,
    )
    words: dict[Party, tuple[Word, ...]] = {}
    for speaker, said in spoken.items():
        party = assignment.parties.get(speaker, "other")
        live = tuple(w for w in said if _is_live(w, party, recorded, hearing))
        words[party] = tuple(sorted((*words.get(party, ()), *live), key=lambda w: w.start))
    return Conversation(assignment=assignment, turns=build_turns(words, language=language))


def _words_by_speaker(hearing: Hearing) -> Mapping[str, tuple[Word, ...]]:
    if hearing.layout == "stereo":
        return {f"channel_{t.channel}": t.words for t in hearing.transcripts}
    words = [word for transcript in hearing.transcripts for word in transcript.words]
    return attribute_words(words, hearing.speakers)


def _is_live(word: Word, party: Party, recorded: Sequence[Span], hearing: Hearing) -> bool:
    """Callers on a leg of their own may mutter on hold; what the agent's leg carries is a tape."""
    if hearing.layout == "stereo" and party == "customer":
        return True
    middle = (word.start + word.end) / 2
    return not any(span.start < middle < span.end for span in recorded)


def voices_of(hearing: Hearing, talk: Conversation) -> Mapping[Party, tuple[Span, ...]]:
    """When each party speaks, overlaps kept."""
    spans: dict[Party, list[Span]] = {party: [] for party in MEASURED_PARTIES}
    for spoken in hearing.speakers:
        party = talk.party(spoken.speaker, spoken.span.start)
        spans.setdefault(party, []).append(spoken.span)
    return {party: merge_spans(own) for party, own in spans.items()}


def _leads_to(transfers: Sequence[Event], turn: Turn) -> bool:
    """Whether `turn` is the first of the voice that took over."""
    return any(
        event.attributes.get("connected") is True and abs(event.end - turn.start) <= _ROUNDING_S
        for event in transfers
    )


def handed_over(talk: Conversation, transfers: Sequence[Event]) -> Conversation:
    """`talk` with everything that the agent's side says after a transfer said by somebody else.

    So is a customer's turn that a transfer leads to: the new voice was taken for the customer's.
    """
    at = min(
        (event.end for event in transfers if event.attributes.get("connected") is True),
        default=math.inf,
    )
    # The new voice's turn begins where the event ends; borders are rounded.
    at -= _ROUNDING_S
    turns = tuple(
        replace(turn, party="other")
        if (turn.party == "agent" and turn.start >= at) or _leads_to(transfers, turn)
        else turn
        for turn in talk.turns
    )
    return replace(talk, turns=turns, handed_over_s=at)
