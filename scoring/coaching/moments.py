"""Which moment of a finding is shown to the agent, and in which words."""

import re
from collections.abc import Sequence
from functools import partial

from audio_features.timeline import Party
from scoring.catalogues.catalogue import Catalogue
from scoring.catalogues.measured_values import measured_text, place_text, trimmed_quote
from scoring.coaching.report import CallMoment
from scoring.findings import (
    NOT_SAID_BY_HERE,
    NOT_SAID_HERE,
    Evidence,
    Finding,
    ScoredCall,
    is_whole_call,
)
from scoring.transfer_waits import told_apart

#: Turns in which words were expected are one moment to listen to up to this length, in seconds,
#: and are quoted together, cut at so many characters (our choice).
_ONE_PLACE_S = 30.0
_ONE_PLACE_CHARS = 140
#: Signs at the ends of a quote that the reason of its finding may have without.
_EDGES = " .,;:…"
_QUOTED = re.compile("[«“](.*?)[»”]")


def moment_of(
    call: ScoredCall,
    finding: Finding,
    catalogue: Catalogue,
    *,
    about: Party | None,
    addressed: Catalogue,
    praised_words: int,
) -> CallMoment | None:
    """The moment of `finding` that tells most, said in the language of `catalogue`.

    `addressed` is the catalogue of the report, which speaks to the agent. A quote of less than
    `praised_words` words shows nobody how something is done: "es así".

    The agent's words that the reason quotes, unless they are to show how it is done and too few;
    else where words were expected and not said, else the agent's, else words, else a number. A
    number that does not say whose it is is of the party that the finding is `about`.
    """
    if not finding.evidence:
        return None
    best = told_apart(
        max(finding.evidence, key=partial(_telling, finding, praised_words)), call.heard
    )
    note = place_text(best.measure, catalogue)
    shown = _together(best, finding.evidence) if note else (best,)
    day = call.heard.metadata.started_at
    return CallMoment(
        call_id=call.heard.call_id,
        start=round(shown[0].start, 2),
        end=round(shown[-1].end, 2),
        day=None if day is None else day.date(),
        quote=_joined([quote for item in shown if (quote := trimmed_quote(item.quote))]),
        measured=""
        if note or best.measure is None
        else measured_text(best.measure, catalogue, party=best.party or about, addressed=addressed),
        note=catalogue.text("opinion.moment") if finding.by_opinion else note,
        whole=is_whole_call(best, call.heard.recording.seconds),
        said_by=best.party if best.quote else None,
    )


def is_named(finding: Finding, evidence: Evidence) -> bool:
    """Whether the reason of `finding` quotes the words of `evidence`."""
    said = (evidence.quote or "").strip(_EDGES)
    return bool(said) and any(said == one.strip(_EDGES) for one in _QUOTED.findall(finding.reason))


def _telling(finding: Finding, praised_words: int, evidence: Evidence) -> tuple[bool, ...]:
    measure, party, quote = evidence.measure, evidence.party, evidence.quote or ""
    expected = measure is not None and measure.name in (NOT_SAID_HERE, NOT_SAID_BY_HERE)
    agent: Party = "agent"
    named = is_named(finding, evidence)
    enough = finding.verdict != "met" or len(quote.split()) >= praised_words
    spoken = bool(quote) and party == agent
    return spoken and named and enough, expected, spoken, enough, bool(quote), measure is not None


def _together(first: Evidence, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The place where words were expected: `first` with what follows it soon."""
    places = (item for item in evidence if item.measure == first.measure and item.quote)
    near = tuple(item for item in places if 0 <= item.end - first.start <= _ONE_PLACE_S)
    return near or (first,)


def _joined(quotes: Sequence[str]) -> str:
    """Several quotes as one, its end left out where it gets long; one alone stays as it is."""
    if len(quotes) < 2:
        return "".join(quotes)
    text = " … ".join(quotes)
    if len(text) <= _ONE_PLACE_CHARS:
        return text
    return text[:_ONE_PLACE_CHARS].rsplit(" ", 1)[0].rstrip(" …,.;:") + "…"
