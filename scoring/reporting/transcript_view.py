"""The transcript as a page shows it: turns and, between them, what happened."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from audio_features.heard_call import HeardCall
from audio_features.timeline import Event, Party, Turn
from scoring.catalogues.catalogue import Catalogue
from scoring.catalogues.localization import format_clock, format_duration
from scoring.reporting.event_texts import event_icon, event_label

#: An overlap belongs to the turn that begins at most this long after it (word times waver), in s.
_LATE_TURN_S = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Words heard about equally well."""

    text: str
    doubtful: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """A mark on a turn: ``interruption``, ``overlap`` or ``backchannel``."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptLine:
    """A turn (`party` set, `passages`) or an event between turns (`icon`, `text`)."""

    start: float
    end: float
    clock: str
    party: Party | None = None
    continued: bool = False
    passages: tuple[Passage, ...] = ()
    badges: tuple[Badge, ...] = ()
    icon: str = ""
    text: str = ""


def build_transcript(
    heard: HeardCall, catalogue: Catalogue, *, doubtful_below: float
) -> tuple[TranscriptLine, ...]:
    """Turns and events of `heard` in order of time.

    Words less sure than `doubtful_below` (0–1) are marked.
    """
    over = tuple(e for e in heard.events if e.kind in ("interruption", "overlap", "backchannel"))
    lines = [
        *_event_lines(heard.events, catalogue),
        *(_turn_line(turn, over, catalogue, doubtful_below) for turn in heard.turns),
    ]
    lines.sort(key=lambda line: (line.start, line.party is not None))
    return tuple(_mark_continued(lines))


def passages(turn: Turn, doubtful_below: float) -> tuple[Passage, ...]:
    """The words of `turn`, those heard badly apart; its text whole where words and text differ."""
    words = [word.word.strip() for word in turn.words]
    if not words or " ".join(words).split() != turn.text.split():
        return (Passage(text=turn.text, doubtful=bool(turn.text) and not words
                        and turn.confidence < doubtful_below),)  # fmt: skip
    found: list[Passage] = []
    for word, text in zip(turn.words, words, strict=True):
        doubtful = word.confidence < doubtful_below
        if found and found[-1].doubtful == doubtful:
            found[-1] = Passage(text=f"{found[-1].text} {text}", doubtful=doubtful)
        else:
            found.append(Passage(text=text, doubtful=doubtful))
    return tuple(found)


def _turn_line(
    turn: Turn, over: Sequence[Event], catalogue: Catalogue, doubtful_below: float
) -> TranscriptLine:
    badges = tuple(_badge(event, catalogue) for event in over if _begins_in(event, turn))
    kinds = {badge.kind for badge in badges}
    # An interruption is an overlap, too: say the graver only.
    shown = tuple(b for b in badges if b.kind != "overlap" or "interruption" not in kinds)
    return TranscriptLine(
        start=round(turn.start, 2),
        end=round(turn.end, 2),
        clock=format_clock(turn.start),
        party=turn.party,
        passages=passages(turn, doubtful_below),
        badges=shown,
    )


def _begins_in(event: Event, turn: Turn) -> bool:
    if event.party != turn.party:
        return False
    if event.kind == "backchannel":
        return event.span.overlap_s(turn.span) >= 0.5 * turn.span.seconds > 0
    return turn.start - _LATE_TURN_S <= event.start < turn.end


def _badge(event: Event, catalogue: Catalogue) -> Badge:
    overlap = event.attributes.get("overlap_s")
    seconds = overlap if isinstance(overlap, int | float) else event.span.seconds
    key: str = event.kind
    if event.kind == "interruption" and event.attributes.get("successful") is True:
        key = f"{event.kind}_successful"
    duration = format_duration(seconds, catalogue.language)
    return Badge(kind=event.kind, text=catalogue.text(f"badge.{key}", overlap=duration))


def _event_lines(events: Sequence[Event], catalogue: Catalogue) -> list[TranscriptLine]:
    lines = []
    rings = [event for event in events if event.kind == "ring"]
    # Ringing in a transfer is another line: together they would contradict the ring count.
    before_answer = [r for r in rings if r.attributes.get("answer_ring") is not False]
    for group in (before_answer, [r for r in rings if r not in before_answer]):
        if group:
            text = catalogue.count("inline.rings", len(group))
            lines.append(_event_line(group[0].start, group[-1].end, "ring", text))
    for event in events:
        label = event_label(event, catalogue)
        if event.kind in ("hold", "dead_air", "sigh"):
            duration = format_duration(event.span.seconds, catalogue.language)
            label = catalogue.text("inline.lasting", label=label, duration=duration)
        elif event.kind not in ("answer", "transfer"):
            continue
        lines.append(_event_line(event.start, event.end, event_icon(event), label))
    return lines


def _event_line(start: float, end: float, icon: str, text: str) -> TranscriptLine:
    return TranscriptLine(
        start=round(start, 2), end=round(end, 2), clock=format_clock(start), icon=icon, text=text
    )


def _mark_continued(lines: Sequence[TranscriptLine]) -> list[TranscriptLine]:
    """Turns that follow one of the same party need not name it again."""
    marked: list[TranscriptLine] = []
    before: Party | None = None
    for line in lines:
        same = line.party is not None and line.party == before
        marked.append(replace(line, continued=same))
        before = line.party
    return marked
