"""The agent's numbers beside the team's: counts over counts, pooled over calls."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from audio_features.measures.talk import speech_s
from scoring.catalogues.catalogue import Catalogue
from scoring.coaching.options import CoachingOptions
from scoring.coaching.report import Better, Comparison, Ratio
from scoring.findings import ScoredCall
from scoring.transfer_waits import is_transfer_wait

#: Seconds in the stretch of call that events are counted over.
_TEN_MINUTES_S = 600.0

#: What was counted, and in how much of it, on one call.
Counted = Callable[[ScoredCall], tuple[float, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Definition:
    id: str
    better: Better
    counted: Counted
    scale: float = 1.0


def compare(
    own: Sequence[ScoredCall],
    team: Sequence[ScoredCall],
    catalogue: Catalogue,
    options: CoachingOptions,
) -> tuple[Comparison, ...]:
    """All measures that the agent's calls allow; `team` is the others' calls."""
    colleagues: dict[str, list[ScoredCall]] = {}
    for call in team:
        if call.heard.metadata.agent_id is not None:
            colleagues.setdefault(call.heard.metadata.agent_id, []).append(call)
    found = []
    for definition in _DEFINITIONS:
        agent, calls = _pooled(own, definition)
        if agent.value is None:
            continue
        rest, team_calls = _pooled(team, definition)
        each = [_pooled(theirs, definition)[0].value for theirs in colleagues.values()]
        others = sorted(round(value, 4) for value in each if value is not None)
        found.append(
            Comparison(
                id=definition.id,
                label=catalogue.text(f"comparison.{definition.id}.label"),
                unit=catalogue.text(f"comparison.{definition.id}.unit"),
                better=definition.better,
                agent=agent,
                team=rest,
                calls=calls,
                team_calls=team_calls,
                others=tuple(others) if len(others) >= options.fewest_colleagues else (),
            )
        )
    return tuple(found)


def _pooled(calls: Sequence[ScoredCall], definition: _Definition) -> tuple[Ratio, int]:
    counts = [definition.counted(call) for call in calls]
    used = [(counted, over) for counted, over in counts if over > 0]
    ratio = Ratio(
        counted=round(sum(counted for counted, _ in used), 4),
        over=round(sum(over for _, over in used), 4),
        scale=definition.scale,
    )
    return ratio, len(used)


def _score(call: ScoredCall) -> tuple[float, float]:
    if call.scorecard.score is None:
        return 0.0, 0.0
    return call.scorecard.points, call.scorecard.possible


def _interruptions(call: ScoredCall) -> tuple[float, float]:
    count = sum(
        event.kind == "interruption" and event.party == "agent" for event in call.heard.events
    )
    return count, call.heard.recording.seconds


def _talk_share(call: ScoredCall) -> tuple[float, float]:
    agent_s, customer_s = (speech_s(call.heard.turns, party) for party in ("agent", "customer"))
    if not agent_s or not customer_s:
        return 0.0, 0.0  # with one party missing the share says nothing
    return agent_s, agent_s + customer_s


def _speech_rate(call: ScoredCall) -> tuple[float, float]:
    turns = [turn for turn in call.heard.turns if turn.party == "agent"]
    words = sum(len(turn.text.split()) for turn in turns)
    return words, sum(turn.span.seconds for turn in turns)


def _hold_length(call: ScoredCall) -> tuple[float, float]:
    holds = [
        event for event in call.heard.events if event.kind == "hold" and not is_transfer_wait(event)
    ]
    return sum(hold.span.seconds for hold in holds), len(holds)


def _holds_with_permission(call: ScoredCall) -> tuple[float, float]:
    known = [
        event.attributes["consented"]
        for event in call.heard.events
        if event.kind == "hold"
        and not is_transfer_wait(event)
        and event.attributes.get("consented") is not None
    ]
    return sum(value is True for value in known), len(known)


def _dead_air(call: ScoredCall) -> tuple[float, float]:
    """Seconds of silence that the agent did not explain before."""
    silent = sum(
        event.span.seconds
        for event in call.heard.events
        if event.kind == "dead_air" and event.attributes.get("explained") is not True
    )
    return silent, call.heard.recording.seconds


def _satisfaction(call: ScoredCall) -> tuple[float, float]:
    csat = call.heard.metadata.csat
    return (0.0, 0.0) if csat is None else (csat, 1.0)


_DEFINITIONS: tuple[_Definition, ...] = (
    _Definition(id="score", better="higher", counted=_score, scale=100.0),
    _Definition(id="interruptions", better="lower", counted=_interruptions, scale=_TEN_MINUTES_S),
    _Definition(id="talk_share", better="neither", counted=_talk_share, scale=100.0),
    _Definition(id="speech_rate", better="neither", counted=_speech_rate, scale=60.0),
    _Definition(
        id="holds_with_permission", better="higher", counted=_holds_with_permission, scale=100.0
    ),
    _Definition(id="hold_length", better="lower", counted=_hold_length),
    _Definition(id="dead_air", better="lower", counted=_dead_air, scale=_TEN_MINUTES_S),
    _Definition(id="satisfaction", better="higher", counted=_satisfaction),
)
