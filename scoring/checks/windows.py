"""What is said in a stretch of the call, and which stretch a rubric's window means."""

from audio_features.timeline import Party, Span
from scoring.checks.result import CheckContext
from scoring.checks.schema_parts import Window
from scoring.language.intents import IntentMatch


def find_all(
    context: CheckContext,
    intents: tuple[str, ...],
    *,
    party: Party | None,
    within: Span | None = None,
    min_score: float = 0.0,
) -> tuple[IntentMatch, ...]:
    """Matches of any of `intents`, sure enough, one a moment, in order of time."""
    if context.finder is None:
        return ()
    found: dict[tuple[int, float], IntentMatch] = {}
    for intent in intents:
        for match in context.finder.find(intent, party=party, within=within):
            place = (match.turn_index, match.start)
            known = found.get(place)
            if match.score >= min_score and (known is None or match.score > known.score):
                found[place] = match
    return tuple(sorted(found.values(), key=lambda match: (match.start, match.end)))


def window_span(window: Window, *, party: Party, context: CheckContext) -> Span:
    """The stretch of the call that `window` means; empty where there is none."""
    turns = context.turns_of(party)
    whole = context.speech_span
    start, end = whole.start, whole.end
    if turns and (window.first_turns is not None or window.first_seconds is not None):
        ends = []
        if window.first_turns is not None:
            ends.append(turns[min(window.first_turns, len(turns)) - 1].end)
        if window.first_seconds is not None:
            ends.append(turns[0].start + window.first_seconds)
        # The wider of both: a turn cut short by the engines still gets its seconds.
        start, end = max(start, turns[0].start), min(end, max(ends))
    if turns and (window.last_turns is not None or window.last_seconds is not None):
        starts = []
        if window.last_turns is not None:
            starts.append(turns[-min(window.last_turns, len(turns))].start)
        if window.last_seconds is not None:
            starts.append(whole.end - window.last_seconds)
        start = max(start, min(starts))
    if window.phase is not None:
        spans = [(p.start, p.end) for p in context.phases if p.name == window.phase]
        start = max(start, min((s for s, _ in spans), default=end))
        end = min(end, max((e for _, e in spans), default=start))
    if window.after:
        found = find_all(context, window.after, party=window.after_party)
        start = max(start, found[0].start) if found else start
    if window.before:
        found = find_all(context, window.before, party=window.before_party, min_score=0.5)
        end = min(end, found[-1].start) if found else end
    return Span(min(start, end), max(start, end)) if start <= end else Span(end, end)
