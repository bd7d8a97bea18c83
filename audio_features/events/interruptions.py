"""Overlaps between parties, and which of them are interruptions or signs of listening."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from audio_features.lexicons.matching import load_lexicon
from audio_features.span_index import SpanIndex
from audio_features.timeline import (
    Event,
    Party,
    Span,
    Turn,
    Word,
    intersect_spans,
    merge_spans,
)
from audio_features.turns import TurnOptions, is_backchannel, is_unfinished, join_text, word_count
from audio_features.written_words import normalise


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlapOptions:
    """When simultaneous speech is an interruption. Starting values of the definitions."""

    #: Shortest overlap, and shortest sign of listening, in seconds that is reported at all. Ours:
    #: below it, edges are uncertain, and nobody could hear it.
    min_overlap_s: float = 0.05
    #: Overlap in seconds from which coming in is an interruption.
    min_interruption_s: float = 0.3
    #: The same where the other's sentence stays unfinished, terminal or not. Ours: whoever is cut
    #: off falls silent within a word, and the sound of its last part is under the other's voice.
    min_cut_off_s: float = 0.12
    #: Seconds after its sound within which the last word of such a sentence begins. Ours.
    late_word_s: float = 0.3
    #: Seconds the other must have held the floor; less is a simultaneous start.
    min_floor_s: float = 0.5
    #: Coming in during the last seconds of the other's turn is a terminal overlap (Schegloff 2000).
    terminal_s: float = 0.3
    #: The other yields when falling silent within these seconds without finishing.
    yield_s: float = 1.0
    #: Pause in seconds between one's own stretches that parts them into utterances.
    pause_s: float = 0.5
    #: Seconds that the other talks on after a word or two which then are a sign of listening too,
    #: known or not, unless they claim the floor. Ours: engines mishear what is said under a voice.
    talked_on_s: float = 1.0
    #: A voice without words must sound for so many seconds to be one, and no longer than so many.
    #: Ours: on 38 scripted calls on one channel, of such voices under somebody who talks on 50 of
    #: 54 that were shorter than a second were signs of listening, and 1 of 4 that were longer.
    min_unworded_s: float = 0.3
    most_unworded_s: float = 1.0
    #: Share of the confidence left to such an unknown sign of listening.
    unknown_sign: float = 0.7
    #: Seconds from which a voice without words, after which the other does not talk on, came in:
    #: on one channel words are the louder one's. Ours: on those 38 calls 4 of 5 had interrupted.
    min_unworded_interruption_s: float = 0.5
    #: Confidence where word times and channels agree, and in mono, where overlaps are estimated.
    confidence_own_channel: float = 0.9
    confidence_mono: float = 0.6
    turns: TurnOptions = field(default_factory=TurnOptions)


@dataclass(frozen=True, slots=True)
class _Utterance:
    """One party's speech between pauses of its own, with the words heard in it.

    `last_word` may be said a little later: recognisers place what is cut off after its sound.
    """

    party: Party
    spans: tuple[Span, ...]
    words: tuple[Word, ...]
    last_word: str

    @property
    def span(self) -> Span:
        return Span(self.spans[0].start, self.spans[-1].end)

    @property
    def text(self) -> str:
        return join_text(word.word for word in self.words)


def overlap_events(
    turns: Sequence[Turn],
    speech: Mapping[Party, Sequence[Span]],
    *,
    language: str,
    own_channels: bool = True,
    options: OverlapOptions | None = None,
) -> tuple[Event, ...]:
    """``overlap``, ``backchannel`` and ``interruption`` events, in order of time.

    The party is who came in second. An interruption has ``successful`` (the other fell silent
    within about a second without finishing) and ``overlap_s``; an overlap has ``terminal``.

    Parameters
    ----------
    turns : sequence of Turn
        Words with times; whose they are.
    speech : mapping
        When each party speaks. In mono, the diarizer's spans, which keep overlaps.
    own_channels : bool
        False in mono, where confidence is lower.
    """
    options = options or OverlapOptions()
    sure = options.confidence_own_channel if own_channels else options.confidence_mono
    parties = {party: _utterances(party, spans, turns, options) for party, spans in speech.items()}
    events: list[Event] = []
    for party, own in parties.items():
        others = [one for other, them in parties.items() if other != party for one in them]
        during = SpanIndex([one.span for one in others])
        for utterance in own:
            held = [others[at] for at in during.sharing(utterance.span)]
            events += _entering(utterance, held, others, language, sure, own_channels, options)
    return tuple(sorted(events, key=lambda event: (event.start, event.end, event.kind)))


def _entering(
    entering: _Utterance,
    during: Sequence[_Utterance],
    others: Sequence[_Utterance],
    language: str,
    sure: float,
    own_channels: bool,
    options: OverlapOptions,
) -> list[Event]:
    """Events that `entering` makes by speaking into what others were saying."""
    listening = is_backchannel(entering.words, language=language, options=options.turns)
    if not listening and _is_aside(entering, others, language, options):
        listening, sure = True, sure * options.unknown_sign
    events = []
    for held in during:
        if _first(held, entering):
            events += _against(entering, held, listening, language, sure, own_channels, options)
    heard = entering.span.seconds >= options.min_overlap_s
    if listening and heard and _alongside(entering, others, options):
        events.append(_event("backchannel", entering, entering.span, sure, text=entering.text))
    return events


def _is_aside(
    entering: _Utterance, others: Sequence[_Utterance], language: str, options: OverlapOptions
) -> bool:
    """Tell whether `entering` is a word or two that neither claim nor get the floor.

    It may be a voice without words: recognisers write down the louder of two, and leave out an
    "mhm" on a channel of its own. Measured with them on 24 scripted calls: 31 of 37 signs of
    listening found and 3 made up, where without them it was 12 and 3.
    """
    few = word_count(entering.text) <= options.turns.backchannel_words
    shortest_s = 0.0 if entering.words else options.min_unworded_s
    drawn_out_s = options.turns.backchannel_s + options.turns.drawn_out_s
    longest_s = drawn_out_s if entering.words else options.most_unworded_s
    if not few or not shortest_s <= entering.span.seconds <= longest_s:
        return False
    said = f"{normalise(entering.text)} "
    claims = load_lexicon("backchannels", language)["claims_floor"]
    if any(said.startswith(f"{normalise(phrase)} ") for phrase in claims):
        return False
    return any(
        held.span.start + options.min_floor_s <= entering.span.start
        and held.span.end - entering.span.end >= options.talked_on_s
        for held in others
    )


def _against(
    entering: _Utterance,
    held: _Utterance,
    listening: bool,
    language: str,
    sure: float,
    own_channels: bool,
    options: OverlapOptions,
) -> list[Event]:
    shared = [
        span
        for span in intersect_spans(entering.spans, held.spans)
        if span.seconds >= options.min_overlap_s
    ]
    if not shared:
        return []
    start = entering.span.start
    terminal = held.span.end - start <= options.terminal_s
    events = [_event("overlap", entering, span, sure, terminal=terminal) for span in shared]
    overlap_s = sum(span.seconds for span in shared)
    held_s = start - held.span.start
    successful = _yielded(entering, held, options)
    cut_off = successful and is_unfinished(held.last_word, language=language)
    long_enough = (not terminal and overlap_s >= options.min_interruption_s) or (
        cut_off and overlap_s >= options.min_cut_off_s
    )
    if not listening and held_s >= options.min_floor_s and long_enough:
        # Without words the sound may be anything; it still is an overlap. On one channel words are
        # the louder one's: a voice that is no sign of listening came in all the same.
        unwritten = not own_channels and overlap_s >= options.min_unworded_interruption_s
        if entering.words or unwritten:
            span = Span(shared[0].start, shared[-1].end)
            doubt = 1.0 if held.words else 0.7
            told: dict[str, float | bool] = {
                "successful": successful,
                "overlap_s": round(overlap_s, 3),
            }
            events.append(_event("interruption", entering, span, sure * doubt, **told))
    return events


def _yielded(entering: _Utterance, held: _Utterance, options: OverlapOptions) -> bool:
    """Tell whether `held` fell silent soon after `entering` began, before its sentence was over."""
    soon = held.span.end - entering.span.start <= options.yield_s
    goes_on = entering.span.end > held.span.end
    # A recogniser closes broken-off phrases with a full stop too: only "?" and "!" surely finish.
    finished = held.text.endswith(("?", "!"))
    return soon and goes_on and not finished


def _first(held: _Utterance, entering: _Utterance) -> bool:
    return (held.span.start, held.party) < (entering.span.start, entering.party)


def _alongside(entering: _Utterance, others: Sequence[_Utterance], options: OverlapOptions) -> bool:
    """Tell whether someone else goes on speaking: before, and again within the turn pause after."""
    before = any(
        held.span.start < entering.span.start
        and held.span.end >= entering.span.start - options.turns.backchannel_pause_s
        for held in others
    )
    after = any(
        held.span.end > entering.span.end
        and held.span.start <= entering.span.end + options.turns.backchannel_pause_s
        for held in others
    )
    return before and after


def _utterances(
    party: Party, spans: Sequence[Span], turns: Sequence[Turn], options: OverlapOptions
) -> list[_Utterance]:
    """`spans` of `party` grouped by its pauses, each with the words whose middle lies in it."""
    words = [word for turn in turns if turn.party == party for word in turn.words]
    parts = SpanIndex(merge_spans(spans))
    middles = sorted(((word.start + word.end) / 2, word.start, at) for at, word in enumerate(words))
    begun = sorted((word.start, at) for at, word in enumerate(words))
    found = []
    for group in merge_spans(spans, max_gap_s=options.pause_s):
        inside = parts.spans_sharing(group)
        first = bisect_left(middles, group.start - 0.1, key=itemgetter(0))
        last = bisect_right(middles, group.end + 0.1, key=itemgetter(0))
        mine = sorted((start, at) for _, start, at in middles[first:last])
        said = tuple(words[at] for _, at in mine)
        if inside:
            low = bisect_left(begun, group.start, key=itemgetter(0))
            high = bisect_right(begun, group.end + options.late_word_s, key=itemgetter(0))
            late = [words[at] for _, at in begun[low:high] if words[at].end >= group.end]
            latest = max([*said, *late], key=lambda word: word.start, default=None)
            closing = "" if latest is None else latest.word.strip()
            found.append(_Utterance(party, inside, said, closing))
    return found


def _event(
    kind: str,
    utterance: _Utterance,
    span: Span,
    confidence: float,
    **attributes: str | float | bool,
) -> Event:
    return Event(
        kind=kind,  # type: ignore[arg-type]
        party=utterance.party,
        start=span.start,
        end=span.end,
        confidence=confidence,
        attributes=attributes,
    )
