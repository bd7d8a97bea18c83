"""The moments that a verdict rests on: the words its script names, and what happens in the call.

Only verdicts for or against (``met``, ``not_met``) have moments, and of these none that holds for
the call as a whole, such as a steady pace or a fault that nobody ever commits.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: Between the first and the last words of a moment that is too long to be quoted in full.
_UP_TO = " … "
_WITH_MOMENT = ("met", "not_met")

#: Criterion not met → kind of the agent's events that each fail it.
_FAILED_BY = {"no_interruptions": "interruption", "no_sighs": "sigh"}
_TOO_LONG_SILENCES = ("clear", "severe")
#: Criterion → facts of a hold or transfer that it turns on, and which border of the wait lacks
#: the words where a fact is missing.
_HOLD_WORDS = {
    "hold_announced": (("announced", "reason_given"), "start"),
    "hold_consent": (("consented",), "start"),
    "hold_duration_given": (("duration_given",), "start"),
    "hold_return_courtesy": (("return_courtesy",), "end"),
}
_TRANSFER_WORDS = {
    "transfer_explained": (("explained",), "start"),
    "transfer_consent": (("consented",), "start"),
    "transfer_warm": (("warm",), "end"),
}

Moment = dict[str, float]


@dataclass(frozen=True, slots=True)
class _Said:
    """One word as it is compared, and when it was said."""

    text: str
    start: float
    end: float


def true_moments(
    quotes: Mapping[str, Sequence[str]], truth: Mapping[str, Any]
) -> dict[str, list[Moment]]:
    """By criterion, the moments that a person would point to for its verdict, any of them.

    `quotes` are words by criterion, as `Expected.evidence` has them; `truth` has its verdicts.
    Times are in seconds, moments in order of time. Criteria without any are left out.
    """
    found: dict[str, list[Moment]] = {}
    for criterion, verdict in truth["verdicts"].items():
        if verdict not in _WITH_MOMENT:
            continue
        quoted = (_span_of(quote, truth["turns"]) for quote in quotes.get(criterion, ()))
        spans = {span for span in quoted if span is not None}
        spans |= set(_happened(criterion, verdict, truth))
        if spans:
            found[criterion] = [{"start": start, "end": end} for start, end in sorted(spans)]
    return found


def misquoted(quote: str, said: Iterable[str]) -> str | None:
    """Why `quote` names no one moment of a call in which each party says one text of `said`."""
    opening, _, closing = quote.partition(_UP_TO)
    texts = [_plain(text) for text in said]
    places = [(words, at) for words in texts for at in _places(opening, words, 0)]
    if len(places) != 1:
        return f"{opening!r} is said {len(places)} times in the call: quote words said just once"
    words, at = places[0]
    if closing and not list(_places(closing, words, at + len(_plain(opening)))):
        return f"{closing!r} is not said after {opening!r}: quote the last words of that moment"
    return None


def _span_of(quote: str, turns: Sequence[Mapping[str, Any]]) -> tuple[float, float] | None:
    """From the first to the last word of `quote`.

    Whoever is interrupted may not get to its end, or not even to its beginning.
    """
    opening, _, closing = quote.partition(_UP_TO)
    for words in _by_party(turns):
        texts = [word.text for word in words]
        for at in _places(opening, texts, 0):
            last = at + len(_plain(opening)) - 1
            for end in _places(closing, texts, last + 1):
                last = end + len(_plain(closing)) - 1
                break
            return words[at].start, words[last].end
    return None


def _by_party(turns: Sequence[Mapping[str, Any]]) -> Iterator[list[_Said]]:
    for party in dict.fromkeys(turn["party"] for turn in turns):
        yield [
            _Said(text, word["start"], word["end"])
            for turn in turns
            if turn["party"] == party
            for word in turn["words"]
            for text in _plain(word["word"])
        ]


def _places(quote: str, words: Sequence[str], start: int) -> Iterator[int]:
    """Where in `words`, from `start` on, those of `quote` begin."""
    wanted = _plain(quote)
    for at in range(start, len(words) - len(wanted) + 1):
        if wanted and list(words[at : at + len(wanted)]) == wanted:
            yield at


def _plain(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def _happened(
    criterion: str, verdict: str, truth: Mapping[str, Any]
) -> Iterator[tuple[float, float]]:
    """Moments that follow from the events of the call."""
    events = truth["events"]
    parked = [e for e in events if e["kind"] == "hold" and not e["attributes"]["during_transfer"]]
    moved = [e for e in events if e["kind"] == "transfer"]
    if criterion == "answered_within_three_rings":
        yield from _ringing(events)
    elif criterion == "acknowledgements_given" and verdict == "met":
        yield from (_span(e) for e in events if _is(e, "backchannel", "agent"))
    elif criterion in _FAILED_BY and verdict == "not_met":
        yield from (_span(e) for e in events if _is(e, _FAILED_BY[criterion], "agent"))
    elif criterion == "no_dead_air" and verdict == "not_met":
        silences = [e for e in events if e["kind"] == "dead_air"]
        yield from (_span(e) for e in silences if e["attributes"]["severity"] in _TOO_LONG_SILENCES)
    elif criterion == "hold_length_reasonable":
        # The longest decides either way.
        yield from (_span(e) for e in sorted(parked, key=_seconds)[-1:])
    elif criterion == "call_not_dropped":
        # It goes on, or is lost, where the last wait ends.
        ends = [wait["end"] for wait in (*parked, *moved)]
        yield from ((end, end) for end in sorted(ends)[-1:])
    elif verdict == "not_met":
        yield from _words_missing(_HOLD_WORDS, criterion, parked)
        yield from _words_missing(_TRANSFER_WORDS, criterion, moved)


def _ringing(events: Sequence[Mapping[str, Any]]) -> Iterator[tuple[float, float]]:
    """From the first ring to the answer; none where the recording starts at the answer."""
    rings = [e["start"] for e in events if e["kind"] == "ring"]
    answers = [e["start"] for e in events if e["kind"] == "answer"]
    if answers and rings:
        yield min(rings), answers[0]


def _words_missing(
    turning_on: Mapping[str, tuple[tuple[str, ...], str]],
    criterion: str,
    waits: Sequence[Mapping[str, Any]],
) -> Iterator[tuple[float, float]]:
    """Where a wait begins or ends without the words that belong there."""
    facts, border = turning_on.get(criterion, ((), "start"))
    for wait in waits:
        if any(wait["attributes"][fact] is False for fact in facts):
            yield wait[border], wait[border]


def _is(event: Mapping[str, Any], kind: str, party: str) -> bool:
    return bool(event["kind"] == kind and event["party"] == party)


def _span(event: Mapping[str, Any]) -> tuple[float, float]:
    return event["start"], event["end"]


def _seconds(event: Mapping[str, Any]) -> float:
    return float(event["end"] - event["start"])
