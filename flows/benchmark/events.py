"""Events found, made up and missed: holds, silences, interruptions, sighs, transfers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from audio_features.heard_call import HeardCall
from audio_features.timeline import EventKind, Party, Span
from flows.benchmark.pooling import Detections
from flows.benchmark.truth import CallTruth


class Happening(Protocol):
    """A true or a heard event."""

    @property
    def kind(self) -> EventKind: ...  # noqa: D102
    @property
    def party(self) -> Party | None: ...  # noqa: D102
    @property
    def span(self) -> Span: ...  # noqa: D102


#: How well two spans agree, above 0 where they may be the same event.
Agreement = Callable[[Span, Span], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchOptions:
    """When a heard event is the true one. Ours, but for the IoU of one half, usual in detection."""

    #: intersection over union that long events (holds, dead air) must reach
    least_iou: float = 0.5
    #: s, how far apart short events (interruptions, backchannels, sighs) may lie
    short_slack_s: float = 0.5
    #: s, how far apart transfers may lie: words announce them before the line goes over
    transfer_slack_s: float = 5.0
    #: s, silences shorter than this are not asked for (definition of mild dead air)
    dead_air_s: float = 3.0


#: Kinds of event in the table, and whether they belong to a party that must be right too.
KINDS: dict[EventKind, bool] = {
    "hold": False,
    "interruption": True,
    "backchannel": True,
    "dead_air": False,
    "sigh": True,
    "transfer": False,
}


def event_detections(
    truth: CallTruth, heard: HeardCall, *, options: MatchOptions | None = None
) -> dict[str, Detections]:
    """Detections by kind, and by kind and party as ``kind/party`` where a party is to blame.

    Events are paired one to one, best agreement first. An event given to the wrong party is one
    missed and one made up. The wait of a transfer counts as a hold.
    """
    chosen = options or MatchOptions()
    counted: dict[str, Detections] = {}
    for kind, by_party in KINDS.items():
        happened = [e for e in truth.events if _asked_for(e, kind, chosen)]
        reported = [e for e in heard.events if _asked_for(e, kind, chosen)]
        agreement = _agreement(kind, chosen)
        if not by_party:
            counted[kind] = match(happened, reported, agreement)
            continue
        total = Detections()
        for party in ("agent", "customer"):
            own = match(_of(happened, party), _of(reported, party), agreement)
            counted[f"{kind}/{party}"] = own
            total = total + own
        rest = [
            [e for e in events if e.party not in ("agent", "customer")]
            for events in (happened, reported)
        ]
        counted[kind] = total + match(rest[0], rest[1], agreement)
    return counted


def match(
    happened: Sequence[Happening], reported: Sequence[Happening], agreement: Agreement
) -> Detections:
    """Pair events one to one, the best agreeing first."""
    pairs = sorted(
        (
            (-score, i, j)
            for i, true in enumerate(happened)
            for j, heard in enumerate(reported)
            if (score := agreement(true.span, heard.span)) > 0
        ),
    )
    used_true: set[int] = set()
    used_heard: set[int] = set()
    borders: list[float] = []
    for _, i, j in pairs:
        if i in used_true or j in used_heard:
            continue
        used_true.add(i)
        used_heard.add(j)
        borders += [
            abs(happened[i].span.start - reported[j].span.start),
            abs(happened[i].span.end - reported[j].span.end),
        ]
    return Detections(
        found=len(used_true),
        made_up=len(reported) - len(used_heard),
        missed=len(happened) - len(used_true),
        border_errors_s=tuple(borders),
    )


def iou(one: Span, two: Span) -> float:
    """Intersection over union of two spans, 0 to 1."""
    shared = one.overlap_s(two)
    union = one.seconds + two.seconds - shared
    return shared / union if union else 0.0


def _agreement(kind: EventKind, options: MatchOptions) -> Agreement:
    if kind in ("hold", "dead_air"):
        return lambda one, two: score if (score := iou(one, two)) >= options.least_iou else 0.0
    slack_s = options.transfer_slack_s if kind == "transfer" else options.short_slack_s

    def near(one: Span, two: Span) -> float:
        """Overlap counts most, then nearness; 0 beyond the slack."""
        apart_s = max(one.start, two.start) - min(one.end, two.end)
        return 0.0 if apart_s > slack_s else 1.0 + iou(one, two) + (slack_s - max(0.0, apart_s))

    return near


def _asked_for(event: Happening, kind: EventKind, options: MatchOptions) -> bool:
    if event.kind != kind:
        return False
    return kind != "dead_air" or event.span.seconds > options.dead_air_s


def _of(events: Iterable[Happening], party: str) -> list[Happening]:
    return [event for event in events if event.party == party]
