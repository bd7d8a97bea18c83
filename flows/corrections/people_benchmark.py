"""How right verdicts are by what people say of them: the benchmark's figures, another truth."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from flows.benchmark.accuracy import AccuracyCounts
from flows.benchmark.accuracy_document import figures_document, verdict_row, verdicts_document
from flows.benchmark.bootstrap import Interval
from flows.benchmark.figure_definitions import FIGURES
from flows.benchmark.figures import Figure, figures_of
from flows.benchmark.kappa_interval import kappa_interval
from flows.benchmark.verdicts import Verdicts, hold_against
from flows.corrections.people import reviewed_findings
from flows.progress import watcher
from models import store
from models.columns import utc_now
from models.corrections import newest_corrections
from models.database import reading
from scoring.findings import ScoredCall, Verdict
from scoring.judge import judge_call
from scoring.reporting.json_file import JSON
from scoring.rubrics.sets import RubricSet

SCHEMA = "escucha.bench.corrections/1"

#: The figures of the benchmark that are about verdicts, in the order they are shown.
_FIGURE_IDS = (
    "verdict_agreement",
    "agreement_where_sure",
    "kappa",
    "unsure",
    "confidently_wrong",
    "calibration_error",
)

#: What the numbers are of, below the tables.
NOTES = (
    "Held against what people say of verdicts that they reviewed: these figures speak of reviewed "
    "findings, not of all, and reviewers who see the machine's verdict first tend to confirm it. "
    "Where several reviewed a finding the majority holds; without one it is left out. In brackets "
    "the 95 % interval, by bootstrap over calls.",
    "Agreement: unsure is right only where people say unsure. Confidently wrong: wrong, not "
    "unsure, confidence at least 0.7. κ: agreement beyond chance; – where one verdict alone was "
    "wanted and got. Calibration error: how far confidence and share right lie apart.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleBenchmark:
    """Verdicts of the machine held against people's, by call.

    `contested` findings have no majority among people; `judged_by` counts the calls by rubric.
    """

    measured_at: datetime
    calls: tuple[Verdicts, ...]
    contested: int
    judged_by: Mapping[str, int]

    @property
    def verdicts(self) -> Verdicts:
        """Those of all calls."""
        return sum(self.calls, Verdicts())

    @property
    def figures(self) -> dict[str, Figure]:
        """The benchmark's figures on verdicts, by id, in the order they are shown."""
        known = {definition.id: definition for definition in FIGURES}
        counts = [AccuracyCounts(calls=1, verdicts=call) for call in self.calls]
        return figures_of(counts, [known[id_] for id_ in _FIGURE_IDS])

    @property
    def kappa_interval(self) -> Interval | None:
        """95 % interval of κ."""
        return kappa_interval([call.confusion for call in self.calls])


def bench_people(database: Engine, rubrics: RubricSet | None = None) -> PeopleBenchmark:
    """Hold the current scorecards against people, or what `rubrics` would say; stores nothing."""
    with reading(database) as session:
        findings = reviewed_findings(newest_corrections(session))
    people: dict[str, dict[str, Verdict]] = {}
    for finding in findings:
        if finding.people is not None:
            people.setdefault(finding.call_id, {})[finding.criterion] = finding.people
    calls: list[Verdicts] = []
    judged_by: Counter[str] = Counter()
    watcher().planned(len(people))
    for call_id, wanted in people.items():
        watcher().started(call_id)
        with reading(database) as session:
            scored = store.load_scored_call(session, call_id=call_id)
        if scored is None:  # forgotten meanwhile
            continue
        judged = _judged_anew(scored, rubrics)
        identity = judged.scorecard.rubric
        judged_by[f"{identity.id} {identity.version} ({identity.sha256[:8]})"] += 1
        calls.append(hold_against(wanted, judged))
    return PeopleBenchmark(
        measured_at=utc_now(),
        calls=tuple(calls),
        contested=sum(finding.people is None for finding in findings),
        judged_by=judged_by,
    )


def _judged_anew(scored: ScoredCall, rubrics: RubricSet | None) -> ScoredCall:
    if rubrics is None:
        return scored
    return judge_call(scored.heard, rubrics.rubric_for(scored.heard))


def people_document(run: PeopleBenchmark) -> dict[str, JSON]:
    """All counts as JSON, in the words of the benchmark's own."""
    interval = run.kappa_interval
    return {
        "schema": SCHEMA,
        "measured_at": run.measured_at.isoformat(),
        "of": "reviewed findings only",
        "calls": len(run.calls),
        "contested": run.contested,
        "judged_by": dict(run.judged_by),
        "figures": figures_document(run.figures),
        "kappa_interval_95": None if interval is None else list(interval),
        "counts": verdicts_document(run.verdicts),
        "verdicts": [verdict_row(case) for case in run.verdicts.cases],
    }
