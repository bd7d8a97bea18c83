"""The exact truth of a built call, as the JSON kept beside the scripts."""

from collections.abc import Iterable, Iterator
from typing import Any

from sample_calls.builder.render import Rendered, sigh_samples
from sample_calls.builder.script import CallScript
from sample_calls.builder.steps import DroppedStep, HoldStep, SighStep, SilenceStep, TransferStep
from sample_calls.builder.timeline import CallTimeline, PlacedLine
from sample_calls.builder.tones import RINGBACK
from sample_calls.builder.word_times import WordTime

_TURN_PAUSE_S = 0.5  # a longer pause of one's own ends a turn
_SPEECH_GAP_S = 0.25  # a shorter gap between words is still speech
_OVERLAP_S = 0.05
_TERMINAL_S = 0.35
_DEAD_AIR_S = ((10.0, "severe"), (5.0, "clear"), (3.0, "mild"))
_HOLD_FACTS = ("announced", "consented", "reason_given", "duration_given", "return_courtesy")

Event = dict[str, Any]


def call_truth(script: CallScript, timeline: CallTimeline, rendered: Rendered) -> dict[str, Any]:
    """Everything a benchmark may ask of the call, in seconds from the start of the recording."""
    events = [
        *_ring_events(script, timeline),
        *_wait_events(script, timeline, rendered.rate_hz),
        *_overlay_events(timeline),
        *_overlap_events(timeline.lines),
    ]
    events.extend(_dead_air_events(script, timeline, events))
    return {
        "call_id": script.call_id,
        "language": script.language,
        "country": script.country,
        "layout": script.format.layout,
        "agent_channel": script.format.agent_channel,
        "codec": script.format.codec,
        "sample_rate_hz": rendered.rate_hz,
        "conditions": _conditions(script),
        "levels_dbov": dict(rendered.levels_dbov),
        "pace_wpm": _pace_wpm(timeline.lines),
        "seconds": round(timeline.seconds, 3),
        "rings": script.ringback.rings if script.ringback else None,
        "turns": _turns(timeline.lines),
        "events": sorted(events, key=lambda event: (event["start"], event["end"])),
        "notes": dict(script.expected.notes),
    }


def _event(kind: str, party: str | None, start: float, end: float, /, **attributes: Any) -> Event:
    return {
        "kind": kind,
        "party": party,
        "start": round(start, 3),
        "end": round(end, 3),
        "attributes": attributes,
    }


def _turns(lines: Iterable[PlacedLine]) -> list[dict[str, Any]]:
    by_party: dict[str, list[WordTime]] = {}
    for line in lines:
        by_party.setdefault(line.say.party, []).extend(line.words)
    turns = []
    for party, words in by_party.items():
        for group in _grouped(sorted(words, key=lambda w: w.start), _TURN_PAUSE_S):
            turns.append(
                {
                    "party": party,
                    "start": round(group[0].start, 3),
                    "end": round(group[-1].end, 3),
                    "text": " ".join(word.word for word in group),
                    "words": [
                        {"word": w.word, "start": round(w.start, 3), "end": round(w.end, 3)}
                        for w in group
                    ],
                }
            )
    return sorted(turns, key=lambda turn: turn["start"])


def _grouped(words: list[WordTime], pause_s: float) -> Iterator[list[WordTime]]:
    group: list[WordTime] = []
    for word in words:
        if group and word.start - group[-1].end > pause_s:
            yield group
            group = []
        group.append(word)
    if group:
        yield group


def _pace_wpm(lines: Iterable[PlacedLine]) -> dict[str, int]:
    """Words a minute over the lines of each party, pauses inside a line included."""
    totals: dict[str, tuple[int, float]] = {}
    for line in lines:
        words, seconds = totals.get(line.say.party, (0, 0.0))
        totals[line.say.party] = (
            words + len(line.words),
            seconds + line.end - line.speech_start,
        )
    return {party: round(60 * words / seconds) for party, (words, seconds) in totals.items()}


def _ring_events(script: CallScript, timeline: CallTimeline) -> Iterator[Event]:
    if script.ringback is not None:
        tones_hz = list(RINGBACK[script.ringback.country].frequencies_hz)
        for start, end in timeline.rings:
            yield _event(
                "ring",
                None,
                start,
                end,
                country=script.ringback.country,
                frequency_hz=tones_hz[0],
                during_transfer=False,
            )
        yield _event("answer", None, timeline.answer, timeline.answer)
    for start, end in timeline.transfer_rings:
        yield _event("ring", None, start, end, during_transfer=True)


def _wait_events(script: CallScript, timeline: CallTimeline, rate_hz: int) -> Iterator[Event]:
    for span in timeline.spans:
        step = script.steps[span.step]
        if isinstance(step, HoldStep):
            facts = {name: getattr(step.hold, name) for name in _HOLD_FACTS}
            yield _event(
                "hold",
                "agent",
                span.start,
                span.end,
                kind=step.hold.kind,
                **facts,
                during_transfer=False,
            )
        elif isinstance(step, TransferStep):
            transfer = step.transfer
            yield _event(
                "transfer",
                "agent",
                span.start,
                span.end,
                explained=transfer.explained,
                consented=transfer.consented,
                warm=transfer.warm,
                to=transfer.to,
            )
            kind = None if transfer.wait == "ring" else transfer.wait
            facts = dict.fromkeys(_HOLD_FACTS)
            yield _event(
                "hold",
                "agent",
                span.start,
                span.end,
                kind=kind,
                **facts,
                during_transfer=True,
            )
        elif isinstance(step, SighStep):
            exhale_s = sigh_samples(script, span.step, step.sigh, rate_hz)[1]
            yield _event(
                "sigh",
                step.sigh.party,
                span.start,
                span.end,
                exhale_start=round(span.start + exhale_s, 3),
                level_dbov=step.sigh.level_dbov + script.line.gain_db,
            )


def _overlay_events(timeline: CallTimeline) -> Iterator[Event]:
    for line in timeline.lines:
        if line.over is None or line.say.kind not in ("interruption", "backchannel"):
            continue
        other, start = timeline.lines[line.over], line.speech_start
        if line.say.kind == "backchannel":
            yield _event("backchannel", line.say.party, start, line.end)
            continue
        end = min(other.end, line.end)
        yield _event(
            "interruption",
            line.say.party,
            start,
            end,
            successful=other.cut,
            overlap_s=round(sum(b - a for a, b in _shared(other, line)), 3),
        )


def _overlap_events(lines: list[PlacedLine]) -> Iterator[Event]:
    for line in lines:
        for other in lines:
            if other.say.party == line.say.party or not (
                (other.speech_start, other.step) < (line.speech_start, line.step)
            ):
                continue
            for start, end in _shared(other, line):
                terminal = line.say.kind == "terminal_overlap" or (
                    line.say.kind == "turn" and other.end - line.speech_start <= _TERMINAL_S
                )
                yield _event("overlap", line.say.party, start, end, terminal=terminal)


def _shared(one: PlacedLine, two: PlacedLine) -> Iterator[tuple[float, float]]:
    """Stretches in which both lines are spoken, pauses inside either line left out."""
    spans = [
        [(group[0].start, group[-1].end) for group in _grouped(list(line.words), _SPEECH_GAP_S)]
        for line in (one, two)
    ]
    for a_start, a_end in spans[0]:
        for b_start, b_end in spans[1]:
            start, end = max(a_start, b_start), min(a_end, b_end)
            if end - start >= _OVERLAP_S:
                yield start, end


def _dead_air_events(
    script: CallScript, timeline: CallTimeline, events: list[Event]
) -> Iterator[Event]:
    """Silences after the answer in which nobody speaks, sighs, rings or waits."""
    busy = [(word.start, word.end) for line in timeline.lines for word in line.words]
    busy += [(e["start"], e["end"]) for e in events if e["kind"] in ("ring", "hold", "sigh")]
    busy += [
        (s.start, s.end) for s in timeline.spans if isinstance(script.steps[s.step], DroppedStep)
    ]
    explained = [
        s.start
        for s in timeline.spans
        if isinstance(step := script.steps[s.step], SilenceStep) and step.silence.explained
    ]
    clock = timeline.answer
    for start, end in sorted(busy):
        for limit_s, severity in _DEAD_AIR_S:
            if start - clock > limit_s:
                told = any(clock - 0.5 <= moment <= start for moment in explained)
                yield _event("dead_air", None, clock, start, severity=severity, explained=told)
                break
        clock = max(clock, end)


def _conditions(script: CallScript) -> list[str]:
    line = script.line
    told = [f"{line.band} band"]
    told += [f"{n.kind} {n.level_dbov:g} dBov, leg {n.leg}" for n in line.noise]
    if line.gain_db:
        told.append(f"gain {line.gain_db:+g} dB")
    if line.crosstalk_db is not None:
        told.append(f"crosstalk {line.crosstalk_db:g} dB")
    if line.echo_db is not None:
        told.append(f"echo {line.echo_db:g} dB after {line.echo_delay_s:g} s")
    if line.packet_loss:
        told.append(f"packet loss {line.packet_loss:.0%}, leg {line.packet_loss_leg}")
    if line.clip_dbov is not None:
        told.append(f"clipped at {line.clip_dbov:g} dBov")
    if any(isinstance(step, DroppedStep) for step in script.steps):
        told.append("call dropped")
    return told
