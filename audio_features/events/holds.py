"""Holds: when the caller is parked, and how the agent went about it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from audio_features.call_metadata import CallMetadata, HoldRecord
from audio_features.events.parked_spans import (
    HoldOptions,
    ParkedSpan,
    announcement_spans,
    music_spans,
    silence_spans,
)
from audio_features.events.spoken_context import (
    Lexicon,
    SpokenWords,
    consent_given,
    words_after,
    words_before,
)
from audio_features.hearing import Sound
from audio_features.lexicons.matching import load_lexicon
from audio_features.timeline import AttributeValue, Event, Span, Turn, merge_spans


def hold_events(
    sounds: Iterable[Sound],
    turns: Sequence[Turn],
    *,
    metadata: CallMetadata,
    language: str,
    answered_s: float,
    seconds: float,
    own_channels: bool = True,
    options: HoldOptions | None = None,
) -> tuple[Event, ...]:
    """``hold`` events of a call, sorted by start.

    `turns` carry the parties; a call without agent turns gets its holds with all attributes None.
    `answered_s` is when the agent first speaks: waiting before that is the queue's, no hold.
    `seconds` is the length of the recording. Without `own_channels` a tape may have been taken for
    the caller.

    Attributes: ``kind`` (music, announcement, silence; None where only telephony knows of the
    hold), ``announced``, ``consented``,
    ``reason_given``, ``duration_given``, ``return_courtesy`` (each true, false or None where it
    can't be told), ``during_transfer`` (false; see `transfers.mark_transfer_holds`), ``source``
    (telephony or audio), ``audio_start``, ``audio_end`` (what was heard of a telephony hold; else
    None) and ``disagree`` (one of the two knows nothing of it).
    """
    chosen = options or HoldOptions()
    lexicon = _lexicon(language)
    parked = _parked(list(sounds), turns, answered_s, seconds, lexicon, own_channels, chosen)
    events = [
        _event(found, turns, lexicon, chosen, extra)
        for found, extra in _with_telephony(parked, metadata.holds, seconds)
    ]
    return tuple(sorted(events, key=lambda event: event.start))


def _lexicon(language: str) -> Lexicon:
    """Hold words, and as ``opening`` all that may open a silent wait: a transfer does, too."""
    hold, transfer = load_lexicon("hold_words", language), load_lexicon("transfer_words", language)
    opening = (*hold["announce"], *hold["ask_consent"], *transfer["announce"])
    return {**hold, "opening": opening}


def _parked(
    sounds: Sequence[Sound],
    turns: Sequence[Turn],
    answered_s: float,
    seconds: float,
    lexicon: Lexicon,
    own_channels: bool,
    options: HoldOptions,
) -> list[ParkedSpan]:
    prompts = announcement_spans(turns, lexicon=lexicon, own_channels=own_channels, options=options)
    prompt_cover = [p.span for p in prompts]
    talk = [t for t in turns if not any(_inside(t.span, p) for p in prompt_cover)]
    music = music_spans(sounds, talk, lexicon=lexicon, options=options)
    merged = _merge_kinds(music, prompts, options)
    tones = [s.span for s in sounds if s.kind in ("ringback", "busy", "dial", "fax")]
    silent = silence_spans(
        talk,
        busy=[*(p.span for p in merged), *tones],
        start_s=answered_s,
        end_s=seconds,
        lexicon=lexicon,
        options=options,
    )
    found = _absorb_silence(merged, silent)
    return [p for p in found if p.span.start >= answered_s]


def _merge_kinds(
    music: Sequence[ParkedSpan], prompts: Sequence[ParkedSpan], options: HoldOptions
) -> list[ParkedSpan]:
    """Prompts between or beside music belong to the music's hold."""
    merged: list[ParkedSpan] = []
    for found in sorted([*music, *prompts], key=lambda p: p.span):
        last = merged[-1] if merged else None
        mixed = last is not None and "music" in (last.kind, found.kind)
        touching = last is not None and found.span.start - last.span.end <= options.music_join_s
        if last is not None and touching and mixed and last.kind != found.kind:
            end = max(last.span.end, found.span.end)
            merged[-1] = replace(last, span=Span(last.span.start, end), kind="music")
        else:
            merged.append(found)
    return merged


def _absorb_silence(parked: Sequence[ParkedSpan], silent: Sequence[ParkedSpan]) -> list[ParkedSpan]:
    """Silence right beside prompts or faint music is part of that hold."""
    found = list(parked)
    for quiet in silent:
        for index, other in enumerate(found):
            if other.kind == "announcement" and len(merge_spans([quiet.span, other.span])) == 1:
                found[index] = replace(other, span=merge_spans([quiet.span, other.span])[0])
                break
        else:
            found.append(quiet)
    return found


def _with_telephony(
    parked: Sequence[ParkedSpan], records: Sequence[HoldRecord] | None, seconds: float
) -> list[tuple[ParkedSpan, dict[str, AttributeValue]]]:
    """Telephony's holds first, each with what was heard of it; then those only heard."""
    if records is None:
        return [(found, heard_alone(disagree=False)) for found in parked]
    result: list[tuple[ParkedSpan, dict[str, AttributeValue]]] = []
    matched: set[int] = set()
    for record in records:
        if record.start >= seconds:
            continue  # of another recording, or on another clock: there is nothing to hear
        start = max(0.0, record.start)
        span = Span(start, max(start, min(record.end, seconds)))
        overlapping = [i for i, p in enumerate(parked) if p.span.overlap_s(span) > 0]
        matched.update(overlapping)
        best = max(overlapping, key=lambda i: parked[i].span.overlap_s(span), default=None)
        heard = parked[best] if best is not None else None
        extra: dict[str, AttributeValue] = {
            "source": "telephony",
            "audio_start": heard.span.start if heard else None,
            "audio_end": heard.span.end if heard else None,
            "disagree": heard is None,
        }
        kind = heard.kind if heard else None
        result.append((ParkedSpan(span=span, kind=kind, confidence=0.98), extra))
    for index, found in enumerate(parked):
        if index not in matched:  # heard, but telephony knows nothing of it: less sure
            doubtful = replace(found, confidence=round(found.confidence / 2, 3))
            result.append((doubtful, heard_alone(disagree=True)))
    return result


def heard_alone(*, disagree: bool) -> dict[str, AttributeValue]:
    """Where a hold is from that only the audio tells of."""
    return {"source": "audio", "audio_start": None, "audio_end": None, "disagree": disagree}


def _event(
    found: ParkedSpan,
    turns: Sequence[Turn],
    lexicon: Lexicon,
    options: HoldOptions,
    extra: dict[str, AttributeValue],
) -> Event:
    span, context = found.span, options.context
    before = words_before(turns, span.start, party="agent", options=context)
    after = words_after(turns, span.end, party="agent", options=context)
    announcing = (*lexicon["announce"], *lexicon["ask_consent"])
    attributes: dict[str, AttributeValue] = {
        "kind": found.kind,
        "announced": before.has(announcing),
        "consented": consent_given(
            turns, span.start, request=before, lexicon=lexicon, options=context
        ),
        "reason_given": before.has(lexicon["reason"])
        or _announcing(turns, span.start, options).has_like(lexicon["reason_patterns"]),
        "duration_given": before.has(lexicon["duration"]),
        "return_courtesy": after.has(lexicon["return_courtesy"]),
        "during_transfer": False,
        **extra,
    }
    return Event(
        kind="hold",
        party="agent",
        start=round(span.start, 3),
        end=round(span.end, 3),
        confidence=found.confidence,
        attributes=attributes,
    )


def _announcing(turns: Sequence[Turn], start_s: float, options: HoldOptions) -> SpokenWords:
    """The agent's very last words before a hold: what is said in them is said of the hold."""
    near = replace(options.context, last_words=options.announcing_words)
    return words_before(turns, start_s, party="agent", options=near)


def _inside(span: Span, cover: Span) -> bool:
    return cover.start <= span.start and span.end <= cover.end
