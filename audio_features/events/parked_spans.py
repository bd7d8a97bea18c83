"""When the caller is parked: music, recorded prompts or silence where a conversation would be."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

from rapidfuzz import fuzz

from audio_features.events.spoken_context import (
    ContextOptions,
    Lexicon,
    consent_given,
    words_after,
    words_before,
)
from audio_features.hearing import Sound
from audio_features.lexicons.matching import find_phrase, find_phrases
from audio_features.timeline import Span, Turn, intersect_spans, merge_spans, subtract_spans
from audio_features.written_words import normalise

HoldKind = Literal["music", "announcement", "silence"]

#: Between the sentences of a turn.
_SENTENCES = re.compile(r"(?<=[.!?…])\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldOptions:
    """When a stretch is a hold. Starting values ours, where no source is named."""

    music_min_s: float = 5.0  # s, shorter music is a jingle or a tone
    music_join_s: float = 12.0  # s, announcements and gaps between pieces inside one hold
    tone_margin_s: float = 0.5  # s around tones that the sound detector may take for music
    talk_over_share: float = 0.25  # part of the span both parties talk: background music, no hold
    talk_over_turns: int = 3  # changes of speaker that make a conversation
    told_share: float = 0.7  # part of the span the caller talks who is not waiting (ours)
    prompt_min_words: int = 4  # words, shorter turns repeat by chance
    # share of a turn's words that known prompts are, where it is taken for the caller's (ours)
    prompt_share: float = 0.6
    prompt_similarity: float = 85.0  # 0-100, likeness of two takes of one prompt
    prompt_within_s: float = 90.0  # s from one prompt to its repetition
    prompt_apart_s: float = 10.0  # s to a prompt's repetition; people repeat themselves sooner
    announcement_min_s: float = 5.0  # s from first to last prompt
    silence_min_s: float = 10.0  # s, announced silence (definitions: dead air is severe from 10 s)
    silence_parked_min_s: float = 6.0  # s, where the words say outright that the caller will wait
    # s, silence that the caller agreed to, or after which the agent thanks for waiting
    silence_returned_min_s: float = 6.0
    silence_opened_within_s: float = 8.0  # s before a silent hold in which it is announced
    silence_closed_within_s: float = 6.0  # s after it in which the agent comes back (ours)
    customer_share: float = 0.15  # part of a silent hold the customer may talk (to others, humming)
    # words before a hold in which any work named is its reason, about 10 s of talk (ours)
    announcing_words: int = 25
    context: ContextOptions = field(default_factory=ContextOptions)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedSpan:
    """One stretch of waiting, what is heard in it (None: nobody knows), and how sure."""

    span: Span
    kind: HoldKind | None
    confidence: float


def music_spans(
    sounds: Iterable[Sound], turns: Sequence[Turn], *, lexicon: Lexicon, options: HoldOptions
) -> list[ParkedSpan]:
    """Music on any channel that is no tone and not under a running conversation."""
    heard = list(sounds)
    margin = options.tone_margin_s
    tones = [
        Span(max(0.0, s.start - margin), s.end + margin)
        for s in heard
        if s.kind in ("ringback", "busy", "dial", "fax")
    ]
    music = subtract_spans((s.span for s in heard if s.kind == "music"), tones)
    joined: list[Span] = []
    for piece in music:
        if joined and _joins(joined[-1], piece, turns, lexicon, options):
            joined[-1] = Span(joined[-1].start, piece.end)
        else:
            joined.append(piece)
    return [
        ParkedSpan(span=span, kind="music", confidence=_confidence(span, heard))
        for span in (_without_return(piece, turns) for piece in joined)
        if span.seconds >= options.music_min_s
        and not _conversation(span, turns, options)
        and not _told_to_the_agent(span, turns, lexicon, options)
    ]


def _without_return(span: Span, turns: Sequence[Turn]) -> Span:
    """`span` without what the agent says across its borders: detectors hear music fade too long."""
    start, end = span.start, span.end
    for turn in turns:
        if turn.party == "customer":
            continue
        if span.start < turn.start < span.end <= turn.end:
            end = min(end, turn.start)
        if turn.start <= span.start < turn.end < span.end:
            start = max(start, turn.end)
    return Span(start, end) if start < end else span


def _joins(
    one: Span, other: Span, turns: Sequence[Turn], lexicon: Lexicon, options: HoldOptions
) -> bool:
    """Whether nobody came back to the line between two pieces of music."""
    gap = Span(one.end, other.start)
    if gap.seconds > options.music_join_s:
        return False
    inside = [t for t in turns if t.span.overlap_s(gap) > 0.5 * t.span.seconds]
    returned = (*lexicon["return_courtesy"], *lexicon["return_words"])
    if any(t.party == "agent" and find_phrase(t.text, returned) for t in inside):
        return False
    return not any(t.party == "customer" and len(t.text.split()) > 2 for t in inside)


def _conversation(span: Span, turns: Sequence[Turn], options: HoldOptions) -> bool:
    inner = [t for t in turns if t.span.overlap_s(span) > 0]
    talk = {
        party: sum(s.seconds for s in intersect_spans([span], _spans(inner, party)))
        for party in ("agent", "customer")
    }
    order = [t.party for t in sorted(inner, key=lambda t: t.start) if t.party in talk]
    changes = sum(1 for a, b in pairwise(order) if a != b)
    share = sum(talk.values()) / span.seconds
    both = min(talk.values()) > 0.5
    return both and changes >= options.talk_over_turns and share >= options.talk_over_share


def _told_to_the_agent(
    span: Span, turns: Sequence[Turn], lexicon: Lexicon, options: HoldOptions
) -> bool:
    """Whether the caller talks nearly all the time, and not of waiting: noise, no hold.

    Nobody asked them to wait or thanks them for it, and the agent spoke to them just before.
    """
    told = [turn for turn in turns if turn.party == "customer" and turn.span.overlap_s(span) > 0]
    talked_s = sum(s.seconds for s in intersect_spans([span], (turn.span for turn in told)))
    if talked_s < options.told_share * span.seconds:
        return False
    if any(find_phrase(t.text, lexicon["of_waiting"], min_similarity=100.0) for t in told):
        return False
    asked = words_before(turns, span.start, party="agent", options=options.context)
    after = words_after(turns, span.end, party="agent", options=options.context)
    returned = (*lexicon["return_courtesy"], *lexicon["return_words"])
    if asked.has(lexicon["opening"]) is not False or after.has(returned) is True:
        return False
    earlier = [turn for turn in turns if turn.start < told[0].start]
    answered = bool(earlier) and max(earlier, key=lambda turn: turn.start).party == "agent"
    return answered or told[0].start < span.start


def announcement_spans(
    turns: Sequence[Turn], *, lexicon: Lexicon, own_channels: bool, options: HoldOptions
) -> list[ParkedSpan]:
    """Stretches of recorded prompts: the known ones, and whatever is said twice word for word."""
    ordered = sorted(turns, key=lambda t: t.start)
    prompts = [t for t in ordered if _is_prompt(t, ordered, lexicon, own_channels, options)]
    groups: list[list[Turn]] = []
    for prompt in prompts:
        if groups and _uninterrupted(groups[-1][-1], prompt, ordered, prompts, options):
            groups[-1].append(prompt)
        else:
            groups.append([prompt])
    spans = [_until_return(group, ordered, options) for group in groups]
    return [
        ParkedSpan(span=span, kind="announcement", confidence=0.7)
        for span in spans
        if span.seconds >= options.announcement_min_s
    ]


def _until_return(prompts: Sequence[Turn], turns: Sequence[Turn], options: HoldOptions) -> Span:
    """From the first prompt until somebody speaks again: the wait goes on after the tape.

    Not after a question, though: what asks is no tape, or ends by waiting for an answer.
    """
    end = max(prompt.end for prompt in prompts)
    if prompts[-1].text.rstrip().endswith("?"):
        return Span(prompts[0].start, end)
    back = min((t.start for t in turns if t not in prompts and t.start >= end), default=end)
    return Span(prompts[0].start, back if back - end <= options.prompt_within_s else end)


def _is_prompt(
    turn: Turn, turns: Sequence[Turn], lexicon: Lexicon, own_channels: bool, options: HoldOptions
) -> bool:
    words = normalise(turn.text)
    if len(words.split()) < options.prompt_min_words:
        return False
    # "¿Desea esperar?" is no tape, but one may go on to ask "¿sabía que…?".
    stated = " ".join(part for part in _SENTENCES.split(turn.text) if not part.endswith("?"))
    known = find_phrase(stated, lexicon["prompts"]) is not None or (
        find_phrase(stated, lexicon["prompts_when_parked"]) is not None
        and (turn.party == "customer" or _just_parked(turn, turns, lexicon, options))
    )
    if turn.party == "customer":
        quoted = find_phrase(turn.text, lexicon["quoting"], min_similarity=100.0) is not None
        if quoted or not known:
            return False
        # On one channel the tape may be taken for the caller, who else speaks of one at most, and
        # who does not say it all again.
        alone = not own_channels and (
            _prompt_share(turn, lexicon) >= options.prompt_share
            or bool(_takes(turn, turns, options))
        )
        return alone or _just_parked(turn, turns, lexicon, options)
    asks = turn.text.rstrip().endswith("?")
    if known and not asks:
        return True
    takes = _takes(turn, turns, options)
    if known:  # who tells the waiting time and asks is the agent, unless it is said again
        return bool(takes)
    # "¿Me escucha?" is said again and again on a bad line.
    apart_s = max((abs(other.start - turn.start) for other in takes), default=0.0)
    return not asks and apart_s >= options.prompt_apart_s


def _prompt_share(turn: Turn, lexicon: Lexicon) -> float:
    """Share of the words of `turn` that are those of known prompts, to the letter."""
    phrases = (*lexicon["prompts"], *lexicon["prompts_when_parked"])
    found = find_phrases(turn.text, phrases, min_similarity=100.0)
    taken = {at for match in found for at in range(match.first_word, match.end_word)}
    return len(taken) / max(1, len(normalise(turn.text).split()))


def _takes(turn: Turn, turns: Sequence[Turn], options: HoldOptions) -> list[Turn]:
    """Where the same is said again, word for word, and the caller says nothing in between."""
    words = normalise(turn.text)
    return [
        other
        for other in turns
        if other is not turn
        and other.party == turn.party
        and abs(other.start - turn.start) <= options.prompt_within_s
        and fuzz.ratio(normalise(other.text), words) >= options.prompt_similarity
        and not _customer_between(turn, other, turns)
    ]


def _just_parked(turn: Turn, turns: Sequence[Turn], lexicon: Lexicon, options: HoldOptions) -> bool:
    near = replace(options.context, before_s=options.silence_opened_within_s)
    said = words_before(turns, turn.start, party="agent", options=near)
    return said.has(lexicon["opening"]) is True


def _customer_between(one: Turn, other: Turn, turns: Sequence[Turn]) -> bool:
    low, high = sorted((one.start, other.start))
    return any(t.party == "customer" and low < t.start < high for t in turns)


def _uninterrupted(
    one: Turn,
    other: Turn,
    turns: Sequence[Turn],
    prompts: Sequence[Turn],
    options: HoldOptions,
) -> bool:
    between = [t for t in turns if one.end <= t.start < other.start and t not in prompts]
    return other.start - one.end <= options.prompt_within_s and not between


def silence_spans(
    turns: Sequence[Turn],
    *,
    busy: Sequence[Span],
    start_s: float,
    end_s: float,
    lexicon: Lexicon,
    options: HoldOptions,
) -> list[ParkedSpan]:
    """Long silences of the agent that hold words open or close; `busy` spans are taken already."""
    agent = merge_spans([*_spans(turns, "agent"), *_spans(turns, "other"), *busy])
    gaps = subtract_spans([Span(start_s, max(start_s, end_s))], agent)
    found = []
    for gap in gaps:
        if gap.seconds < options.silence_returned_min_s:
            continue
        quiet = _quiet_part(gap, turns)
        customer = sum(s.seconds for s in intersect_spans([quiet], _spans(turns, "customer")))
        if quiet.seconds <= 0 or customer > options.customer_share * quiet.seconds:
            continue
        confidence = _silence_confidence(quiet, turns, lexicon, options)
        if confidence is not None:
            found.append(ParkedSpan(span=quiet, kind="silence", confidence=confidence))
    return found


def _quiet_part(gap: Span, turns: Sequence[Turn]) -> Span:
    """`gap` without the customer's answer at its start ("vale") and words at its end."""
    start, end = gap.start, gap.end
    for turn in sorted(turns, key=lambda t: t.start):
        if turn.party == "customer" and start - 1.0 <= turn.start <= start + 2.0:
            start = max(start, min(turn.end, gap.end))
    for turn in sorted(turns, key=lambda t: -t.end):
        if turn.party == "customer" and end - 2.0 <= turn.end <= end + 1.0 and turn.start > start:
            end = min(end, turn.start)
    return Span(start, max(start, end))


def _silence_confidence(
    span: Span, turns: Sequence[Turn], lexicon: Lexicon, options: HoldOptions
) -> float | None:
    # Close by: "un momento" before other talk does not explain a later silence.
    near = replace(
        options.context,
        before_s=options.silence_opened_within_s,
        after_s=options.silence_closed_within_s,
    )
    before = words_before(turns, span.start, party="agent", options=near)
    after = words_after(turns, span.end, party="agent", options=near)
    opened = before.has(lexicon["opening"]) is True
    thanked = after.has(lexicon["return_courtesy"]) is True
    returned = thanked or after.has(lexicon["return_words"]) is True
    if thanked and span.seconds >= options.silence_returned_min_s:
        return 0.85 if opened else 0.7
    parked = before.has(lexicon["parking"]) is True
    least_s = options.silence_parked_min_s if parked else options.silence_min_s
    if opened and span.seconds >= least_s:
        return 0.8 if returned else 0.65
    agreed = opened and consent_given(
        turns, span.start, request=before, lexicon=lexicon, options=near
    )
    return 0.65 if agreed and span.seconds >= options.silence_returned_min_s else None


def _spans(turns: Iterable[Turn], party: str) -> list[Span]:
    return [t.span for t in turns if t.party == party]


def _confidence(span: Span, sounds: Iterable[Sound]) -> float:
    heard = [s for s in sounds if s.kind == "music" and s.span.overlap_s(span) > 0]
    weight = sum(s.span.seconds for s in heard)
    mean = sum(s.confidence * s.span.seconds for s in heard) / weight if weight else 0.5
    return round(min(0.95, max(0.5, mean)), 3)
