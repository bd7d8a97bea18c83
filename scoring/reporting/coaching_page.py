"""`AGENT_ID.html`: a coaching report to read, to print and to listen along with."""

from collections.abc import Callable
from dataclasses import dataclass

from scoring.catalogues.catalogue import Catalogue, load_catalogue
from scoring.catalogues.localization import (
    format_clock,
    format_date,
    format_number,
    format_percent,
    page_language,
)
from scoring.coaching.report import CallMoment, CoachingReport, CriterionResult, Pool
from scoring.reporting.coaching_picture import draw_comparison, draw_trend
from scoring.reporting.page_templates import render_template

#: A link to a moment starts this much before it and runs on this much after it, in seconds, so
#: that it can be understood (our choice, the same as the call page's).
_LEAD_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentLink:
    """A moment with the address of the call page at that time, None where there is no page."""

    href: str | None
    clock: str
    where: str
    note: str
    quote: str
    measured: str


def render_coaching_page(
    report: CoachingReport, *, call_href: Callable[[str], str | None], language: str | None = None
) -> str:
    """The page of `report`; `call_href` gives the address of a call's page by call id, if any.

    `language` is that of headings and dates; the report's own unless given.
    """
    page = page_language(language or report.language)
    catalogue = load_catalogue(page, "coaching")

    def link(moment: CallMoment) -> MomentLink:
        return moment_link(moment, call_href(moment.call_id), catalogue)

    def counts(result: CriterionResult, key: str) -> str:
        return catalogue.count(key, result.judged, met=result.met, partly=result.partly)

    return render_template(
        "coaching.html.j2",
        catalogue=catalogue,
        styles=("base.css", "coaching.css"),
        report=report,
        intro=_intro(report, catalogue),
        score=_score(report.agent, catalogue),
        points=_points(report.agent, catalogue),
        team_line=_team_line(report.team, catalogue),
        has_team=report.team.score is not None,
        change=_change(report, catalogue),
        link=link,
        continued=_continued,
        counts=counts,
        call_href=call_href,
        percent=lambda value: "" if value is None else format_percent(value, page),
        day=lambda value: format_date(value, page, year=False),
        plots=[draw_comparison(item, catalogue) for item in report.comparisons],
        trend=draw_trend(report.trend, catalogue),
    )


def moment_link(moment: CallMoment, page: str | None, catalogue: Catalogue) -> MomentLink:
    """A link to `moment` on the call page at `page`; `catalogue` is that of coaching."""
    start = max(0.0, moment.start - _LEAD_S)
    clock = catalogue.text("moment.whole") if moment.whole else format_clock(moment.start)
    if moment.day is None:
        where = catalogue.text("moment.undated", call=moment.call_id)
    else:
        day = format_date(moment.day, catalogue.language, year=False)
        where = catalogue.text("moment.dated", day=day)
    return MomentLink(
        href=page and f"{page}#t={start:g},{moment.end + _LEAD_S:g}",
        clock=clock,
        where=where,
        note=moment.note,
        quote=_quote(moment, catalogue),
        measured=moment.measured,
    )


def _quote(moment: CallMoment, catalogue: Catalogue) -> str:
    """The words of `moment`, and whose they are where they are not the agent's own."""
    if not moment.quote:
        return ""
    key = "moment.quote_customer" if moment.said_by == "customer" else "moment.quote"
    return catalogue.text(key, quote=moment.quote)


def _continued(label: str) -> str:
    """`label` as the rest of a sentence."""
    return label[:1].lower() + label[1:]


def _intro(report: CoachingReport, catalogue: Catalogue) -> str:
    if report.agent.calls == 0:
        return catalogue.text("no_calls")
    start, end = report.period_start, report.period_end
    if start is None or end is None:
        return catalogue.count("intro.undated", report.agent.calls)
    key = "intro.day" if start.date() == end.date() else "intro.range"
    # A year is said once: not with the first day where it is the last day's, too.
    start_year = key == "intro.day" or start.year != end.year
    return catalogue.count(
        key,
        report.agent.calls,
        start=format_date(start.date(), catalogue.language, year=start_year),
        end=format_date(end.date(), catalogue.language),
    )


def _score(pool: Pool, catalogue: Catalogue) -> str:
    if pool.score is None:
        return ""
    return format_number(pool.score, catalogue.language, decimals=0)


def _points(pool: Pool, catalogue: Catalogue) -> str:
    return catalogue.text(
        "score.of",
        points=format_number(pool.points, catalogue.language),
        possible=format_number(pool.possible, catalogue.language),
    )


def _team_line(team: Pool, catalogue: Catalogue) -> str:
    if team.score is None:
        return catalogue.text("score.team_none")
    return catalogue.text("score.team", score=_score(team, catalogue))


def _change(report: CoachingReport, catalogue: Catalogue) -> str:
    if report.previous_score is None or report.agent.score is None:
        return ""
    change = round(report.agent.score) - round(report.previous_score)
    if change == 0:
        return catalogue.text("score.same")
    return catalogue.count("score.up" if change > 0 else "score.down", abs(change))
