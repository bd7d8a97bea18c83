"""Transfers: the call changes agent, and how well that was done."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from audio_features.call_metadata import CallMetadata, TransferRecord
from audio_features.events.handovers import (
    Handover,
    TransferOptions,
    find_handovers,
    rung_handovers,
    waiting_spans,
    with_telephony,
)
from audio_features.events.holds import heard_alone
from audio_features.events.spoken_context import Lexicon, SpokenWords, consent_given, words_before
from audio_features.hearing import Sound, SpeakerSpan
from audio_features.lexicons.matching import find_phrase, load_lexicon
from audio_features.timeline import AttributeValue, Event, Span, Turn, merge_spans
from audio_features.written_words import normalise


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

    An event starts with the words (or telephony's time, or the last words before it rings
    unannounced) and ends when the new voice begins, the wait ends, or at once. Attributes:
    ``explained`` (to whom or why), ``consented``, ``warm`` (each true, false or None), ``to``,
    ``source`` (telephony or audio), ``connected`` (a new voice was heard), ``disagree`` (telephony
    lists transfers, but not this one).
    """
    chosen = options or TransferOptions()
    words = load_lexicon("transfer_words", language)
    consent = _consent_lexicon(load_lexicon("hold_words", language), words)
    ordered = sorted(turns, key=lambda t: t.start)
    heard = tuple(sounds)
    waits = waiting_spans(ordered, heard, holds, chosen)
    spoken = find_handovers(
        ordered, waits, speakers=speakers, words=words, language=language, options=chosen
    )
    rings = [sound.span for sound in heard if sound.kind == "ringback"]
    ringing = merge_spans(rings, max_gap_s=chosen.wait_gap_s)
    spoken = sorted(
        (*spoken, *rung_handovers(ordered, ringing, spoken, waits, chosen)), key=lambda h: h.at
    )
    events = [
        _event(handover, record, ordered, metadata, words, consent, chosen)
        for handover, record in with_telephony(spoken, metadata.transfers, ordered, waits, chosen)
    ]
    return tuple(sorted(events, key=lambda event: event.start))


def transfer_waits(
    transfers: Iterable[Event],
    holds: Iterable[Event],
    turns: Sequence[Turn],
    *,
    shortest_s: float = 1.0,
) -> tuple[Event, ...]:
    """A ``hold`` for every transfer whose wait, of `shortest_s` or more, was not heard as one.

    The wait lasts from the last of `turns` that began during the transfer to the transfer's end.

    The caller waits while it rings or is silent too; ``kind`` is then None. Such waits are the
    transfer's, so nothing is said of their announcement.
    """
    known = [hold.span for hold in holds]
    waits = []
    for transfer in transfers:
        said = [t.end for t in turns if t.end < transfer.end and t.end > transfer.start]
        span = Span(max([transfer.start, *said]), transfer.end)
        if span.seconds < shortest_s or any(hold.overlap_s(span) > 0 for hold in known):
            continue
        where_from = heard_alone(disagree=False)
        facts = {**dict.fromkeys(_HOLD_FACTS), "during_transfer": True, **where_from}
        waits.append(
            Event(
                kind="hold",
                party="agent",
                start=span.start,
                end=span.end,
                confidence=transfer.confidence,
                attributes=facts,
            )
        )
    return tuple(waits)


#: What is told of a hold, none of it here.
_HOLD_FACTS = (
    "kind",
    "announced",
    "consented",
    "reason_given",
    "duration_given",
    "return_courtesy",
)


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
    answers = {name: words for name, words in hold.items() if name.startswith("consent_")}
    return {**answers, **{n: transfer[n] for n in ("announce", "ask_consent", "ask_if_minded")}}


def _event(
    handover: Handover,
    record: TransferRecord | bool,
    turns: Sequence[Turn],
    metadata: CallMetadata,
    words: Lexicon,
    consent: Lexicon,
    options: TransferOptions,
) -> Event:
    told = record if isinstance(record, TransferRecord) else None
    at = handover.said.end if handover.said else handover.at
    moments = [at, *_earlier_words(turns, at, words, options)]
    spoken = [words_before(turns, one, party="agent", options=options.context) for one in moments]
    before = spoken[0]
    to = next((who for said in spoken if (who := _to_whom(said.text, words, options))), None)
    consents = [
        consent_given(turns, one, request=said, lexicon=consent, options=options.context)
        for one, said in zip(moments, spoken, strict=True)
    ]
    start = handover.said.start if handover.said and told is None else handover.at
    ends = [handover.voice.start if handover.voice else start]
    ends.append(handover.wait.end if handover.wait and not handover.voice else start)
    attributes: dict[str, AttributeValue] = {
        "explained": True if to else _any_true([said.has(words["reason"]) for said in spoken]),
        "consented": _any_true(consents),
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


def _earlier_words(
    turns: Sequence[Turn], at: float, words: Lexicon, options: TransferOptions
) -> list[float]:
    """When the agent had spoken of passing the call on already, before the words that end at `at`.

    Agents explain and ask first, then take leave, and put through with a bare "la comunico".
    """
    phrases = (*words["announce"], *words["passing_on"])
    return [
        turn.end
        for turn in turns
        if turn.party == "agent"
        and at - options.prepared_within_s <= turn.end < at
        and find_phrase(turn.text, phrases) is not None
    ]


def _any_true(told: Sequence[bool | None]) -> bool | None:
    """True where any is; else what the first, which is nearest to the transfer, tells."""
    return True if True in told else told[0]


def _to_whom(text: str, words: Lexicon, options: TransferOptions) -> str | None:
    """The words after "le paso con" and the like, where they name somebody."""
    ends = words["whom_follows"]
    match = find_phrase(text, [p for p in words["announce"] if normalise(p).split()[-1] in ends])
    if match is None or match.found.split()[-1] not in ends:  # a likeness may lack its last word
        return None
    after = normalise(text).split()[match.end_word :][: options.to_words]
    return " ".join(after) or None


def _warm(
    handover: Handover,
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
    introduced = before.has(words["warm_introduce"]) is True
    if handover.voice is None:
        return introduced or None
    opening = _opening(handover.voice, turns, options)
    if _knows_caller(handover.voice, opening, metadata, words):
        return True
    knows_nothing = find_phrase(opening, words["cold_receive"], min_similarity=100.0) is not None
    if introduced and not knows_nothing:
        # Whoever asks for name or matter may check them, or may not have been told after all.
        asks = find_phrase(opening, words["asks_anew"], min_similarity=100.0) is not None
        return None if asks else True
    trusted = handover.voice.confidence >= options.context.min_confidence
    return False if trusted or knows_nothing else None


def _knows_caller(voice: Turn, opening: str, metadata: CallMetadata, words: Lexicon) -> bool:
    """Whether the new voice uses the caller's name, or says that it was told."""
    name = [part for part in normalise(metadata.customer_name or "").split() if len(part) > 2]
    called = any(part in normalise(voice.text).split() for part in name)
    return called or find_phrase(opening, words["warm_receive"]) is not None


def _opening(voice: Turn, turns: Sequence[Turn], options: TransferOptions) -> str:
    """What the new voice says first."""
    others = [t for t in turns if t.party != "customer" or t is voice]
    later = [t for t in others if t.start >= voice.start]
    return " ".join(t.text for t in later[: options.new_voice_turns])
