"""Moments to listen to, made from turns, matches, events and measures."""

import re

from audio_features.timeline import Event, Measure, Span, Turn
from scoring.findings import Evidence, MeasuredValue
from scoring.language.intents import IntentMatch

#: Longest quote shown as evidence, in characters; our choice: about two lines of a report.
MAX_QUOTE_CHARS = 200
#: Where recognisers part the words of one number.
_TORN_NUMBER = re.compile(r"(?<=\d) (?=[.,-]\d)")


def _in_one_line(text: str) -> str:
    """`text` with one space between words, and none inside a number: "380 .000"."""
    return _TORN_NUMBER.sub("", " ".join(text.split()))


def shortened(text: str) -> str:
    """`text` in one line, cut at a word with an ellipsis where it is too long to quote."""
    flat = _in_one_line(text)
    if len(flat) <= MAX_QUOTE_CHARS:
        return flat
    return flat[:MAX_QUOTE_CHARS].rsplit(" ", 1)[0] + "…"


def shortened_from_end(text: str) -> str:
    """The end of `text` in one line, cut at a word where it is too long to quote."""
    flat = _in_one_line(text)
    if len(flat) <= MAX_QUOTE_CHARS:
        return flat
    return "…" + flat[-MAX_QUOTE_CHARS:].split(" ", 1)[-1]


def match_evidence(match: IntentMatch) -> Evidence:
    """The words that were found."""
    return Evidence(
        start=match.start, end=match.end, party=match.party, quote=shortened(match.quote)
    )


def turn_evidence(turn: Turn) -> Evidence:
    """A turn where something should have been said, with what was said instead."""
    return Evidence(
        start=turn.start, end=turn.end, party=turn.party, quote=shortened(turn.text) or None
    )


def event_evidence(event: Event, *, threshold: str | None = None) -> Evidence:
    """An event by its length, beside what is asked of that length (s), if anything is."""
    return Evidence(
        start=event.start,
        end=event.end,
        party=event.party,
        measure=MeasuredValue(
            name=event.kind, value=round(event.span.seconds, 2), unit="s", threshold=threshold
        ),
    )


def silence_after_evidence(event: Event, *, end: float, threshold: str) -> Evidence:
    """How long the recording goes on after an event."""
    measured = MeasuredValue(
        name=f"after_{event.kind}",
        value=round(max(0.0, end - event.end), 2),
        unit="s",
        threshold=threshold,
    )
    return Evidence(start=event.start, end=event.end, party=event.party, measure=measured)


def measure_evidence(measure: Measure, *, threshold: str | None = None) -> Evidence:
    """A measured value beside what it was held against."""
    return Evidence(
        start=measure.start,
        end=measure.end,
        party=measure.party,
        measure=MeasuredValue(
            name=measure.name,
            value=round(measure.value, 2),
            unit=measure.unit,
            threshold=threshold,
        ),
    )


def count_evidence(name: str, count: float, *, span: Span, threshold: str | None) -> Evidence:
    """How often something happened over a stretch of the call: proof where it never did."""
    return Evidence(
        start=span.start,
        end=span.end,
        party=None,
        measure=MeasuredValue(name=name, value=count, unit="count", threshold=threshold),
    )


def range_text(low: float | None, high: float | None) -> str:
    """A threshold as the data contract writes it: ``"<= 3"``, ``">= 1.5"``, ``"120-200"``."""
    if low is not None and high is not None:
        separator = ".." if low < 0 or high < 0 else "-"
        return f"{low:g}{separator}{high:g}"
    return f">= {low:g}" if low is not None else f"<= {high:g}"
