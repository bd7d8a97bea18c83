"""The accuracy table: one row a measure, one column a layout, n everywhere."""

from collections.abc import Callable, Iterator, Sequence

from flows.benchmark.accuracy import CallAccuracy, PooledAccuracy, pool
from flows.benchmark.pooling import Cases, Detections, SpeakerErrors, WordErrors
from flows.benchmark.rings import ringing_calls, silent_calls
from flows.benchmark.verdicts import HEADLINE, VerdictCase, Verdicts

#: Names of the columns, and which calls are in them.
COLUMNS: dict[str, Callable[[CallAccuracy], bool]] = {
    "stereo": lambda call: call.layout == "stereo",
    "mono": lambda call: call.layout == "mono",
    "all": lambda call: call.layout in ("stereo", "mono"),
}

#: What the rows mean, below the table.
NOTES = (
    "Counts are pooled over calls, then divided. Events: precision, recall, F1; n true ones, "
    "+ made up, − missed. They are paired one to one: hold and dead air match from an intersection "
    "over union of 0.5, interruptions, backchannels and sighs when the party is right and they lie "
    "within 0.5 s, transfers within 5 s; the wait of a transfer is a hold. An event given to the "
    "wrong party is one missed and one made up.",
    "WER: all words in order of time, case and punctuation aside, accents kept, digits spelt out. "
    "cpWER: by party, the best fitting way round. DER: no collar, overlap counted, from turns.",
    "Agreement: a verdict is right when it is the expected one; unsure is right only where it is "
    "expected. Confidently wrong: wrong, not unsure, confidence at least 0.7. 95 %: bootstrap over "
    "calls. Roles are counted where the data do not name the agent's channel.",
)

Row = tuple[str, ...]
_Shown = Callable[[PooledAccuracy], str]


def accuracy_columns(calls: Sequence[CallAccuracy]) -> dict[str, PooledAccuracy]:
    """The counts of each column."""
    return {name: pool(call for call in calls if chosen(call)) for name, chosen in COLUMNS.items()}


def accuracy_rows(columns: dict[str, PooledAccuracy]) -> list[Row]:
    """Name of each measure, and what it is in each column."""
    kinds = list(columns["all"].events)
    shown = [*_call_rows(), *_event_rows(kinds), *_word_rows(), *_verdict_rows()]
    return [(name, *(show(pooled) for pooled in columns.values())) for name, show in shown]


def criterion_rows(verdicts: Verdicts) -> list[Row]:
    """Each criterion: n, agreement, and how often what was wanted became what."""
    rows: list[Row] = []
    for name, own in verdicts.by_criterion().items():
        wrong = {pair: n for pair, n in own.confusion.items() if pair[0] != pair[1]}
        became = ", ".join(f"{want}→{got} {n}" for (want, got), n in sorted(wrong.items()))
        rows.append((name, cases(own.agreement), became or "–"))
    return rows


def miss_line(miss: VerdictCase) -> str:
    """One wrong verdict on one line: call, criterion, want, got, confidence, reason."""
    parts = (miss.call_id, miss.criterion, f"want {miss.want}", f"got {miss.got}")
    reason = " ".join(miss.reason.split())
    return " | ".join((*parts, f"{miss.confidence:.2f}", reason))


def ring_misses(columns: dict[str, PooledAccuracy]) -> list[str]:
    """Calls whose rings are not counted exactly."""
    return [
        f"{case.call_id} | rings | want {case.want} | got {case.got}"
        for case in columns["all"].rings
        if case.want != case.got
    ]


def _call_rows() -> Iterator[tuple[str, _Shown]]:
    yield "calls (minutes)", lambda p: f"{p.calls} ({p.seconds / 60:.1f})"
    yield "rings exact", lambda p: cases(ringing_calls(p.rings))
    yield "no ring made up", lambda p: cases(silent_calls(p.rings))
    yield "roles the right way round", lambda p: cases(p.roles)


def _event_rows(kinds: Sequence[str]) -> Iterator[tuple[str, _Shown]]:
    for kind in kinds:
        name = f"{kind.replace('_', ' ').replace('/', ', ')}"
        yield name, lambda p, kind=kind: detections(p.events.get(kind, Detections()))  # type: ignore[misc]
        if kind == "hold":
            yield "hold: median border error", lambda p: _border(p.events.get("hold", Detections()))


def _word_rows() -> Iterator[tuple[str, _Shown]]:
    yield "WER, numbers in words", lambda p: errors(p.words)
    yield "WER, numbers aside", lambda p: errors(p.words_numbers_aside)
    yield "cpWER", lambda p: errors(p.words_by_party)
    yield "words to the right party", lambda p: cases(p.words_right_party)
    yield "  to the right side of the line", lambda p: cases(p.words_right_side)
    yield "DER", lambda p: _der(p.speakers)


def _verdict_rows() -> Iterator[tuple[str, _Shown]]:
    yield "verdicts agree", lambda p: cases(p.verdicts.agreement)
    yield "  95 % interval", lambda p: _interval(p.agreement_interval)
    yield "  where not unsure", lambda p: cases(p.verdicts.agreement_where_sure)
    for group, chosen in HEADLINE.items():
        yield f"  {group}", lambda p, chosen=chosen: cases(p.verdicts.of(chosen).agreement)  # type: ignore[misc]
    yield "unsure", lambda p: cases(p.verdicts.unsure)
    yield "confidently wrong", lambda p: cases(p.verdicts.confidently_wrong)
    yield "not in the rubric", lambda p: str(p.verdicts.not_judged)


def cases(counted: Cases) -> str:
    """Share and counts: ``93.8 % (15/16)``."""
    if counted.rate is None:
        return "– (0)"
    return f"{100 * counted.rate:.1f} % ({counted.right}/{counted.total})"


def errors(counted: WordErrors) -> str:
    """Rate and counts: ``5.2 % (52/1000)``."""
    if counted.rate is None:
        return "– (0)"
    return f"{100 * counted.rate:.1f} % ({counted.errors}/{counted.true_words})"


def detections(counted: Detections) -> str:
    """Precision, recall, F1, and what they are made of."""
    rates = " ".join(
        "–" if value is None else f"{value:.2f}"
        for value in (counted.precision, counted.recall, counted.f1)
    )
    return f"{rates}\nn {counted.true_events} +{counted.made_up} −{counted.missed}"


def _border(counted: Detections) -> str:
    error_s = counted.median_border_error_s
    shown = "–" if error_s is None else f"{error_s:.2f} s"
    return f"{shown} (n {len(counted.border_errors_s)})"


def _der(counted: SpeakerErrors) -> str:
    if counted.rate is None:
        return "– (0 s)"
    return f"{100 * counted.rate:.1f} % ({counted.true_s:.0f} s)"


def _interval(interval: tuple[float, float] | None) -> str:
    return "–" if interval is None else f"{100 * interval[0]:.1f}–{100 * interval[1]:.1f} %"
