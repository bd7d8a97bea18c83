"""Every number that the benchmark gives. Table, JSON, comparison and page name these by id."""

from collections.abc import Callable, Iterator

from flows.benchmark.accuracy import AccuracyCounts
from flows.benchmark.calibration import calibration_error, reliability
from flows.benchmark.events import KINDS, MatchOptions
from flows.benchmark.evidence import NEAR_S
from flows.benchmark.figures import FigureDefinition, Quantile, Quotient, Statistic
from flows.benchmark.pooling import Cases, Ratio, WordErrors
from flows.benchmark.rings import ringing_calls, silent_calls
from flows.benchmark.voices import level_errors_db, pace_errors

_TEN_MINUTES_S = 600.0
#: Beside the median, what nine in ten distances stay under.
_NINE_IN_TEN = 0.9


def event_label(kind: str) -> str:
    """A kind of event, or a kind and party, as it is shown."""
    if kind == "dead_air":
        return f"dead air > {MatchOptions().dead_air_s:g} s"
    return kind.replace("_", " ").replace("/", ", ")


def f1_id(kind: str) -> str:
    """Id of the F1 of a kind of event, or of a kind and party."""
    return f"{kind.replace('/', '_')}_f1"


def _share(name: str, label: str, cases: Callable[[AccuracyCounts], Cases]) -> FigureDefinition:
    def of(counts: AccuracyCounts) -> Quotient:
        told = cases(counts)
        return Quotient(Ratio(part=told.right, whole=told.total), f"{told.right}/{told.total}")

    return FigureDefinition(name, label, "percent", of)


def _word_errors(
    name: str, label: str, errors: Callable[[AccuracyCounts], WordErrors]
) -> FigureDefinition:
    def of(counts: AccuracyCounts) -> Quotient:
        told = errors(counts)
        ratio = Ratio(part=told.errors, whole=told.true_words)
        return Quotient(ratio, f"{told.errors}/{told.true_words}")

    return FigureDefinition(name, label, "percent", of)


def _diarization(counts: AccuracyCounts) -> Quotient:
    told = counts.speakers
    return Quotient(Ratio(part=told.errors_s, whole=told.true_s), f"{told.true_s:.0f} s")


def _events(kind: str) -> Iterator[FigureDefinition]:
    name, label = kind.replace("/", "_"), event_label(kind)

    def f1(counts: AccuracyCounts) -> Quotient:
        told = counts.detections(kind)
        cases = f"n {told.true_events} +{told.made_up} −{told.missed}"
        return Quotient(told.f1_ratio, cases)

    yield FigureDefinition(f1_id(kind), f"{label}: F1", "ratio", f1)
    yield _share(
        f"{name}_precision", f"{label}: precision", lambda c: c.detections(kind).reported_cases
    )
    yield _share(f"{name}_recall", f"{label}: recall", lambda c: c.detections(kind).true_cases)


def _sigh_false_alarms(counts: AccuracyCounts) -> Quotient:
    made_up, spoken_s = counts.detections("sigh/agent").made_up, counts.agent_speech_s
    ratio = Ratio(part=made_up, whole=spoken_s / _TEN_MINUTES_S)
    return Quotient(ratio, f"{made_up} in {spoken_s / 60:.1f} min")


def _kappa(counts: AccuracyCounts) -> Statistic:
    return Statistic(counts.verdicts.kappa, f"n {len(counts.verdicts.cases)}")


def _calibration(counts: AccuracyCounts) -> Statistic:
    bins = reliability(counts.verdicts)
    return Statistic(calibration_error(bins), f"n {sum(own.total for own in bins)}")


FIGURES: tuple[FigureDefinition, ...] = (
    _share("rings_exact", "rings exact", lambda c: ringing_calls(c.rings)),
    _share("no_ring_made_up", "no ring made up", lambda c: silent_calls(c.rings)),
    _share("roles_wrong", "agent and customer the wrong way round", lambda c: c.roles.wrong),
    *(figure for kind in KINDS for figure in _events(kind)),
    FigureDefinition(
        "hold_border",
        "hold: median border error",
        "s",
        lambda c: Quantile(c.detections("hold").border_errors_s),
    ),
    *_events("sigh/agent"),
    FigureDefinition(
        "sigh_false_alarms",
        "sigh, agent: false alarms in 10 min",
        "per 10 min",
        _sigh_false_alarms,
    ),
    _word_errors("wer", "WER, numbers in words", lambda c: c.words),
    _word_errors("wer_numbers_aside", "WER, numbers aside", lambda c: c.words_numbers_aside),
    _word_errors("cpwer", "cpWER", lambda c: c.words_by_party),
    _share("words_wrong_party", "words to the wrong party", lambda c: c.words_right_party.wrong),
    _share(
        "words_wrong_side",
        "words to the wrong side of the line",
        lambda c: c.words_right_side.wrong,
    ),
    FigureDefinition("der", "DER", "percent", _diarization),
    FigureDefinition(
        "level_error",
        "active level: median error",
        "dB",
        lambda c: Quantile(level_errors_db(c.levels)),
    ),
    FigureDefinition(
        "level_error_90",
        "active level: 90 % of errors under",
        "dB",
        lambda c: Quantile(level_errors_db(c.levels), _NINE_IN_TEN),
    ),
    FigureDefinition(
        "pace_error", "pace: median error", "percent", lambda c: Quantile(pace_errors(c.paces))
    ),
    FigureDefinition(
        "pace_error_90",
        "pace: 90 % of errors under",
        "percent",
        lambda c: Quantile(pace_errors(c.paces), _NINE_IN_TEN),
    ),
    _share("verdict_agreement", "verdicts agree", lambda c: c.verdicts.agreement),
    _share(
        "agreement_where_sure",
        "  where not unsure",
        lambda c: c.verdicts.agreement_where_sure,
    ),
    FigureDefinition("kappa", "Cohen's κ", "ratio", _kappa),
    _share("unsure", "unsure", lambda c: c.verdicts.unsure),
    _share("confidently_wrong", "confidently wrong", lambda c: c.verdicts.confidently_wrong),
    FigureDefinition("calibration_error", "calibration error", "percent", _calibration),
    _share(
        "evidence_near",
        f"evidence within {NEAR_S:g} s of the moment",
        lambda c: c.evidence.near,
    ),
    _share(
        "evidence_begins_near",
        f"  begins within {NEAR_S:g} s of it",
        lambda c: c.evidence.begins_near,
    ),
)
