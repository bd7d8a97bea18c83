"""The report on corrections as one self-contained page, in Spanish or in English."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from flows.benchmark.bootstrap import Interval
from flows.corrections.people import Agreement
from flows.corrections.report import CorrectionsReport, CriterionReview, Disagreement
from flows.corrections.suggestions import Suggestion
from models.corrections import VERDICTS
from scoring.catalogues.catalogue import Catalogue, load_catalogue
from scoring.catalogues.localization import (
    format_clock,
    format_date,
    format_number,
    format_percent,
    page_language,
)
from scoring.catalogues.rubric_texts import RubricTexts, rubric_texts
from scoring.reporting.page_templates import render_template
from scoring.rubrics.schema import Rubric

#: A link to a moment starts so much before it and runs on as long after, in seconds (our choice,
#: the same as the call page's).
_LEAD_S = 1.0

_DASH = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureText:
    """A figure in words: the number, what it is made of, its interval in full and in short."""

    main: str
    counts: str = ""
    interval: str = ""
    short: str = ""


def render_report_page(
    report: CorrectionsReport,
    rubric: Rubric,
    *,
    call_href: Callable[[str], str | None],
    language: str | None = None,
) -> str:
    """The page; `call_href` gives the address of a call's page, if there is one.

    `language` is that of most of the corrected calls unless given.
    """
    page = page_language(language or report.language)
    view = _View(load_catalogue(page, "corrections"), rubric_texts(rubric, page), call_href)
    examined = report.thresholds
    return render_template(
        "corrections.html.j2",
        catalogue=view.catalogue,
        styles=("base.css", "corrections.css"),
        report=report,
        facts=list(view.facts(report)),
        verdicts=VERDICTS,
        confusion=report.overall.machine.verdicts.confusion,
        overall=view.review(report.overall),
        criteria=[view.review(review) for review in report.criteria],
        pairs=[
            {
                "names": view.catalogue.text(
                    "pairs.names", one=pair.analysts[0], other=pair.analysts[1]
                ),
                "agreement": view.agreement(pair.agreement),
                "kappa": view.kappa(pair.agreement),
            }
            for pair in report.pairs
        ],
        suggested=[view.suggestion(one) for one in examined.suggested],
        too_few_lead=view.catalogue.text("suggested.too_few", least=examined.min_findings),
        too_few=[
            view.catalogue.text("suggested.too_few_item", label=view.label(name), n=n)
            for name, n in examined.too_few.items()
        ],
        no_better=[view.label(name) for name in examined.no_better],
        disagreements=[
            {"label": view.label(name), "entries": [view.disagreement(one) for one in group]}
            for name, group in groupby(report.disagreements, lambda one: one.finding.criterion)
        ],
    )


@dataclass(frozen=True, slots=True)
class _View:
    """Values in the words of one language."""

    catalogue: Catalogue
    texts: RubricTexts
    call_href: Callable[[str], str | None]

    def label(self, criterion: str) -> str:
        return self.texts.criterion(criterion).label

    def facts(self, report: CorrectionsReport) -> Iterator[str]:
        yield self.catalogue.count("facts.findings", report.findings)
        yield self.catalogue.count("facts.calls", report.calls)
        yield self.catalogue.count("facts.analysts", len(report.analysts))
        if report.since is not None:
            day = format_date(report.since.astimezone().date(), self.catalogue.language)
            yield self.catalogue.text("since", day=day)

    def review(self, review: CriterionReview) -> dict[str, object]:
        confusion = review.machine.verdicts.confusion
        changes = [
            self.catalogue.text(
                "criteria.change",
                machine=self._verdict(got),
                people=self._verdict(want),
                n=confusion[want, got],
            )
            for want, got in sorted(confusion)
            if want != got
        ]
        return {
            "label": self.label(review.criterion),
            "findings": len(review.machine.verdicts.cases) + review.contested,
            "agreement": self.agreement(review.machine),
            "kappa": self.kappa(review.machine),
            "people": self.agreement(review.people),
            "changes": changes,
        }

    def agreement(self, agreement: Agreement) -> FigureText:
        counted = agreement.verdicts.agreement
        if counted.rate is None:
            return FigureText(main=_DASH, counts=self.catalogue.text("overall.nothing"))
        counts = self.catalogue.text("overall.of", right=counted.right, total=counted.total)
        return self._figure(
            self._percent(counted.rate), counts, agreement.agreement_interval, self._percent
        )

    def kappa(self, agreement: Agreement) -> FigureText:
        if not agreement.verdicts.cases:
            return FigureText(main=_DASH, counts=self.catalogue.text("overall.nothing"))
        kappa = agreement.verdicts.kappa
        if kappa is None:
            return FigureText(main=_DASH, counts=self.catalogue.text("overall.kappa_none"))
        return self._figure(self._ratio(kappa), "", agreement.kappa_interval, self._ratio)

    def suggestion(self, one: Suggestion) -> dict[str, str]:
        def number(value: float) -> str:
            return format_number(value, self.catalogue.language, decimals=2)

        language = self.catalogue.language
        low, high = (format_number(100 * border, language, decimals=0) for border in one.gain)
        return {
            "label": self.label(one.criterion),
            "value": self.catalogue.text(
                "suggested.value", now=number(one.threshold.value), value=number(one.value)
            ),
            "effect": self.catalogue.text(
                "suggested.effect",
                n=one.before.total,
                before=self._percent(one.before.rate or 0.0),
                after=self._percent(one.after.rate or 0.0),
            ),
            "gain": self.catalogue.text("suggested.gain", low=low, high=high),
            "path": one.path,
            "yaml": one.yaml,
        }

    def disagreement(self, one: Disagreement) -> dict[str, object]:
        finding = one.finding
        clock = "" if one.start is None else format_clock(one.start)
        people = finding.people or "contested"
        machine = finding.last.machine_verdict
        return {
            "href": self._href(one),
            "clock": clock,
            "aria": self.catalogue.text("disagreements.play", call=finding.call_id, clock=clock)
            if clock
            else f"{self.catalogue.text('disagreements.whole')}: {finding.call_id}",
            "call": self.catalogue.text("disagreements.call", call=finding.call_id),
            "verdicts": self.catalogue.text(
                "disagreements.verdicts",
                machine=self._verdict(machine),
                confidence=self._percent(finding.last.machine_confidence),
                people=self._verdict(people),
            ),
            "now": ""
            if one.now == machine
            else self.catalogue.text("disagreements.now", verdict=self._verdict(one.now or "none")),
            "reason": one.reason,
            "language": one.language,
            "said": [
                {
                    "line": self.catalogue.text(
                        "disagreements.said",
                        analyst=said.analyst,
                        day=format_date(said.made_at.astimezone().date(), self.catalogue.language),
                        verdict=self._verdict(said.verdict),
                    ),
                    "comment": said.comment,
                }
                for said in finding.corrections
            ],
        }

    def _href(self, one: Disagreement) -> str | None:
        """The call's page at the moment; without one, at what it says of the criterion."""
        page = self.call_href(one.finding.call_id)
        if page is None:
            return None
        if one.start is None or one.end is None:
            return f"{page}#c-{one.finding.criterion}"
        return f"{page}#t={max(0.0, one.start - _LEAD_S):g},{one.end + _LEAD_S:g}"

    def _figure(
        self, main: str, counts: str, interval: Interval | None, show: Callable[[float], str]
    ) -> FigureText:
        if interval is None:
            told = self.catalogue.text("overall.no_interval")
            return FigureText(main=main, counts=counts, interval=told, short=counts)
        low, high = (show(border) for border in interval)
        told = self.catalogue.text("overall.interval", low=low, high=high)
        short = f"{counts} [{low}–{high}]" if counts else f"[{low}–{high}]"
        return FigureText(main=main, counts=counts, interval=told, short=short)

    def _verdict(self, verdict: str) -> str:
        return self.catalogue.text(f"verdict.{verdict}")

    def _percent(self, share: float) -> str:
        return format_percent(100 * share, self.catalogue.language)

    def _ratio(self, value: float) -> str:
        return format_number(value, self.catalogue.language, decimals=2)
