"""`AGENT_ID.json`: a coaching report as the document ``escucha.coaching/1``, and back."""

from collections.abc import Mapping
from typing import cast

from pydantic import TypeAdapter, ValidationError

from audio_features.errors import EscuchaError
from scoring.coaching.report import CoachingReport
from scoring.reporting.json_file import JSON

SCHEMA = "escucha.coaching/1"

_ADAPTER = TypeAdapter(CoachingReport)


class CoachingDocumentError(EscuchaError):
    """A document is not an ``escucha.coaching/1``."""


def to_document(report: CoachingReport) -> dict[str, JSON]:
    """`report` as JSON, with the percentages that its points make for whoever only reads."""
    fields = cast("dict[str, JSON]", _ADAPTER.dump_python(report, mode="json"))
    return {
        "schema": SCHEMA,
        "score": _rounded(report.agent.score),
        "team_score": _rounded(report.team.score),
        **fields,
    }


def from_document(document: Mapping[str, JSON]) -> CoachingReport:
    """The report in `document`.

    Raises
    ------
    CoachingDocumentError
        It is no ``escucha.coaching/1``: the message names every field that is wrong.
    """
    if document.get("schema") != SCHEMA:
        raise CoachingDocumentError(
            f"schema: is {document.get('schema')!r}, not {SCHEMA!r}; "
            "make the report again with `escucha coach`."
        )
    try:
        return _ADAPTER.validate_python(document)
    except ValidationError as error:
        wrong = "; ".join(
            f"{'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}"
            for problem in error.errors(include_url=False, include_input=False)
        )
        raise CoachingDocumentError(
            f"not a document of schema {SCHEMA}: {wrong}. Make it again with `escucha coach`."
        ) from error


def _rounded(percent: float | None) -> float | None:
    return None if percent is None else round(percent, 2)
