"""From what was heard to what happened: who is who, turns, events and measures. The cheap half.

Here the data beside the recording joins; nothing is judged.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from audio_features.call_metadata import CallMetadata
from audio_features.channels import mixdown
from audio_features.conversation import (
    MEASURED_PARTIES,
    Conversation,
    handed_over,
    read_conversation,
    voices_of,
)
from audio_features.events.dead_air import dead_air_events
from audio_features.events.holds import hold_events
from audio_features.events.interruptions import overlap_events
from audio_features.events.rings import ring_events, ring_measures
from audio_features.events.sighs import sigh_events, sigh_events_in_mono
from audio_features.events.transfers import (
    mark_transfer_holds,
    transfer_events,
    transfer_waits,
)
from audio_features.heard_call import HeardCall, PartyTrack, Role
from audio_features.hearing import Hearing
from audio_features.measures.event_counts import event_measures
from audio_features.measures.level import level_measures, relative_level_measures
from audio_features.measures.pace import pace_measures
from audio_features.measures.pitch import pitch_measures
from audio_features.measures.talk import talk_measures
from audio_features.recording import Audio, Recording
from audio_features.roles import RoleAssignment
from audio_features.spelling.spanish_respelling import respell
from audio_features.timeline import (
    Event,
    Measure,
    Party,
    Span,
    Turn,
    intersect_spans,
    subtract_spans,
)

#: Language taken where neither data nor speech tells one: nothing was said.
_NO_SPEECH_LANGUAGE = "es"
#: How far telephony's borders of a hold may be from those on the recording, in s; our choice.
_BORDER_S = 1.0

#: What the diarizer may take for voices.
_TONES = ("ringback", "busy", "dial", "fax")


def interpret(
    audio: Audio,
    *,
    recording: Recording,
    hearing: Hearing,
    metadata: CallMetadata,
    call_id: str,
    default_country: str,
    default_language: str | None = None,
) -> HeardCall:
    """One call from what the engines heard and what is known beside the recording."""
    language = metadata.language or default_language or _heard_language(hearing)
    country = metadata.country or default_country
    hearing = _spelt(hearing, metadata)
    talk = read_conversation(hearing, metadata, language)
    events, talk = _events(hearing, talk, metadata, language, country, audio.seconds)
    voices = voices_of(hearing, talk)
    tracks = _tracks(audio, hearing, talk.assignment, voices, events)
    return HeardCall(
        call_id=call_id,
        recording=recording,
        metadata=metadata,
        language=language,
        country=country,
        roles=talk.assignment.roles,
        turns=talk.turns,
        events=events,
        measures=(
            *ring_measures(
                hearing.sounds,
                metadata=metadata,
                words=_words(talk.turns),
                country=country,
            ),
            *_measures(tracks, talk.turns, events, Span(0.0, audio.seconds), language),
        ),
        engines=hearing.engines,
    )


def _spelt(hearing: Hearing, metadata: CallMetadata) -> Hearing:
    """What was heard, Spanish spelt as people write it; names that are known stay."""
    names = (metadata.agent_name, metadata.customer_name, *(metadata.vocabulary or ()))
    known = tuple(name for name in names if name)
    transcripts = tuple(
        replace(transcript, words=respell(transcript.words, known=known))
        if transcript.language == "es"
        else transcript
        for transcript in hearing.transcripts
    )
    return replace(hearing, transcripts=transcripts)


def _heard_language(hearing: Hearing) -> str:
    spoken = [transcript for transcript in hearing.transcripts if transcript.words]
    if not spoken:
        return _NO_SPEECH_LANGUAGE
    return max(spoken, key=lambda transcript: transcript.language_confidence).language


def _recorded(holds: Sequence[Event], turns: Sequence[Turn]) -> list[Span]:
    """When a tape plays to the caller: where one is heard, or where telephony has a hold.

    Telephony's borders are not exact to the word, and while the caller talks too, they are wrong.
    """
    heard = [h.span for h in holds if h.attributes.get("kind") in ("music", "announcement")]
    callers = [turn.span for turn in turns if turn.party == "customer"]
    told = [
        Span(h.start + _BORDER_S, h.end - _BORDER_S)
        for h in holds
        if h.attributes.get("source") == "telephony"
        and h.attributes.get("kind") is None
        and h.span.seconds > 2 * _BORDER_S
    ]
    return [*heard, *(s for s in told if not any(s.overlap_s(own) > 0 for own in callers))]


def _events(
    hearing: Hearing,
    talk: Conversation,
    metadata: CallMetadata,
    language: str,
    country: str,
    seconds: float,
) -> tuple[tuple[Event, ...], Conversation]:
    """All events, and the conversation as it reads once holds and transfers are known."""
    answered_s = _answered_s(talk.turns)
    holds = hold_events(
        hearing.sounds,
        talk.turns,
        metadata=metadata,
        language=language,
        answered_s=answered_s,
        seconds=seconds,
        own_channels=hearing.layout == "stereo",
    )
    transfers = transfer_events(
        talk.turns,
        sounds=hearing.sounds,
        holds=holds,
        metadata=metadata,
        language=language,
        speakers=hearing.speakers,
    )
    holds = (*mark_transfer_holds(holds, transfers), *transfer_waits(transfers, holds, talk.turns))
    talk = read_conversation(
        hearing,
        metadata,
        language,
        transfers_s=[event.start for event in transfers],
        recorded=_recorded(holds, talk.turns),
    )
    talk = handed_over(talk, transfers)
    events = (
        *ring_events(
            hearing.sounds,
            metadata=metadata,
            words=_words(talk.turns),
            country=country,
        ),
        *holds,
        *transfers,
        *dead_air_events(
            talk.turns,
            speech=[spoken.span for spoken in hearing.speakers],
            sounds=hearing.sounds,
            holds=holds,
            language=language,
            answered_s=answered_s,
        ),
        *_overlaps(hearing, talk, holds, language),
        *_sighs(hearing, talk),
    )
    return tuple(sorted(events, key=lambda e: (e.start, e.end, e.kind))), talk


def _overlaps(
    hearing: Hearing,
    talk: Conversation,
    holds: Sequence[Event],
    language: str,
) -> tuple[Event, ...]:
    """Simultaneous speech of the two parties; what plays or rings interrupts nobody."""
    tones = [sound.span for sound in hearing.sounds if sound.kind in _TONES]
    waits = [*(hold.span for hold in holds), *tones]
    voices = voices_of(hearing, talk)
    live = {p: subtract_spans(own, waits) for p, own in voices.items() if p in MEASURED_PARTIES}
    return overlap_events(
        talk.turns, live, language=language, own_channels=hearing.layout == "stereo"
    )


def _sighs(hearing: Hearing, talk: Conversation) -> tuple[Event, ...]:
    heard = [sound for sound in hearing.sounds if sound.kind == "sigh"]
    if hearing.layout != "stereo":
        return sigh_events_in_mono(
            [sound.span for sound in heard], [sound.confidence for sound in heard], turns=talk.turns
        )
    events: list[Event] = []
    for sound in heard:
        party = talk.party(f"channel_{sound.channel}", sound.start)
        events += sigh_events([sound.span], [sound.confidence], party=party)
    return tuple(events)


def _words(turns: Sequence[Turn]) -> tuple[Span, ...]:
    """When each word is said; a turn whose words have no times counts as one."""
    return tuple(span for turn in turns for span in _spans_of(turn))


def _spans_of(turn: Turn) -> tuple[Span, ...]:
    return tuple(Span(word.start, word.end) for word in turn.words) or (turn.span,)


def _answered_s(turns: Sequence[Turn]) -> float:
    """When the agent first speaks; where no agent does, when anybody does."""
    own = [turn.start for turn in turns if turn.party == "agent"]
    return min(own or [turn.start for turn in turns], default=0.0)


def _tracks(
    audio: Audio,
    hearing: Hearing,
    assignment: RoleAssignment,
    voices: Mapping[Party, tuple[Span, ...]],
    events: Sequence[Event],
) -> tuple[PartyTrack, ...]:
    """Each party's signal, and where in it nothing but this party speaks."""
    waits = [event.span for event in events if event.kind == "hold"]
    both = intersect_spans(voices["agent"], voices["customer"])
    shared = None if hearing.layout == "stereo" else mixdown(audio)
    roles: Mapping[Party, Role | None] = {
        "agent": assignment.roles.agent,
        "customer": assignment.roles.customer,
    }
    tracks = []
    for party, role in roles.items():
        if role is None:
            continue
        own = shared if shared is not None else audio.samples[role.channel or 0]
        tracks.append(
            PartyTrack(
                party=party,
                samples=np.ascontiguousarray(own, dtype=np.float32),
                sample_rate_hz=audio.sample_rate_hz,
                speech=subtract_spans(voices[party], waits if shared is None else [*waits, *both]),
                own_channel=shared is None,
            )
        )
    return tuple(tracks)


def _measures(
    tracks: Sequence[PartyTrack],
    turns: Sequence[Turn],
    events: Sequence[Event],
    call: Span,
    language: str,
) -> tuple[Measure, ...]:
    waits = [event.span for event in events if event.kind in ("hold", "transfer")]
    voice = [
        measured
        for track in tracks
        for measured in (
            *level_measures(track),
            *pitch_measures(track),
            *pace_measures(track, turns, language=language),
        )
    ]
    return (
        *voice,
        *relative_level_measures(voice),
        *talk_measures(turns, call=call, waits=waits),
        *event_measures(events, call=call),
    )
