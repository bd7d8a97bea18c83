"""Transfers: the call changes agent, and how well that was done."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from audio_features.call_metadata import CallMetadata, TransferRecord
from audio_features.events.spoken_context import (
    ContextOptions,
    Lexicon,
    SpokenWords,
    consent_given,
    words_before,
)
from audio_features.hearing import Sound, SpeakerSpan
from audio_features.lexicons.matching import find_phrase, load_lexicon, normalise
from audio_features.timeline import AttributeValue, Event, Span, Turn, merge_spans


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferOptions:
    """When words become a transfer. Starting values ours."""

    wait_within_s: float = 25.0  # s from the words to ringing, music or hold
    voice_within_s: float = 180.0  # s from the words to the new voice
    direct_voice_within_s: float = 20.0  # s, where a colleague takes over without any wait
    telephony_slack_s: float = 45.0  # s between the words and telephony's own time
    wait_gap_s: float = 8.0  # s, pauses between rings or pieces of one wait
    voice_share: float = 0.5  # part of a turn its speaker label must cover
    to_words: int = 5  # words after "le paso con" that name whom
    new_voice_turns: int = 2  # turns of the new voice in which it shows that it knows
    attended_kinds: tuple[str, ...] = ("attended", "warm", "consultative", "atxfer")
    context: ContextOptions = field(default_factory=lambda: ContextOptions(before_s=30.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Handover:
    """From the words to the new voice; `voice` is its first turn, `wait` what came between."""

    said: Turn | None
    at: float
    wait: Span | None
    voice: Turn | None


def transfer_events(
    turns: Sequence[Turn],
    *,
    sounds: Iterable[Sound],
    holds: Iterable[Event],
    metadata: CallMetadata,
    language: str,
    speakers: Sequence[SpeakerSpan] = (),
    options: TransferOptions | None = None,
) -> tuple[Event, ...]:
    """``transfer`` events, telephony's and those that words, waiting and a new voice show.

    An event starts with the words (or telephony's time) and ends when the new voice begins, the
    wait ends, or at once. Attributes: ``explained`` (to whom or why), ``consented``, ``warm``
    (each true, false or None), ``to``, ``source`` (telephony or audio), ``connected`` (a new voice
    was heard), ``disagree`` (telephony lists transfers, but not this one).
    """
    chosen = options or TransferOptions()
    words = load_lexicon("transfer_words", language)
    consent = _consent_lexicon(load_lexicon("hold_words", language), words)
    ordered = sorted(turns, key=lambda t: t.start)
    waits = _waits(sounds, holds, chosen)
    spoken = [
        handover
        for turn in ordered
        if _announces(turn, words)
        and (handover := _follow(turn, ordered, waits, speakers, words, chosen)) is not None
    ]
    events = [
        _event(handover, record, ordered, metadata, words, consent, chosen)
        for handover, record in _with_telephony(
            _distinct(spoken), metadata.transfers, ordered, waits, chosen
        )
    ]
    return tuple(sorted(events, key=lambda event: event.start))


def mark_transfer_holds(
    holds: Iterable[Event], transfers: Iterable[Event], *, slack_s: float = 2.0
) -> tuple[Event, ...]:
    """`holds`, those within a transfer (or beginning `slack_s` after it) marked as such."""
    during = [Span(max(0.0, t.start - slack_s), t.end + slack_s) for t in transfers]
    return tuple(
        replace(
            hold,
            attributes={
                **hold.attributes,
                "during_transfer": any(
                    span.start <= hold.start <= span.end
                    or span.overlap_s(hold.span) > 0.5 * hold.span.seconds
                    for span in during
                ),
            },
        )
        for hold in holds
    )


def _consent_lexicon(hold: Lexicon, transfer: Lexicon) -> Mapping[str, tuple[str, ...]]:
    yes_and_no = {name: hold[name] for name in ("consent_yes", "consent_no")}
    return {**yes_and_no, **{n: transfer[n] for n in ("announce", "ask_consent", "ask_if_minded")}}


def _waits(
    sounds: Iterable[Sound], holds: Iterable[Event], options: TransferOptions
) -> tuple[Span, ...]:
    heard = [s.span for s in sounds if s.kind in ("ringback", "music", "busy")]
    return merge_spans([*heard, *(h.span for h in holds)], max_gap_s=options.wait_gap_s)


def _announces(turn: Turn, words: Lexicon) -> bool:
    """Whether the agent says that he passes the call on, now."""
    if turn.party != "agent":
        return False
    rest = f" {normalise(turn.text)} "
    # "No le puedo transferir" and "si quiere le paso" go; a later "le paso con" may still stand.
    conditional = [p for p in words["not_now"] if f" {normalise(p)} " in rest]
    for phrase in conditional:
        before, _, after = rest.partition(f" {normalise(phrase)} ")
        rest = f"{before} {' '.join(after.split()[4:])} "
    return find_phrase(rest, words["announce"]) is not None


def _follow(
    said: Turn,
    turns: Sequence[Turn],
    waits: Sequence[Span],
    speakers: Sequence[SpeakerSpan],
    words: Lexicon,
    options: TransferOptions,
) -> _Handover | None:
    """What follows the words: None when nothing changes."""
    wait = next((w for w in waits if -1.0 <= w.start - said.end <= options.wait_within_s), None)
    voice = _new_voice(said, turns, wait, speakers, words, options)
    if wait is None and voice is None:
        return None
    if wait is not None and voice is None:
        after = [t for t in turns if t.party != "customer" and t.start >= wait.end - 1.0]
        if after:  # the same agent came back: a hold, the transfer did not happen
            return None
    return _Handover(said=said, at=said.end, wait=wait, voice=voice)


def _new_voice(
    said: Turn,
    turns: Sequence[Turn],
    wait: Span | None,
    speakers: Sequence[SpeakerSpan],
    words: Lexicon,
    options: TransferOptions,
) -> Turn | None:
    """First turn of whoever takes over: another speaker, or one who opens anew."""
    start = wait.end - 1.0 if wait else said.end
    limit = said.end + (options.voice_within_s if wait else options.direct_voice_within_s)
    later = [t for t in turns if t.start >= start and t.start <= max(limit, start + 30.0)]
    old = _speaker(said, speakers, options)
    customers = {_speaker(t, speakers, options) for t in turns if t.party == "customer"}
    candidates = [t for t in later if t.party != "customer" and t is not said]
    for index, turn in enumerate(candidates[: options.new_voice_turns]):
        speaker = _speaker(turn, speakers, options)
        if old and speaker and speaker != old and speaker not in customers:
            return turn
        if turn.party == "other" and said.party == "agent" and wait is not None:
            return turn
        opens = find_phrase(" ".join(turn.text.split()[:14]), words["greeting"])
        knows = find_phrase(turn.text, words["warm_receive"])
        strong = opens is not None and (len(opens.phrase.split()) > 1 or wait is not None)
        if index == 0 and (strong or knows is not None):
            return turn
    return None


def _speaker(turn: Turn, speakers: Sequence[SpeakerSpan], options: TransferOptions) -> str | None:
    """Diarized label that covers most of `turn`; None in stereo, where a channel is no voice."""
    shares: dict[str, float] = {}
    for span in speakers:
        if not span.speaker.startswith("channel_"):
            shares[span.speaker] = shares.get(span.speaker, 0.0) + span.span.overlap_s(turn.span)
    best = max(shares, key=lambda label: shares[label], default=None)
    if best is None or shares[best] < options.voice_share * turn.span.seconds:
        return None
    return best


def _distinct(handovers: Sequence[_Handover]) -> list[_Handover]:
    """One handover for each wait or new voice, however often it was announced: the last words."""
    kept: list[_Handover] = []
    for handover in handovers:
        if kept and (
            (handover.wait is not None and kept[-1].wait == handover.wait)
            or (handover.voice is not None and kept[-1].voice == handover.voice)
        ):
            kept[-1] = handover
        else:
            kept.append(handover)
    return kept


def _with_telephony(
    spoken: Sequence[_Handover],
    records: Sequence[TransferRecord] | None,
    turns: Sequence[Turn],
    waits: Sequence[Span],
    options: TransferOptions,
) -> list[tuple[_Handover, TransferRecord | bool]]:
    """Each handover with telephony's record of it, or whether telephony should have had one."""
    if records is None:
        return [(handover, False) for handover in spoken]
    left = list(spoken)
    result: list[tuple[_Handover, TransferRecord | bool]] = []
    for record in records:
        near = [h for h in left if abs(h.at - record.at) <= options.telephony_slack_s]
        if near:
            heard = min(near, key=lambda h: abs(h.at - record.at))
            left.remove(heard)
        else:
            heard = _telephony_handover(record.at, turns, waits)
        result.append((replace(heard, at=record.at), record))
    return result + [(handover, True) for handover in left]


def _telephony_handover(at: float, turns: Sequence[Turn], waits: Sequence[Span]) -> _Handover:
    wait = next((w for w in waits if w.end > at and w.start - at <= 25.0), None)
    start = wait.end - 1.0 if wait else at
    voice = next((t for t in turns if t.party != "customer" and t.start >= start), None)
    return _Handover(said=None, at=at, wait=wait, voice=voice)


def _event(
    handover: _Handover,
    record: TransferRecord | bool,
    turns: Sequence[Turn],
    metadata: CallMetadata,
    words: Lexicon,
    consent: Lexicon,
    options: TransferOptions,
) -> Event:
    told = record if isinstance(record, TransferRecord) else None
    at = handover.said.end if handover.said else handover.at
    before = words_before(turns, at, party="agent", options=options.context)
    to = _to_whom(before.text, words, options)
    explained = True if to else before.has(words["reason"])
    start = handover.said.start if handover.said and told is None else handover.at
    ends = [handover.voice.start if handover.voice else start]
    ends.append(handover.wait.end if handover.wait and not handover.voice else start)
    attributes: dict[str, AttributeValue] = {
        "explained": explained,
        "consented": consent_given(
            turns, at, request=before, lexicon=consent, options=options.context
        ),
        "warm": _warm(handover, told, before, turns, metadata, words, options),
        "to": (told.to if told and told.to else None) or to,
        "source": "telephony" if told else "audio",
        "connected": handover.voice is not None,
        "disagree": record is True or (told is not None and handover.said is None),
    }
    sure = 0.98 if told else 0.8 if handover.wait and handover.voice else 0.6
    return Event(
        kind="transfer",
        party="agent",
        start=round(start, 3),
        end=round(max(start, *ends), 3),
        confidence=sure / 2 if record is True else sure,
        attributes=attributes,
    )


def _to_whom(text: str, words: Lexicon, options: TransferOptions) -> str | None:
    """The words after "le paso con" and the like, where they name somebody."""
    match = find_phrase(text, [p for p in words["announce"] if normalise(p).split()[-1] in _ENDS])
    if match is None:
        return None
    after = normalise(text).split()[match.end_word :][: options.to_words]
    return " ".join(after) or None


#: Last words of announcing phrases after which the name of whom follows.
_ENDS = frozenset({"con", "al", "a", "to"})


def _warm(
    handover: _Handover,
    told: TransferRecord | None,
    before: SpokenWords,
    turns: Sequence[Turn],
    metadata: CallMetadata,
    words: Lexicon,
    options: TransferOptions,
) -> bool | None:
    """Whether the new agent knows name or reason, or was told within hearing."""
    if told and told.kind and told.kind.lower() in options.attended_kinds:
        return True
    if before.has(words["warm_introduce"]):
        return True
    if handover.voice is None:
        return None
    first = handover.voice.start
    later = [t for t in turns if t.party != "customer" and t.start >= first]
    opening = " ".join(t.text for t in later[: options.new_voice_turns])
    if find_phrase(opening, words["warm_receive"]) is not None:
        return True
    name = normalise(metadata.customer_name or "").split()
    if any(len(part) > 2 and part in normalise(handover.voice.text).split() for part in name):
        return True
    trusted = handover.voice.confidence >= options.context.min_confidence
    return False if trusted else None
