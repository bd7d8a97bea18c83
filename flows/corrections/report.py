"""The report on corrections: where machine and people agree, where not, and what might help."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from flows.corrections.people import (
    Agreement,
    AnalystPair,
    ReviewedFinding,
    among_people,
    analyst_pairs,
    machine_and_people,
    reviewed_findings,
)
from flows.corrections.suggestions import Suggestion, SuggestionOptions, suggestions
from flows.corrections.trials import run_trials
from models import store
from models.columns import utc_now
from models.corrections import newest_corrections
from models.database import reading
from scoring.findings import Finding, RubricIdentity, ScoredCall, Verdict, is_whole_call
from scoring.rubrics.schema import Rubric


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionReview:
    """One criterion: machine against people, and people among themselves.

    `contested` findings have analysts for either side, none in the majority.
    """

    criterion: str
    machine: Agreement
    people: Agreement
    contested: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A finding on which people say something else than the machine, or than each other.

    `now` is the machine's present verdict, None where its rubric no longer asks; `reason` is what
    it says of it. `start` and `end` are the moment to listen to, in seconds; None without one.
    """

    finding: ReviewedFinding
    language: str
    now: Verdict | None
    reason: str
    start: float | None
    end: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdReview:
    """What was examined under `rubric`: numbers to move, and criteria without one to name.

    `too_few` have less reviewed findings than `min_findings`, by how many there are; of the
    criteria in `no_better` no number would bring machine and people closer, beyond chance.
    """

    rubric: RubricIdentity
    min_findings: int
    suggested: tuple[Suggestion, ...]
    too_few: Mapping[str, int]
    no_better: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionsReport:
    """Everything the report says. Figures are of findings that people looked at, not of all."""

    made_at: datetime
    since: datetime | None
    findings: int
    calls: int
    analysts: tuple[str, ...]
    language: str
    overall: CriterionReview
    criteria: tuple[CriterionReview, ...]
    pairs: tuple[AnalystPair, ...]
    disagreements: tuple[Disagreement, ...]
    thresholds: ThresholdReview


def corrections_report(
    database: Engine,
    rubric: Rubric,
    *,
    since: datetime | None = None,
    options: SuggestionOptions | None = None,
) -> CorrectionsReport:
    """Read what people said from `since` on, and judge their calls again with numbers moved.

    Numbers of `rubric` are moved on the calls that it judges, in whatever version: calls of another
    rubric, as of a set, say nothing of them.
    """
    options = options or SuggestionOptions()
    with reading(database) as session:
        findings = reviewed_findings(newest_corrections(session, since=since))
    order = [criterion.id for criterion in rubric.criteria]
    by_criterion: dict[str, list[ReviewedFinding]] = {}
    for finding in findings:
        by_criterion.setdefault(finding.criterion, []).append(finding)
    ranked = sorted(by_criterion, key=lambda name: _rank(name, order))
    calls = _Calls.read(database, findings)
    return CorrectionsReport(
        made_at=utc_now(),
        since=since,
        findings=len(findings),
        calls=len({finding.call_id for finding in findings}),
        analysts=tuple(sorted({c.analyst for f in findings for c in f.corrections})),
        language=calls.commonest_language,
        overall=_review("", findings),
        criteria=tuple(_review(name, by_criterion[name]) for name in ranked),
        pairs=analyst_pairs(findings),
        disagreements=tuple(
            calls.disagreement(finding)
            for name in ranked
            for finding in by_criterion[name]
            if finding.people != finding.last.machine_verdict
        ),
        thresholds=_thresholds(
            database, rubric, {name: by_criterion[name] for name in ranked}, calls, options
        ),
    )


def _thresholds(
    database: Engine,
    rubric: Rubric,
    by_criterion: Mapping[str, Sequence[ReviewedFinding]],
    calls: "_Calls",
    options: SuggestionOptions,
) -> ThresholdReview:
    by_criterion = {
        name: own
        for name, findings in by_criterion.items()
        if (own := [one for one in findings if calls.rubrics.get(one.call_id) == rubric.id])
    }
    people: dict[str, dict[str, Verdict]] = {}
    told: dict[str, int] = {}
    for name, findings in by_criterion.items():
        told[name] = sum(finding.people is not None for finding in findings)
        for finding in findings:
            if finding.people is not None:
                people.setdefault(finding.call_id, {})[name] = finding.people
    asked = {criterion.id for criterion in rubric.criteria}
    enough = [n for n, count in told.items() if n in asked and count >= options.min_findings]
    open_ = [
        name
        for name in enough
        if calls.may_differ(by_criterion[name], rubric) >= options.min_differences
    ]
    suggested = suggestions(run_trials(database, rubric, open_, people), options)
    helped = {one.criterion for one in suggested}
    return ThresholdReview(
        rubric=rubric.identity,
        min_findings=options.min_findings,
        suggested=suggested,
        too_few={n: count for n, count in told.items() if count < options.min_findings},
        no_better=tuple(name for name in enough if name not in helped),
    )


@dataclass(frozen=True, slots=True)
class _Calls:
    """Of each corrected call its language, the id and hash of its rubric, and its findings."""

    languages: dict[str, str]
    rubrics: dict[str, str]
    hashes: dict[str, str]
    findings: dict[tuple[str, str], tuple[Finding, float]]

    @classmethod
    def read(cls, database: Engine, findings: Iterable[ReviewedFinding]) -> "_Calls":
        """What is shown of the calls that `findings` are of."""
        calls = cls({}, {}, {}, {})
        for call_id in dict.fromkeys(finding.call_id for finding in findings):
            with reading(database) as session:
                scored = store.load_scored_call(session, call_id=call_id)
            if scored is not None:  # forgotten meanwhile
                calls._take(scored)
        return calls

    def may_differ(self, findings: Iterable[ReviewedFinding], rubric: Rubric) -> int:
        """On how many `rubric` may say something else than people, by the stored verdicts.

        Calls that another version judged last all count: what this one says is not known yet.
        """
        told = [one for one in findings if one.people is not None]
        same = [one for one in told if self.hashes.get(one.call_id) == rubric.sha256]
        agreed = sum(
            self.findings[one.call_id, one.criterion][0].verdict == one.people for one in same
        )
        return len(told) - agreed

    def _take(self, scored: ScoredCall) -> None:
        call_id = scored.heard.call_id
        self.languages[call_id] = scored.heard.language
        self.rubrics[call_id] = scored.scorecard.rubric.id
        self.hashes[call_id] = scored.scorecard.rubric.sha256
        for finding in scored.findings:
            self.findings[call_id, finding.criterion] = (finding, scored.heard.recording.seconds)

    @property
    def commonest_language(self) -> str:
        """Of the corrected calls; Spanish where there are none."""
        spoken = list(self.languages.values())
        return max(sorted(set(spoken)), key=spoken.count, default="es")

    def disagreement(self, finding: ReviewedFinding) -> Disagreement:
        """`finding` with its moment: the one a person named last, else the machine's."""
        present = self.findings.get((finding.call_id, finding.criterion))
        moments = [(c.start, c.end) for c in reversed(finding.corrections) if c.start is not None]
        if not moments and present is not None:
            shown, seconds = present
            moments = [(e.start, e.end) for e in shown.evidence if not is_whole_call(e, seconds)]
        start, end = moments[0] if moments else (None, None)
        return Disagreement(
            finding=finding,
            language=self.languages.get(finding.call_id, "es"),
            now=None if present is None else present[0].verdict,
            reason="" if present is None else present[0].reason,
            start=start,
            end=end,
        )


def _review(criterion: str, findings: Iterable[ReviewedFinding]) -> CriterionReview:
    listed = list(findings)
    return CriterionReview(
        criterion=criterion,
        machine=machine_and_people(listed),
        people=among_people(listed),
        contested=sum(finding.people is None for finding in listed),
    )


def _rank(criterion: str, order: list[str]) -> tuple[int, str]:
    """As the rubric has them; those it no longer has behind, by name."""
    return (order.index(criterion) if criterion in order else len(order), criterion)
