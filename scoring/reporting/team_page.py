"""`team/index.html`: what a team's calls say together, for whoever supervises it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from scoring.across_calls.options import AcrossCallsOptions
from scoring.catalogues.catalogue import Catalogue, load_catalogue
from scoring.catalogues.localization import format_date, format_moment
from scoring.correlation import LEAST_CALLS
from scoring.indicators import LEAST_ANSWERS
from scoring.reporting.coaching_page import moment_link
from scoring.reporting.page_templates import render_template
from scoring.reporting.team_cells import TeamCells
from scoring.team.report import TeamReport, TeamsReport

#: Calls of people who called before that are shown, the latest first (our choice).
_MOST_REPEATED = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamHead:
    """What stands above a team's part of the page."""

    anchor: str
    name: str
    intro: str
    agents: str


def render_team_page(
    report: TeamsReport,
    *,
    call_href: Callable[[str], str | None],
    agent_href: Callable[[str], str | None],
    options: AcrossCallsOptions | None = None,
) -> str:
    """The page of `report`, in its language.

    `call_href` gives the address of a call's page by call id, `agent_href` that of a coaching
    report by its file's name; None where there is no such page. Words said on a call are shown
    only beside a link to them.
    """
    catalogue = load_catalogue(report.language, "team")
    coaching = load_catalogue(report.language, "coaching")
    return render_template(
        "team.html.j2",
        catalogue=catalogue,
        styles=("base.css", "coaching.css", "team.css"),
        scripts=("fold.js",),
        teams=[
            (_head(team, index, len(report.teams), catalogue), team)
            for index, team in enumerate(report.teams)
        ],
        critical=sorted(
            (failed for team in report.teams for failed in team.critical),
            key=lambda failed: failed.moment.day or date.min,
            reverse=True,
        ),
        cells=TeamCells(catalogue),
        options=options or AcrossCallsOptions(),
        least_calls=LEAST_CALLS,
        least_answers=LEAST_ANSWERS,
        most_repeated=_MOST_REPEATED,
        link=lambda moment: moment_link(moment, call_href(moment.call_id), coaching),
        agent_href=agent_href,
        day=lambda value: format_date(value, report.language, year=False),
        moment=lambda value: format_moment(value, report.language),
    )


def _head(team: TeamReport, index: int, teams: int, catalogue: Catalogue) -> TeamHead:
    if team.team_name is not None:
        name = catalogue.text("team", team=team.team_name)
    else:
        name = catalogue.text("team_unnamed" if teams == 1 else "team_none")
    return TeamHead(
        anchor=f"team-{index + 1}",
        name=name,
        intro=_intro(team, catalogue),
        agents=catalogue.count("agents_count", len(team.agents)),
    )


def _intro(team: TeamReport, catalogue: Catalogue) -> str:
    calls, start, end = team.quality.pool.calls, team.period_start, team.period_end
    if start is None or end is None:
        return catalogue.count("intro.undated", calls)
    key = "intro.day" if start.date() == end.date() else "intro.range"
    # A year is said once: not with the first day where it is the last day's, too.
    start_year = key == "intro.day" or start.year != end.year
    return catalogue.count(
        key,
        calls,
        start=format_date(start.date(), catalogue.language, year=start_year),
        end=format_date(end.date(), catalogue.language),
    )
