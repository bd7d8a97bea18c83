"""The tables of the terminal: one row a measure, one column a layout, n everywhere."""

from collections.abc import Iterable, Iterator, Mapping

from flows.benchmark import cells
from flows.benchmark.calibration import reliability
from flows.benchmark.columns import AccuracyColumn
from flows.benchmark.evidence import NEAR_S, EvidenceCase, EvidencePlaces
from flows.benchmark.figure_definitions import FIGURES, event_label, f1_id
from flows.benchmark.verdicts import HEADLINE, VerdictCase, Verdicts

#: What the rows mean, below the table.
NOTES = (
    "Counts are pooled over calls, then divided; in brackets the 95 % interval, by bootstrap over "
    "calls. Events: precision, recall, F1; n true ones, + made up, − missed, interval of F1. They "
    "are paired one to one: hold and dead air match from an intersection over union of 0.5, "
    "interruptions, backchannels and sighs when the party is right and they lie within 0.5 s, "
    "transfers within 5 s; the wait of a transfer is a hold. An event given to the wrong party is "
    "one missed and one made up. False alarms of sighs: in ten minutes of the agent's true speech.",
    "WER: all words in order of time, case and punctuation aside, accents kept, digits spelt out. "
    "cpWER: by party, the best fitting way round. DER: no collar, overlap counted, from turns. "
    "Words to the wrong party: of those heard that stand for a true one; whoever answers after a "
    "transfer is on the agent's side of the line. Level: active speech level (ITU-T P.56), pace: "
    "words a minute over turns, of agent and customer. Roles are counted where the data do not "
    "name the agent's channel.",
    "Agreement: a verdict is right when it is the expected one; unsure is right only where it is "
    "expected. Confidently wrong: wrong, not unsure, confidence at least 0.7. κ: agreement beyond "
    "chance; – where one verdict alone was wanted and got, and low where nearly all are of one "
    "kind, however few are wrong. Calibration error (ECE): how far confidence and share right "
    "of the verdicts that are not unsure lie apart, weighted by bin.",
    "Evidence: of verdicts that are met or not met, rightly so, and whose moment is known, one "
    "that a person would point to (or several, any of them), how many show something at most "
    f"{NEAR_S:g} s from it, or overlapping it. What is shown of the call as a whole counts as "
    "nothing shown. Begins: measured from where the evidence starts to play.",
)

#: Figures by id, in the order of the table; events are put between them.
_CALL_FIGURES = ("rings_exact", "no_ring_made_up", "roles_wrong")
_WORD_FIGURES = (
    "wer",
    "wer_numbers_aside",
    "cpwer",
    "words_wrong_party",
    "words_wrong_side",
    "der",
)
_VOICE_FIGURES = ("level_error", "level_error_90", "pace_error", "pace_error_90")
_VERDICT_FIGURES = ("verdict_agreement", "agreement_where_sure")
_EVIDENCE_FIGURES = ("evidence_near", "evidence_begins_near")
_CONFIDENCE_FIGURES = ("kappa", "unsure", "confidently_wrong", "calibration_error")
#: What stands below the events of a kind.
_BELOW_EVENTS = {"hold": "hold_border", "sigh/agent": "sigh_false_alarms"}
#: Where the interval is shown too.
_WITH_INTERVAL = frozenset(
    {
        "wer",
        "wer_numbers_aside",
        "words_wrong_party",
        "der",
        "verdict_agreement",
        *_EVIDENCE_FIGURES,
    }
)
_CONDITION_FIGURES = (
    "wer",
    "words_wrong_party",
    "rings_exact",
    "hold_f1",
    "verdict_agreement",
)

_NAMES = {definition.id: definition.name for definition in FIGURES}

Row = tuple[str, ...]


def accuracy_rows(columns: Mapping[str, AccuracyColumn]) -> list[Row]:
    """Name of each measure, and what it is in each column."""
    shown = columns.values()
    rows = [("calls (minutes)", *(_minutes(c) for c in shown)), *_figures(_CALL_FIGURES, shown)]
    for kind in columns["all"].counts.events:
        rows.append(_events(kind, shown))
        rows += _figures([_BELOW_EVENTS[kind]] if kind in _BELOW_EVENTS else [], shown)
    rows += _figures((*_WORD_FIGURES, *_VOICE_FIGURES, *_VERDICT_FIGURES), shown)
    for group, chosen in HEADLINE.items():
        told = (cells.cases(c.counts.verdicts.of(chosen).agreement) for c in shown)
        rows.append((f"  {group}", *told))
    rows += _figures(_CONFIDENCE_FIGURES, shown)
    rows.append(("not in the rubric", *(str(c.counts.verdicts.not_judged) for c in shown)))
    rows += _figures(_EVIDENCE_FIGURES, shown)
    return rows


def condition_rows(columns: Mapping[str, AccuracyColumn]) -> tuple[Row, list[Row]]:
    """Head and rows of the table by condition of the line."""
    head = ("condition", "calls", *(_NAMES[id_] for id_ in _CONDITION_FIGURES))
    rows = [
        (name, str(c.counts.calls), *(cells.figure(c.figures[id_]) for id_ in _CONDITION_FIGURES))
        for name, c in columns.items()
    ]
    return head, rows


def criterion_rows(verdicts: Verdicts) -> list[Row]:
    """Each criterion: agreement with n, κ, and how often what was wanted became what."""
    rows: list[Row] = []
    for name, own in verdicts.by_criterion().items():
        wrong = {pair: n for pair, n in own.confusion.items() if pair[0] != pair[1]}
        became = ", ".join(f"{want}→{got} {n}" for (want, got), n in sorted(wrong.items()))
        kappa = cells.number(own.kappa, "ratio")
        rows.append((name, cells.cases(own.agreement), kappa, became or cells.NOTHING))
    return rows


def evidence_rows(evidence: EvidencePlaces) -> list[Row]:
    """Each criterion whose moments are known: how much evidence is near, and how far it lies."""
    return [
        (
            name,
            cells.cases(own.near),
            cells.cases(own.begins_near),
            cells.number(own.median_s, "s"),
            cells.number(own.farthest_s, "s"),
        )
        for name, own in evidence.by_criterion().items()
    ]


def calibration_rows(verdicts: Verdicts) -> list[Row]:
    """Each bin of confidence: n, mean confidence, share right."""
    return [
        (
            cells.confidence_range(own),
            str(own.total),
            cells.number(own.mean_confidence, "percent"),
            cells.number(own.share_right, "percent"),
        )
        for own in reliability(verdicts)
    ]


def miss_line(miss: VerdictCase) -> str:
    """One wrong verdict on one line: call, criterion, want, got, confidence, reason."""
    parts = (miss.call_id, miss.criterion, f"want {miss.want}", f"got {miss.got}")
    reason = " ".join(miss.reason.split())
    return " | ".join((*parts, f"{miss.confidence:.2f}", reason))


def evidence_miss_line(miss: EvidenceCase) -> str:
    """Evidence that is elsewhere, on one line: call, criterion, verdict, true and shown times."""
    want, got = (
        ", ".join(f"{span.start:.1f}–{span.end:.1f}" for span in spans) or cells.NOTHING
        for spans in (miss.want, miss.got)
    )
    parts = (miss.call_id, miss.criterion, miss.verdict, f"moment {want} s", f"shown {got} s")
    return " | ".join((*parts, f"{cells.number(miss.distance_s, 's')} apart"))


def ring_misses(columns: Mapping[str, AccuracyColumn]) -> list[str]:
    """Calls whose rings are not counted exactly."""
    return [
        f"{case.call_id} | rings | want {case.want} | got {case.got}"
        for case in columns["all"].counts.rings
        if case.want != case.got
    ]


def _figures(ids: Iterable[str], columns: Iterable[AccuracyColumn]) -> Iterator[Row]:
    shown = list(columns)
    for id_ in ids:
        show = cells.figure_with_interval if id_ in _WITH_INTERVAL else cells.figure
        yield (_NAMES[id_], *(show(column.figures[id_]) for column in shown))


def _minutes(column: AccuracyColumn) -> str:
    return f"{column.counts.calls} ({column.counts.seconds / 60:.1f})"


def _events(kind: str, columns: Iterable[AccuracyColumn]) -> Row:
    return (
        event_label(kind),
        *(
            # Most kinds by party have no figure of their own, and so no interval.
            cells.detections(c.counts.detections(kind), c.figures.get(f1_id(kind)))
            for c in columns
        ),
    )
