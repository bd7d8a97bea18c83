"""The team's page and document, beside the coaching reports of its agents."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from flows import workplace
from flows.own_reports import TEAM_FOLDER, team_document_path, team_page_path
from scoring.findings import ScoredCall
from scoring.reporting.file_names import safe_file_name
from scoring.reporting.json_file import write_json, write_text
from scoring.reporting.team_document import team_document
from scoring.reporting.team_page import render_team_page
from scoring.team.build import build_teams_report
from scoring.team.this_week import WeekMaterial


def write_team_report(
    calls: Sequence[ScoredCall],
    *,
    everyone: Sequence[ScoredCall],
    out_dir: Path,
    language: str,
    call_href: Callable[[str], str | None],
    week: WeekMaterial,
) -> Path:
    """Write the report on the teams of `calls`, all of one rubric, in a folder of `out_dir`.

    Callers are followed over `everyone`, by whatever rubric; `week` is what the list for the week
    needs besides calls. In a folder, its names cannot be those
    of an agent. `call_href` is the address of a call's page
    seen from `out_dir`. Gives the path of the page.
    """
    rubrics = workplace.rubrics(None)
    report = build_teams_report(
        calls,
        rubric=rubrics.with_id(calls[0].scorecard.rubric.id) or rubrics.default,
        page_of=safe_file_name,
        everyone=everyone,
        language=language,
        week=week,
    )
    page = render_team_page(
        report,
        call_href=lambda call_id: _from_inside(call_href(call_id)),
        agent_href=lambda name: _agent_href(out_dir, name),
    )
    (out_dir / TEAM_FOLDER).mkdir(exist_ok=True)
    write_text(team_page_path(out_dir), page)
    write_json(team_document_path(out_dir), team_document(report))
    return team_page_path(out_dir)


def _from_inside(href: str | None) -> str | None:
    return href and f"{os.pardir}/{href}"


def _agent_href(out_dir: Path, name: str) -> str | None:
    page = f"{name}.html"
    return f"{os.pardir}/{page}" if (out_dir / page).exists() else None
