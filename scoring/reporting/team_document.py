"""`team.json`: a team report as the document ``escucha.team/1``."""

from collections.abc import Mapping, Sequence
from typing import cast

from pydantic import TypeAdapter

from scoring.findings import percentage
from scoring.reporting.json_file import JSON
from scoring.team.report import TeamsReport

SCHEMA = "escucha.team/1"

_ADAPTER = TypeAdapter(TeamsReport)
_POINTS = {"points", "possible", "calls"}


def team_document(report: TeamsReport) -> dict[str, JSON]:
    """`report` as JSON; beside all points stands the percentage they make, for whoever reads it."""
    fields = cast("dict[str, JSON]", _ADAPTER.dump_python(report, mode="json"))
    return {"schema": SCHEMA, **{name: _with_score(value) for name, value in fields.items()}}


def _with_score(value: JSON) -> JSON:
    if isinstance(value, Mapping):
        inner = {name: _with_score(part) for name, part in value.items()}
        if set(inner) != _POINTS:
            return inner
        score = percentage(cast("float", inner["points"]), cast("float", inner["possible"]))
        return {**inner, "score": None if score is None else round(score, 2)}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_with_score(part) for part in value]
    return value
