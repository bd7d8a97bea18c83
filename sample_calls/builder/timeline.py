"""Places every step of a script in time. Pure: durations in, seconds out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from sample_calls.builder.errors import ScriptError
from sample_calls.builder.script import CallScript
from sample_calls.builder.steps import (
    DroppedStep,
    HoldStep,
    Over,
    Say,
    SayStep,
    Sigh,
    SighStep,
    SilenceStep,
    TransferStep,
)
from sample_calls.builder.tones import bursts_within, ring_bursts
from sample_calls.builder.word_times import WordTime

_GAP_S = (0.15, 0.55)  # usual gap between turns (Stivers 2009 and our own ear)
_AFTER_ANSWER_S = (0.35, 0.8)
_TAIL_S = 0.5
_WAIT_GAP_S = 0.4  # before and after a hold
_FLOOR_HELD_S = 0.5  # interruption: the other has held the floor this long
_GOES_ON_S = 0.3  # interruption: the other is at least this far from the end
_BREATH_S = 0.2  # a longer pause is a chance to speak that anybody may take
_YIELD_S = 0.5
_BACKCHANNEL_S, _BACKCHANNEL_WORDS = 1.0, 3
_TERMINAL_S = 0.35


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line on the time line; `words` in call time; `cut` where the speaker was silenced."""

    step: int
    say: Say
    start: float
    words: tuple[WordTime, ...]
    over: int | None = None
    cut: bool = False

    @property
    def end(self) -> float:
        """End of the last word."""
        return self.words[-1].end

    @property
    def speech_start(self) -> float:
        """Start of the first word."""
        return self.words[0].start


@dataclass(frozen=True, slots=True)
class PlacedSpan:
    """Any other step on the time line."""

    step: int
    start: float
    end: float


@dataclass(slots=True)
class CallTimeline:
    """Everything of a call in seconds; `answer` is 0 where no ringing is heard."""

    rings: tuple[tuple[float, float], ...]
    answer: float
    lines: list[PlacedLine] = field(default_factory=list)
    spans: list[PlacedSpan] = field(default_factory=list)
    transfer_rings: list[tuple[float, float]] = field(default_factory=list)
    seconds: float = 0.0


def lay_out(script: CallScript, words: Mapping[int, Sequence[WordTime]]) -> CallTimeline:
    """Time line of `script`; `words` are the word times of each line from its own start."""
    rng = np.random.default_rng([script.seed, 1])
    gaps = rng.uniform(*_GAP_S, size=len(script.steps))
    timeline = _opened(script)
    floor = timeline.answer
    pending: float | None = float(rng.uniform(*_AFTER_ANSWER_S))
    for index, step in enumerate(script.steps):
        drawn = pending if pending is not None else float(gaps[index])
        pending = None
        if isinstance(step, SayStep):
            line = _placed(script, timeline, index, step.say, words[index], floor, drawn)
            timeline.lines.append(line)
            if step.say.kind == "interruption":
                _interrupt(timeline, line, script)
                floor = max(timeline.lines[line.over or 0].end, line.end)
            else:
                floor = max(floor, line.end)
        elif isinstance(step, SilenceStep):
            timeline.spans.append(PlacedSpan(index, floor, floor + step.silence.seconds))
            pending = step.silence.seconds
        elif isinstance(step, SighStep):
            start = _sigh_start(script, timeline, step.sigh, floor)
            timeline.spans.append(PlacedSpan(index, start, start + step.sigh.seconds))
            floor = max(floor, start + step.sigh.seconds)
        else:
            floor = _place_wait(timeline, index, step, floor)
    timeline.seconds = floor + _TAIL_S
    return timeline


def _opened(script: CallScript) -> CallTimeline:
    ringback = script.ringback
    if ringback is None:
        return CallTimeline(rings=(), answer=0.0)
    bursts, answer = ring_bursts(
        ringback.country,
        rings=ringback.rings,
        answer=ringback.answer,
        answer_fraction=ringback.answer_fraction,
    )
    lead = ringback.lead_s
    return CallTimeline(
        rings=tuple((start + lead, end + lead) for start, end in bursts), answer=answer + lead
    )


def _placed(
    script: CallScript,
    timeline: CallTimeline,
    index: int,
    say: Say,
    words: Sequence[WordTime],
    floor: float,
    drawn_gap: float,
) -> PlacedLine:
    over: int | None = None
    if say.over is None:
        start = floor + (say.gap_s if say.gap_s is not None else drawn_gap) - words[0].start
    else:
        over = _target(script, timeline, index, say.over)
        start = _anchor(script, index, timeline.lines[over], say.over) - words[0].start
    placed = tuple(WordTime(w.word, w.start + start, w.end + start) for w in words)
    line = PlacedLine(index, say, start, placed, over)
    _refuse_untrue_overlay(script, timeline, line)
    return line


def _target(script: CallScript, timeline: CallTimeline, index: int, over: Over) -> int:
    for position in reversed(range(len(timeline.lines))):
        say = timeline.lines[position].say
        if over.line is not None and say.id == over.line:
            return position
        if over.line is None and say.kind != "backchannel":
            return position
    raise ScriptError(
        f"{script.call_id}: step {index}: over: finds no line {over.line or 'before it'}"
    )


def _plain(text: str) -> list[str]:
    return re.sub(r"[^\w\s]", "", text.lower()).split()


def _anchor(script: CallScript, index: int, line: PlacedLine, over: Over) -> float:
    if over.before_end_s is not None:
        return line.end - over.before_end_s
    wanted = _plain(over.after or "")
    have = [" ".join(_plain(word.word)) for word in line.words]
    for first in range(len(have) - len(wanted) + 1):
        if have[first : first + len(wanted)] == wanted and wanted:
            return line.words[first + len(wanted) - 1].end + over.offset_s
    raise ScriptError(
        f"{script.call_id}: step {index}: after: {over.after!r} is not said in {line.say.text!r}"
    )


def _refuse_untrue_overlay(script: CallScript, timeline: CallTimeline, line: PlacedLine) -> None:
    """Refuse a line whose `kind` the definitions do not bear out."""
    if line.over is None:
        return
    other = timeline.lines[line.over]
    start, held, left = (
        line.speech_start,
        line.speech_start - other.speech_start,
        other.end - line.speech_start,
    )
    problem = None
    if other.say.party == line.say.party:
        problem = "a person cannot speak over himself"
    elif line.say.kind == "interruption" and held < _FLOOR_HELD_S:
        problem = f"the other has held the floor only {held:.2f} s of {_FLOOR_HELD_S} s"
    elif line.say.kind == "interruption" and (pause := _pause_at(other, start)) > _BREATH_S:
        problem = f"the other pauses there for {pause:.2f} s: begin inside a phrase"
    elif line.say.kind == "interruption" and left < _TERMINAL_S + _GOES_ON_S:
        problem = f"the other ends {left:.2f} s later by himself: that is a terminal overlap"
    elif line.say.kind == "terminal_overlap" and not 0 < left <= _TERMINAL_S:
        problem = f"the other goes on for {left:.2f} s; at most {_TERMINAL_S} s is terminal"
    elif line.say.kind == "backchannel" and (
        line.end - start > _BACKCHANNEL_S or len(line.words) > _BACKCHANNEL_WORDS
    ):
        problem = f"{line.end - start:.2f} s and {len(line.words)} words are too long"
    if problem:
        raise ScriptError(
            f"{script.call_id}: step {line.step} ({line.say.text[:40]!r}) is no "
            f"{line.say.kind}: {problem}"
        )


def _pause_at(line: PlacedLine, moment: float) -> float:
    """Length of the pause between words of `line` at `moment`; 0 inside a word."""
    for before, after in pairwise(line.words):
        if before.end <= moment < after.start:
            return after.start - before.end
    return 0.0


def _interrupt(timeline: CallTimeline, line: PlacedLine, script: CallScript) -> None:
    """Silence the interrupted speaker at the end of the word said when he yields."""
    if line.over is None or line.say.yields_after_s is None:
        return
    other = timeline.lines[line.over]
    moment = line.speech_start + max(line.say.yields_after_s or _YIELD_S, _GOES_ON_S)
    kept = [word for word in other.words if word.start < moment - 0.05]
    last = replace(kept[-1], end=min(kept[-1].end, moment + 0.15))
    timeline.lines[line.over] = replace(other, words=(*kept[:-1], last), cut=True)
    if last.end - line.speech_start < _GOES_ON_S:
        raise ScriptError(
            f"{script.call_id}: step {line.step}: the other pauses just there, only "
            f"{last.end - line.speech_start:.2f} s overlap: choose other words in over.after"
        )


def _sigh_start(script: CallScript, timeline: CallTimeline, sigh: Sigh, floor: float) -> float:
    if sigh.over is None:
        return floor + sigh.gap_s
    target = _target(script, timeline, len(script.steps), sigh.over)
    return _anchor(script, len(script.steps), timeline.lines[target], sigh.over)


def _place_wait(
    timeline: CallTimeline, index: int, step: HoldStep | TransferStep | DroppedStep, floor: float
) -> float:
    """Place a hold, a transfer or the loss of the call; returns the new end of everything."""
    start = floor + _WAIT_GAP_S
    if isinstance(step, HoldStep):
        seconds = step.hold.seconds
    elif isinstance(step, DroppedStep):
        seconds = step.dropped.busy_seconds
    else:
        seconds = step.transfer.seconds
        if step.transfer.ring_country is not None:
            bursts = bursts_within(step.transfer.ring_country, seconds)
            timeline.transfer_rings.extend((start + a, start + b) for a, b in bursts)
    timeline.spans.append(PlacedSpan(index, start, start + seconds))
    return start + seconds
