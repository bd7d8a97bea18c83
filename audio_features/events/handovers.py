"""Handovers: words that pass the call on, and the new voice they lead to."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, takewhile

from audio_features.call_metadata import TransferRecord
from audio_features.events.spoken_context import ContextOptions, Lexicon
from audio_features.hearing import Sound, SpeakerSpan
from audio_features.lexicons.matching import find_phrase
from audio_features.party_words.agent_likelihood import agent_log_odds
from audio_features.timeline import Event, Span, Turn, merge_spans
from audio_features.written_words import normalise

#: Words in which a voice that takes over greets and gives its name. Ours.
_OPENING_WORDS = 14

#: What befell somebody ("ya le pasó"), which without its accent passes the call on ("ya le paso").
_HAPPENED = re.compile(r"\bpasó\b(?!\s+(?:con|al?)\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferOptions:
    """When words become a transfer. Starting values ours."""

    wait_within_s: float = 25.0  # s from the words to ringing, music or hold
    voice_within_s: float = 180.0  # s from the words to the new voice
    direct_voice_within_s: float = 45.0  # s, where a colleague takes over without any wait
    prepared_within_s: float = 60.0  # s before it in which a transfer is explained and agreed
    telephony_slack_s: float = 45.0  # s between the words and telephony's own time
    wait_gap_s: float = 8.0  # s, pauses between rings or pieces of one wait
    silent_wait_s: float = 3.0  # s nobody speaks before it is a wait (dead air's mild tier)
    voice_share: float = 0.5  # part of a turn its speaker label must cover
    to_words: int = 5  # words after "le paso con" that name whom
    new_voice_turns: int = 4  # turns of the new voice in which it shows that it knows
    # log-odds from which words on one channel, said by "the customer" after a wait, are an agent's
    # (ours: odds of 20 to 1, for who answers is seldom the caller and must not often be taken for)
    agents_words: float = 3.0
    attended_kinds: tuple[str, ...] = ("attended", "warm", "consultative", "atxfer")
    # s before the words in which reasons count: the greeting's "en qué le puedo ayudar" is none
    context: ContextOptions = field(default_factory=lambda: ContextOptions(before_s=15.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """From the words to the new voice; `voice` is its first turn, `wait` what came between."""

    said: Turn | None
    at: float
    wait: Span | None
    voice: Turn | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heard:
    """Who said what, and the words by which a new voice is known."""

    turns: Sequence[Turn]
    speakers: Sequence[SpeakerSpan]
    words: Lexicon
    language: str


def find_handovers(
    turns: Sequence[Turn],
    waits: Sequence[Span],
    *,
    speakers: Sequence[SpeakerSpan],
    words: Lexicon,
    language: str,
    options: TransferOptions,
) -> list[Handover]:
    """Handovers that the words of `turns` (by start) announce and that then take place."""
    heard = _Heard(turns=turns, speakers=speakers, words=words, language=language)
    spoken = [
        handover
        for turn in turns
        if _announces(turn, words)
        and (handover := _follow(turn, waits, heard, options)) is not None
    ]
    return _distinct(spoken)


def rung_handovers(
    turns: Sequence[Turn],
    ringing: Sequence[Span],
    known: Sequence[Handover],
    waits: Sequence[Span],
    options: TransferOptions,
) -> list[Handover]:
    """Handovers that nobody announced: it rings in the middle of the call.

    `ringing` are stretches of ringback; a hold among `waits` may come before it rings. The caller
    is put through without a word, or with words that were not understood.
    """
    found = []
    for wait in ringing:
        waited_from = min([wait.start, *(w.start for w in waits if w.overlap_s(wait) > 0)])
        before = [t for t in turns if t.end <= wait.start + 1.0]
        agents = [t for t in before if t.party == "agent"]
        said = any(
            (h.wait is not None and h.wait.overlap_s(wait) > 0) or abs(h.at - wait.start) < 1.0
            for h in known
        )
        if not agents or said or waited_from - before[-1].end > options.wait_within_s:
            continue
        voice = next(
            (t for t in turns if t.party != "customer" and t.start >= wait.end - 1.0), None
        )
        found.append(Handover(said=None, at=before[-1].end, wait=wait, voice=voice))
    return found


def waiting_spans(
    turns: Sequence[Turn],
    sounds: Iterable[Sound],
    holds: Iterable[Event],
    options: TransferOptions,
) -> tuple[Span, ...]:
    """Stretches of ringing, music, busy tone, hold or silence; those that play are bridged."""
    heard = [s.span for s in sounds if s.kind in ("ringback", "music", "busy")]
    playing = merge_spans([*heard, *(h.span for h in holds)], max_gap_s=options.wait_gap_s)
    talk = merge_spans(turn.span for turn in turns)
    silent = [
        Span(before.end, after.start)
        for before, after in pairwise(talk)
        if after.start - before.end >= options.silent_wait_s
    ]
    return merge_spans([*playing, *silent])


def _announces(turn: Turn, words: Lexicon) -> bool:
    """Whether the agent says that he passes the call on, now."""
    if turn.party != "agent":
        return False
    rest = f" {normalise(_HAPPENED.sub(' ', turn.text))} "
    # "No le puedo transferir" and "si quiere le paso" go; a later "le paso con" may still stand.
    conditional = [p for p in words["not_now"] if f" {normalise(p)} " in rest]
    for phrase in conditional:
        before, _, after = rest.partition(f" {normalise(phrase)} ")
        rest = f"{before} {' '.join(after.split()[4:])} "
    return find_phrase(rest, words["announce"]) is not None


def _follow(
    said: Turn, waits: Sequence[Span], heard: _Heard, options: TransferOptions
) -> Handover | None:
    """What follows the words: None when nothing changes."""
    wait = next((w for w in waits if -1.0 <= w.start - said.end <= options.wait_within_s), None)
    voice = _new_voice(said, wait, heard, options)
    if wait is None and voice is None:
        return None
    if wait is not None and voice is None:
        after = [t for t in heard.turns if t.party != "customer" and t.start >= wait.end - 1.0]
        if after:  # the same agent came back: a hold, the transfer did not happen
            return None
    return Handover(said=said, at=said.end, wait=wait, voice=voice)


def _new_voice(
    said: Turn, wait: Span | None, heard: _Heard, options: TransferOptions
) -> Turn | None:
    """First turn of whoever takes over: another speaker, or one who opens anew."""
    start = wait.end - 1.0 if wait else said.end
    limit = said.end + (options.voice_within_s if wait else options.direct_voice_within_s)
    later = [t for t in heard.turns if t.start >= start and t.start <= max(limit, start + 30.0)]
    old = _speaker(said, heard.speakers, options)
    customers = {_speaker(t, heard.speakers, options) for t in heard.turns if t.party == "customer"}
    candidates = [t for t in later if t.party != "customer" and t is not said]
    for index, turn in enumerate(candidates[: options.new_voice_turns]):
        speaker = _speaker(turn, heard.speakers, options)
        if old and speaker and speaker != old and speaker not in customers:
            return turn
        if turn.party == "other" and said.party == "agent" and wait is not None:
            return turn
        if index == 0 and _opens_anew(turn, heard.words, waited=wait is not None):
            return turn
    diarized = any(not span.speaker.startswith("channel_") for span in heard.speakers)
    return _mistaken(later, heard, options) if wait is not None and diarized else None


def _mistaken(later: Sequence[Turn], heard: _Heard, options: TransferOptions) -> Turn | None:
    """The turn after a wait in which "the customer" opens as only who takes over does.

    On one channel a new voice that sounds like the customer's gets the customer's label. It
    greets, and gives a name or says what agents say.
    """
    alone = list(takewhile(lambda turn: turn.party == "customer", later))
    if not alone:
        return None
    opening = " ".join(alone[0].text.split()[:_OPENING_WORDS])
    if find_phrase(opening, heard.words["greeting"]) is None:
        return None
    if find_phrase(opening, heard.words["introduction"]) is not None:
        return alone[0]
    said = [word for turn in alone for word in turn.words]
    told = agent_log_odds(said, language=heard.language)
    return alone[0] if told >= options.agents_words else None


def _opens_anew(turn: Turn, words: Lexicon, *, waited: bool) -> bool:
    """Whether `turn` begins as a new voice does; after no wait a bare "hola" proves nothing."""
    if find_phrase(turn.text, words["warm_receive"]) is not None:
        return True
    opening = " ".join(turn.text.split()[:_OPENING_WORDS])
    if find_phrase(opening, words["introduction"]) is not None:
        return True
    if find_phrase(opening, words["same_voice"]) is not None:
        return False
    greeting = find_phrase(opening, words["greeting"])
    return greeting is not None and (waited or " " in greeting.phrase)


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


def _distinct(handovers: Sequence[Handover]) -> list[Handover]:
    """One handover for each wait or new voice, however often it was announced: the last words."""
    kept: list[Handover] = []
    for handover in handovers:
        if kept and (
            (handover.wait is not None and kept[-1].wait == handover.wait)
            or (handover.voice is not None and kept[-1].voice == handover.voice)
        ):
            kept[-1] = handover
        else:
            kept.append(handover)
    return kept


def with_telephony(
    spoken: Sequence[Handover],
    records: Sequence[TransferRecord] | None,
    turns: Sequence[Turn],
    waits: Sequence[Span],
    options: TransferOptions,
) -> list[tuple[Handover, TransferRecord | bool]]:
    """Each handover with telephony's record of it, or whether telephony should have had one."""
    if records is None:
        return [(handover, False) for handover in spoken]
    left = list(spoken)
    result: list[tuple[Handover, TransferRecord | bool]] = []
    for record in records:
        near = [h for h in left if abs(h.at - record.at) <= options.telephony_slack_s]
        if near:
            heard = min(near, key=lambda h: abs(h.at - record.at))
            left.remove(heard)
        else:
            heard = _telephony_handover(record.at, turns, waits, options)
        result.append((replace(heard, at=record.at), record))
    return result + [(handover, True) for handover in left]


def _telephony_handover(
    at: float, turns: Sequence[Turn], waits: Sequence[Span], options: TransferOptions
) -> Handover:
    wait = next((w for w in waits if w.end > at and w.start - at <= options.wait_within_s), None)
    start = wait.end - 1.0 if wait else at
    voice = next((t for t in turns if t.party != "customer" and t.start >= start), None)
    return Handover(said=None, at=at, wait=wait, voice=voice)
