"""The picture of a call over time, as positions: what the page draws, without drawing it.

Horizontal positions and widths are percentages of the recording's length, so that the drawing
stretches to any width without bending its text.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from audio_features.timeline import Event, Party, Turn
from scoring.catalogues.catalogue import Catalogue
from scoring.catalogues.localization import format_clock, format_duration
from scoring.catalogues.rubric_texts import RubricTexts
from scoring.findings import Finding, MomentOfTruth, Phase, ScoredCall, Verdict
from scoring.moments_of_truth import moments_of_truth
from scoring.reporting.event_texts import event_icon, event_label
from scoring.reporting.findings_view import shown_verdict
from scoring.reporting.level_curve import PictureOptions, level_curve

#: Ticks of the time axis are this far apart, whichever first gives few enough (seconds).
_TICK_STEPS_S = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200)

#: How many times as many ticks a closer look may show (our choice).
_FINE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A stretch of the call to draw: `x` and `width` in percent, `kind` names its look."""

    x: float
    width: float
    start: float
    end: float
    kind: str
    party: Party | None
    label: str
    title: str
    #: Of a phase, how it went: ``good``, ``bad``, ``critical``; empty where nothing was judged.
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """A judged moment: ``good``, ``bad``, ``critical`` or ``unsure``."""

    x: float
    start: float
    end: float
    kind: str
    criterion: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A labelled mark of the time axis; `minor` ones are for a closer look only."""

    x: float
    label: str
    minor: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPicture:
    """Everything on the picture, sorted by time."""

    seconds: float
    phases: tuple[Block, ...]
    turns: tuple[Block, ...]
    curves: dict[str, str]
    events: tuple[Block, ...]
    marks: tuple[Block, ...]
    pins: tuple[Pin, ...]
    ticks: tuple[Tick, ...]


def build_picture(
    scored: ScoredCall,
    texts: RubricTexts,
    catalogue: Catalogue,
    options: PictureOptions | None = None,
) -> CallPicture:
    """Lay out `scored` over time."""
    chosen = options or PictureOptions()
    heard = scored.heard
    seconds = max(heard.recording.seconds, 0.001)
    lasting = ("hold", "dead_air", "ring", "transfer", "answer")
    marking = ("interruption", "sigh")
    return CallPicture(
        seconds=seconds,
        phases=_phases(scored, texts, catalogue, seconds),
        turns=tuple(_turn(turn, seconds, catalogue) for turn in heard.turns),
        curves={
            party: path
            for party in ("agent", "customer")
            if (path := level_curve(heard, party, chosen))
        },
        events=tuple(_event(e, seconds, catalogue) for e in heard.events if e.kind in lasting),
        marks=tuple(_event(e, seconds, catalogue) for e in heard.events if e.kind in marking),
        pins=_pins(scored, texts, catalogue, seconds),
        ticks=_ticks(seconds, chosen.ticks),
    )


def _percent(at: float, seconds: float) -> float:
    return round(min(100.0, max(0.0, 100 * at / seconds)), 3)


def _width(start: float, end: float, seconds: float) -> float:
    return round(_percent(end, seconds) - _percent(start, seconds), 3)


def _phases(
    scored: ScoredCall, texts: RubricTexts, catalogue: Catalogue, seconds: float
) -> tuple[Block, ...]:
    """The stretches of the cycle, each with its moment of truth."""
    moments = {(moment.phase, moment.start): moment for moment in moments_of_truth(scored)}
    return tuple(
        _phase(phase, moments.get((phase.name, phase.start)), seconds, texts, catalogue)
        for phase in scored.phases
    )


def _phase(
    phase: Phase,
    moment: MomentOfTruth | None,
    seconds: float,
    texts: RubricTexts,
    catalogue: Catalogue,
) -> Block:
    label = catalogue.text(f"phase.{phase.name}")
    block = _block(phase.start, phase.end, seconds, phase.name, None, label, catalogue)
    if moment is None:
        return replace(block, title=catalogue.text("truth.none", title=block.title))
    title = catalogue.text(
        "truth.title",
        title=block.title,
        mark=catalogue.text(f"truth.{moment.mark}"),
        criteria=" · ".join(texts.criterion(criterion).label for criterion in moment.criteria),
    )
    return replace(block, title=title, mark=moment.mark)


def _turn(turn: Turn, seconds: float, catalogue: Catalogue) -> Block:
    label = catalogue.text(f"party.{turn.party}")
    return _block(turn.start, turn.end, seconds, "turn", turn.party, label, catalogue)


def _event(event: Event, seconds: float, catalogue: Catalogue) -> Block:
    label = event_label(event, catalogue)
    kind = event_icon(event)
    return _block(event.start, event.end, seconds, kind, event.party, label, catalogue)


def _block(
    start: float,
    end: float,
    seconds: float,
    kind: str,
    party: Party | None,
    label: str,
    catalogue: Catalogue,
) -> Block:
    duration = format_duration(end - start, catalogue.language)
    title = catalogue.text(
        "picture.event", label=label, clock=format_clock(start), duration=duration
    )
    return Block(
        x=_percent(start, seconds),
        width=_width(start, end, seconds),
        start=round(start, 2),
        end=round(end, 2),
        kind=kind,
        party=party,
        label=label,
        title=title,
    )


def _pins(
    scored: ScoredCall, texts: RubricTexts, catalogue: Catalogue, seconds: float
) -> tuple[Pin, ...]:
    pins = []
    critical = scored.scorecard.critical_failures
    for finding in scored.findings:
        if finding.verdict == "not_applicable" or not finding.evidence:
            continue
        moment = finding.evidence[0]
        if moment.end <= moment.start or moment.end - moment.start > 0.8 * seconds:
            continue  # a value of the whole call is no moment
        criterion = texts.criterion(finding.criterion)
        if criterion.advisory and finding.verdict == "not_met":
            continue  # a hint is no fault: its event has a mark of its own
        label = criterion.label
        title = catalogue.text(
            "picture.moment",
            verdict=catalogue.text(
                f"verdict.{shown_verdict(finding, advisory=criterion.advisory)}"
            ),
            label=label,
            clock=format_clock(moment.start),
        )
        pins.append(
            Pin(
                x=_percent(moment.start, seconds),
                start=round(moment.start, 2),
                end=round(moment.end, 2),
                kind=pin_kind(finding, critical),
                criterion=finding.criterion,
                title=title,
            )
        )
    return tuple(sorted(pins, key=lambda pin: (pin.kind != "good", pin.x)))


def pin_kind(finding: Finding, critical: Sequence[str]) -> str:
    """Whether the moment of `finding` went well: ``good``, ``bad``, ``critical``, ``unsure``."""
    if finding.criterion in critical:
        return "critical"
    kinds: dict[Verdict, str] = {"met": "good", "not_met": "bad", "unsure": "unsure"}
    return kinds[finding.verdict]


def _ticks(seconds: float, most: int) -> tuple[Tick, ...]:
    step = next((step for step in _TICK_STEPS_S if seconds / step <= most), _TICK_STEPS_S[-1])
    close = (fine for fine in _TICK_STEPS_S if step % fine == 0 and seconds / fine <= _FINE * most)
    between = next(close, step)
    return tuple(
        Tick(x=_percent(at, seconds), label=format_clock(at), minor=at % step != 0)
        for at in range(0, int(seconds) + 1, between)
    )
